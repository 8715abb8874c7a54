"""Which mistakes a drawn exercise hides: made, they give the right answer, and nobody is the wiser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array
from handcalc.sheets.lineage import Lineage

Made = tuple[str, str, Array]
"""A step, the name of a mistake, and what the step comes to with it."""

Hidden = tuple[str, str, int]
"""A step, the name of a mistake, and which of that name it is there, from 0."""

_SAME = 1e-9


def hidden_mistakes(calculation: Calculation, mistakes: Iterable[Made]) -> list[Hidden]:
    """The mistakes whose values all equal the right ones within half a unit of the last digit.

    Those of steps without drawn numbers are left out: no other draw would show them.
    """
    drawn = {step.id for step in Lineage(calculation).steps}
    half = 0.0 if calculation.arithmetic.rounding == "exact" else 0.5 * 10.0**-calculation.arithmetic.digits
    found, seen = [], Counter[tuple[str, str]]()
    for step, name, values in mistakes:
        which = seen[step, name]
        seen[step, name] += 1
        if step in drawn and _equal(calculation[step].values, values, half + _SAME):
            found.append((step, name, which))
    return found


def _equal(right: Array, other: Array, slack: float) -> bool:
    """Whether two results cannot be told apart; another shape can, and a masked cell from a number."""
    if right.shape != other.shape:
        return False
    if any(isinstance(value, str) for value in right.flat):
        return bool(right.tolist() == other.tolist())
    one, two = floats(right), floats(other)
    masked = np.isneginf(one)
    if (masked != np.isneginf(two)).any():
        return False
    return bool((abs(one[~masked] - two[~masked]) <= slack).all())
