"""Falk's scheme, shared by all formats: which products have one, and the grids of both operands.

The right operand stands above the product, the left one beside it, so that each cell of the product is where
its row and its column cross.
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
    """One operand: its name in the notation, and its grid."""

    name: str
    grid: Grid


class Scheme(NamedTuple):
    """Both operands; worked_rows, worked_columns: of the product's worked-out cells."""

    left: SchemeOperand
    right: SchemeOperand
    worked_rows: frozenset[int]
    worked_columns: frozenset[int]


def scheme(p: Presentation, block: MatrixBlock, notation: Notation) -> Scheme | None:
    """The scheme of a step that multiplies two named matrices, transposed or not.

    None for any other step, and where only a corner of an operand is printed.
    """
    if block.step is None or block.step.formula.op_name != "matmul":
        return None
    left, right = block.step.formula.operands
    if not (_has_grid(left) and _has_grid(right)):
        return None
    return Scheme(
        SchemeOperand(formula(left, notation), _grid(p, left, notation)),
        SchemeOperand(formula(right, notation), _grid(p, right, notation)),
        frozenset(row for row, _ in block.worked_cells),
        frozenset(column for _, column in block.worked_cells),
    )


def leaf_of(operand: Matrix) -> Matrix:
    """The operand without its transpose."""
    return operand.operands[0] if operand.op_name == "transpose" else operand


def _has_grid(operand: Matrix) -> bool:
    return leaf_of(operand).is_leaf and max(operand.shape) <= LARGEST


def _grid(p: Presentation, operand: Matrix, notation: Notation) -> Grid:
    grid = p.grid(leaf_of(operand), notation)
    return grid if operand.is_leaf else grid.transposed
