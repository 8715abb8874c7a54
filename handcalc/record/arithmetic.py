"""The three arithmetics: full precision, carried rounding, fractions.

They differ in how inputs and constants are converted and how the result of a step is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from handcalc.errors import NotRational
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array
from handcalc.record.number_format import round_half_up

_LARGE = 1e8
"""Numbers below this are shown without an exponent, so whole ones need no rounding."""

Rounding = Literal["full", "carry", "exact"]


class Arithmetic:
    """Double precision without rounding; base class of the other two."""

    rounding: Rounding = "full"
    relative_tolerance = 1e-9

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def numbers(self, exact: Array) -> Array:
        """An input as the calculation uses it, from its fractions."""
        return floats(exact)

    def constant(self, exact: Array) -> Array:
        """A constant as the calculation uses it; constants are never rounded."""
        return floats(exact)

    def round_step(self, values: Array) -> Array:
        """The result of a step as later steps use it."""
        # Adding 0 turns −0 into 0.
        return values + 0.0 if values.dtype.kind in "fi" else values

    def explain(self, fact: str) -> str:
        """An error message of a step, with the part that this arithmetic has in it."""
        return fact

    def tolerance(self, terms: int) -> float:
        """The largest difference of two equal numbers if one is a sum of this many rounded terms."""
        return 1e-9


class Carry(Arithmetic):
    """Every step is rounded to the shown digits, as on paper."""

    rounding = "carry"

    def numbers(self, exact: Array) -> Array:
        return self.round_step(floats(exact))

    def round_step(self, values: Array) -> Array:
        if values.dtype == object:  # words
            return values
        if (values == np.rint(values)).all() and (abs(values) < _LARGE).all():
            return values + 0.0  # nothing to round: saves a third of the time of random exercises
        flat = [round_half_up(float(value), self.digits) for value in values.flat]
        return np.array(flat, dtype=float).reshape(values.shape)

    def explain(self, fact: str) -> str:
        if "zero" not in fact:
            return fact
        return f"{fact}: a divisor rounds to 0 with {self.digits} decimals; carry more digits"

    def tolerance(self, terms: int) -> float:
        # Half a unit of the last digit for each rounded term.
        return 0.5 * 10.0**-self.digits * terms + 1e-9


class Exact(Arithmetic):
    """Fractions throughout."""

    rounding = "exact"
    relative_tolerance = 0.0

    def numbers(self, exact: Array) -> Array:
        return exact

    def constant(self, exact: Array) -> Array:
        if exact.dtype == object:
            return exact
        # Other constants, such as angles, stay floats; the step that uses them refuses them.
        flat = [Fraction(value) if value.is_integer() else value for value in exact.flat]
        return fractions_array(flat, exact.shape)

    def round_step(self, values: Array) -> Array:
        return fractions_array([_as_fraction(value) for value in values.flat], values.shape)

    def tolerance(self, terms: int) -> float:
        return 0.0


def _as_fraction(value: Fraction | float | str) -> Fraction | float | str:
    """A number as a fraction; words and −∞ stay.

    Raises NotRational: it is a float that is not whole.
    """
    if isinstance(value, str) or value == float("-inf"):
        return value
    if isinstance(value, float) and not value.is_integer():
        raise NotRational(f"has the value {value:.6g}, which is not a fraction")
    return Fraction(value)


ARITHMETICS: dict[Rounding, type[Arithmetic]] = {"full": Arithmetic, "carry": Carry, "exact": Exact}


def floats(values: Array) -> Array:
    """Any array of numbers as float64."""
    return np.asarray(values, dtype=float)


def fractions_array(flat: Sequence[Fraction | float | str], shape: tuple[int, ...]) -> Array:
    """An object array of fractions; np.array would try to convert them."""
    array = np.empty(len(flat), dtype=object)
    array[:] = flat
    return array.reshape(shape)
