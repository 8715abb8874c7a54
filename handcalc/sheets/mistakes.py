"""Values of steps under misconceptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handcalc.record.calculation import Calculation, Step
from handcalc.record.matrix import Array, Matrix
from handcalc.sheets.exchanges import EXCHANGES
from handcalc.sheets.exchanges.shapes import Origins
from handcalc.sheets.reading import NO_VALUE


class Mistake(NamedTuple):
    """A step under a misconception, calculated from right operands.

    values: of the whole step, rounded as steps are, in the row convention.
    """

    step: str
    name: str
    values: Array


def mistaken(calculation: Calculation) -> Iterator[Mistake]:
    """Every step under every catalogued misconception that applies to it.

    A name comes more than once for a step if the misconception applies in more than one way. Rearrangements
    of finished numbers (transposed, swapped-cells, lost-sign) are not among them. Misconceptions under which
    a step has no value are left out.
    """
    origins = Origins(calculation)
    for step in calculation.steps:
        for name, formula in mistaken_formulas(step, origins):
            try:
                yield Mistake(step.id, name, calculation.settled(step.id, formula))
            except NO_VALUE:
                continue


def mistaken_formulas(step: Step, origins: Origins) -> Iterator[tuple[str, Matrix]]:
    """Name and formula of a step for each misconception that applies."""
    for exchange in EXCHANGES:
        for formula in exchange.forms(step.formula, origins):
            yield exchange.name, formula
