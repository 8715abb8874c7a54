"""Law 1 for each operation alone: cell by cell as on whole matrices, in rows and in columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from handcalc.errors import CalculationError, NotRational
from handcalc.record.arithmetic import Arithmetic, Exact
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.calculation import leaf_values
from handcalc.record.cell_expression import Constant
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.matrix import Matrix
from handcalc.record.operation import OPERATIONS, Operation, core_of
from handcalc.record.operations import mask_scores, max_of, power, power_law, sum_of, top_k_mask
from handcalc.record.selection_rules import not_below
from tests.record.cells import cells_of
from tests.record.operation_examples import MASK, MATRICES, SPECIAL, Numbers, examples, turned

UNEVEN = [[1, 5, -3], [0.5, -2, 4]]


def disagreement(formula: Matrix, exact: bool) -> bool:
    """Whether the cells differ from what numpy gives for the whole; fractions have to be the same."""
    arithmetic = Exact(3) if exact else Arithmetic(3)
    expected = evaluate_matrix(formula, lambda one: leaf_values(one, arithmetic))
    actual = cells_of(formula, arithmetic)
    if exact or any(isinstance(cell, str) for row in actual for cell in row):
        return bool(expected.tolist() != actual)
    cells = np.array(actual, dtype=float)
    return expected.shape != cells.shape or not np.allclose(
        expected.astype(float), cells, rtol=1e-12, atol=1e-15
    )


def refuses(formula: Matrix) -> bool:
    """Whether there is no fraction, which whole matrices and cells have to agree on."""
    arithmetic, refusals = Exact(3), []
    for way in (
        lambda: evaluate_matrix(formula, lambda one: leaf_values(one, arithmetic)),
        lambda: cells_of(formula, arithmetic),
    ):
        try:
            way()
        except NotRational:
            refusals.append(way)
    assert len(refusals) in (0, 2)
    return bool(refusals)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("values", MATRICES.values(), ids=MATRICES)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation(name: str, values: Any, exact: bool) -> None:
    """Ties, negatives and zeros, in floats and fractions, also turned: cell by cell as on whole matrices."""
    arithmetic = Exact(3) if exact else Arithmetic(3)
    for formula in examples(name, values, exact):
        other_way = turned(formula)
        if exact and not OPERATIONS[name].rational and refuses(formula):
            assert refuses(other_way)
            continue
        assert not disagreement(formula, exact)
        assert not disagreement(other_way, exact)
        here, there = (cells_of(one, arithmetic) for one in (formula, other_way))
        assert here == [list(row) for row in zip(*there, strict=True)]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_examples_are_of_the_operation(name: str) -> None:
    """Every operation that there is has an example of its own."""
    for formula in examples(name, UNEVEN, exact=False):
        assert (name, OPERATIONS[name]) == (formula.op_name, type(core_of(formula.operation)))
    assert set(SPECIAL) <= set(OPERATIONS)


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_a_wrong_rule_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: an operation whose rule reads the neighbouring cell (or any other number) is found out."""
    kind = OPERATIONS[name]
    formulas = examples(name, UNEVEN, exact=False)
    right = kind.cell

    def shifted(self: Operation, row: int, column: int, *operands: Matrix) -> Any:
        rows, columns = self.axes(*operands)
        if rows.size == columns.size == 1:
            return Constant(-99)
        return right(self, (row + 1) % rows.size, (column + 1) % columns.size, *operands)

    monkeypatch.setattr(kind, "cell", shifted)
    assert any(disagreement(formula, exact=False) for formula in formulas)


def test_minus_infinity_goes_through_scores_powers_and_sums() -> None:
    """−∞ stays −∞ under mask, minus and maximum, and its power is 0, cell by cell and as a whole."""
    n = Numbers([[1, 2, 3], [4, -5, 6]], exact=False)
    hidden = mask_scores(n.a, n.leaf(MASK))
    highest = max_of(hidden)
    powers = power(Numbers([[3]], exact=False).leaf([[3]], SINGLE, SINGLE), hidden - highest)
    for formula in (hidden, highest, hidden - highest, powers, sum_of(powers)):
        assert not disagreement(formula, exact=False)
    assert [[1 / 9, 0, 1]] == [[float(v) for v in cells_of(powers, Arithmetic(3))[0]]]


@pytest.mark.parametrize(("x", "p"), [(-8.0, 0.5), (0.0, -1.0)])
def test_a_power_without_a_value_is_refused(x: float, p: float) -> None:
    """As a whole and cell by cell, and never a complex number."""
    n = Numbers([[x]], exact=False)
    formula = power_law(n.one(1), n.one(x), n.one(p))
    with pytest.raises(CalculationError, match=r"no real value"):
        evaluate_matrix(formula, lambda one: leaf_values(one, Arithmetic(3)))
    with pytest.raises(CalculationError, match=r"no real value"):
        cells_of(formula, Arithmetic(3))


@pytest.mark.parametrize(("less", "more"), [(0.3, 0.1 + 0.2), (3703701.3, 3 * 1234567.1)])
def test_what_is_equal_on_paper_is_a_tie(less: float, more: float) -> None:
    """Of numbers that differ in the last bit only the first is the largest, and each reaches the other."""
    assert less < more
    scores = Matrix(SINGLE, Axis.numbered("word", 2), values=np.array([[less, more]]))
    largest = top_k_mask(scores, 1)
    assert [[1.0, 0.0]] == evaluate_matrix(largest, lambda one: leaf_values(one, Arithmetic(3))).tolist()
    assert not_below(less, more)
