"""Misconceptions that an exercise cannot detect, because the wrong method gives the right numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from handcalc.exercises.drawing.provenance import Provenance
from handcalc.exercises.misconceptions.applied import AppliedMisconception
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array

Undetectable = tuple[str, str, int]
"""A step, the name of a misconception, and its index among those of this name in the step."""

_SAME = 1e-9


def undetectable_misconceptions(
    calculation: Calculation, misconceptions: Iterable[AppliedMisconception]
) -> list[Undetectable]:
    """The misconceptions whose values all equal the right ones within half a unit of the last digit.

    Steps that depend on no drawn number are left out, since another draw would not help.
    """
    drawn = {step.id for step in Provenance(calculation).steps}
    half = 0.0 if calculation.arithmetic.rounding == "exact" else 0.5 * 10.0**-calculation.arithmetic.digits
    undetectable, counts = [], Counter[tuple[str, str]]()
    for step, name, values in misconceptions:
        index = counts[step, name]
        counts[step, name] += 1
        if step in drawn and _equal(calculation[step].values, values, half + _SAME):
            undetectable.append((step, name, index))
    return undetectable


def _equal(right: Array, other: Array, slack: float) -> bool:
    """Whether two results have the same shape, the same masked cells and nearly the same numbers."""
    if right.shape != other.shape:
        return False
    if any(isinstance(value, str) for value in right.flat):
        return bool(right.tolist() == other.tolist())
    one, two = floats(right), floats(other)
    masked = np.isneginf(one)
    same_masks = (masked == np.isneginf(two)).all()
    return bool(same_masks and (abs(one[~masked] - two[~masked]) <= slack).all())
