"""An input file to start from: every key of a topic, explained, with numbers that fit each other."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from handcalc.calculate import calculate
from handcalc.inputs.binding import BoundRequest, bind
from handcalc.inputs.options import allowed, offered, spelled
from handcalc.inputs.request import Request
from handcalc.inputs.shapes import AxisUse, labelled_axes, shape_in_symbols
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.calculation import Given
from handcalc.record.topic import Input, Option, OptionValue, Topic
from handcalc.wording import listed

UNKNOWN_SIZE = 2
"""The size in examples of an axis that only optional inputs have."""


def template(topic: Topic) -> str:
    """The file: what is needed with the numbers of seed 0, what is optional behind a # with its default."""
    calculation = calculate(Request(topic))
    given = {one.id: one for one in calculation.given}
    bound = bind(Request(topic))
    sizes = _sizes(bound)
    required = [spec for name, spec in topic.inputs.items() if name in given]
    optional = [spec for name, spec in topic.inputs.items() if name not in given]
    blocks = [
        _head(topic),
        *(_needed(spec, given[spec.name]) for spec in required),
        *([_OPTIONAL_INPUTS] if optional else []),
        *(_left_out(spec, sizes) for spec in optional),
        _labels(topic, sizes, optional),
        _OPTIONS,
        *(_option(option, bound.options) for option in offered(topic).values()),
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
    if spec.wordy:
        return f"{_about(spec)}\n{_wordy_entry(spec.name, given.value)}"
    if spec.kind == "list":
        items = "".join(f"  - {_item(item)}\n" for item in given.items)
        return f"{_about_list(spec)}\n{spec.name}:\n{items}"
    return f"{_about(spec)}\n{_entry(spec, given.written)}"


def _left_out(spec: Input, sizes: dict[str, int]) -> str:
    """An example with ones, or with ones on the diagonal: valid where weights must sum to 1, too."""
    rows, columns = (_size(AxisUse.of(side), sizes) for side in (spec.rows, spec.columns))
    if spec.wordy:
        example: Any = Axis.numbered(AxisUse.of(spec.columns).axis, columns).labels
        example = {"mapping": {"the": 1}, "text": "the words"}.get(spec.kind, example)
        return f"{_about(spec)}\n{_commented(_wordy_entry(spec.name, example))}"
    everywhere = spec.zero_one or spec.kind == "vector"
    one = "1" if spec.below is None else "0"
    line = range(columns)
    cells = [[one if everywhere or row == column else "0" for column in line] for row in range(rows)]
    return f"{_about(spec)}\n{_commented(_entry(spec, cells))}"


def _about(spec: Input) -> str:
    return _prose(f"{spec.name}: {spec.title} ({shape_in_symbols(spec)})")


def _about_list(spec: Input) -> str:
    """What a list holds: of each item its fields, those that may be left out in brackets."""
    fields = [field._replace(name=field.name or spec.each) for field in spec.fields]
    named = [
        text if field.required else f"[{text}]"
        for field in fields
        for text in [f"{field.name}: {field.title} ({_shape(field)})"]
    ]
    return _prose(f"{spec.name}: {spec.title}, each with {', '.join(named)}")


def _shape(field: Input) -> str:
    """The shape in symbols: width{number} is the width."""
    return re.sub(r"\{(\w+)\}", r" \1", shape_in_symbols(field)).replace(" number", "")


def _item(fields: Sequence[Given]) -> str:
    """An item on one line: a matrix, or a mapping of its fields."""
    texts = {field.id.rpartition(".")[2]: _flow(field) for field in fields}
    if "." not in fields[0].id:
        return next(iter(texts.values()))
    return f"{{{', '.join(f'{name}: {text}' for name, text in texts.items())}}}"


def _flow(field: Given) -> str:
    """A field on one line."""
    if field.matrix is None:
        return _wordy_entry("", field.value).removeprefix(": ").strip()
    rows = [f"[{', '.join(row)}]" for row in field.written]
    return rows[0] if field.kind == "vector" else f"[{', '.join(rows)}]"


def _entry(spec: Input, cells: Sequence[Sequence[str]]) -> str:
    """A key with its numbers, a row of a matrix on each line, in columns."""
    if spec.kind == "number":
        return f"{spec.name}: {cells[0][0]}\n"
    if spec.kind == "vector":
        return f"{spec.name}: [{', '.join(cells[0])}]\n"
    width = max(len(cell) for row in cells for cell in row)
    rows = (f"  - [{', '.join(cell.rjust(width) for cell in row)}]\n" for row in cells)
    return f"{spec.name}:\n{''.join(rows)}"


def _wordy_entry(name: str, value: Any) -> str:
    """A key with its words: a text on one line or as a block, a mapping, a list."""
    if isinstance(value, Mapping):
        return f"{name}:\n{''.join(f'  {_scalar(word)}: {count}{chr(10)}' for word, count in value.items())}"
    if isinstance(value, str) and "\n" in value:
        return f"{name}: |-\n{''.join(f'  {line}'.rstrip() + chr(10) for line in value.splitlines())}"
    if isinstance(value, str):
        return f"{name}: {_scalar(value)}\n"
    words = [_scalar(word) for word in value]
    line = f"{name}: [{', '.join(words)}]\n"
    short = len(line) < _WIDTH and not any(" " in word for word in words)
    return line if short else f"{name}:\n{''.join(f'  - {word}{chr(10)}' for word in words)}"


def _scalar(text: str) -> str:
    """A text as YAML has it, in quotes where a sign could be taken for YAML's own."""
    return text if re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9 ]*[A-Za-z0-9])?", text) else json.dumps(text)


def _labels(topic: Topic, sizes: dict[str, int], optional: list[Input]) -> str:
    lines = ["labels:" if labelled_axes(topic) else "labels: {}"]
    for key, axis in labelled_axes(topic).items():
        words = Axis.numbered(axis, sizes.get(axis, UNKNOWN_SIZE)).labels
        owners = [spec.name for spec in optional if axis in _axes(spec)]
        only_with = "" if axis in sizes else f"  # only with {listed(owners, 'or')}"
        lines.append(f"  {key}: [{', '.join(words)}]{only_with}")
    about = _prose("Words for rows and columns, as many as there are.")
    return f"{about}\n{_commented(chr(10).join(lines))}\n"


def _option(option: Option, resolved: Mapping[str, OptionValue]) -> str:
    default = spelled(option.default)
    default = _scalar(default) if option.free else default
    may_be = allowed(option)
    if option.default_in_words:
        default = spelled(resolved[option.name])
        may_be = f"{may_be}; {option.default_in_words} when left out"
    return f"{_prose(f'{option.name}: {option.help} ({may_be})')}\n#{option.name}: {default}\n"


def _prose(text: str) -> str:
    """An explanation: # and a space; what may be used has no space."""
    lines = textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
    return "\n".join(lines)


def _commented(text: str) -> str:
    return "".join(f"#{line}" for line in text.splitlines(keepends=True))


def _axes(spec: Input) -> list[str]:
    return [AxisUse.of(side).axis for side in (spec.rows, spec.columns)]


def _size(use: AxisUse, sizes: dict[str, int]) -> int:
    return 1 if use.axis == SINGLE.name else sizes.get(use.axis, UNKNOWN_SIZE)


def _sizes(bound: BoundRequest) -> dict[str, int]:
    """How long each axis of the example is; what stands for an absent input says how long its axes are."""
    sizes: dict[str, int] = {}
    for side in bound.inputs:
        for text, axis in ((side.spec.rows, side.rows), (side.spec.columns, side.columns)):
            use = AxisUse.of(text)
            sizes.setdefault(use.axis, axis.size // use.parts(bound.options))
    for spec in bound.request.topic.inputs.values():
        if spec.kind == "texts" and spec.name in bound.words:
            sizes.setdefault(AxisUse.of(spec.columns).axis, len(bound.words[spec.name]))
        for name, stand_in in zip(_axes(spec), spec.absent or (), strict=False):
            sizes.setdefault(name, sizes.get(stand_in, UNKNOWN_SIZE))
    return sizes
