"""The base class of operations; each states its meaning three times.

whole: on numpy arrays, float64 or fractions as objects. cell: the textbook rule for one cell. axes: the rows
and columns of the result. A test compares the first two for every cell of every topic.
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
    """An operation; its instances differ in their parameters only (an axis, column indices)."""

    name: ClassVar[str]
    """Its key in JSON and in the notation tables of the formats."""

    column_name: ClassVar[str | None] = None
    """The name of its column form, if formulas write that differently."""

    is_view: ClassVar[bool] = False
    """Whether it only moves numbers, so that worked-out cells do not show it."""

    rational: ClassVar[bool] = True
    """Whether fractions usually give a fraction; a logarithm does not."""

    text: str = ""
    """The label of operations that have it as a parameter."""

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
        """What a formula shows besides the operands, such as the axis of a sum."""
        return self.text

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
        """The transposed result, from operands in the column convention."""
        return ColumnForm(self)(*operands)


def core_of(operation: Operation | None) -> Operation | None:
    """The operation itself, without its column form."""
    return operation.core if isinstance(operation, ColumnForm) else operation


class ColumnForm(Operation):
    """An operation in the column convention: transpose the operands, apply it, transpose the result."""

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


def one_by_one(function: Callable[..., object], *arrays: Array) -> Array:
    """Apply a function of single numbers to arrays, number by number, as cells are worked out.

    numpy's own powers, logarithms and sines differ in the last bit from processor to processor.
    """
    exact = any(array.dtype == object for array in arrays)
    result = np.frompyfunc(function, len(arrays), 1)(*arrays)
    return np.asarray(result, dtype=object if exact else float)
