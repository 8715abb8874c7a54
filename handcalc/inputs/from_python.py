"""Turn the keyword arguments of a library call into a request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from handcalc.errors import InputError
from handcalc.inputs.labels import labelled_axes
from handcalc.inputs.matrix_checks import check_number, check_rows
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.options import SEED, VECTORS, check_option, offered
from handcalc.inputs.request import Request
from handcalc.record.numbers import Number, Rows
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic
from handcalc.text import did_you_mean, quoted

_PROPERTIES = ("title", "vectors", "seed", "labels")


def from_python(topic: Topic, given: Mapping[str, Any]) -> Request:
    """The request of a call; arguments that are None count as left out.

    Raises InputError: a name is unknown, or a value is refused.
    """
    request = Request(topic)
    options = offered(topic)
    for name, value in given.items():
        if value is None:
            continue
        if name in topic.inputs:
            _read(request, topic.inputs[name], value)
        elif name in options:
            request.options[name] = check_option(options[name], value)
        elif name in _PROPERTIES:
            _read_property(request, name, value)
        else:
            near = did_you_mean(name, [*topic.inputs, *options, *_PROPERTIES])
            raise InputError(f"{topic.name} has no parameter {quoted(name)}{near}")
    return request


def _read(request: Request, spec: Input, value: Any) -> None:
    if spec.items:
        _read_list(request, spec, value)
    elif spec.wordy:
        request.words[spec.name] = value if isinstance(value, str | dict) else tuple(map(str, value))
    else:
        values = _plain(value)
        if spec.kind == "vector" and spec.prepare is not None and _is_nested(values):
            request.cell_places[spec.name] = lambda row, column: None
            spec = spec._replace(kind="matrix")
        request.matrices[spec.name] = _matrix(spec, values)


def _read_list(request: Request, spec: Input, value: Any) -> None:
    request.counts[spec.name] = len(value)
    for number, item in enumerate(value, start=1):
        for field, whole in zip(spec.fields, spec.item(number, {}), strict=True):
            part = item.get(field.name) if field.name else item
            if part is not None:
                _read(request, whole, part)


def _is_nested(values: Any) -> bool:
    return isinstance(values, list | tuple) and bool(values) and isinstance(values[0], list | tuple)


def _read_property(request: Request, name: str, value: Any) -> None:
    if name == "seed":
        request.seed = int(check_option(SEED, value))
    elif name == "vectors":
        request.vectors = str(check_option(VECTORS, value))
    elif name == "labels":
        request.labels = _labels(request.topic, value)
    else:
        request.title = str(value)


def _labels(topic: Topic, value: Mapping[str, Iterable[Any]]) -> dict[str, tuple[str, ...]]:
    known = labelled_axes(topic)
    for axis in value:
        if axis not in known:
            raise InputError(f"{topic.name} has no axis {quoted(axis)}{did_you_mean(axis, known)}")
    return {axis: tuple(str(label) for label in labels) for axis, labels in value.items()}


def _matrix(spec: Input, values: Any) -> Rows:
    if spec.kind == "number":
        return [[check_number(spec, _number(values, spec.name), spec.name)]]
    if not isinstance(values, list | tuple):
        raise InputError(f"{spec.name} must be a list of rows, or an array", about=spec.name)
    if spec.kind == "vector":
        return check_rows(spec.name, [_row(spec, values, spec.name)])
    rows = []
    for number, row in enumerate(map(_plain, values), start=1):
        if not isinstance(row, list | tuple):
            raise InputError(f"{spec.name}, row {number} is not a list: write [[1, 2]]", about=spec.name)
        rows.append(_row(spec, row, f"{spec.name}, row {number}"))
    return check_rows(spec.name, rows)


def _row(spec: Input, row: Iterable[Any], where: str) -> list[Number]:
    return [
        check_number(spec, _number(item, f"{where}, column {column}"), f"{where}, column {column}")
        for column, item in enumerate(row, start=1)
    ]


def _plain(value: Any) -> Any:
    """An array as lists, or a number of numpy as one of Python."""
    return value.tolist() if hasattr(value, "tolist") else value


def _number(item: Any, where: str) -> Number:
    """A number from Python, numpy or a text such as "1/3"; a float is the decimal that it prints as."""
    item = _plain(item)
    if isinstance(item, bool):
        raise InputError(f"{where} is {item}: write 1 or 0")
    if isinstance(item, Fraction):
        return Number(item, str(item))
    try:
        return parse_number(repr(item) if isinstance(item, float) else str(item))
    except InputError as error:
        raise InputError(f"{where}: {error.fact}") from None
