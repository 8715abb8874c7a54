"""Misconceptions about scores and weighted values: scaling, and transposed products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handcalc.exercises.misconceptions.shapes import (
    Origins,
    in_each_part,
    in_place_of,
    is_constant_number,
    is_softmax,
    rewritten_formulas,
)
from handcalc.record.matrix import Matrix
from handcalc.record.operations import in_role, matmul, transpose


def _scaling(formula: Matrix) -> Matrix | None:
    """The division of scores by a constant, at the top of a formula or under its floor."""
    top = formula.operands[0] if formula.op_name == "floor" else formula
    if top.op_name != "divide" or not is_constant_number(top.operands[1]):
        return None
    # A sum divided by a number is a mean, not a scaled score.
    return None if is_constant_number(top.operands[0]) or top.operands[0].op_name == "sum" else top


def no_scaling(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """The scores without scaling."""
    top = _scaling(formula)
    if top is not None:
        yield from rewritten_formulas(formula, lambda part: part.operands[0] if part is top else None)


def scaled_by_d(formula: Matrix, origins: Origins) -> Iterator[Matrix]:
    """Scores divided by d instead of √d."""
    top = _scaling(formula)
    if top is not None and top.operands[1].op_name == "sqrt":
        root = top.operands[1]
        yield from rewritten_formulas(formula, lambda part: part.operands[0] if part is root else None)


@in_each_part
def k_q_swapped(part: Matrix, origins: Origins) -> Matrix | None:
    """K Qᵀ instead of Q Kᵀ."""
    if part.op_name != "matmul" or part.operands[1].op_name != "transpose" or part.shape == (1, 1):
        return None
    left, right = part.operands[0], part.operands[1].operands[0]
    return None if left is right else in_place_of(matmul(right, transpose(left)), part)


@in_each_part
def a_transposed(part: Matrix, origins: Origins) -> Matrix | None:
    """Aᵀ V instead of A V, where A holds probabilities."""
    if part.op_name != "matmul":
        return None
    left, right = part.operands
    probabilities = is_softmax(origins.of(left), origins) or (left.is_leaf and origins.is_step(right))
    if not probabilities or not left.rows.size == left.columns.size > 1:
        return None
    return replace(part, operands=(in_role(transpose(left), left.rows, left.columns), right))
