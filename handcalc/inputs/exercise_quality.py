"""Whether a random exercise is kind to a person, in the middle of the calculation too."""

from __future__ import annotations

from handcalc.record.calculation import Calculation, Step


def penalty(calculation: Calculation) -> int:
    """How many wishes a drawn calculation leaves unfulfilled; 0 is kind."""
    unfulfilled = sum(not calculation.meets(wish) for wish in calculation.quality_targets)
    return unfulfilled + sum(_has_empty_row(step) for step in calculation.steps)


def _has_empty_row(step: Step) -> bool:
    """Whether a row of several numbers that come from drawn ones is all zeros: it teaches nothing."""
    matrix, values = step.result, step.values
    if not matrix.transposes or matrix.columns.size < 2 or values.dtype.kind != "f":
        return False
    if all(leaf.is_constant for leaf in step.formula.leaves()):
        return False
    return not values.any(axis=1).all()
