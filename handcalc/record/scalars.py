"""Cell expressions: the arithmetic behind one cell, as data.

The textbook rule of an operation returns one of these; evaluating it must give what numpy gave for the
whole matrix, and writing it out is what a person follows with a pencil.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handcalc.record.functions import FUNCTIONS, MINUS_INFINITY, Value, average

if TYPE_CHECKING:
    from handcalc.record.matrix import Matrix
    from handcalc.record.selection_rules import SelectionRule

Lookup = Callable[["Cell"], Value]


class Scalar:
    """A cell expression; + − · ÷ build larger ones."""

    __slots__ = ()

    @property
    def head(self) -> str | None:
        """What is done to the arguments; None where there is nothing to do."""
        return None

    @property
    def arguments(self) -> tuple[Scalar, ...]:
        """What it is done to, in order."""
        return ()

    def __add__(self, other: Scalar) -> Scalar:
        return Apply("add", (self, other))

    def __sub__(self, other: Scalar) -> Scalar:
        return Apply("subtract", (self, other))

    def __mul__(self, other: Scalar) -> Scalar:
        return Apply("multiply", (self, other))

    def __truediv__(self, other: Scalar) -> Scalar:
        return Apply("divide", (self, other))


@dataclass(eq=False, repr=False, slots=True)
class Cell(Scalar):
    """A cell of a named matrix, of an input or of a constant."""

    matrix: Matrix
    row: int
    column: int


@dataclass(eq=False, repr=False, slots=True)
class Literal(Scalar):
    """A number that belongs to the rule itself, such as the 3 in a mean of three."""

    value: Value | str


@dataclass(eq=False, repr=False, slots=True)
class Apply(Scalar):
    """A function of other expressions."""

    function: str
    operands: tuple[Scalar, ...]

    @property
    def head(self) -> str | None:
        """The function's name."""
        return self.function

    @property
    def arguments(self) -> tuple[Scalar, ...]:
        """The function's arguments."""
        return self.operands


@dataclass(eq=False, repr=False, slots=True)
class Average(Apply):
    """A sum of terms divided by how many there are, which is written so, but calculated more closely."""

    terms: tuple[Scalar, ...]

    @classmethod
    def of(cls, terms: list[Scalar]) -> Average:
        """The mean of these."""
        return cls("divide", (total(terms), Literal(len(terms))), tuple(terms))


@dataclass(eq=False, repr=False, slots=True)
class Choice(Scalar):
    """One of two expressions: the first unless the condition's value is 0."""

    condition: Scalar
    then: Scalar
    otherwise: Scalar

    def taken(self, lookup: Lookup) -> Scalar:
        """The branch that the values choose."""
        return self.then if evaluate(self.condition, lookup) != 0 else self.otherwise


@dataclass(eq=False, repr=False, slots=True)
class Decided(Scalar):
    """A decision made from cells; there is nothing to write out but its outcome.

    operands: the cells of each matrix that the rule looks at, row by row. position: of this cell in the row
    that the rule gives; None where it gives one value.
    """

    rule: SelectionRule[Any]
    operands: tuple[tuple[tuple[Scalar, ...], ...], ...]
    position: int | None = None

    @property
    def arguments(self) -> tuple[Scalar, ...]:
        """The cells that the decision looks at."""
        return tuple(cell for rows in self.operands for row in rows for cell in row)

    def value(self, lookup: Lookup) -> Value:
        """What the rule decides, with these values of the cells."""
        numbers = ([[evaluate(cell, lookup) for cell in row] for row in rows] for rows in self.operands)
        decided = self.rule.evaluate(*numbers)
        result: Value = decided if self.position is None else decided[0][self.position]
        return result


def total(terms: list[Scalar]) -> Scalar:
    """The sum of terms; one term is itself."""
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def resolved(expression: Scalar, lookup: Lookup) -> Scalar:
    """The expression with every choice replaced by the branch taken."""
    if isinstance(expression, Choice):
        return resolved(expression.taken(lookup), lookup)
    if isinstance(expression, Apply):
        return Apply(expression.function, tuple(resolved(part, lookup) for part in expression.operands))
    return expression


def leaves(expression: Scalar) -> list[Cell]:
    """The cells that a choice-free expression reads, in order, with repetitions."""
    if isinstance(expression, Cell):
        return [expression]
    return [cell for part in expression.arguments for cell in leaves(part)]


def cells_read(expression: Scalar) -> list[Cell]:
    """The cells that an expression reads, in every branch of its choices and in their conditions."""
    if isinstance(expression, Cell):
        return [expression]
    if isinstance(expression, Choice):
        parts: tuple[Scalar, ...] = (expression.condition, expression.then, expression.otherwise)
    else:
        parts = expression.arguments
    return [cell for part in parts for cell in cells_read(part)]


def evaluate(expression: Scalar, lookup: Lookup) -> Value:
    """The value of an expression: floats give a float, fractions a fraction.

    Raises NotRational: fractions went in and no fraction comes out; CalculationError: division by zero.
    """
    if isinstance(expression, Cell):
        return lookup(expression)
    if isinstance(expression, Literal):
        return expression.value  # type: ignore[return-value]  # words stand alone, never in arithmetic
    if isinstance(expression, Decided):
        return expression.value(lookup)
    if isinstance(expression, Choice):
        return evaluate(expression.taken(lookup), lookup)
    if isinstance(expression, Average):
        return average([evaluate(term, lookup) for term in expression.terms])
    assert isinstance(expression, Apply)
    return FUNCTIONS[expression.function](*(evaluate(part, lookup) for part in expression.operands))


__all__ = [
    "FUNCTIONS",
    "MINUS_INFINITY",
    "Apply",
    "Average",
    "Cell",
    "Choice",
    "Decided",
    "Literal",
    "Lookup",
    "Scalar",
    "Value",
    "cells_read",
    "evaluate",
    "leaves",
    "resolved",
    "total",
]
