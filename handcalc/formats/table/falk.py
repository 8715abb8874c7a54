"""Falk's scheme: the right operand above, the left operand beside the product.

Bars mark the row, the column and the cell that are worked out, so that they are visible without colour.
"""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.falk import Scheme, SchemeOperand, scheme
from handcalc.formats.table.aligned_columns import Piece, aligned_lines, margin, table_of
from handcalc.formats.table.matrix import heads, marked, numbers
from handcalc.formats.table.theme import LABEL, NAME, QUIET, WORKED, Theme, short


def falk(page: Theme, block: MatrixBlock) -> Table | None:
    """The scheme of a product of two named matrices; None for other steps, and if it is too wide."""
    sides = scheme(page.p, block, page.p.notation)
    if sides is None:
        return None
    table = table_of(_rows(page, block, sides))
    return table if (table.columns[0].width or 0) <= page.p.options.width else None


def _rows(page: Theme, block: MatrixBlock, sides: Scheme) -> list[list[Text]]:
    """Rows of four cells: labels and numbers of the left operand, labels and numbers of the right side."""
    left, right = sides.left.grid, sides.right.grid
    above = [heads(right.columns), *(_right_row(page, sides, cells) for cells in right.cells)]
    beside = [heads(left.columns), *(_left_row(page, sides, row) for row in range(len(left.rows)))]
    product = [numbers(page, block, row) for row in range(len(left.rows))]
    middle = [*_labels(sides.right), (short(block.name), NAME), *[(page.arrow, QUIET)] * len(product)]
    empty = [Text("")] * len(above)
    columns = (
        [*empty, *map(margin, _labels(sides.left))],
        [*empty, *aligned_lines(beside)],
        list(map(margin, middle)),
        aligned_lines([*above, heads(right.columns), *product]),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def _labels(operand: SchemeOperand) -> list[Piece]:
    return [(short(operand.name), NAME), *((label, LABEL) for label in operand.grid.rows)]


def _right_row(page: Theme, sides: Scheme, cells: list[str]) -> list[Piece]:
    return [marked(page, text, column in sides.worked_columns) for column, text in enumerate(cells)]


def _left_row(page: Theme, sides: Scheme, row: int) -> list[Piece]:
    texts = [f" {text} " for text in sides.left.grid.cells[row]]
    if row not in sides.worked_rows:
        return [(text, "") for text in texts]
    texts[0] = page.open + texts[0][1:]
    texts[-1] = texts[-1][:-1] + page.close
    return [(text, WORKED) for text in texts]
