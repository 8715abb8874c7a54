"""Parts of matrices, concatenation, interleaving, repetition, and the patches of an image."""

from __future__ import annotations

from dataclasses import dataclass

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Expr
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import ColumnForm, Operation
from handcalc.record.operations.products import transpose


@dataclass(eq=False, repr=False)
class SelectColumns(Operation):
    """Columns first (from 0) to last (exclusive), as a new axis."""

    name = "columns"
    column_name = "rows"

    first: int
    last: int
    axis: Axis

    @property
    def label(self) -> str:
        return f"{self.first + 1}…{self.last}"

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, self.axis

    def whole(self, a: Array) -> Array:
        return a[:, self.first : self.last]

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, self.first + column)


@dataclass(eq=False, repr=False)
class Concatenate(Operation):
    """Matrices with the same rows, side by side."""

    name = "side by side"
    column_name = "stacked"

    axis: Axis

    def axes(self, *operands: Matrix) -> tuple[Axis, Axis]:
        if any(operand.rows != operands[0].rows for operand in operands):
            raise ValueError("matrices side by side need the same rows")
        size = sum(operand.columns.size for operand in operands)
        if self.axis.size != size:
            raise ValueError(f"the axis {self.axis} has {self.axis.size} items, the matrices together {size}")
        return operands[0].rows, self.axis

    def whole(self, *arrays: Array) -> Array:
        return np.concatenate(arrays, axis=1)

    def cell(self, row: int, column: int, *operands: Matrix) -> Expr:
        operand, within = _locate(column, [operand.columns.size for operand in operands])
        return operands[operand].at(row, within)


@dataclass(eq=False, repr=False)
class Interleave(Operation):
    """Alternating columns of two matrices, as many as the axis has: a1, b1, a2, b2, …"""

    name = "in turn"

    axis: Axis

    def axes(self, a: Matrix, b: Matrix) -> tuple[Axis, Axis]:
        return a.rows, self.axis

    def whole(self, a: Array, b: Array) -> Array:
        both = np.stack((a, b), axis=2).reshape(a.shape[0], -1)
        return both[:, : self.axis.size]

    def cell(self, row: int, column: int, a: Matrix, b: Matrix) -> Expr:
        return (b if column % 2 else a).at(row, column // 2)


@dataclass(eq=False, repr=False)
class SelectRow(Operation):
    """One row as a vector; formulas show its number: X_1."""

    name = "row"
    column_name = "column"
    is_view = True

    index: int

    @property
    def label(self) -> str:
        return str(self.index + 1)

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return SINGLE, a.columns

    def whole(self, a: Array) -> Array:
        return a[self.index : self.index + 1]

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(self.index, column)


@dataclass(eq=False, repr=False)
class Repeat(Operation):
    """A column vector repeated in every column of an axis."""

    name = "repeat"

    axis: Axis

    @property
    def label(self) -> str:
        return self.axis.name

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        if not a.columns.single:
            raise ValueError(f"{a.shape} has more than one number a row: nothing to repeat")
        return a.rows, self.axis

    def whole(self, a: Array) -> Array:
        return np.repeat(a, self.axis.size, axis=1)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, 0)


@dataclass(eq=False, repr=False)
class Patches(Operation):
    """The square patches of an image in reading order, each flattened to a row.

    side: pixels on each side of a patch; it divides both sides of the image.
    """

    name = "patches"
    is_view = True

    side: int
    rows: Axis
    columns: Axis

    @property
    def label(self) -> str:
        return f"{self.side}-by-{self.side}"

    def axes(self, image: Matrix) -> tuple[Axis, Axis]:
        height, width = image.shape
        if height % self.side or width % self.side:
            raise ValueError(f"patches of {self.side} do not fill an image of {height} by {width}")
        return self.rows, self.columns

    def whole(self, image: Array) -> Array:
        down, across = (size // self.side for size in image.shape)
        grid = image.reshape(down, self.side, across, self.side).swapaxes(1, 2)
        return grid.reshape(down * across, self.side**2)

    def cell(self, row: int, column: int, image: Matrix) -> Expr:
        down, across = divmod(row, image.columns.size // self.side)
        inner_down, inner_across = divmod(column, self.side)
        return image.at(down * self.side + inner_down, across * self.side + inner_across)

    def column_form(self, image: Matrix) -> Matrix:
        # The image itself is not transposed, only the matrix of patches.
        return transpose(self(transpose(image)))


def interleave(a: Matrix, b: Matrix, columns: Axis) -> Matrix:
    """Alternating columns of a and b; columns is the axis of the result."""
    return Interleave(columns)(a, b)


def select_columns(a: Matrix, first: int, last: int, axis: str) -> Matrix:
    """Columns first (from 0) to last (exclusive) of a; axis names the new axis."""
    return SelectColumns(first, last, Axis.numbered(axis, last - first))(a)


def select_rows(a: Matrix, first: int, last: int, axis: str) -> Matrix:
    """Rows first (from 0) to last (exclusive) of a; axis names the new axis."""
    return ColumnForm(SelectColumns(first, last, Axis.numbered(axis, last - first)))(a)


def concatenate_columns(matrices: list[Matrix], columns: Axis) -> Matrix:
    """Matrices side by side; columns is the axis of the result."""
    return Concatenate(columns)(*matrices)


def concatenate_rows(matrices: list[Matrix], rows: Axis) -> Matrix:
    """Matrices one above the other; rows is the axis of the result."""
    return ColumnForm(Concatenate(rows))(*matrices)


def row_of(a: Matrix, index: int) -> Matrix:
    """One row (from 0) as a vector."""
    return SelectRow(index)(a)


def column_of(a: Matrix, index: int) -> Matrix:
    """One column (from 0) as a vector."""
    return ColumnForm(SelectRow(index))(a)


def repeat(a: Matrix, columns: Axis) -> Matrix:
    """A column vector, repeated in each of these columns."""
    return Repeat(columns)(a)


def patches_of(image: Matrix, side: int, rows: Axis, columns: Axis) -> Matrix:
    """The square patches of an image with this many pixels a side, one a row."""
    return Patches(side, rows, columns)(image)


def _locate(index: int, sizes: list[int]) -> tuple[int, int]:
    """The part that an index of the whole falls into, and the index within that part."""
    for part, size in enumerate(sizes):
        if index < size:
            return part, index
        index -= size
    raise IndexError(index)
