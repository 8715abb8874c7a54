"""Parse the text that a student wrote into a blank: a number or a word."""

from __future__ import annotations

from handcalc.errors import InputError
from handcalc.exercises.marking.marks import Answer
from handcalc.inputs.numbers import parse_number
from handcalc.limits import TEXT_CHARACTERS
from handcalc.record.functions import Value
from handcalc.text import DECIMAL

LEFT_BLANK = Answer("", None)

_MASKED = frozenset(("-Infinity", "-∞", "-inf"))
_PLAIN = 15  # characters of a decimal that is an exact double, so that no check of size is needed


def answer_of(text: str, *, wordy: bool, exact: bool) -> Answer:
    """Parse an answer: a word where the blank asks for one, else a number; the value is None for neither.

    exact: whether the sheet is calculated in fractions, so that a number is parsed as one.
    """
    content = text.strip()
    if not content:
        return LEFT_BLANK
    if len(content) > TEXT_CHARACTERS:
        return Answer(f"{content[: TEXT_CHARACTERS - 1]}…", None)
    return Answer(content, content if wordy else number_of(content, exact=exact))


def number_of(text: str, *, exact: bool) -> Value | None:
    """Parse a number by the rule for files; a decimal comma and a typographic minus are accepted, too.

    None if it is not a number.
    """
    plain = text.strip().replace("−", "-")
    if plain in _MASKED:
        return float("-inf")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not exact and len(plain) <= _PLAIN and "e" not in plain.lower() and DECIMAL.fullmatch(plain):
        return float(plain)
    try:
        number = parse_number(plain).value
        return number if exact else float(number)
    except (InputError, OverflowError):
        return None
