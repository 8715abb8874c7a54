"""Falk's scheme as every page draws it: which products have one, and the grids of both operands.

The right operand stands above, the left one beside, the product where they cross.
"""

from __future__ import annotations

from typing import NamedTuple

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.grid import LARGEST, Grid
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.presentation import Presentation
from handcalc.record.matrix import Matrix


class SchemeOperand(NamedTuple):
    """One side of a product as it is shown: its name in the notation's markup, and its texts."""

    name: str
    grid: Grid


class Scheme(NamedTuple):
    """Both sides of a product, whose rows are those of left and whose columns those of right."""

    left: SchemeOperand
    right: SchemeOperand


def scheme(p: Presentation, block: MatrixBlock, notation: Notation) -> Scheme | None:
    """The scheme of a step that is a product of two named matrices, transposed or not; None if it is not one.

    Nor has a product one of which a page shows only a corner.
    """
    if block.step is None or block.step.formula.op_name != "matmul":
        return None
    left, right = block.step.formula.operands
    if not (_has_a_grid(left) and _has_a_grid(right)):
        return None
    return Scheme(
        *(SchemeOperand(formula(side, notation), _grid(p, side, notation)) for side in (left, right))
    )


def leaf_of(operand: Matrix) -> Matrix:
    """The matrix that a transpose is of, or the operand itself."""
    return operand.operands[0] if operand.op_name == "transpose" else operand


def _has_a_grid(operand: Matrix) -> bool:
    return leaf_of(operand).is_leaf and max(operand.shape) <= LARGEST


def _grid(p: Presentation, operand: Matrix, notation: Notation) -> Grid:
    grid = p.grid(leaf_of(operand), notation)
    return grid if operand.is_leaf else grid.transposed
