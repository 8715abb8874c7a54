"""What an operation is: one meaning, stated three times over the same operands.

whole: on numpy arrays, float64 or fractions as objects. cell: the textbook rule of one cell. axes: what
the rows and columns of the result are. A law compares the first two for every cell of every topic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Expr
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix

OPERATIONS: dict[str, type[Operation]] = {}


class Operation:
    """One operation; its instances differ in parameters only (along which axis, which columns)."""

    name: ClassVar[str]
    """The word for it in JSON and in a format's table of notation."""

    column_name: ClassVar[str | None] = None
    """The word for its column form, where formulas write it in another way."""

    is_view: ClassVar[bool] = False
    """Whether it only takes numbers to another place, which leaves no mark in a worked-out cell."""

    rational: ClassVar[bool] = True
    """Whether fractions have a fraction as their result as a rule; the logarithm of a fraction is none."""

    def __init_subclass__(cls) -> None:
        for name in (getattr(cls, "name", None), cls.column_name):
            if name is not None:
                OPERATIONS[name] = cls

    def __call__(self, *operands: Matrix) -> Matrix:
        """The traced result.

        Raises ValueError: the operands' axes do not fit.
        """
        rows, columns = self.axes(*operands)
        return Matrix(rows, columns, self, operands)

    @property
    def label(self) -> str:
        """What a formula has to add to the operands, such as the axis summed over."""
        return ""

    def axes(self, *operands: Any, **_: Any) -> tuple[Axis, Axis]:
        """The rows and columns of the result."""
        raise NotImplementedError

    def whole(self, *arrays: Any, **_: Any) -> Array:
        """The result for whole matrices."""
        raise NotImplementedError

    def cell(self, row: int, column: int, *operands: Any, **_: Any) -> Expr:
        """The rule for one cell of the result."""
        raise NotImplementedError

    def column_form(self, *operands: Any, **_: Any) -> Matrix:
        """The same result in the column convention: given the turned operands, its transpose."""
        return ColumnForm(self)(*operands)


def core_of(operation: Operation | None) -> Operation | None:
    """The operation, or of a turned one that which was turned."""
    return operation.core if isinstance(operation, ColumnForm) else operation


class ColumnForm(Operation):
    """An operation in the column convention: the transpose of what it makes of transposed operands."""

    def __init__(self, core: Operation) -> None:
        self.core = core
        self.name = core.column_name or core.name  # type: ignore[misc]
        self.is_view = core.is_view  # type: ignore[misc]

    @property
    def label(self) -> str:
        return self.core.label

    def axes(self, *operands: Matrix) -> tuple[Axis, Axis]:
        rows, columns = self.core.axes(*(operand.T for operand in operands))
        return columns, rows

    def whole(self, *arrays: Array) -> Array:
        return self.core.whole(*(array.T for array in arrays)).T

    def cell(self, row: int, column: int, *operands: Matrix) -> Expr:
        return self.core.cell(column, row, *(operand.T for operand in operands))

    def column_form(self, *operands: Matrix) -> Matrix:
        return self.core(*operands)


def elementwise(function: Callable[..., object], on_floats: Callable[..., Array], *arrays: Array) -> Array:
    """A function of single numbers on whole arrays: numpy's own on floats, ours on fractions."""
    if any(array.dtype == object for array in arrays):
        result = np.frompyfunc(function, len(arrays), 1)(*arrays)
        return np.asarray(result, dtype=object)
    return on_floats(*arrays)


def one_by_one(function: Callable[..., object], *arrays: Array) -> Array:
    """A function of single numbers on float64 arrays, which is what cells are worked out with.

    numpy's own powers, logarithms and sines differ in the last bit from processor to processor.
    """
    return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=float)
