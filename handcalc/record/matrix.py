"""Traced matrices: every operation on them becomes part of the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NoReturn

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Cell, Expr
from handcalc.record.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from handcalc.record.operation import Operation
    from handcalc.record.symbols import Symbol

    # float64, or objects that are fractions (and −∞ where a score is masked)
    Array = NDArray[Any]
else:
    Array = object

OPERATORS: dict[str, Callable[..., Matrix]] = {}
"""The functions behind + − * / @ and .T; filled by handcalc.record.operations, which imports this module."""


@dataclass(eq=False, slots=True)
class Matrix:
    """A matrix with named axes: an input, a constant, a step, or an operation on other matrices.

    rows, columns: the axes; a vector has one SINGLE axis, a number two.
    operation, operands: how it is calculated; None and () for a leaf.
    name: the id; None for a constant and for a result that is only part of a formula.
    values: the numbers of a leaf, float64 or fractions.
    transposes: whether the column convention transposes it.
    symbol: how formulas show a constant (d_k), if not by its value.
    """

    rows: Axis
    columns: Axis
    operation: Operation | None = None
    operands: tuple[Matrix, ...] = ()
    name: Symbol | None = None
    values: Array | None = None
    transposes: bool = True
    symbol: str | None = None

    @property
    def is_leaf(self) -> bool:
        """Whether it is an input, a step or a constant, which formulas show by name or value."""
        return self.operation is None

    @property
    def is_constant(self) -> bool:
        """Whether it is a size, ε, the base, …, not an input or a step."""
        return self.is_leaf and self.name is None

    @property
    def is_irrational(self) -> bool:
        """Whether it is e, a constant without a fraction, shown by its letter."""
        return (
            self.is_constant
            and self.values is not None
            and self.values.dtype == object
            and isinstance(self.values.flat[0], float)
        )

    @property
    def holds_words(self) -> bool:
        """Whether some of its cells are words."""
        if self.values is None or self.values.dtype != object:
            return False
        return any(isinstance(value, str) for value in self.values.flat)

    @property
    def op_name(self) -> str | None:
        """The name of the operation; None for a leaf."""
        return self.operation.name if self.operation else None

    @property
    def arguments(self) -> tuple[Matrix, ...]:
        """The operands, under the name that Expr has for them."""
        return self.operands

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows.size, self.columns.size

    def at(self, row: int, column: int) -> Expr:
        """The expression of one cell; a SINGLE axis is repeated along the other operand."""
        row = 0 if self.rows.single else row
        column = 0 if self.columns.single else column
        if self.operation is None:
            return Cell(self, row, column)
        return self.operation.cell(row, column, *self.operands)

    def leaves(self) -> list[Matrix]:
        """The inputs, steps and constants in it, in order, with repetitions."""
        if self.is_leaf:
            return [self]
        return [leaf for operand in self.operands for leaf in operand.leaves()]

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return OPERATORS["transpose"](self)

    def __matmul__(self, other: Matrix) -> Matrix:
        return OPERATORS["matmul"](self, other)

    def __add__(self, other: Matrix) -> Matrix:
        return OPERATORS["add"](self, other)

    def __sub__(self, other: Matrix) -> Matrix:
        return OPERATORS["subtract"](self, other)

    def __mul__(self, other: Matrix) -> Matrix:
        return OPERATORS["multiply"](self, other)

    def __truediv__(self, other: Matrix) -> Matrix:
        return OPERATORS["divide"](self, other)

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a traced matrix is neither true nor false: a branch on its values would not be recorded. "
            "Record the choice with an operation, such as where or divide_or_zero"
        )

    def __lt__(self, other: object) -> NoReturn:
        self.__bool__()

    __le__ = __gt__ = __ge__ = __lt__

    def __array__(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a traced matrix is not a numpy array: use the operations of handcalc.record")

    def __array_ufunc__(self, ufunc: np.ufunc, *_: object, **__: object) -> NoReturn:
        raise TypeError(
            f"numpy.{ufunc.__name__} would leave no record: use the operations of handcalc.record, "
            "with the traced matrix on the left"
        )

    def __iter__(self) -> NoReturn:
        raise TypeError("a traced matrix is not iterable: select its columns, or use an operation")


def constant(value: int | Fraction | float, symbol: str | None = None) -> Matrix:
    """A constant: a size, shown by its symbol (d_k), an ε, the base of a power. Only e is a float."""
    exact = value if isinstance(value, float) else Fraction(value)
    values = np.array([[exact]], dtype=object)
    return Matrix(SINGLE, SINGLE, values=values, transposes=False, symbol=symbol)


def constants(values: Sequence[Sequence[float | Fraction]], rows: Axis, columns: Axis, symbol: str) -> Matrix:
    """A matrix of constants; formulas show its symbol, cells its numbers."""
    exact = np.empty((rows.size, columns.size), dtype=object)
    for index, row in enumerate(values):
        exact[index, :] = [Fraction(value) for value in row]
    return Matrix(rows, columns, values=exact, symbol=symbol)


def lower_triangle(rows: Axis, columns: Axis, symbol: str) -> Matrix:
    """Ones on and below the diagonal, zeros above: a causal mask."""
    return constants(np.tri(rows.size, columns.size).tolist(), rows, columns, symbol)


def needed(matrix: Matrix | None) -> Matrix:
    """An input that is present because reading the inputs has checked it."""
    assert matrix is not None
    return matrix
