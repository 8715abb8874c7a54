"""The patches of an image."""

from __future__ import annotations

from dataclasses import dataclass

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Expr
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.operations.products import transpose


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


def patches_of(image: Matrix, side: int, rows: Axis, columns: Axis) -> Matrix:
    """The square patches of an image with this many pixels a side, one a row."""
    return Patches(side, rows, columns)(image)
