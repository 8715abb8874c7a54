"""Provenance: which parts of a calculation depend on drawn numbers."""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.record.calculation import Calculation, Given, Step
from handcalc.record.matrix import Matrix


class Provenance:
    """What depends on drawn numbers. inputs: the drawn inputs. steps: the steps that depend on them."""

    def __init__(self, calculation: Calculation) -> None:
        parts = [part for given in calculation.given for part in given.parts]
        self.inputs: list[Given] = [part for part in parts if part.is_random]
        self.steps: list[Step] = []
        self._steps: dict[int, Step] = {}
        self._drawn = {id(part.matrix) for part in self.inputs}
        for step in calculation:
            self.add(step)

    def add(self, step: Step) -> bool:
        """Add the next step and return whether it depends on drawn numbers."""
        self._steps[id(step.result)] = step
        drawn = self.is_drawn(step.formula)
        if drawn:
            self._drawn.add(id(step.result))
            self.steps.append(step)
        return drawn

    def is_drawn(self, expression: Matrix) -> bool:
        """Whether an expression depends on drawn numbers, so that another draw would change it."""
        return any(id(leaf) in self._drawn for leaf in expression.leaves())

    def origin(self, expression: Matrix) -> Matrix:
        """The formula of a step's result; other expressions are returned unchanged."""
        step = self._steps.get(id(expression))
        return expression if step is None else step.formula


def nodes(expression: Matrix) -> Iterator[Matrix]:
    """All nodes of an expression, operands first."""
    for operand in expression.operands:
        yield from nodes(operand)
    yield expression
