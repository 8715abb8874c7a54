"""Misconceptions about constants: n, ε, α ÷ r, and A instead of its exponential."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handcalc.exercises.misconceptions.shapes import Origins, exchanged, in_place_of, is_rule
from handcalc.record.matrix import Matrix, constant
from handcalc.record.operations import sum_of
from handcalc.record.operations.reductions import Reduction


def n_minus_1(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Squares divided by n − 1 instead of n."""

    def change(part: Matrix) -> Matrix | None:
        if part.op_name != "mean" or origins.of(part.operands[0]).op_name != "square":
            return None
        operation, squares = part.operation, part.operands[0]
        assert isinstance(operation, Reduction)
        count = (squares.columns if operation.each == "row" else squares.rows).size
        return None if count < 2 else sum_of(squares, operation.each) / constant(count - 1)

    yield from exchanged(formula, change)


def eps_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The root of the variance without ε."""

    def change(part: Matrix) -> Matrix | None:
        if part.op_name != "sqrt" or part.operands[0].op_name != "add":
            return None
        spread, eps = part.operands[0].operands
        return replace(part, operands=(spread,)) if is_rule(eps) and not is_rule(spread) else None

    yield from exchanged(formula, change)


def alpha_r_forgotten(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The update without its factor α ÷ r."""

    def change(part: Matrix) -> Matrix | None:
        if part.op_name != "scale" or part.operands[0].op_name != "divide" or not is_rule(part.operands[0]):
            return None
        return part.operands[1] if part.operands[0].operands[0].symbol else None

    yield from exchanged(formula, change)


def a_for_abar(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """A instead of e^(Δ·A)."""

    def change(part: Matrix) -> Matrix | None:
        source = origins.of(part)
        if source.op_name != "power" or source.operands[1].op_name != "multiply":
            return None
        A = source.operands[1].operands[1]
        return in_place_of(A, part) if A.is_leaf and not origins.is_step(A) else None

    yield from exchanged(formula, change)
