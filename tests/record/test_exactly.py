"""Every operation against its definition in exact arithmetic: whole matrices, cell by cell, and in fractions.

A calculated number may be off by 10^-12 of itself, and a sum by 10^-12 of its terms: where these cancel, no
order of adding them could do better. What is only moved or chosen has to be the same. Numbers are whole, of
one decimal, normal, or as large and as small as doubles allow.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from handcalc.errors import NotRational
from handcalc.record.arithmetic import Arithmetic, Exact, fractions_array
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import OPERATIONS, Operation, core_of
from tests.campaigns.exactly.case import Case, Near, holds
from tests.campaigns.exactly.check import CASES, alike, cases, exact_table, faults, whole
from tests.record.cells import cells_of

EVERYDAY, ALL = range(10), range(250)
"""Of each family, for each operation."""
AS_DECIMALS = {"decide", "outcome", "floor"}
"""They take floats as decimals, but fractions as they are; the definitions here are those for floats."""


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
    kinds = {
        (case.formula.op_name, type(core_of(case.formula.operation))) for _, case in cases(name, EVERYDAY)
    }
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
