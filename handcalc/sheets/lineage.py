"""What of a calculation comes from drawn numbers, and how a number came about."""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.record.calculation import Calculation, Given, Step
from handcalc.record.matrix import Matrix


class Lineage:
    """A calculation's steps by the leaves that stand for them.

    givens: the drawn inputs. steps: those in which drawn numbers take part.
    """

    def __init__(self, calculation: Calculation) -> None:
        parts = [part for given in calculation.given for part in given.parts]
        self.givens: list[Given] = [part for part in parts if part.drawn]
        self.steps: list[Step] = []
        self._steps: dict[int, Step] = {}
        self._drawn = {id(given.matrix) for given in self.givens}
        for step in calculation:
            self.add(step)

    def add(self, step: Step) -> bool:
        """Take in the next step, and tell whether drawn numbers take part in it."""
        self._steps[id(step.result)] = step
        drawn = self.is_drawn(step.formula)
        if drawn:
            self._drawn.add(id(step.result))
            self.steps.append(step)
        return drawn

    def is_drawn(self, expression: Matrix) -> bool:
        """Whether a drawn number takes part in it; only then can another draw make it kinder."""
        return any(id(leaf) in self._drawn for leaf in expression.leaves())

    def step_of(self, leaf: Matrix) -> Step | None:
        """The step that a leaf stands for; None for an input or a constant."""
        return self._steps.get(id(leaf))

    def origin(self, expression: Matrix) -> Matrix:
        """The formula behind a step's leaf; anything else is its own."""
        step = self.step_of(expression)
        return expression if step is None else step.formula


def nodes(expression: Matrix) -> Iterator[Matrix]:
    """The expression and everything it is made of, from the inside out."""
    for operand in expression.operands:
        yield from nodes(operand)
    yield expression
