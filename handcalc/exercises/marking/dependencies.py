"""Dependencies of a cell expression, and its value with perturbed operands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from handcalc.record.cell_expression import Call, Cell, CellLookup, Expr, IfElse, Opaque, evaluate
from handcalc.record.evaluation import NO_VALUE
from handcalc.record.functions import Value

CellPosition = tuple[int, int, int]
"""A cell of a leaf: id() of the matrix, row and column."""


def place_of(cell: Cell) -> CellPosition:
    """The cell as a dictionary key."""
    return id(cell.matrix), cell.row, cell.column


def dependencies(expression: Expr, lookup: CellLookup) -> list[Cell]:
    """The cells that a value depends on, each once; of an if-else only the condition and the branch taken."""
    return list({place_of(cell): cell for cell in _cells(expression, lookup)}.values())


def _cells(expression: Expr, lookup: CellLookup) -> Iterator[Cell]:
    if isinstance(expression, Cell):
        if not expression.matrix.is_constant:
            yield expression
    elif isinstance(expression, IfElse):
        yield from _cells(expression.condition, lookup)
        for branch in _branches(expression, lookup):
            yield from _cells(branch, lookup)
    else:
        for part in expression.arguments:
            yield from _cells(part, lookup)


def _branches(choice: IfElse, lookup: CellLookup) -> tuple[Expr, ...]:
    """The branch taken; both if the condition has no value."""
    try:
        return (choice.taken(lookup),)
    except NO_VALUE:
        return choice.then, choice.otherwise


def is_discontinuous(expression: Expr) -> bool:
    """Whether an expression is discontinuous: it holds a floor, an if-else or a data-dependent choice."""
    if isinstance(expression, Opaque):
        return True
    if isinstance(expression, IfElse):
        return any(map(is_discontinuous, (expression.condition, expression.then, expression.otherwise)))
    if isinstance(expression, Call) and expression.function == "floor":
        return True
    return any(map(is_discontinuous, expression.arguments))


def value_of(expression: Expr, lookup: CellLookup) -> Value | str | None:
    """The value of an expression, a word or a number below infinity; None if it has none."""
    try:
        value: Value | str = evaluate(expression, lookup)
    except NO_VALUE:
        return None
    return None if not isinstance(value, str) and (math.isnan(value) or value == math.inf) else value


def perturbed(lookup: CellLookup, by: Mapping[CellPosition, float]) -> CellLookup:
    """The same lookup with some cells perturbed."""

    def perturbed_lookup(cell: Cell) -> Value:
        value, amount = lookup(cell), by.get(place_of(cell))
        return value if amount is None else value + amount

    return perturbed_lookup
