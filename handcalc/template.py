"""A template of an input file: every key of a topic, explained, with numbers that fit together."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from handcalc.calculate import calculate
from handcalc.inputs.binding import BoundRequest, bind
from handcalc.inputs.labels import labelled_axes
from handcalc.inputs.options import allowed, offered
from handcalc.inputs.request import Request
from handcalc.record.axes import Axis
from handcalc.record.calculation import Given
from handcalc.record.dimensions import Dimension
from handcalc.record.options import Option, OptionValue, spelled
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic
from handcalc.text import listed

UNKNOWN_SIZE = 2
"""The size in examples of an axis that only optional inputs have."""


def template(topic: Topic) -> str:
    """The file: required inputs with the numbers of seed 0, optional inputs and options as comments."""
    calculation = calculate(Request(topic))
    given = {one.id: one for one in calculation.given}
    bound = bind(Request(topic))
    sizes = _sizes(bound)
    required = [spec for name, spec in topic.inputs.items() if name in given]
    optional = [spec for name, spec in topic.inputs.items() if name not in given]
    blocks = [
        _head(topic),
        *(_required(spec, given[spec.name]) for spec in required),
        *([_OPTIONAL_INPUTS] if optional else []),
        *(_optional(spec, sizes) for spec in optional),
        _labels(topic, sizes, optional),
        _OPTIONS,
        *(_option(option, bound.options) for option in offered(topic).values()),
    ]
    return "\n".join(blocks)


_OPTIONAL_INPUTS = "# The rest is optional. Remove the # to use a line.\n"
_OPTIONS = "# Options, with their defaults. Options on the command line override them.\n"
_WIDTH = 80


def _head(topic: Topic) -> str:
    return f"""\
{_prose(topic.summary)}
{_prose(f"Change the numbers, then: handcalc run FILE. More: handcalc {topic.name} --help")}
topic: {topic.name}
#title: A line above the calculation

# How the matrices below are written: token vectors as rows, or as columns.
vectors: rows

# With a seed, missing required matrices are random.
#seed: 0
"""


def _required(spec: Input, given: Given) -> str:
    if spec.wordy:
        return f"{_about(spec)}\n{_wordy_entry(spec.name, given.value)}"
    if spec.kind == "list":
        items = "".join(f"  - {_item(item)}\n" for item in given.items)
        return f"{_about_list(spec)}\n{spec.name}:\n{items}"
    return f"{_about(spec)}\n{_entry(spec, given.number_texts)}"


def _optional(spec: Input, sizes: dict[str, int]) -> str:
    """An example with ones, or with ones on the diagonal if weights may have to sum to 1."""
    if spec.wordy:
        words = Axis.numbered(spec.columns.axis, _size(spec.columns, sizes)).labels
        example: Any = {"mapping": {"the": 1}, "text": "the words"}.get(spec.kind, words)
        return f"{_about(spec)}\n{_commented(_wordy_entry(spec.name, example))}"
    everywhere = spec.domain.binary or spec.kind == "vector"
    one = "1" if Fraction(1) in spec.domain else "0"
    rows, columns = (range(_size(side, sizes)) for side in spec.dimensions)
    cells = [[one if everywhere or row == column else "0" for column in columns] for row in rows]
    return f"{_about(spec)}\n{_commented(_entry(spec, cells))}"


def _about(spec: Input) -> str:
    return _prose(f"{spec.name}: {spec.title} ({spec.shape})")


def _about_list(spec: Input) -> str:
    """The fields of the items of a list, optional ones in brackets."""
    assert spec.items is not None
    named = [f"{one.name or spec.items.item_prefix}: {one.title} ({one.shape})" for one in spec.fields]
    texts = [text if one.required else f"[{text}]" for one, text in zip(spec.fields, named, strict=True)]
    return _prose(f"{spec.name}: {spec.title}, each with {', '.join(texts)}")


def _item(fields: Sequence[Given]) -> str:
    """A list item on one line: a matrix, or a mapping of its fields."""
    texts = {field.id.rpartition(".")[2]: _flow(field) for field in fields}
    if "." not in fields[0].id:
        return next(iter(texts.values()))
    return f"{{{', '.join(f'{name}: {text}' for name, text in texts.items())}}}"


def _flow(field: Given) -> str:
    """A field on one line."""
    if field.matrix is None:
        return _wordy_entry("", field.value).removeprefix(": ").strip()
    rows = [f"[{', '.join(row)}]" for row in field.number_texts]
    return rows[0] if field.kind == "vector" else f"[{', '.join(rows)}]"


def _entry(spec: Input, cells: Sequence[Sequence[str]]) -> str:
    """A key with its numbers: one row of a matrix a line, aligned."""
    if spec.kind == "number":
        return f"{spec.name}: {cells[0][0]}\n"
    if spec.kind == "vector":
        return f"{spec.name}: [{', '.join(cells[0])}]\n"
    width = max(len(cell) for row in cells for cell in row)
    rows = (f"  - [{', '.join(cell.rjust(width) for cell in row)}]\n" for row in cells)
    return f"{spec.name}:\n{''.join(rows)}"


def _wordy_entry(name: str, value: Any) -> str:
    """A key with its words: a text on one line or as a block, a mapping, or a list."""
    if isinstance(value, Mapping):
        return _block(f"{name}:", (f"{_scalar(word)}: {count}" for word, count in value.items()))
    if isinstance(value, str):
        several = "\n" in value
        return _block(f"{name}: |-", value.splitlines()) if several else f"{name}: {_scalar(value)}\n"
    words = [_scalar(word) for word in value]
    line = f"{name}: [{', '.join(words)}]\n"
    short = len(line) < _WIDTH and not any(" " in word for word in words)
    return line if short else _block(f"{name}:", (f"- {word}" for word in words))


def _block(head: str, lines: Iterable[str]) -> str:
    """A key with indented lines below it."""
    return "".join(f"{line}\n" for line in [head, *(f"  {line}".rstrip() for line in lines)])


def _scalar(text: str) -> str:
    """A text as a YAML scalar, quoted if it has characters that YAML might interpret."""
    return text if re.fullmatch(r"[A-Za-z](?:[A-Za-z0-9 ]*[A-Za-z0-9])?", text) else json.dumps(text)


def _labels(topic: Topic, sizes: dict[str, int], optional: list[Input]) -> str:
    lines = ["labels:" if labelled_axes(topic) else "labels: {}"]
    for key, axis in labelled_axes(topic).items():
        words = Axis.numbered(axis, sizes.get(axis, UNKNOWN_SIZE)).labels
        owners = [spec.name for spec in optional if any(side.axis == axis for side in spec.dimensions)]
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
    """An explanation as comment lines: # and a space; lines to be used have no space after #."""
    lines = textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
    return "\n".join(lines)


def _commented(text: str) -> str:
    return "".join(f"#{line}" for line in text.splitlines(keepends=True))


def _size(dimension: Dimension, sizes: dict[str, int]) -> int:
    return 1 if dimension.is_single else sizes.get(dimension.axis, UNKNOWN_SIZE)


def _sizes(bound: BoundRequest) -> dict[str, int]:
    """The size of each axis; the axes of missing inputs have the sizes of their stand-ins."""
    sizes: dict[str, int] = {}
    for one in bound.inputs:
        for side, axis in zip(one.spec.dimensions, (one.rows, one.columns), strict=True):
            sizes.setdefault(side.axis, axis.size // side.parts(bound.options))
    for spec in bound.request.topic.inputs.values():
        if spec.kind == "texts" and spec.name in bound.words:
            sizes.setdefault(spec.columns.axis, len(bound.words[spec.name]))
        if spec.stand_in is not None:
            for own, other in zip(spec.dimensions, (spec.stand_in.rows, spec.stand_in.columns), strict=True):
                sizes.setdefault(own.axis, sizes.get(other.axis, UNKNOWN_SIZE))
    return sizes
