"""Misconceptions about constants: n, ε, α ÷ r, and A instead of its exponential."""

from __future__ import annotations

from dataclasses import replace

from handcalc.exercises.misconceptions.shapes import Origins, in_each_part, in_place_of, is_constant_number
from handcalc.record.matrix import Matrix, constant
from handcalc.record.operations import sum_of
from handcalc.record.operations.reductions import Reduction


@in_each_part
def n_minus_1(part: Matrix, origins: Origins) -> Matrix | None:
    """Squares divided by n − 1 instead of n."""
    if part.op_name != "mean" or origins.of(part.operands[0]).op_name != "square":
        return None
    operation, squares = part.operation, part.operands[0]
    assert isinstance(operation, Reduction)
    count = (squares.columns if operation.each == "row" else squares.rows).size
    return None if count < 2 else sum_of(squares, operation.each) / constant(count - 1)


@in_each_part
def eps_forgotten(part: Matrix, origins: Origins) -> Matrix | None:
    """The root of the variance without ε."""
    if part.op_name != "sqrt" or part.operands[0].op_name != "add":
        return None
    variance, eps = part.operands[0].operands
    if not is_constant_number(eps) or is_constant_number(variance):
        return None
    return replace(part, operands=(variance,))


@in_each_part
def alpha_r_forgotten(part: Matrix, origins: Origins) -> Matrix | None:
    """The update without its factor α ÷ r."""
    if part.op_name != "scale":
        return None
    factor, update = part.operands
    if factor.op_name != "divide" or not is_constant_number(factor):
        return None
    return update if factor.operands[0].symbol else None


@in_each_part
def a_for_abar(part: Matrix, origins: Origins) -> Matrix | None:
    """A instead of e^(Δ·A)."""
    source = origins.of(part)
    if source.op_name != "power" or source.operands[1].op_name != "multiply":
        return None
    A = source.operands[1].operands[1]
    return in_place_of(A, part) if A.is_leaf and not origins.is_step(A) else None
