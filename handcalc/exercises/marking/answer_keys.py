"""Read the answer keys of a class, which are saved calculations.

They usually differ only in numbers. So the first key is read as any file is; for the others the numbers are
put into the request of the first, in a quarter of the time. A key that differs in more is read as any file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

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


# The same small numbers come again and again in a class.
_parsed = lru_cache(maxsize=4096)(parse_number)


class Otherwise(Exception):
    """A key differs from the first of its class in more than its numbers."""


@dataclass
class Pattern:
    """The request of the first key, and its document without numbers."""

    request: Request
    frame: object


class AnswerKeys:
    """Reads the keys of one class."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._pattern: Pattern | None = None

    def read(self, path: Path) -> Calculation:
        """The calculation in a file, in the row convention.

        Raises InputError, naming the file: it cannot be read, or belongs to another topic.
        """
        file = visible(str(path))
        try:
            data = read_bytes(str(path))
        except InputError as error:
            raise error.in_file(file) from None
        if self._pattern is not None:
            try:
                return calculate(_substituted(self._pattern, data))
            except (Otherwise, InputError):
                pass  # the reader below words the error
        request = from_document(read_document(data, str(path)), file, self._topic)
        calculation = calculate(request)
        if self._pattern is None:
            self._pattern = _pattern(request, data)
        return calculation


def _pattern(request: Request, data: bytes) -> Pattern | None:
    try:
        frame, _ = _taken_apart(data)
    except (Otherwise, InputError):
        return None
    return Pattern(request, frame)


def _substituted(pattern: Pattern, data: bytes) -> Request:
    """The request of the first key with the numbers of another one.

    Raises Otherwise: more than numbers differs; InputError: an input may not hold a number.
    """
    frame, (seed, numbers) = _taken_apart(data)
    request = pattern.request
    if frame != pattern.frame or numbers.keys() != request.matrices.keys():
        raise Otherwise
    matrices = {name: _rows(request, name, rows, numbers[name]) for name, rows in request.matrices.items()}
    # Places would be those of the first file.
    return replace(request, seed=seed, matrices=matrices, places={}, file=None)


def _rows(request: Request, name: str, like: Rows, found: Any) -> Rows:
    """The numbers of one input, in the shape that the first key has.

    Raises Otherwise: the shape differs; InputError: the input may not hold a number.
    """
    spec = request.spec(name)
    rows = [found] if spec.kind == "vector" else found
    if _lengths(rows) != _lengths(like):
        raise Otherwise
    numbers = [[_number(one) for one in row] for row in rows]
    if spec.domain != ANY_NUMBER:
        for number in chain.from_iterable(numbers):
            check_number(spec, number, name)
    return numbers


def _lengths(rows: Any) -> list[int]:
    """The length of each row.

    Raises Otherwise: these are no rows.
    """
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Otherwise
    return list(map(len, rows))


def _number(found: object) -> Number:
    if isinstance(found, Number):
        return found
    if isinstance(found, str):
        return _parsed(found)
    raise Otherwise


def _taken_apart(data: bytes) -> tuple[object, tuple[int | None, dict[str, Any]]]:
    """A document without numbers; its seed and the numbers of each input.

    Raises Otherwise: handcalc does not write such a document.
    """
    try:
        document = json.loads(
            decoded(_before_the_steps(data)),
            object_pairs_hook=_without_doubles,
            parse_float=_parsed,
            parse_int=_parsed,
            parse_constant=_refuse,
        )
        numbers: dict[str, Any] = {}
        given = [_frame(item, numbers) for item in document.pop("given")]
        seed = document.pop("seed")
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Otherwise from None
    if seed is not None and (not isinstance(seed, Number) or seed.value.denominator != 1):
        raise Otherwise
    return (document, given), (seed and int(seed.value), numbers)


def _before_the_steps(data: bytes) -> bytes:
    """The beginning of a saved calculation, up to its steps.

    Raises Otherwise: it is not one line as handcalc writes it.
    """
    start = data.find(_STEPS)
    if start < 0 or not is_saved_calculation(data) or not data.endswith(b"}\n") or data.count(b"\n") != 1:
        raise Otherwise
    return data[:start] + b"}"


def _frame(item: Any, numbers: dict[str, Any]) -> Any:
    """An input without its numbers, which go into `numbers` by id; lists are treated item by item."""
    if isinstance(item, list):
        return [_frame(one, numbers) for one in item]
    if not isinstance(item, dict):
        return item
    if "values" in item:
        name = item["id"]
        if name in numbers:
            raise Otherwise
        numbers[name] = item.get("written") or item["values"]
        return {key: value for key, value in item.items() if key not in ("values", "written")}
    return {key: _frame(value, numbers) for key, value in item.items()}


def _without_doubles(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Otherwise
    return found


def _refuse(token: str) -> None:
    raise Otherwise
