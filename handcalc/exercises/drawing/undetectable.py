"""Misconceptions that an exercise cannot detect, because the wrong method gives the right numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from handcalc.exercises.drawing.provenance import Provenance
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array

MisconceptionValues = tuple[str, str, Array]
"""A step, the name of a misconception, and the values of the step under it."""

Undetectable = tuple[str, str, int]
"""A step, the name of a misconception, and its index among those of this name in the step."""

_SAME = 1e-9


def undetectable_misconceptions(
    calculation: Calculation, mistakes: Iterable[MisconceptionValues]
) -> list[Undetectable]:
    """The misconceptions whose values all equal the right ones within half a unit of the last digit.

    Steps that depend on no drawn number are left out, since another draw would not help.
    """
    drawn = {step.id for step in Provenance(calculation).steps}
    half = 0.0 if calculation.arithmetic.rounding == "exact" else 0.5 * 10.0**-calculation.arithmetic.digits
    found, seen = [], Counter[tuple[str, str]]()
    for step, name, values in mistakes:
        which = seen[step, name]
        seen[step, name] += 1
        if step in drawn and _equal(calculation[step].values, values, half + _SAME):
            found.append((step, name, which))
    return found


def _equal(right: Array, other: Array, slack: float) -> bool:
    """Whether two results have the same shape, the same masked cells and nearly the same numbers."""
    if right.shape != other.shape:
        return False
    if any(isinstance(value, str) for value in right.flat):
        return bool(right.tolist() == other.tolist())
    one, two = floats(right), floats(other)
    masked = np.isneginf(one)
    if (masked != np.isneginf(two)).any():
        return False
    return bool((abs(one[~masked] - two[~masked]) <= slack).all())
