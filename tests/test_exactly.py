"""Every operation against its definition in exact arithmetic: whole matrices, cell by cell, and in fractions.

A calculated number may be off by 10^-12 of itself, and a sum by 10^-12 of its terms: where these cancel, no
order of adding them could do better. What is only moved or chosen has to be the same. Numbers are whole, of
one decimal, normal, or as large and as small as doubles allow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from handcalc.errors import NotRational
from handcalc.record.arithmetic import Arithmetic, Exact, fractions_array
from handcalc.record.calculation import leaf_values
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import OPERATIONS, Operation, core_of
from tests.cells import cells_of
from tests.exactly import arithmetic, decisions, functions, places, sums
from tests.exactly.case import Case, Draw, Near, exact, holds
from tests.number_families import FAMILIES

CASES: dict[str, Callable[[Draw], Case]] = {
    **arithmetic.CASES,
    **functions.CASES,
    **sums.CASES,
    **places.CASES,
    **decisions.CASES,
}
EVERYDAY, ALL = range(10), range(250)
"""Of each family, for each operation."""
AS_DECIMALS = {"decide", "outcome", "floor"}
"""They take floats as decimals, but fractions as they are; the definitions here are those for floats."""


def case_of(name: str, family: str, number: int) -> Case:
    """A case of an operation; every other one is turned, unless the turned form has a name of its own."""
    kind = OPERATIONS[name]
    case = CASES[kind.name](Draw(family, f"{name} {number}"))
    return case.turned() if name == kind.turned_name or (number % 2 and not kind.turned_name) else case


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


def is_exact(case: Case) -> bool:
    """Whether fractions give the very fraction, or are refused where there is none."""
    case = case.with_operands(in_decimals)
    wanted = case.expected(*map(exact_table, case.operands))
    try:
        found = whole(case, Exact(3)).tolist()
    except NotRational:
        return not all(isinstance(one.value, Fraction) for row in wanted for one in row)
    return alike(found, wanted, same)


def same(value: Any, wanted: Near) -> bool:
    """Whether a number is the fraction that it should be; of others no more can be said than fifty digits."""
    rational = isinstance(wanted.value, Fraction | float | str)
    return bool(value == wanted.value) if rational else holds(value, wanted)


def in_decimals(leaf: Matrix) -> Matrix:
    """A leaf with the decimals that its doubles stand for."""
    assert leaf.values is not None
    if leaf.values.dtype == object:
        return leaf
    flat = [Fraction(repr(value)) if np.isfinite(value) else value for value in leaf.values.ravel().tolist()]
    return Matrix(leaf.rows, leaf.columns, values=fractions_array(flat, leaf.shape))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation(name: str) -> None:
    """As its definition has it in fractions or with fifty digits, for whole matrices and for each cell."""
    assert {} == {place: found for place, case in cases(name, EVERYDAY) if (found := faults(case))}


@pytest.mark.slow
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_a_thousand_times(name: str) -> None:
    """A thousand cases of each."""
    assert {} == {place: found for place, case in cases(name, ALL) if (found := faults(case))}


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name not in AS_DECIMALS])
def test_every_operation_in_fractions(name: str) -> None:
    """Fractions give exactly the fraction of the definition, and are refused only where there is none."""
    found = cases(name, EVERYDAY, "integers", "one decimal")
    assert [] == [place for place, case in found if not is_exact(case)]


def undefined() -> set[str]:
    """Operations without a definition here."""
    return {name for name, kind in OPERATIONS.items() if kind.name not in CASES}


@pytest.mark.parametrize("name", OPERATIONS)
def test_cases_are_of_the_operation(name: str) -> None:
    """Every operation that there is has cases of its own."""
    assert name not in undefined()
    kinds = {(case.formula.head, type(core_of(case.formula.operation))) for _, case in cases(name, EVERYDAY)}
    assert (name, OPERATIONS[name]) in kinds


def test_an_undefined_operation_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: an operation without a definition is missed, and its turned form with it."""
    monkeypatch.delitem(CASES, "decide")
    monkeypatch.delitem(CASES, "columns")
    assert {"decide", "columns", "rows"} == undefined()


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_inexact_operation_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: an operation that is off in the eleventh digit is found out."""
    right = OPERATIONS[name].whole

    def wrong(self: Operation, *arrays: Array) -> Array:
        result = right(self, *arrays)
        return result if result.dtype == object else result * (1 + 2e-11)

    monkeypatch.setattr(OPERATIONS[name], "whole", wrong)
    assert any("whole" in faults(case) for _, case in cases(name, EVERYDAY))


@pytest.mark.parametrize("name", ["power", "matmul", "relu", "mean", "scan matrix", "transpose"])
def test_inexact_fractions_are_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: a fraction that is off by 10^-20 is found out."""
    right = OPERATIONS[name].whole
    off = Fraction(1, 10**20)
    monkeypatch.setattr(OPERATIONS[name], "whole", lambda *arrays: right(*arrays) + off)
    assert not all(is_exact(case) for _, case in cases(name, EVERYDAY, "integers"))


@pytest.mark.parametrize("name", OPERATIONS)
def test_whole_matrices_give_the_doubles_of_cells(name: str) -> None:
    """To the last bit, so that no processor gives others."""
    for place, case in cases(name, EVERYDAY):
        assert cells_of(case.formula, Arithmetic(3)) == whole(case, Arithmetic(3)).tolist(), place
