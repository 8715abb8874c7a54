"""Whether a random exercise is kind to a person, in the middle of the calculation too."""

from __future__ import annotations

from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Wish


def unkindness(calculation: Calculation) -> int:
    """How many wishes a drawn calculation leaves unfulfilled; 0 is kind."""
    return sum(not _granted(calculation, wish) for wish in calculation.wishes)


def _granted(calculation: Calculation, wish: Wish) -> bool:
    values = floats(calculation.value(wish.expression))
    # A masked share is 0 and an only share 1, whatever is drawn.
    free = values[(values != 0) & (values != 1)]
    return bool(((free >= wish.least) & (free <= wish.most)).all())
