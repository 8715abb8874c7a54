"""What a student wrote into one blank, and the number or word that it is."""

from __future__ import annotations

from fractions import Fraction

from handcalc.errors import InputError
from handcalc.inputs.numbers import parse_number
from handcalc.limits import TEXT_CHARACTERS
from handcalc.record.scalars import Value
from handcalc.sheets.marked import Answer
from handcalc.wording import DECIMAL

LEFT_BLANK = Answer("", None)

_MASKED = frozenset(("-Infinity", "-∞", "-inf"))
_PLAIN = 15  # characters of a decimal that is an exact double, so that no check of size is needed


def answer_of(text: str, *, wordy: bool, exact: bool) -> Answer:
    """The answer that a text is: a word where the blank asks for one, else a number; None if it is neither.

    exact: the sheet is calculated in fractions, so the number stays one.
    """
    content = text.strip()
    if not content:
        return LEFT_BLANK
    if len(content) > TEXT_CHARACTERS:
        return Answer(f"{content[: TEXT_CHARACTERS - 1]}…", None)
    return Answer(content, content if wordy else number_of(content, exact=exact))


def number_of(text: str, *, exact: bool) -> Value | None:
    """The number that a person wrote: by the rule for files, also with a decimal comma and a printed minus.

    None if it is no number.
    """
    plain = text.strip().replace("−", "-")
    if plain in _MASKED:
        return float("-inf")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if not exact and len(plain) <= _PLAIN and "e" not in plain.lower() and DECIMAL.fullmatch(plain):
        return float(plain)
    return _by_the_rule(plain, exact)


def _by_the_rule(plain: str, exact: bool) -> Fraction | float | None:
    try:
        number = parse_number(plain).value
        return number if exact else float(number)
    except (InputError, OverflowError):
        return None
