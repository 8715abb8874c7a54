"""Format numbers: the only place where digits are rounded."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from handcalc.record.functions import SNAP_DECIMALS, SNAP_DIGITS, Value

_SCIENTIFIC_FROM = Decimal(10) ** 9
_WHOLE_BELOW = float(_SCIENTIFIC_FROM)
# 400 digits hold every double with its decimals; ROUND_HALF_UP is away from zero for both signs.
_CONTEXT = Context(prec=400, rounding=ROUND_HALF_UP, Emax=10_000, Emin=-10_000)
MOST_DECIMALS = 18
"""The most decimals of a mantissa."""

MOST_REMEMBERED = 4096
"""Cache size; the same numbers appear on a sheet, on its key and in many products."""

_UNITS = [Decimal(1).scaleb(-decimals) for decimals in range(MOST_DECIMALS + 1)]


@lru_cache(maxsize=MOST_REMEMBERED)
def format_number(value: Value, decimals: int, minus: str = "-") -> str:
    """A number with a fixed number of decimals, rounded half away from zero.

    The number is first snapped to 10 decimals, or to 15 significant digits if these are fewer. Never −0;
    1.235e+09 from 10^9 on; −∞ for a masked score.
    """
    if value == -math.inf:
        return f"{minus}∞"
    number = _snapped(value)
    if abs(number) >= _SCIENTIFIC_FROM:
        text = _scientific(number, decimals)
    else:
        text = f"{_CONTEXT.quantize(number, _UNITS[decimals]):f}"
    negative = text.startswith("-")
    digits = text.lstrip("-")
    return minus + digits if negative and digits.strip("0.") else digits


def is_scientific(value: Value) -> bool:
    """Whether a number is so large that it is shown as 1.235e+09."""
    # The first comparisons are a fast path for small numbers.
    return value != -math.inf and not -(10**8) < value < 10**8 and abs(_snapped(value)) >= _SCIENTIFIC_FROM


def decimals_needed(values: Iterable[Value], most: int) -> int:
    """The fewest decimals that show all values exactly, at most `most`."""
    needed = 0
    for value in values:
        if needed >= most:
            return most
        if value == -math.inf:
            continue
        if is_scientific(value):
            number = _snapped(value)
            number = _CONTEXT.quantize(number.scaleb(-number.adjusted(), _CONTEXT), _UNITS[most])
        elif value == int(value):
            continue
        else:
            number = _snapped(value)
        needed = max(needed, -int(number.normalize(_CONTEXT).as_tuple().exponent))
    return min(needed, most)


def round_half_up(value: float, decimals: int) -> float:
    """The number that `format_number` shows, as carried rounding uses it."""
    if -_WHOLE_BELOW < value < _WHOLE_BELOW and value == int(value):
        return value + 0.0  # fast path for whole numbers; −0 becomes 0
    return value if value == -math.inf else float(format_number(value, decimals))


def _snapped(value: Value) -> Decimal:
    # isinstance of Fraction is slow, so floats are handled first.
    exact = (
        _decimal(value) if not isinstance(value, float) and isinstance(value, Fraction) else Decimal(value)
    )
    whole = exact.adjusted() + 1  # digits before the point, 0 or less below 1
    if whole <= SNAP_DIGITS - SNAP_DECIMALS:
        return _CONTEXT.quantize(exact, _UNITS[SNAP_DECIMALS])
    return _CONTEXT.quantize(exact, Decimal(1).scaleb(whole - SNAP_DIGITS))


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _scientific(number: Decimal, decimals: int) -> str:
    exponent = number.adjusted()
    mantissa = _CONTEXT.quantize(number.scaleb(-exponent, _CONTEXT), _UNITS[decimals])
    if abs(mantissa) >= 10:
        exponent, mantissa = exponent + 1, _CONTEXT.quantize(mantissa / 10, _UNITS[decimals])
    return f"{mantissa:f}e{exponent:+03d}"
