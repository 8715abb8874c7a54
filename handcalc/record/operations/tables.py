"""Tables that are counted or looked up rather than calculated, rows in another order, running sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handcalc.record.axes import Axis
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.scalars import Literal, Scalar, Value, total

if TYPE_CHECKING:
    import numpy as np
else:
    from handcalc.record import lazy_numpy as np


@dataclass(eq=False, repr=False)
class Table(Operation):
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

    def cell(self, row: int, column: int) -> Scalar:
        return Literal(self.cells[row][column])

    def turned(self) -> Matrix:
        return Table(self.columns, self.rows, [list(column) for column in zip(*self.cells, strict=True)])()


@dataclass(eq=False, repr=False)
class PickRows(Operation):
    """Some rows of a matrix, in a given order."""

    name = "pick rows"

    indices: tuple[int, ...]
    axis: Axis

    @property
    def detail(self) -> str:
        return ", ".join(str(index + 1) for index in self.indices)

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return self.axis, a.columns

    def whole(self, a: Array) -> Array:
        return a[list(self.indices)]

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return a.at(self.indices[row], column)

    def turned(self, a: Matrix) -> Matrix:
        return PickColumns(self.indices, self.axis)(a)


@dataclass(eq=False, repr=False)
class PickColumns(PickRows):
    """The same for columns."""

    name = "pick columns"

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, self.axis

    def whole(self, a: Array) -> Array:
        return a[:, list(self.indices)]

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        return a.at(row, self.indices[column])

    def turned(self, a: Matrix) -> Matrix:
        return PickRows(self.indices, self.axis)(a)


@dataclass(eq=False, repr=False)
class Accumulate(Operation):
    """Running sums of one row, in an order of its columns; each stands at its own column.

    inclusive: whether a column's own number is part of its sum.
    """

    name = "running sum"

    order: tuple[int, ...]
    inclusive: bool

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, a.columns

    def _before(self, column: int) -> tuple[int, ...]:
        place = self.order.index(column)
        return self.order[: place + 1 if self.inclusive else place]

    def whole(self, a: Array) -> Array:
        sums = np.cumsum(a[:, list(self.order)], axis=1)
        result = np.empty_like(a)
        result[:, list(self.order)] = sums
        return result if self.inclusive else result - a

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        terms = [a.at(row, before) for before in self._before(column)]
        return total(terms) if terms else Literal(0)

    def turned(self, a: Matrix) -> Matrix:
        return AccumulateDown(self.order, self.inclusive)(a)


@dataclass(eq=False, repr=False)
class AccumulateDown(Accumulate):
    """The same down one column."""

    name = "running sum down"

    def whole(self, a: Array) -> Array:
        return super().whole(a.T).T

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        terms = [a.at(before, column) for before in self._before(row)]
        return total(terms) if terms else Literal(0)

    def turned(self, a: Matrix) -> Matrix:
        return Accumulate(self.order, self.inclusive)(a)


def pick_rows(a: Matrix, indices: Sequence[int], axis: Axis) -> Matrix:
    """The rows with these indices (from 0), in this order, along an axis of their own."""
    return PickRows(tuple(indices), axis)(a)


def accumulate(a: Matrix, order: Sequence[int], inclusive: bool = True) -> Matrix:
    """Running sums of a row in an order of its columns (from 0)."""
    return Accumulate(tuple(order), inclusive)(a)
