"""Tables that are counted or looked up rather than calculated, and rows in another order."""

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
    """Numbers or words that come from words given, by looking up or counting; it has no operands."""

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
        return StatedTable(
            self.columns, self.rows, [list(column) for column in zip(*self.cells, strict=True)]
        )()


@dataclass(eq=False, repr=False)
class Take(Operation):
    """Some rows of a matrix, in a given order."""

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
    """One cell of each row, by the number of its column (from 0). says: which one, in the formula."""

    name = "pick cells"

    indices: tuple[int, ...]
    text: str

    @property
    def label(self) -> str:
        return self.text

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
    """Cells from anywhere, one under the other; 1 where no place is given. says: which, in the formula."""

    name = "pick places"
    is_view = True

    places: tuple[tuple[int, int] | None, ...]
    rows: Axis
    text: str

    @property
    def label(self) -> str:
        return self.text

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return self.rows, SINGLE

    def whole(self, a: Array) -> Array:
        found = [1 if place is None else a[place] for place in self.places]
        return np.array(found, dtype=a.dtype).reshape(-1, 1)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        place = self.places[row]
        return Constant(1) if place is None else a.at(*place)


def take(a: Matrix, indices: Sequence[int], axis: Axis) -> Matrix:
    """The rows with these indices (from 0), in this order, along an axis of their own."""
    return Take(tuple(indices), axis)(a)


def take_along_axis(a: Matrix, indices: Sequence[int], says: str) -> Matrix:
    """Of each row the cell with this column (from 0); says names it in the formula: P[target]."""
    return TakeAlongAxis(tuple(indices), says)(a)


def take_cells(a: Matrix, places: Sequence[tuple[int, int] | None], rows: Axis, says: str) -> Matrix:
    """Cells by row and column (from 0), one for each item of rows; 1 for None."""
    return TakeCells(tuple(places), rows, says)(a)
