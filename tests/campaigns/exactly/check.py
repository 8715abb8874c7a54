"""Cases of every operation, and which of its ways of calculating are wrong in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from handcalc.record.arithmetic import Arithmetic
from handcalc.record.calculation import leaf_values
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import OPERATIONS
from tests.campaigns.exactly import arithmetic, decisions, functions, places, sums
from tests.campaigns.exactly.case import Case, Draw, Near, exact, holds
from tests.record.cells import cells_of
from tests.record.number_families import FAMILIES

CASES: dict[str, Callable[[Draw], Case]] = {
    **arithmetic.CASES,
    **functions.CASES,
    **sums.CASES,
    **places.CASES,
    **decisions.CASES,
}


def case_of(name: str, family: str, number: int) -> Case:
    """A case of an operation; every other one is turned, unless the turned form has a name of its own."""
    kind = OPERATIONS[name]
    case = CASES[kind.name](Draw(family, f"{name} {number}"))
    return case.column_form() if name == kind.column_name or (number % 2 and not kind.column_name) else case


def cases(name: str, numbers: range, *families: str) -> Iterator[tuple[str, Case]]:
    """Cases of some families, or of all."""
    for family in families or FAMILIES:
        for number in numbers:
            yield f"{family} {number}", case_of(name, family, number)


def faults(case: Case) -> list[str]:
    """The ways of calculating that are wrong somewhere."""
    wanted = case.expected(*map(exact_table, case.operands))
    ways = {"whole": whole(case, Arithmetic(3)).tolist(), "cells": cells_of(case.formula, Arithmetic(3))}
    return [name for name, rows in ways.items() if not alike(rows, wanted, holds)]


def whole(case: Case, arithmetic: Arithmetic) -> Array:
    """What the operation makes of whole matrices."""
    return evaluate_matrix(case.formula, lambda leaf: leaf_values(leaf, arithmetic))


def exact_table(leaf: Matrix) -> list[list[Any]]:
    """The fractions that the numbers of a leaf are."""
    assert leaf.values is not None
    return [[exact(value) for value in row] for row in leaf.values.tolist()]


def alike(rows: list[list[Any]], wanted: list[list[Near]], agree: Callable[[Any, Near], bool]) -> bool:
    """Whether a result has the shape and the numbers that it should."""
    return [*map(len, rows)] == [*map(len, wanted)] and all(
        agree(value, one)
        for row, ones in zip(rows, wanted, strict=True)
        for value, one in zip(row, ones, strict=True)
    )
