"""Cell expressions: the arithmetic behind one cell, as data.

The textbook rule of an operation returns one of these; evaluating it must give what numpy gave for the
whole matrix, and writing it out is what a person follows with a pencil.
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
    """A cell expression; + − · ÷ build larger ones."""

    __slots__ = ()

    @property
    def op_name(self) -> str | None:
        """What is done to the arguments; None where there is nothing to do."""
        return None

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """What it is done to, in order."""
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
    """A cell of a named matrix, of an input or of a constant."""

    matrix: Matrix
    row: int
    column: int


@dataclass(eq=False, repr=False, slots=True)
class Constant(Expr):
    """A number that belongs to the rule itself, such as the 3 in a mean of three."""

    value: Value | str


@dataclass(eq=False, repr=False, slots=True)
class Call(Expr):
    """A function of other expressions."""

    function: str
    operands: tuple[Expr, ...]

    @property
    def op_name(self) -> str | None:
        """The function's name."""
        return self.function

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """The function's arguments."""
        return self.operands


@dataclass(eq=False, repr=False, slots=True)
class MeanOf(Call):
    """A sum of terms divided by how many there are, which is written so, but calculated more closely."""

    terms: tuple[Expr, ...]

    @classmethod
    def of(cls, terms: list[Expr]) -> MeanOf:
        """The mean of these."""
        return cls("divide", (total(terms), Constant(len(terms))), tuple(terms))


@dataclass(eq=False, repr=False, slots=True)
class IfElse(Expr):
    """One of two expressions: the first unless the condition's value is 0."""

    condition: Expr
    then: Expr
    otherwise: Expr

    def taken(self, lookup: CellLookup) -> Expr:
        """The branch that the values choose."""
        return self.then if evaluate(self.condition, lookup) != 0 else self.otherwise


@dataclass(eq=False, repr=False, slots=True)
class Opaque(Expr):
    """A decision made from cells; there is nothing to write out but its outcome.

    operands: the cells of each matrix that the rule looks at, row by row. position: of this cell in the row
    that the rule gives; None where it gives one value.
    """

    rule: SelectionRule[Any]
    operands: tuple[tuple[tuple[Expr, ...], ...], ...]
    position: int | None = None

    @property
    def arguments(self) -> tuple[Expr, ...]:
        """The cells that the decision looks at."""
        return tuple(cell for rows in self.operands for row in rows for cell in row)

    def value(self, lookup: CellLookup) -> Value:
        """What the rule decides, with these values of the cells."""
        numbers = ([[evaluate(cell, lookup) for cell in row] for row in rows] for rows in self.operands)
        decided = self.rule.evaluate(*numbers)
        result: Value = decided if self.position is None else decided[0][self.position]
        return result


def total(terms: list[Expr]) -> Expr:
    """The sum of terms; one term is itself."""
    return terms[0] if len(terms) == 1 else Call("add", tuple(terms))


def resolved(expression: Expr, lookup: CellLookup) -> Expr:
    """The expression with every choice replaced by the branch taken."""
    if isinstance(expression, IfElse):
        return resolved(expression.taken(lookup), lookup)
    if isinstance(expression, Call):
        return Call(expression.function, tuple(resolved(part, lookup) for part in expression.operands))
    return expression


def leaves(expression: Expr) -> list[Cell]:
    """The cells that a choice-free expression reads, in order, with repetitions."""
    if isinstance(expression, Cell):
        return [expression]
    return [cell for part in expression.arguments for cell in leaves(part)]


def cells_read(expression: Expr) -> list[Cell]:
    """The cells that an expression reads, in every branch of its choices and in their conditions."""
    if isinstance(expression, Cell):
        return [expression]
    if isinstance(expression, IfElse):
        parts: tuple[Expr, ...] = (expression.condition, expression.then, expression.otherwise)
    else:
        parts = expression.arguments
    return [cell for part in parts for cell in cells_read(part)]


def evaluate(expression: Expr, lookup: CellLookup) -> Value:
    """The value of an expression: floats give a float, fractions a fraction.

    Raises NotRational: fractions went in and no fraction comes out; CalculationError: division by zero.
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
