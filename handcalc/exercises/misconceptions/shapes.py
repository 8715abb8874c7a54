"""Patterns of expressions to which misconceptions apply, and the rewriting of one part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Matrix
from handcalc.record.operation import core_of
from handcalc.record.operations import in_role
from handcalc.record.operations.selection import RowFunction

Change = Callable[[Matrix], Matrix | None]
"""Rewrites a part of a formula; None if it stays."""


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


def exchanged(formula: Matrix, change: Change) -> Iterator[Matrix]:
    """Yield the formula with one part rewritten, for each part that the change applies to."""
    if formula.op_name == "multiply" and any(map(_is_nothing, formula.operands)):
        return  # every change would be multiplied by 0
    other = change(formula)
    if other is not None:
        yield other
    for place, operand in enumerate(formula.operands):
        for changed in exchanged(operand, change):
            operands = (*formula.operands[:place], changed, *formula.operands[place + 1 :])
            yield replace(formula, operands=operands)


def _is_nothing(matrix: Matrix) -> bool:
    return matrix.is_constant and matrix.values is not None and not matrix.values.any()


def is_rule(matrix: Matrix) -> bool:
    """Whether an expression is one constant number: √d_k, 2, α ÷ r."""
    leaves = matrix.leaves()
    return matrix.shape == (1, 1) and bool(leaves) and all(leaf.is_constant for leaf in leaves)


def is_share(part: Matrix, origins: Origins) -> bool:
    """Whether an expression is a softmax: exponentials divided by their sums."""
    if part.op_name != "divide":
        return False
    total = origins.of(part.operands[1])
    return (
        total.op_name == "sum"
        and total.operands[0] is part.operands[0]
        and origins.of(part.operands[0]).op_name == "power"
    )


def is_choice(mask: Matrix, origins: Origins) -> bool:
    """Whether a mask is a data-dependent choice, such as top-k."""
    return isinstance(core_of(origins.of(mask).operation), RowFunction)


def in_place_of(matrix: Matrix, other: Matrix) -> Matrix | None:
    """A matrix with the axes of the one that it replaces; None if the shapes differ."""
    return in_role(matrix, other.rows, other.columns) if matrix.shape == other.shape else None
