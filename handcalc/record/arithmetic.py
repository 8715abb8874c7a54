"""The three ways to calculate: full precision, carried rounding, fractions.

The same record is evaluated by each; only how numbers enter and how a step's result is settled differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from handcalc.record.matrix import Array
from handcalc.record.shown import rounded

if TYPE_CHECKING:
    import numpy as np
else:
    from handcalc.record import lazy_numpy as np

Rounding = Literal["full", "carry", "exact"]


class Arithmetic:
    """Double precision, nothing rounded; the other two are its variations."""

    rounding: Rounding = "full"

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def numbers(self, exact: Array) -> Array:
        """An input (fractions, as objects) as the calculation uses it."""
        return floats(exact)

    def constant(self, exact: Array) -> Array:
        """A number of the rule as the calculation uses it; rules are not rounded."""
        return floats(exact)

    def settle(self, values: Array) -> Array:
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
        return self.settle(floats(exact))

    def settle(self, values: Array) -> Array:
        if values.dtype == object:  # words
            return values
        flat = [rounded(float(value), self.digits) for value in values.flat]
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

    def numbers(self, exact: Array) -> Array:
        return exact

    def constant(self, exact: Array) -> Array:
        return exact

    def settle(self, values: Array) -> Array:
        flat = [value if isinstance(value, float | str) else Fraction(value) for value in values.flat]
        return fractions_array(flat, values.shape)

    def tolerance(self, terms: int) -> float:
        return 0.0


ARITHMETICS: dict[Rounding, type[Arithmetic]] = {"full": Arithmetic, "carry": Carry, "exact": Exact}


def floats(values: Array) -> Array:
    """Any array of numbers as float64."""
    return np.asarray(values, dtype=float)


def fractions_array(flat: Sequence[Fraction | float | str], shape: tuple[int, ...]) -> Array:
    """An object array that keeps its fractions; numpy's own conversion would look into them."""
    array = np.empty(len(flat), dtype=object)
    array[:] = flat
    return array.reshape(shape)
