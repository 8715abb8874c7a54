"""What students write into a blank: numbers as people write them, words, nothing, anything."""

from __future__ import annotations

from fractions import Fraction

import pytest

from handcalc.exercises.marking.parse_answer import answer_of, number_of

NUMBERS = {
    "1.5": Fraction(3, 2),
    "1,5": Fraction(3, 2),
    " 1.5 ": Fraction(3, 2),
    "\u00a01.5\t": Fraction(3, 2),
    "−1.5": Fraction(-3, 2),
    "-1,5": Fraction(-3, 2),
    "+2": Fraction(2),
    ".5": Fraction(1, 2),
    ",5": Fraction(1, 2),
    "3,": Fraction(3),
    "010": Fraction(10),
    "1e-2": Fraction(1, 100),
    "2,5E1": Fraction(25),
    "1/3": Fraction(1, 3),
    "−2/4": Fraction(-1, 2),
    "123456789012345678901234567890": Fraction(123456789012345678901234567890),
}
NO_NUMBERS = [
    "x",
    "1.2.3",
    "1,2,3",
    "1.000,5",
    "1_000",
    "0x10",
    "nan",
    "Infinity",
    "∞",
    "1e999",
    "1/0",
    "--1",
]
NO_NUMBERS += ["1 5", "٣", "1.5cm", "½", "50%", "1/3/5", "1" * 65, "=1+1", "1:30", "true", "[1]"]


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    """A decimal comma, the printed minus and spaces around are fine; in fractions they stay exact."""
    exact = number_of(text, exact=True)
    assert (NUMBERS[text], Fraction) == (exact, type(exact))
    double = number_of(text, exact=False)
    assert (float(NUMBERS[text]), float) == (double, type(double))


@pytest.mark.parametrize("text", ["-Infinity", "−∞", "-∞", " −∞ ", "-inf"])
def test_a_masked_score_can_be_written(text: str) -> None:
    """As every format prints it."""
    assert float("-inf") == number_of(text, exact=False) == number_of(text, exact=True)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_is_no_number_is_unreadable(text: str) -> None:
    """It stays as it was written, without a value; it is no fault of the file."""
    for exact in (False, True):
        answer = answer_of(text, wordy=False, exact=exact)
        assert (text[:200], None) == answer


def test_blank_answers() -> None:
    """Nothing and white space is a blank."""
    for text in ("", " ", "\t\u00a0"):
        assert (
            ("", None)
            == answer_of(text, wordy=False, exact=False)
            == answer_of(text, wordy=True, exact=False)
        )


def test_words_are_texts_and_long_texts_are_cut() -> None:
    """A word may look like a number; what is longer than any word is not kept whole."""
    assert ("1,5", "1,5") == answer_of(" 1,5 ", wordy=True, exact=False)
    long = answer_of("x" * 5000, wordy=True, exact=False)
    assert (200, None) == (len(long.text), long.value)
