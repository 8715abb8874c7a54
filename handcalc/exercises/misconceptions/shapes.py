"""Shapes of expressions to which misconceptions apply, and the rewriting of one part of a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import wraps

from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Matrix
from handcalc.record.operation import core_of
from handcalc.record.operations import in_role
from handcalc.record.operations.selection import RowFunction

PartRewriting = Callable[[Matrix], Matrix | None]
"""Rewrites a part of a formula; None if it does not apply."""

WrongForms = Callable[[Matrix, "Origins"], Iterator[Matrix]]
"""The formulas that students with a misconception calculate instead of a step's formula."""


class Origins:
    """The formulas of steps by their results."""

    def __init__(self, calculation: Calculation) -> None:
        self._formulas: Mapping[int, Matrix] = {id(step.result): step.formula for step in calculation.steps}

    def of(self, matrix: Matrix) -> Matrix:
        """The formula of a step's result; other matrices are returned unchanged."""
        return self._formulas.get(id(matrix), matrix)

    def is_step(self, matrix: Matrix) -> bool:
        """Whether a matrix is the result of a step."""
        return id(matrix) in self._formulas


def in_each_part(rewrite: Callable[[Matrix, Origins], Matrix | None]) -> WrongForms:
    """Make a misconception of a function that rewrites one part of a formula, or returns None."""

    @wraps(rewrite)
    def wrong_forms(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
        return rewritten_formulas(formula, lambda part: rewrite(part, origins))

    return wrong_forms


def rewritten_formulas(formula: Matrix, rewrite: PartRewriting) -> Iterator[Matrix]:
    """Yield the formula with one part rewritten, for each part that the rewriting applies to."""
    if formula.op_name == "multiply" and any(map(_is_zero, formula.operands)):
        return  # every rewriting would be multiplied by 0
    other = rewrite(formula)
    if other is not None:
        yield other
    for place, operand in enumerate(formula.operands):
        for rewritten in rewritten_formulas(operand, rewrite):
            operands = (*formula.operands[:place], rewritten, *formula.operands[place + 1 :])
            yield replace(formula, operands=operands)


def _is_zero(matrix: Matrix) -> bool:
    return matrix.is_constant and matrix.values is not None and not matrix.values.any()


def is_constant_number(matrix: Matrix) -> bool:
    """Whether an expression is one constant number: √d_k, 2, α ÷ r."""
    leaves = matrix.leaves()
    return matrix.shape == (1, 1) and bool(leaves) and all(leaf.is_constant for leaf in leaves)


def is_softmax(part: Matrix, origins: Origins) -> bool:
    """Whether an expression is a softmax: exponentials divided by their sums."""
    if part.op_name != "divide":
        return False
    total = origins.of(part.operands[1])
    return (
        total.op_name == "sum"
        and total.operands[0] is part.operands[0]
        and origins.of(part.operands[0]).op_name == "power"
    )


def is_data_dependent(mask: Matrix, origins: Origins) -> bool:
    """Whether a mask comes from a data-dependent choice, such as top-k."""
    return isinstance(core_of(origins.of(mask).operation), RowFunction)


def in_place_of(matrix: Matrix, other: Matrix) -> Matrix | None:
    """A matrix with the axes of the one that it replaces; None if the shapes differ."""
    return in_role(matrix, other.rows, other.columns) if matrix.shape == other.shape else None
