"""What other readers make of the same bytes: Python's JSON, and the number rule in decimals."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, NamedTuple

NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
FRACTION = re.compile(r"([+-]?\d+)/(\d+)", re.ASCII)
LONGEST_NUMBER = 64
TOO_LARGE = Fraction(2**1024 - 2**970)
"""From here on a double is infinite."""
TOO_SMALL = Fraction(1, 2**1075)
"""Up to here a double is 0."""
DEPTH = 16
GIVEN = {
    "schema",
    "format_version",
    "handcalc",
    "topic",
    "title",
    "seed",
    "vectors",
    "options",
    "labels",
    "given",
}


def exact_value(text: str) -> Fraction | None:
    """The value of a number of the specification's pattern; None for anything else."""
    if len(text) > LONGEST_NUMBER:
        return None
    if fraction := FRACTION.fullmatch(text):
        above, below = map(int, fraction.groups())
        return Fraction(above, below) if below else None
    if not NUMBER.fullmatch(text):
        return None
    if not re.search("[1-9]", re.split("[eE]", text)[0]):
        return Fraction(0)
    try:
        decimal = Decimal(text)
    except InvalidOperation:  # an exponent of more than 18 digits
        return None
    if abs(decimal.adjusted()) > 400:
        return None
    value = Fraction(decimal)
    return value if TOO_SMALL < abs(value) < TOO_LARGE else None


class _Number(str):
    """A number as it was typed."""


class StandardJson(NamedTuple):
    """A document as Python reads it; own: handcalc wrote it, so that only what was given counts."""

    document: dict[str, Any]
    own: bool

    @property
    def typed(self) -> dict[str, Any]:
        """Every value as its text and whether it stood in quotes, a fraction being a number."""
        found: dict[str, Any] = _typed(self.document)
        return {key: value for key, value in found.items() if not self.own or key in GIVEN}


def strict_json(text: str) -> Any:
    """Python's reading of what has to be strict JSON."""
    return json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique)


def standard_json(data: bytes) -> StandardJson | None:
    """The mapping that Python reads; None where it is none, or has a name twice."""
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
        found = json.loads(
            text, parse_constant=_refuse, object_pairs_hook=_unique, parse_int=_Number, parse_float=_Number
        )
    except (ValueError, RecursionError):
        return None
    own = re.match(r'\s*\{\s*"schema"\s*:\s*"handcalc/calculation"', text, re.ASCII) is not None
    return StandardJson(found, own) if isinstance(found, dict) else None


def must_be_read(standard: StandardJson, data: bytes) -> bool:
    """Whether nothing in it is beyond what JSON files may hold."""
    controls = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", data.decode("utf-8"))
    return controls is None and _within(standard.document, DEPTH)


def _within(value: Any, depth: int) -> bool:
    if isinstance(value, str):
        return not re.search("[\ud800-\udfff]", value)
    if isinstance(value, dict):
        return depth > 0 and all(_within(one, depth - 1) for pair in value.items() for one in pair)
    return not isinstance(value, list) or (depth > 0 and all(_within(one, depth - 1) for one in value))


def _typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _typed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(one) for one in value]
    if isinstance(value, str):
        number = isinstance(value, _Number) or FRACTION.fullmatch(value) is not None
        return (str(value), not number)
    return (json.dumps(value), False)


def _refuse(token: str) -> None:
    raise ValueError(f"{token} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a name is there twice")
    return dict(pairs)
