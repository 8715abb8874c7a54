"""Values of steps under misconceptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handcalc.exercises.misconceptions import MISCONCEPTIONS
from handcalc.exercises.misconceptions.shapes import Origins
from handcalc.record.calculation import Calculation, Step
from handcalc.record.evaluation import NO_VALUE
from handcalc.record.matrix import Array, Matrix


class AppliedMisconception(NamedTuple):
    """A step under a misconception, calculated from right operands.

    values: of the whole step, rounded as steps are, in the row convention.
    """

    step: str
    name: str
    values: Array


def apply_misconceptions(calculation: Calculation) -> Iterator[AppliedMisconception]:
    """Every step under every listed misconception that applies to it.

    A name comes more than once for a step if the misconception applies in more than one way. Rearrangements
    of finished numbers (transposed, swapped-cells, lost-sign) are not among them. Misconceptions under which
    a step has no value are left out.
    """
    origins = Origins(calculation)
    for step in calculation.steps:
        for name, formula in wrong_formulas(step, origins):
            try:
                yield AppliedMisconception(step.id, name, calculation.step_values(step.id, formula))
            except NO_VALUE:
                continue


def wrong_formulas(step: Step, origins: Origins) -> Iterator[tuple[str, Matrix]]:
    """Name and formula of a step for each misconception that applies."""
    for misconception in MISCONCEPTIONS:
        for formula in misconception.forms(step.formula, origins):
            yield misconception.name, formula
