"""Falk's scheme: the right operand above, the left one beside, the product where they cross.

The row, the column and the cell that are worked out carry bars, so that they are seen without colour too.
"""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.falk import Scheme, scheme
from handcalc.formats.table.aligned_columns import Piece, aligned, margin, table_of, widths_of
from handcalc.formats.table.matrix import heads, marked, numbers
from handcalc.formats.table.theme import LABEL, NAME, QUIET, WORKED, Theme, short


def falk(page: Theme, block: MatrixBlock) -> Table | None:
    """The scheme of a step that is a product of two named matrices; None if it is not, or does not fit."""
    found = scheme(page.p, block, page.p.notation)
    if found is None:
        return None
    rows = _TerminalFalk(page, block, found).rows()
    width = sum(max(row[column].cell_len for row in rows) for column in range(len(rows[0])))
    return table_of(rows) if width <= page.p.options.width else None


class _TerminalFalk:
    """Four columns: the left operand's labels and numbers, labels in the middle, the right and the result."""

    def __init__(self, page: Theme, block: MatrixBlock, found: Scheme) -> None:
        self._page = page
        self._block = block
        self._left, self._right = found.left.grid, found.right.grid
        self._names = [short(found.left.name), short(found.right.name)]
        self._worked_rows = {row for row, _, _ in block.worked}
        self._worked_columns = {column for _, column, _ in block.worked}

    def rows(self) -> list[list[Text]]:
        """The lines of the scheme, from the right operand above to the crossing below."""
        above = [heads(self._right.columns), *map(self._above, self._right.cells)]
        results = [numbers(self._page, self._block, row) for row in range(len(self._left.rows))]
        beside = [heads(self._left.columns), *map(self._beside, range(len(self._left.rows)))]
        right = [*above, heads(self._right.columns), *results]
        right_widths, left_widths = widths_of(right), widths_of(beside)
        middle = [(self._names[1], NAME), *((label, LABEL) for label in self._right.rows)]
        middle += [(short(self._block.name), NAME), *[(self._page.arrow, QUIET)] * len(results)]
        labels = [(self._names[0], NAME), *((label, LABEL) for label in self._left.rows)]
        empty = [Text("")] * len(above)
        left_labels = [*empty, *map(margin, labels)]
        left_numbers = [*empty, *(aligned(line, left_widths) for line in beside)]
        right_numbers = [aligned(line, right_widths) for line in right]
        columns = (left_labels, left_numbers, [margin(label) for label in middle], right_numbers)
        return [list(row) for row in zip(*columns, strict=True)]

    def _above(self, cells: list[str]) -> list[Piece]:
        return [marked(self._page, text, column in self._worked_columns) for column, text in enumerate(cells)]

    def _beside(self, row: int) -> list[Piece]:
        texts = [f" {text} " for text in self._left.cells[row]]
        if row not in self._worked_rows:
            return [(text, "") for text in texts]
        texts[0] = self._page.open + texts[0][1:]
        texts[-1] = texts[-1][:-1] + self._page.close
        return [(text, WORKED) for text in texts]
