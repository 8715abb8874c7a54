"""Rows and cells taken by index, and tables that are stated instead of calculated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Constant, Expr
from handcalc.record.functions import Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation


@dataclass(eq=False, repr=False)
class StatedTable(Operation):
    """Numbers or words that a topic looked up or counted; it has no operands."""

    name = "table"

    rows: Axis
    columns: Axis
    cells: Sequence[Sequence[Value | str]]

    def axes(self) -> tuple[Axis, Axis]:
        return self.rows, self.columns

    def whole(self) -> Array:
        words = any(isinstance(cell, str) for row in self.cells for cell in row)
        array = np.empty((self.rows.size, self.columns.size), dtype=object)
        for index, row in enumerate(self.cells):
            array[index, :] = list(row)
        return array if words else np.asarray(array, dtype=float)

    def cell(self, row: int, column: int) -> Expr:
        return Constant(self.cells[row][column])

    def column_form(self) -> Matrix:
        return StatedTable(self.columns, self.rows, list(zip(*self.cells, strict=True)))()


@dataclass(eq=False, repr=False)
class Take(Operation):
    """Rows of a matrix by index, in this order."""

    name = "pick rows"
    column_name = "pick columns"

    indices: tuple[int, ...]
    axis: Axis

    @property
    def label(self) -> str:
        return ", ".join(str(index + 1) for index in self.indices)

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return self.axis, a.columns

    def whole(self, a: Array) -> Array:
        return a[list(self.indices)]

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(self.indices[row], column)


@dataclass(eq=False, repr=False)
class TakeAlongAxis(Operation):
    """One cell of each row, by column index (from 0). text: the index in formulas, such as target."""

    name = "pick cells"

    indices: tuple[int, ...]
    text: str

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        if len(self.indices) != a.rows.size:
            raise ValueError(f"{len(self.indices)} cells cannot be picked from {a.rows.size} rows")
        return a.rows, SINGLE

    def whole(self, a: Array) -> Array:
        return a[np.arange(len(self.indices)), list(self.indices)].reshape(-1, 1)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, self.indices[row])


@dataclass(eq=False, repr=False)
class TakeCells(Operation):
    """Cells by row and column, one below the other; 1 for None. text: the index in formulas."""

    name = "pick places"
    is_view = True

    places: tuple[tuple[int, int] | None, ...]
    rows: Axis
    text: str

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return self.rows, SINGLE

    def whole(self, a: Array) -> Array:
        cells = [1 if place is None else a[place] for place in self.places]
        return np.array(cells, dtype=a.dtype).reshape(-1, 1)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        place = self.places[row]
        return Constant(1) if place is None else a.at(*place)


def take(a: Matrix, indices: Sequence[int], axis: Axis) -> Matrix:
    """The rows with these indices (from 0), in this order; axis is their new axis."""
    return Take(tuple(indices), axis)(a)


def take_along_axis(a: Matrix, indices: Sequence[int], text: str) -> Matrix:
    """One cell of each row, by column index (from 0); text names the index in formulas: P[target]."""
    return TakeAlongAxis(tuple(indices), text)(a)


def take_cells(a: Matrix, places: Sequence[tuple[int, int] | None], rows: Axis, text: str) -> Matrix:
    """Cells by row and column (from 0), one for each item of rows; 1 for None."""
    return TakeCells(tuple(places), rows, text)(a)
