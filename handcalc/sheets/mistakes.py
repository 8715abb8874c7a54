"""What a calculation would come to with a mistake in one step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from handcalc.record.calculation import Calculation, Step
from handcalc.record.matrix import Array, Matrix
from handcalc.sheets.exchanges import EXCHANGES
from handcalc.sheets.exchanges.shapes import Origins
from handcalc.sheets.reading import NO_VALUE


class Mistake(NamedTuple):
    """A step with one operation exchanged, everything before it being right.

    values: what the step then comes to, settled as a step is, in the row convention.
    """

    step: str
    name: str
    values: Array


def mistaken(calculation: Calculation) -> Iterator[Mistake]:
    """Every catalogued exchange of an operation in every step that it can be made in.

    A name may come more than once for a step, where the mistake can be made in more than one way. What
    people do to finished numbers (transposed, swapped-cells, lost-sign) is no exchange and not among them.
    An exchange that leaves a step without a value is left out.
    """
    origins = Origins(calculation)
    for step in calculation.steps:
        for name, formula in mistaken_formulas(step, origins):
            try:
                yield Mistake(step.id, name, calculation.settled(step.id, formula))
            except NO_VALUE:
                continue


def mistaken_formulas(step: Step, origins: Origins) -> Iterator[tuple[str, Matrix]]:
    """The formulas of a step with a catalogued mistake, and its name."""
    for exchange in EXCHANGES:
        for formula in exchange.forms(step.formula, origins):
            yield exchange.name, formula
