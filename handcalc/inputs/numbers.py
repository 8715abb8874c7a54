"""Parse numbers, by one rule for YAML, JSON, CSV, the command line and answers."""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction

from handcalc.errors import InputError
from handcalc.limits import NUMBER_CHARACTERS
from handcalc.record.numbers import Number
from handcalc.text import DECIMAL, quoted

_SHORT = 15  # digits that fit a double exactly, so that the size need not be checked
_FRACTION = re.compile(r"[+-]?[0-9]+/[0-9]+")
# Patterns for hints are compiled only when a hint is needed.
_HEXADECIMAL = r"[+-]?0[xX][0-9a-fA-F]+"
_WITH_UNIT = r"([+-]?[0-9]+(?:\.[0-9]+)?)\s?[^\W\d_]{1,5}"
_GAP = r"(?<!\d)\s|\s(?!\d)|\s(?=\d{3}(?!\d))"  # not between two numbers
_THOUSANDS = r"[+-]?[0-9]{1,3},[0-9]{3}"
_RULE = "a number is written like 2, -1.5, 1e-5 or 1/2"
_WORDS = {
    "nan": "a value must be finite",
    "inf": "a value must be finite",
    "infinity": "a value must be finite",
    "true": "write 1",
    "yes": "write 1",
    "on": "write 1",
    "false": "write 0",
    "no": "write 0",
    "off": "write 0",
    "null": "a cell cannot be empty",
    "none": "a cell cannot be empty",
    "~": "a cell cannot be empty",
}


def parse_number(text: str) -> Number:
    """The number in a text.

    Raises InputError, without a place: it is not a number, or out of range.
    """
    if len(text) <= _SHORT and text.isascii() and text.isdigit():
        return Number(Fraction(int(text)), text)
    if len(text) > NUMBER_CHARACTERS:
        raise InputError(
            f"{quoted(text)} has {len(text)} characters; a number has at most {NUMBER_CHARACTERS}"
        )
    if DECIMAL.fullmatch(text):
        return Number(_decimal(text), text)
    if _FRACTION.fullmatch(text):
        numerator, denominator = map(int, text.split("/"))
        if not denominator:
            raise InputError(f"{quoted(text)} divides by 0")
        return Number(Fraction(numerator, denominator), text)
    raise InputError(_refusal(text))


def is_fraction(text: str) -> bool:
    """Whether a text has the form of a fraction, 1/3."""
    return _FRACTION.fullmatch(text) is not None


def _decimal(text: str) -> Fraction:
    # float first: Fraction("1e-999999999") would build an integer of that many digits.
    double = float(text)
    if math.isinf(double):
        raise InputError(f"{quoted(text)} is too large; the limit is about 1.8e308")
    if double:
        return Fraction(text)
    if re.search("[1-9]", re.split("[eE]", text)[0]):
        raise InputError(f"{quoted(text)} is too small to tell from 0; write 0")
    return Fraction(0)


def _refusal(text: str) -> str:
    if not text:
        return f"a number is missing; {_RULE}"
    hint = _hint(text)
    return f"{quoted(text)} is not a number; {hint or _RULE}"


def _hint(text: str) -> str:
    word = text.lower().lstrip("+-.")
    if word in _WORDS:
        return _WORDS[word]
    if re.fullmatch(_THOUSANDS, text):
        return f"write {text.replace(',', '.')} or {text.replace(',', '')}"
    if re.fullmatch(_HEXADECIMAL, text):
        return f"write {int(text, 16)}"
    repaired = _repaired(text)
    if DECIMAL.fullmatch(repaired) or _FRACTION.fullmatch(repaired):
        return f"write {repaired}"
    unit = re.fullmatch(_WITH_UNIT, text)
    if unit and unit[1].isascii():
        return f"write {unit[1]}"
    return ""


def _repaired(text: str) -> str:
    """The text with ASCII digits, sign and point, and without separators of thousands."""
    return "".join(map(_repaired_character, re.sub(_GAP, "", text.strip())))


def _repaired_character(char: str) -> str:
    if char in "_'’":
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return {",": ".", "−": "-", "–": "-", "⁄": "/"}.get(char, char)
