"""Falk's scheme: the right operand above, the left one beside, the product where they cross.

The row, the column and the cell that are worked out carry bars, so that they are seen without colour too.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from handcalc.record.matrix import Matrix
from handcalc.terminal.matrix import GAP, add_column, bare_table, margin, page_cell
from handcalc.terminal.page import LABEL, NAME, QUIET, WORKED, Page
from handcalc.writing.grid import LARGEST, Grid, grid_of
from handcalc.writing.walk import Shown
from handcalc.writing.writer import formula

Row = list[Text]


def falk(page: Page, block: Shown) -> Table | None:
    """The scheme of a step that is a product of two named matrices; None if it is not, or does not fit."""
    operands = _operands(block)
    if operands is None or max(max(operand.shape) for operand in operands) > LARGEST:
        return None
    left, right = operands
    rows = _Scheme(page, block, left, right).rows()
    widths = [max(cell_len(row[column].plain) for row in rows) for column in range(len(rows[0]))]
    if sum(widths) + GAP * len(widths) - 1 > page.p.width:
        return None
    table = bare_table()
    left_columns = left.columns.size + 1
    for column, width in enumerate(widths):
        add_column(table, width, "left" if column in (0, left_columns) else "right")
    for row in rows:
        table.add_row(*row)
    return table


def _operands(block: Shown) -> tuple[Matrix, Matrix] | None:
    if block.step is None or block.step.formula.head != "matmul":
        return None
    left, right = block.step.formula.operands
    plain = all(operand.is_leaf or operand.head == "transpose" for operand in (left, right))
    return (left, right) if plain else None


class _Scheme:
    def __init__(self, page: Page, block: Shown, left: Matrix, right: Matrix) -> None:
        self._page = page
        self._block = block
        self._left = self._grid(left)
        self._right = self._grid(right)
        self._left_name = formula(left, page.p.notation)
        self._right_name = formula(right, page.p.notation)
        self._worked = {(row, column) for row, column, _ in block.worked}
        self._rows = {row for row, _ in self._worked}
        self._columns = {column for _, column in self._worked}

    def _grid(self, operand: Matrix) -> Grid:
        if operand.is_leaf:
            return grid_of(operand, self._page.p.digits, self._page.p.notation)
        return grid_of(operand.operands[0], self._page.p.digits, self._page.p.notation).transposed

    def rows(self) -> list[Row]:
        empty = [Text("")] * (len(self._left.columns) + 1)
        above = [[*empty, margin(self._right_name, NAME), *self._labels(self._right.columns)]]
        above += [
            [*empty, margin(label), *self._right_cells(cells)]
            for label, cells in zip(self._right.rows, self._right.cells, strict=True)
        ]
        between = [
            margin(self._left_name, NAME),
            *self._labels(self._left.columns),
            margin(self._block.name, NAME),
            *self._labels(self._right.columns),
        ]
        return [*above, between, *(self._crossing(row) for row in range(len(self._left.rows)))]

    def _labels(self, labels: tuple[str, ...]) -> Row:
        return [Text(f"{label} ", LABEL) for label in labels]

    def _right_cells(self, cells: list[str]) -> Row:
        return [self._cell(text, column in self._columns) for column, text in enumerate(cells)]

    def _crossing(self, row: int) -> Row:
        label = margin(self._left.rows[row])
        results = [
            self._cell(text, (row, column) in self._worked)
            for column, text in enumerate(self._block.grid.cells[row])
        ]
        return [label, *self._left_cells(row), margin(self._page.arrow, QUIET), *results]

    def _left_cells(self, row: int) -> Row:
        texts = [f" {text} " for text in self._left.cells[row]]
        if row not in self._rows:
            return [Text(text) for text in texts]
        texts[0] = self._page.open + texts[0][1:]
        texts[-1] = texts[-1][:-1] + self._page.close
        return [Text(text, WORKED) for text in texts]

    def _cell(self, text: str, worked: bool) -> Text:
        return Text(page_cell(self._page, text, worked), WORKED if worked else "")
