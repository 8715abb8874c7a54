"""Whether a drawn exercise is fit for a sheet: nice numbers in the middle of the calculation too."""

from __future__ import annotations

from handcalc.inputs.kindness import unkindness
from handcalc.record.calculation import Calculation

SAME_GIVENS = "givens that another student has"

_ADVICE = {SAME_GIVENS: "make the matrices that are drawn larger, or give fewer of them"}
_OTHERWISE = "give fewer of its matrices, make them smaller, or choose other options"


def faults(calculation: Calculation) -> list[str]:
    """The names of what makes a drawn exercise unfit for a sheet; none, and it is admissible."""
    return ["a wish of the topic"] if unkindness(calculation) else []


def advice(fault: str) -> str:
    """What to do where a fault rejects too many attempts."""
    return _ADVICE.get(fault, _OTHERWISE)
