"""Whether a random exercise is kind to a person, in the middle of the calculation too."""

from __future__ import annotations

from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Step, Wish


def unkindness(calculation: Calculation) -> int:
    """How many wishes a drawn calculation leaves unfulfilled; 0 is kind."""
    unfulfilled = sum(not _granted(calculation, wish) for wish in calculation.wishes)
    return unfulfilled + sum(_has_empty_row(step) for step in calculation.steps)


def _has_empty_row(step: Step) -> bool:
    """Whether a row of several numbers that come from drawn ones is all zeros: it teaches nothing."""
    matrix, values = step.result, step.values
    if not matrix.turns or matrix.columns.size < 2 or values.dtype.kind != "f":
        return False
    if all(leaf.is_constant for leaf in step.formula.leaves()):
        return False
    return not values.any(axis=1).all()


def _granted(calculation: Calculation, wish: Wish) -> bool:
    values = floats(calculation.value(wish.expression))
    # A masked share is 0 and an only share 1, whatever is drawn.
    free = values[(values != 0) & (values != 1)]
    return bool(((free >= wish.least) & (free <= wish.most)).all())
