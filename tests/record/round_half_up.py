"""How a number is shown, worked out again in whole numbers alone: no decimals, no floats, no code of ours."""

from __future__ import annotations

import math
from fractions import Fraction

SNAP = 10
SIGNIFICANT = 15


def half_away(value: Fraction, decimals: int) -> Fraction:
    """The nearest number with so many decimals (tens, hundreds if negative); a half goes away from zero."""
    unit = Fraction(10) ** -decimals
    whole = math.floor(abs(value) / unit + Fraction(1, 2))
    return whole * unit if value >= 0 else -whole * unit


def snapped(value: float | Fraction) -> Fraction:
    """To ten decimals, or to fifteen significant digits where these are fewer."""
    exact = Fraction(value)
    return half_away(exact, min(SNAP, SIGNIFICANT - len(str(math.floor(abs(exact))))))


def shown_half_up(value: float | Fraction, decimals: int, minus: str = "-") -> str:
    """The text of a number, −∞ for a masked score."""
    if value == -math.inf:
        return f"{minus}∞"
    number = snapped(value)
    sign = minus if number < 0 else ""
    if abs(number) >= 10**9:
        return sign + _scientific(abs(number), decimals)
    text = _plain(half_away(abs(number), decimals), decimals)
    return sign + text if text.strip("0.") else text


def _plain(number: Fraction, decimals: int) -> str:
    digits = str(int(number * 10**decimals)).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def _scientific(number: Fraction, decimals: int) -> str:
    exponent = len(str(math.floor(number))) - 1
    mantissa = half_away(number / Fraction(10) ** exponent, decimals)
    if mantissa == 10:
        exponent, mantissa = exponent + 1, Fraction(1)
    return f"{_plain(mantissa, decimals)}e+{exponent:02d}"
