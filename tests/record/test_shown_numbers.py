"""The one function that turns numbers into shown text, against exact decimal arithmetic."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handcalc.record.functions import SNAP_DECIMALS
from handcalc.record.number_format import decimals_needed, format_number, round_half_up
from tests.record.round_half_up import half_away, shown_half_up

NUMBERS = st.floats(-1e12, 1e12) | st.floats(-2, 2) | st.fractions(-1000, 1000)
DIGITS = st.integers(0, SNAP_DECIMALS)


@given(NUMBERS, DIGITS)
@example(-0.0, 3)
@example(-0.0004, 3)
@example(0.0005, 3)
@example(2.5, 0)
@example(-2.5, 0)
@example(0.1 + 0.2, 10)
@example(1.005, 2)
@example(2.675, 2)
@example(0.49999999999999994, 0)
def test_half_away_from_zero(value: float | Fraction, decimals: int) -> None:
    """As many decimals as asked for, exact halves away from zero, never −0."""
    assert shown_half_up(value, decimals) == format_number(value, decimals)


def test_twenty_thousand_numbers() -> None:
    """Decimals of one digit more than is shown, where halves are common, and any doubles."""
    draw = random.Random(20_000)
    for _ in range(10_000):
        decimals = draw.randint(0, 6)
        near = draw.randint(-(10**7), 10**7) / 10 ** (decimals + 1)
        for value in (near, draw.uniform(-1, 1) * 10 ** draw.randint(-12, 8)):
            assert shown_half_up(value, decimals) == format_number(value, decimals), (value, decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.123, 3, "0.123"),
        (-0.0004, 3, "0.000"),
        (2.5, 0, "3"),
        (-0.125, 2, "-0.13"),
        (9.9996e9, 3, "1.000e+10"),
    ],
)
def test_the_rounding_in_whole_numbers(value: float, decimals: int, text: str) -> None:
    """What the above compares with, on numbers that were rounded by hand."""
    assert text == shown_half_up(value, decimals)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1e9, 3, "1.000e+09"),
        (999_999_999.0, 3, "999999999.000"),
        (1234567890.0, 3, "1.235e+09"),
        (-1234567890.0, 3, "-1.235e+09"),
        (1234567890.0, 0, "1e+09"),
        (9.9996e9, 3, "1.000e+10"),
        (1.7976931348623157e308, 3, "1.798e+308"),
        (Fraction(10**30, 3), 3, "3.333e+29"),
        (-math.inf, 3, "-∞"),
        (0.00000000004, 10, "0.0000000000"),
        (0.99999999996, 10, "1.0000000000"),
        (1234567.65, 1, "1234567.7"),
        (1234567.65, 10, "1234567.6500000000"),
        (-20000007.015, 2, "-20000007.02"),
        (99999.99999999994, 10, "99999.9999999999"),
        (999999.9999999999, 10, "1000000.0000000000"),
        (999999999.9999999, 3, "1.000e+09"),
    ],
)
def test_at_the_ends_of_what_a_double_holds(value: float | Fraction, decimals: int, text: str) -> None:
    """Powers of ten from 10^9 on, −∞ for a masked score; what only tells a double's end is snapped away."""
    assert text == format_number(value, decimals)


def test_the_minus_of_a_page() -> None:
    """The sign is the caller's; it stands before infinity as well, and not before 0."""
    assert ("−1.5", "−∞", "0.0") == tuple(format_number(v, 1, "−") for v in (-1.5, -math.inf, -0.01))


@given(st.floats(-1e300, 1e300), DIGITS)
def test_rounding_twice_is_rounding_once(value: float, decimals: int) -> None:
    """What a shown number stands for is shown as itself."""
    once = round_half_up(value, decimals)
    assert once == round_half_up(once, decimals)
    assert format_number(once, decimals) == format_number(value, decimals)


@given(NUMBERS, DIGITS)
def test_symmetry(value: float | Fraction, decimals: int) -> None:
    """A number and its opposite differ in the sign alone."""
    assert format_number(value, decimals).lstrip("-") == format_number(-value, decimals).lstrip("-")


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1), st.integers(0, 4), st.integers(0, 6))
def test_decimals_needed(numbers: list[int], places: int, most: int) -> None:
    """The fewest decimals that show all the numbers exactly, and at most as many as asked for."""
    values = [Fraction(number, 10**places) for number in numbers]
    exact = [d for d in range(most + 1) if all(half_away(value, d) == value for value in values)]
    assert min(exact, default=most) == decimals_needed([float(value) for value in values], most)


def test_large_numbers_need_the_digits_of_their_mantissa() -> None:
    """1234567890 with three decimals is 1.235e+09, also in a matrix of whole numbers."""
    assert "1.235e+09" == format_number(1234567890.0, decimals_needed([1234567890.0, 1.0], 3))
