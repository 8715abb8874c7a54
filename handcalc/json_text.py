"""JSON output: numbers with 12 significant digits, text that is safe in terminals and editors."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

from handcalc.text import inert_json


def json_line(value: dict[str, Any] | list[Any]) -> str:
    """An object or a list as one line of JSON, with its line end."""
    return inert_json(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))) + "\n"


def json_number(value: float | Fraction | str) -> int | float | str:
    """A number with 12 significant digits, whole ones without a point; −∞ and words as strings."""
    if isinstance(value, str):
        return value
    if value == -math.inf:
        return "-Infinity"
    rounded = float(f"{float(value):.12g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def json_option(value: object) -> Any:
    """The value of an option; a fraction that 12 digits do not represent exactly is a string."""
    if isinstance(value, tuple):
        return list(value)
    if not isinstance(value, Fraction):
        return value
    short = json_number(value)
    return short if Fraction(repr(short)) == value else str(value)
