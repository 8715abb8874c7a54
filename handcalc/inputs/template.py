"""An input file to start from: every key of a topic, explained, with numbers that fit each other."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from handcalc.calculate import calculate
from handcalc.inputs.axes import AxisUse, labelled_axes, shape_in_symbols
from handcalc.inputs.binding import Bound, bind
from handcalc.inputs.options import allowed, offered, spelled
from handcalc.inputs.request import Request
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.calculation import Given
from handcalc.record.topic import Input, Option, Topic
from handcalc.wording import listed

UNKNOWN_SIZE = 2
"""The size in examples of an axis that only optional inputs have."""


def template(topic: Topic) -> str:
    """The file: what is needed with the numbers of seed 0, what is optional behind a # with its default."""
    calculation = calculate(Request(topic))
    given = {one.id: one for one in calculation.given}
    sizes = _sizes(bind(Request(topic)))
    required = [spec for name, spec in topic.inputs.items() if name in given]
    optional = [spec for name, spec in topic.inputs.items() if name not in given]
    blocks = [
        _head(topic),
        *(_needed(spec, given[spec.name]) for spec in required),
        *([_OPTIONAL_INPUTS] if optional else []),
        *(_left_out(spec, sizes) for spec in optional),
        _labels(topic, sizes, optional),
        _OPTIONS,
        *(_option(option) for option in offered(topic).values()),
    ]
    return "\n".join(blocks)


_OPTIONAL_INPUTS = "# What follows is optional. Take the # away to use it.\n"
_OPTIONS = "# Options, with their defaults. The command line has them too, and wins.\n"
_WIDTH = 80


def _head(topic: Topic) -> str:
    return f"""\
{_prose(topic.summary)}
{_prose(f"Change the numbers, then: handcalc run FILE. More: handcalc {topic.name} --help")}
topic: {topic.name}
#title: A line above the calculation

# How the matrices below are written: token vectors as rows, or as columns.
vectors: rows

# With a seed, needed matrices that are not here are drawn.
#seed: 0
"""


def _needed(spec: Input, given: Given) -> str:
    assert given.written, "a topic whose inputs are no matrices needs its own example here"
    return f"{_about(spec)}\n{_entry(spec, given.written)}"


def _left_out(spec: Input, sizes: dict[str, int]) -> str:
    """An example with ones, or with ones on the diagonal: valid where weights must sum to 1, too."""
    rows, columns = (_size(AxisUse.of(side), sizes) for side in (spec.rows, spec.columns))
    everywhere = spec.zero_one or spec.kind == "vector"
    cells = [["01"[everywhere or row == column] for column in range(columns)] for row in range(rows)]
    return f"{_about(spec)}\n{_commented(_entry(spec, cells))}"


def _about(spec: Input) -> str:
    return _prose(f"{spec.name}: {spec.title} ({shape_in_symbols(spec)})")


def _entry(spec: Input, cells: Sequence[Sequence[str]]) -> str:
    """A key with its numbers, a row of a matrix on each line, in columns."""
    if spec.kind == "vector":
        return f"{spec.name}: [{', '.join(cells[0])}]\n"
    width = max(len(cell) for row in cells for cell in row)
    rows = (f"  - [{', '.join(cell.rjust(width) for cell in row)}]\n" for row in cells)
    return f"{spec.name}:\n{''.join(rows)}"


def _labels(topic: Topic, sizes: dict[str, int], optional: list[Input]) -> str:
    lines = ["labels:"]
    for key, axis in labelled_axes(topic).items():
        words = Axis.numbered(axis, sizes.get(axis, UNKNOWN_SIZE)).labels
        owners = [spec.name for spec in optional if axis in _axes(spec)]
        only_with = "" if axis in sizes else f"  # only with {listed(owners, 'or')}"
        lines.append(f"  {key}: [{', '.join(words)}]{only_with}")
    about = _prose("Words for rows and columns, as many as there are.")
    return f"{about}\n{_commented(chr(10).join(lines))}\n"


def _option(option: Option) -> str:
    default = spelled(option.default)
    may_be = allowed(option)
    if option.like:
        default, may_be = "1", f"{may_be}; as {option.like} when left out"
    return f"{_prose(f'{option.name}: {option.help} ({may_be})')}\n#{option.name}: {default}\n"


def _prose(text: str) -> str:
    """An explanation: # and a space; what may be used has no space."""
    return "\n".join(textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# "))


def _commented(text: str) -> str:
    return "".join(f"#{line}" for line in text.splitlines(keepends=True))


def _axes(spec: Input) -> list[str]:
    return [AxisUse.of(side).axis for side in (spec.rows, spec.columns)]


def _size(use: AxisUse, sizes: dict[str, int]) -> int:
    return 1 if use.axis == SINGLE.name else sizes.get(use.axis, UNKNOWN_SIZE)


def _sizes(bound: Bound) -> dict[str, int]:
    """How long each axis of the example is; what stands for an absent input says how long its axes are."""
    sizes: dict[str, int] = {}
    for side in bound.inputs:
        for text, axis in ((side.spec.rows, side.rows), (side.spec.columns, side.columns)):
            use = AxisUse.of(text)
            times = bound.options.get(use.times or "", 1)
            assert isinstance(times, int)
            sizes.setdefault(use.axis, axis.size // times)
    for spec in bound.request.topic.inputs.values():
        for name, stand_in in zip(_axes(spec), spec.absent or (), strict=False):
            sizes.setdefault(name, sizes.get(stand_in, UNKNOWN_SIZE))
    return sizes
