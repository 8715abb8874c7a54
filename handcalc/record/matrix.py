"""Traced matrices: a topic calculates with them, and what it does becomes the record."""

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
"""What + − * / @ and .T do. Operations are made of matrices, so handcalc.record.operations puts them here."""


@dataclass(eq=False, slots=True)
class Matrix:
    """A matrix with named axes: an input, a constant, a named step, or an operation on others.

    rows, columns: the axes; a vector has one SINGLE axis, a number two.
    operation, operands: what was done to what, in order; None and () for a leaf.
    name: the id; None for a result that is only part of a formula.
    values: the numbers of a leaf, float64 or fractions.
    turns: whether the column convention transposes it.
    symbol: how a constant is written in a formula (d_k), if not by its value.
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
        """Whether formulas show it by name (or value) instead of writing it out."""
        return self.operation is None

    @property
    def is_constant(self) -> bool:
        """Whether it is a number of the rule (a size, ε, the base), not a matrix of the calculation."""
        return self.is_leaf and self.name is None

    @property
    def is_irrational(self) -> bool:
        """Whether it is a constant that no fraction stands for, and is written by its letter: e."""
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
        """The operation's name, None for a leaf."""
        return self.operation.name if self.operation else None

    @property
    def arguments(self) -> tuple[Matrix, ...]:
        """The operands, in order."""
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
        """The inputs, steps and constants it is made of, in order, with repetitions."""
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
            "a traced matrix is neither true nor false: a branch on its values would freeze one path into "
            "the record. Record the choice with an operation, such as masked or divide_or_zero"
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
        raise TypeError("a traced matrix cannot be walked through: select its columns, or use an operation")


def constant(value: int | Fraction | float, symbol: str | None = None) -> Matrix:
    """A number of the rule: a size by its symbol (d_k), an ε, the base of a power.

    A float is meant only for e, which no fraction can stand for.
    """
    exact = value if isinstance(value, float) else Fraction(value)
    values = np.array([[exact]], dtype=object)
    return Matrix(SINGLE, SINGLE, values=values, transposes=False, symbol=symbol)


def constants(values: Sequence[Sequence[float | Fraction]], rows: Axis, columns: Axis, symbol: str) -> Matrix:
    """A matrix of numbers of the rule, written by its symbol in formulas and by its numbers in cells."""
    found = np.empty((rows.size, columns.size), dtype=object)
    for index, row in enumerate(values):
        found[index, :] = [Fraction(value) for value in row]
    return Matrix(rows, columns, values=found, symbol=symbol)


def lower_triangle(rows: Axis, columns: Axis, symbol: str) -> Matrix:
    """Ones on and below the diagonal, zeros above: what each row may see when it looks back only."""
    return constants(np.tri(rows.size, columns.size).tolist(), rows, columns, symbol)


def needed(matrix: Matrix | None) -> Matrix:
    """The matrix, which reading the inputs has made sure is there."""
    assert matrix is not None
    return matrix
