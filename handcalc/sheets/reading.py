"""Dependencies of a cell expression, and its value with perturbed operands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from handcalc.errors import CalculationError
from handcalc.record.scalars import Apply, Cell, Choice, Decided, Lookup, Scalar, Value, evaluate

Place = tuple[int, int, int]
"""A cell of a leaf: id() of the matrix, row and column."""

NO_VALUE = (CalculationError, ArithmeticError, ValueError, LookupError, TypeError)
"""Exceptions that evaluation raises on values that no recorded calculation has."""


def place_of(cell: Cell) -> Place:
    """The cell as a dictionary key."""
    return id(cell.matrix), cell.row, cell.column


def reads(expression: Scalar, lookup: Lookup) -> list[Cell]:
    """The cells that a value depends on, each once; of an if-else only the condition and the branch taken."""
    return list({place_of(cell): cell for cell in _cells(expression, lookup)}.values())


def _cells(expression: Scalar, lookup: Lookup) -> Iterator[Cell]:
    if isinstance(expression, Cell):
        if not expression.matrix.is_constant:
            yield expression
    elif isinstance(expression, Choice):
        yield from _cells(expression.condition, lookup)
        for branch in _taken(expression, lookup):
            yield from _cells(branch, lookup)
    else:
        for part in expression.arguments:
            yield from _cells(part, lookup)


def _taken(choice: Choice, lookup: Lookup) -> tuple[Scalar, ...]:
    """The branch taken; both if the condition has no value."""
    try:
        return (choice.taken(lookup),)
    except NO_VALUE:
        return choice.then, choice.otherwise


def jumps(expression: Scalar) -> bool:
    """Whether an expression is discontinuous: it holds a floor, an if-else or a data-dependent choice."""
    if isinstance(expression, Decided):
        return True
    if isinstance(expression, Choice):
        return any(map(jumps, (expression.condition, expression.then, expression.otherwise)))
    if isinstance(expression, Apply) and expression.function == "floor":
        return True
    return any(map(jumps, expression.arguments))


def value_of(expression: Scalar, lookup: Lookup) -> Value | str | None:
    """The value of an expression, a word or a number below infinity; None if it has none."""
    try:
        found: Value | str = evaluate(expression, lookup)
    except NO_VALUE:
        return None
    if isinstance(found, str):
        return found
    return None if math.isnan(found) or found == math.inf else found


def moved(lookup: Lookup, by: Mapping[Place, float]) -> Lookup:
    """The same lookup with some cells perturbed."""

    def found(cell: Cell) -> Value:
        value = lookup(cell)
        step = by.get(place_of(cell))
        return value if step is None else value + step

    return found
