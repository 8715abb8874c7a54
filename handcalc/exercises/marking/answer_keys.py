"""Read the answer keys of a class, which are saved calculations.

The keys of a class usually differ only in their numbers. So the first key is read like any file, and the
numbers of the others replace those in its request, which is three times as fast. A key that differs in more
is read like any file.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from handcalc.calculate import calculate
from handcalc.errors import InputError
from handcalc.from_document import from_document
from handcalc.inputs.document import decoded, read_bytes, read_document
from handcalc.inputs.matrix_checks import check_number
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.request import Request
from handcalc.inputs.saved_calculation import is_saved_calculation
from handcalc.record.calculation import Calculation
from handcalc.record.numbers import ANY_NUMBER, Number, Rows
from handcalc.text import visible

# Quotes in a JSON text are escaped, and no mapping before the steps has a list of mappings of this name.
_STEPS = b', "steps": [{"id": '
_DIFFERS = (ValueError, KeyError, TypeError, AttributeError, RecursionError)

# The same small numbers are frequent in a class.
_parsed = lru_cache(maxsize=4096)(parse_number)


class _KeyParts(NamedTuple):
    """The beginning of a key, up to its steps. frame: everything but the seed and the numbers of inputs."""

    frame: object
    seed: int | None
    numbers: dict[str, Any]


class AnswerKeys:
    """Reads the keys of one class."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._first: tuple[Request, _KeyParts] | None = None

    def read(self, path: Path) -> Calculation:
        """The calculation in a file, in the row convention.

        Raises InputError, naming the file: it cannot be read, or belongs to another topic.
        """
        file = visible(str(path))
        try:
            data = read_bytes(str(path))
        except InputError as error:
            raise error.in_file(file) from None
        if self._first is not None:
            with suppress(*_DIFFERS):  # the reader below words the error
                return calculate(_with_numbers_of(_parts(data), *self._first))
        request = from_document(read_document(data, str(path)), file, self._topic)
        calculation = calculate(request)
        if self._first is None:
            with suppress(*_DIFFERS):
                self._first = request, _parts(data)
        return calculation


def _with_numbers_of(key: _KeyParts, first: Request, first_parts: _KeyParts) -> Request:
    """The request of the first key with the numbers of another one.

    Raises one of _DIFFERS: more than numbers differs, or an input may not hold a number.
    """
    if key.frame != first_parts.frame or key.numbers.keys() != first.matrices.keys():
        raise ValueError
    matrices = {name: _rows(first, name, key.numbers[name]) for name in first.matrices}
    # Places would be those of the first file.
    return replace(first, seed=key.seed, matrices=matrices, places={}, file=None)


def _rows(first: Request, name: str, values: Any) -> Rows:
    """The numbers of one input, in the shape that the first key has."""
    spec = first.spec(name)
    rows = [values] if spec.kind == "vector" else values
    if [isinstance(row, list) and len(row) for row in rows] != list(map(len, first.matrices[name])):
        raise ValueError
    numbers = [[_number(value) for value in row] for row in rows]
    if spec.domain != ANY_NUMBER:
        for row in numbers:
            for number in row:
                check_number(spec, number, name)
    return numbers


def _number(value: object) -> Number:
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return _parsed(value)
    raise TypeError


def _parts(data: bytes) -> _KeyParts:
    """Parse the beginning of a key.

    Raises one of _DIFFERS: handcalc does not write such a document.
    """
    start = data.find(_STEPS)
    if start < 0 or not is_saved_calculation(data) or not data.endswith(b"}\n") or data.count(b"\n") != 1:
        raise ValueError
    text = decoded(data[:start] + b"}")
    document = json.loads(text, object_pairs_hook=_mapping, parse_float=_parsed, parse_int=_parsed)
    seed = document.pop("seed")
    if seed is not None and seed.value.denominator != 1:
        raise ValueError
    numbers: dict[str, Any] = {}
    document["given"] = _without_numbers(document["given"], numbers)
    return _KeyParts(document, None if seed is None else int(seed.value), numbers)


def _without_numbers(item: Any, numbers: dict[str, Any]) -> Any:
    """An input, or a list of them, without its numbers, which go into `numbers` by id."""
    if isinstance(item, list):
        return [_without_numbers(each, numbers) for each in item]
    if not isinstance(item, dict):
        return item
    if "values" not in item:
        return {key: _without_numbers(value, numbers) for key, value in item.items()}
    if item["id"] in numbers:
        raise ValueError
    numbers[item["id"]] = item.get("written") or item["values"]
    return {key: value for key, value in item.items() if key not in ("values", "written")}


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; two equal keys are for the careful reader."""
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise ValueError
    return mapping
