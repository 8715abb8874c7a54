"""Falk's scheme as a LaTeX table: a cross of two lines, the product in its lower right.

The row and the column of a worked-out cell are shaded, the cell itself is framed.
"""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.falk import Scheme
from handcalc.formats.latex.tables import (
    GAP,
    MOST_LINES,
    TableLook,
    cell,
    column_widths,
    heights,
    label,
    line,
    look_of,
    table,
)
from handcalc.formats.latex.widths import label_width, lines_of

_NOTHING = TableLook()
_SHADE = r"\hcshade"


def falk(block: MatrixBlock, found: Scheme, room: float) -> str | None:
    """The scheme; None if it does not fit on a page."""
    drawn = _LatexFalk(block, found)
    fits = drawn.width() <= room and drawn.height() <= MOST_LINES
    return table(drawn.alignment(), drawn.lines()) if fits else None


class _LatexFalk:
    """Labels and numbers of the left operand, a line, labels and numbers of the right one and the product."""

    def __init__(self, block: MatrixBlock, found: Scheme) -> None:
        self._block = block
        self._look = look_of(block)
        self._left, self._right = found.left.grid, found.right.grid
        self._names = found.left.name, found.right.name
        self._worked_rows = {row for row, _, _ in block.worked}
        self._worked_columns = {column for _, column, _ in block.worked}

    def width(self) -> float:
        """How wide it will be."""
        labels = [max(map(label_width, (*grid.rows, "name"))) for grid in (self._left, self._right)]
        upper, lower = column_widths(self._right), column_widths(self._block.grid)
        numbers = [*column_widths(self._left), *map(max, upper, lower)]
        return sum(labels) + sum(numbers) + GAP * (len(numbers) + 2)

    def height(self) -> float:
        """How many lines it will take; what is blank in the product is as tall as it is there."""
        heads = 2 * max(map(lines_of, self._right.columns))
        return heads + sum(heights(self._right)) + sum(heights(self._block.grid))

    def alignment(self) -> str:
        """The columns of the table."""
        return f"l{'r' * len(self._left.columns)}|l{'r' * len(self._right.columns)}"

    def lines(self) -> Iterator[str]:
        """From the right operand above to the crossing below."""
        heads = list(map(label, self._right.columns))
        empty = [""] * (1 + len(self._left.columns))
        yield line([*empty, f"${self._names[1]}$", *heads])
        for row, text in enumerate(self._right.rows):
            yield line([*empty, label(text), *self._above(row)])
        yield r"\hline"
        beside = [f"${self._names[0]}$", *map(label, self._left.columns)]
        yield line([*beside, f"${self._block.name}$", *heads])
        for row, text in enumerate(self._left.rows):
            yield line([label(text), *self._beside(row), "", *self._result(row)])

    def _above(self, row: int) -> Iterator[str]:
        for column in range(len(self._right.columns)):
            shown = cell(self._right, _NOTHING, row, column)
            yield f"{_SHADE}{{}}{shown}" if column in self._worked_columns else shown

    def _beside(self, row: int) -> Iterator[str]:
        for column in range(len(self._left.columns)):
            shown = cell(self._left, _NOTHING, row, column)
            yield f"{_SHADE}{{}}{shown}" if row in self._worked_rows else shown

    def _result(self, row: int) -> Iterator[str]:
        for column in range(len(self._right.columns)):
            yield cell(self._block.grid, self._look, row, column)
