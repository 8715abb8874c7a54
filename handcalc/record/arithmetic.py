"""The three ways to calculate: full precision, carried rounding, fractions.

The same record is evaluated by each; only how numbers enter and how a step's result is settled differ.
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
"""From about here on numbers are shown in another form."""

Rounding = Literal["full", "carry", "exact"]


class Arithmetic:
    """Double precision, nothing rounded; the other two are its variations."""

    rounding: Rounding = "full"
    relative_tolerance = 1e-9

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def numbers(self, exact: Array) -> Array:
        """An input (fractions, as objects) as the calculation uses it."""
        return floats(exact)

    def constant(self, exact: Array) -> Array:
        """A number of the rule as the calculation uses it; rules are not rounded."""
        return floats(exact)

    def round_step(self, values: Array) -> Array:
        """A step's result as later steps use it."""
        # Adding 0 turns −0 into 0.
        return values + 0.0 if values.dtype.kind in "fi" else values

    def explain(self, fact: str) -> str:
        """A refusal of a step, with what this way of calculating has to do with it."""
        return fact

    def tolerance(self, terms: int) -> float:
        """How far apart two ways to the same number may be, when it is made of that many terms."""
        return 1e-9


class Carry(Arithmetic):
    """Every shown value is what the next step calculates with, as on paper."""

    rounding = "carry"

    def numbers(self, exact: Array) -> Array:
        return self.round_step(floats(exact))

    def round_step(self, values: Array) -> Array:
        if values.dtype == object:  # words
            return values
        if (values == np.rint(values)).all() and (abs(values) < _LARGE).all():
            return values + 0.0  # nothing to round, which is worth a third of the time of a drawn exercise
        flat = [round_half_up(float(value), self.digits) for value in values.flat]
        return np.array(flat, dtype=float).reshape(values.shape)

    def explain(self, fact: str) -> str:
        if "zero" not in fact:
            return fact
        return (
            f"{fact}: with {self.digits} decimals a number that it divides by rounds to 0; carry more digits"
        )

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
        return fractions_array([_whole_as_fraction(value) for value in exact.flat], exact.shape)

    def round_step(self, values: Array) -> Array:
        return fractions_array([_as_fraction(value) for value in values.flat], values.shape)

    def tolerance(self, terms: int) -> float:
        return 0.0


def _as_fraction(value: Fraction | float | str) -> Fraction | float | str:
    """A number as a fraction; words and −∞ stay.

    Raises NotRational: it is a float that is not whole, so no fraction stands behind it.
    """
    if isinstance(value, str) or value == float("-inf"):
        return value
    if isinstance(value, float) and not value.is_integer():
        raise NotRational(f"has the value {value:.6g}, which is no fraction")
    return Fraction(value)


def _whole_as_fraction(value: float) -> Fraction | float:
    """A whole number of a rule as a fraction; an angle stays what it is, for the step to refuse."""
    return Fraction(value) if value.is_integer() else value


ARITHMETICS: dict[Rounding, type[Arithmetic]] = {"full": Arithmetic, "carry": Carry, "exact": Exact}


def floats(values: Array) -> Array:
    """Any array of numbers as float64."""
    return np.asarray(values, dtype=float)


def fractions_array(flat: Sequence[Fraction | float | str], shape: tuple[int, ...]) -> Array:
    """An object array that keeps its fractions; numpy's own conversion would look into them."""
    array = np.empty(len(flat), dtype=object)
    array[:] = flat
    return array.reshape(shape)
