"""Falk's scheme as a LaTeX table: two crossing lines, with the product at the lower right.

The row and the column of a worked-out cell are shaded; the cell itself is framed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.falk import Scheme
from handcalc.formats.latex.tables import (
    GAP,
    MOST_LINES,
    TableLook,
    cells,
    column_widths,
    heights,
    label,
    line,
    look_of,
    table,
)
from handcalc.formats.latex.widths import label_width, lines_of


def falk(block: MatrixBlock, sides: Scheme, room: float) -> str | None:
    """The scheme; None if it does not fit on a page."""
    left, right = sides.left.grid, sides.right.grid
    if _width(block, sides) > room or _height(block, sides) > MOST_LINES:
        return None
    return table(f"l{'r' * len(left.columns)}|l{'r' * len(right.columns)}", _lines(block, sides))


def _width(block: MatrixBlock, sides: Scheme) -> float:
    left, right = sides.left.grid, sides.right.grid
    labels = [max(map(label_width, (*grid.rows, "name"))) for grid in (left, right)]
    numbers = [*column_widths(left), *map(max, column_widths(right), column_widths(block.grid))]
    return sum(labels) + sum(numbers) + GAP * (len(numbers) + 2)


def _height(block: MatrixBlock, sides: Scheme) -> float:
    """In lines."""
    heads = 2 * max(map(lines_of, sides.right.grid.columns))
    return heads + sum(heights(sides.right.grid)) + sum(heights(block.grid))


def _lines(block: MatrixBlock, sides: Scheme) -> Iterator[str]:
    left, right, look = sides.left.grid, sides.right.grid, look_of(block)
    columns = range(len(right.columns))
    above = TableLook(shaded=frozenset(product(range(len(right.rows)), sides.worked_columns)))
    beside = TableLook(shaded=frozenset(product(sides.worked_rows, range(len(left.columns)))))
    heads = list(map(label, right.columns))
    empty = [""] * (1 + len(left.columns))
    yield line([*empty, f"${sides.right.name}$", *heads])
    for row, text in enumerate(right.rows):
        yield line([*empty, label(text), *cells(right, above, row, columns)])
    yield r"\hline"
    yield line([f"${sides.left.name}$", *map(label, left.columns), f"${block.name}$", *heads])
    for row, text in enumerate(left.rows):
        operand = cells(left, beside, row, range(len(left.columns)))
        yield line([label(text), *operand, "", *cells(block.grid, look, row, columns)])
