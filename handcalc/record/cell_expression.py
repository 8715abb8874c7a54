"""Cell expressions: the arithmetic of one cell, as data.

The cell rule of an operation returns one. Its value equals the cell of the whole matrix, and its text is the
worked-out cell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handcalc.record.functions import FUNCTIONS, Value, average

if TYPE_CHECKING:
    from handcalc.record.matrix import Matrix
    from handcalc.record.selection_rules import SelectionRule

CellLookup = Callable[["Cell"], Value]


class Expr:
    """A cell expression; + − * / build larger ones."""

    __slots__ = ()

    @property
    def op_name(self) -> str | None:
        """The name of the function; None if it is not a call."""
        return None

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """The arguments of the function, in order."""
        return ()

    def __add__(self, other: Expr) -> Expr:
        return Call("add", (self, other))

    def __sub__(self, other: Expr) -> Expr:
        return Call("subtract", (self, other))

    def __mul__(self, other: Expr) -> Expr:
        return Call("multiply", (self, other))

    def __truediv__(self, other: Expr) -> Expr:
        return Call("divide", (self, other))


@dataclass(eq=False, repr=False, slots=True)
class Cell(Expr):
    """A cell of an input, a step or a constant."""

    matrix: Matrix
    row: int
    column: int


@dataclass(eq=False, repr=False, slots=True)
class Constant(Expr):
    """A number in the rule, such as the 3 in a mean of three numbers."""

    value: Value | str


@dataclass(eq=False, repr=False, slots=True)
class Call(Expr):
    """A function of other expressions."""

    function: str
    operands: tuple[Expr, ...]

    @property
    def op_name(self) -> str | None:
        return self.function

    @property
    def arguments(self) -> tuple[Expr, ...]:
        return self.operands


@dataclass(eq=False, repr=False, slots=True)
class MeanOf(Call):
    """A mean, written as a sum divided by the number of terms, but evaluated by `average`."""

    terms: tuple[Expr, ...]

    @classmethod
    def of(cls, terms: list[Expr]) -> MeanOf:
        """The mean of these terms."""
        return cls("divide", (total(terms), Constant(len(terms))), tuple(terms))


@dataclass(eq=False, repr=False, slots=True)
class IfElse(Expr):
    """`then` unless the value of the condition is 0, else `otherwise`."""

    condition: Expr
    then: Expr
    otherwise: Expr

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """The condition and both branches."""
        return self.condition, self.then, self.otherwise

    def taken(self, lookup: CellLookup) -> Expr:
        """The branch for these values."""
        return self.then if evaluate(self.condition, lookup) != 0 else self.otherwise


@dataclass(eq=False, repr=False, slots=True)
class Opaque(Expr):
    """The result of a selection rule, which has no arithmetic to write out.

    operands: the cells of each matrix that the rule takes, row by row. position: the index in the row that
    the rule returns; None if it returns one value.
    """

    rule: SelectionRule[Any]
    operands: tuple[tuple[tuple[Expr, ...], ...], ...]
    position: int | None = None

    @property
    def arguments(self) -> tuple[Expr, ...]:
        return tuple(cell for rows in self.operands for row in rows for cell in row)

    def value(self, lookup: CellLookup) -> Value:
        """The result of the rule for these values of the cells."""
        numbers = ([[evaluate(cell, lookup) for cell in row] for row in rows] for rows in self.operands)
        result = self.rule.evaluate(*numbers)
        value: Value = result if self.position is None else result[0][self.position]
        return value


def total(terms: list[Expr]) -> Expr:
    """The sum of terms; a single term stays as it is."""
    return terms[0] if len(terms) == 1 else Call("add", tuple(terms))


def resolved(expression: Expr, lookup: CellLookup) -> Expr:
    """The expression with every IfElse replaced by the branch for these values."""
    if isinstance(expression, IfElse):
        return resolved(expression.taken(lookup), lookup)
    if isinstance(expression, Call):
        return Call(expression.function, tuple(resolved(part, lookup) for part in expression.operands))
    return expression


def cells_read(expression: Expr) -> list[Cell]:
    """All cells of an expression, in order, with repetitions; of an IfElse those of both branches."""
    if isinstance(expression, Cell):
        return [expression]
    return [cell for part in expression.arguments for cell in cells_read(part)]


def evaluate(expression: Expr, lookup: CellLookup) -> Value:
    """The value of an expression: floats give a float, fractions a fraction.

    Raises NotRational: the value for fractions is not a fraction; CalculationError: division by zero.
    """
    if isinstance(expression, Cell):
        return lookup(expression)
    if isinstance(expression, Constant):
        return expression.value  # type: ignore[return-value]  # words stand alone, never in arithmetic
    if isinstance(expression, Opaque):
        return expression.value(lookup)
    if isinstance(expression, IfElse):
        return evaluate(expression.taken(lookup), lookup)
    if isinstance(expression, MeanOf):
        return average([evaluate(term, lookup) for term in expression.terms])
    assert isinstance(expression, Call)
    return FUNCTIONS[expression.function](*(evaluate(part, lookup) for part in expression.operands))
