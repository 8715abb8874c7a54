"""Law 1: the textbook rule of every cell gives the number that numpy gave for the whole matrix."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from handcalc.errors import NotRational
from handcalc.record.arithmetic import Arithmetic, Exact
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.calculation import Calculation, leaf_values
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import OPERATIONS, Operation
from handcalc.record.operations import products, reductions, shaping
from handcalc.record.replay import replay
from handcalc.record.scalars import Cell, Value, evaluate
from tests.support import ORIENTATIONS, Variant, Vectors, all_variants, in_turn, is_rational, record, written

MATRICES = {
    "ties": [[1, 1, 1], [1, 1, 1]],
    "negatives": [[-1, 2, -3], [0.5, -0.5, -2]],
    "zeros": [[0, 0, 0], [0, 0, 0]],
    "a tie at the top": [[2, 2, -1], [-7, 0.1, 0.1]],
}
ROWS, COLUMNS = Axis.numbered("token", 2), Axis.numbered("feature", 3)
MASK = [[1, 0, 1], [0, 1, 1]]


def cells_of(formula: Matrix, arithmetic: Arithmetic) -> list[list[Value]]:
    """A formula worked out cell by cell, from the leaves alone."""

    def lookup(cell: Cell) -> Value:
        number: Value = leaf_values(cell.matrix, arithmetic)[cell.row, cell.column]
        return number

    rows, columns = formula.shape
    return [[evaluate(formula.at(row, column), lookup) for column in range(columns)] for row in range(rows)]


def assert_cells(calculation: Calculation) -> None:
    """Every step's cells are its recorded values."""
    for step in calculation.steps:
        worked = cells_of(step.formula, calculation.arithmetic)
        if step.result.holds_words:
            assert step.values.tolist() == worked
            continue
        # Where terms cancel to 0, the order of adding is all that is left.
        values = step.values.astype(float)
        np.testing.assert_allclose(np.array(worked, dtype=float), values, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("variant", in_turn(all_variants(), every=3))
def test_every_cell_of_every_step(variant: Variant, vectors: Vectors) -> None:
    """In rows and in columns, the rule of each cell, evaluated, gives the recorded number."""
    assert_cells(written(variant, vectors))


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("variant", in_turn(all_variants(), first=1))
def test_every_cell_in_fractions(variant: Variant, vectors: Vectors) -> None:
    """With exact rounding the rule gives the very same fraction; or there is none."""
    if not is_rational(variant):
        with pytest.raises(NotRational):
            replay(record(variant), Exact(3))
        return
    calculation = written(variant, vectors, "exact")
    for step in calculation.steps:
        assert step.values.tolist() == cells_of(step.formula, calculation.arithmetic), step.id


@pytest.mark.parametrize("variant", all_variants()[::7], ids=str)
def test_one_wrong_digit_is_seen(variant: Variant) -> None:
    """Guard: a recorded value that is off by a millionth breaks the law, whichever step it is."""
    for step in written(variant, "rows").steps:
        spoiled = Matrix(step.result.rows, step.result.columns, name=step.result.name)
        spoiled.values = np.where(step.values == 0, 1e-6, step.values * (1 + 1e-6))
        copied = Calculation(variant.topic, Arithmetic(3))
        copied.steps.append(type(step)(spoiled, step.formula, step.title))
        with pytest.raises(AssertionError):
            assert_cells(copied)


# --- each operation alone -----------------------------------------------------------------------------------


def leaf(values: Any, rows: Axis = ROWS, columns: Axis = COLUMNS, *, exact: bool = False) -> Matrix:
    """A leaf with these numbers."""
    array: Array = np.array(values, dtype=float)
    if exact:
        array = np.array([[Fraction(str(v)) for v in row] for row in array.tolist()], dtype=object)
    return Matrix(rows, columns, values=array)


def examples(kind: type[Operation], values: Any, exact: bool) -> list[Matrix]:
    """An operation on a matrix and whatever else it takes; an operation not named here is elementwise."""
    a = leaf(values, exact=exact)
    other = leaf([[2, 1, -1], [1, 4, -0.5]], exact=exact)
    wide = Axis.numbered("d_v", 6)
    special: dict[type[Operation], list[Matrix]] = {
        products.MatMul: [
            products.matmul(a, products.transpose(other)),
            products.matmul(products.transpose(a), other),
        ],
        products.InRole: [products.InRole(ROWS.renamed("query"), COLUMNS)(a)],
        shaping.SelectColumns: [shaping.select_columns(a, 1, 3, "part")],
        shaping.SelectRows: [shaping.select_rows(a, 1, 2, "part")],
        shaping.SideBySide: [shaping.side_by_side([a, other], wide)],
        shaping.Stacked: [shaping.Stacked(Axis.numbered("all", 6))(a, other, a)],
        OPERATIONS["mask"]: [OPERATIONS["mask"]()(a, leaf(MASK, exact=exact))],
        OPERATIONS["power"]: [OPERATIONS["power"]()(leaf([[3]], SINGLE, SINGLE, exact=exact), whole(a))],
        OPERATIONS["sqrt"]: [OPERATIONS["sqrt"]()(products.copy(a) * a)],
        OPERATIONS["divide or zero"]: [
            OPERATIONS["divide or zero"]()(other, leaf([[0], [2]], columns=SINGLE, exact=exact)),
            OPERATIONS["divide or zero"]()(a, other),
        ],
    }
    if issubclass(kind, reductions.Reduction):
        return [kind("row", "feature")(a), kind("column", "token")(a)]
    if kind in special:
        return special[kind]
    return [kind()(a, other)] if takes_two(kind) else [kind()(a)]


def whole(a: Matrix) -> Matrix:
    """The matrix with whole numbers, so that a power of 3 is a fraction."""
    assert a.values is not None
    a.values = np.array([[type(v)(round(v)) for v in row] for row in a.values.tolist()], dtype=a.values.dtype)
    return a


def takes_two(kind: type[Operation]) -> bool:
    """Whether a cell-by-cell operation has two operands."""
    try:
        kind().cell(0, 0, leaf([[1]], SINGLE, SINGLE))
        return kind.name in ("add", "subtract", "multiply", "divide")
    except TypeError:
        return True


def disagreement(formula: Matrix, exact: bool) -> bool:
    """Whether the cells differ from what numpy gives for the whole."""
    arithmetic = Exact(3) if exact else Arithmetic(3)
    expected = np.array(evaluate_matrix(formula, lambda one: leaf_values(one, arithmetic)), dtype=float)
    actual = np.array(cells_of(formula, arithmetic), dtype=float)
    return expected.shape != actual.shape or not np.allclose(expected, actual, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("values", MATRICES.values(), ids=MATRICES)
@pytest.mark.parametrize("kind", OPERATIONS.values(), ids=list(OPERATIONS))
def test_every_operation(kind: type[Operation], values: Any, exact: bool) -> None:
    """Ties, negatives and zeros, in floats and fractions, also turned: cell by cell as on whole matrices."""
    for formula in examples(kind, values, exact):
        assert not disagreement(formula, exact)
        assert formula.operation is not None
        turned = formula.operation.turned(*(_transposed(operand) for operand in formula.operands))
        assert not disagreement(turned, exact)
        arithmetic = Exact(3) if exact else Arithmetic(3)
        here, there = (cells_of(one, arithmetic) for one in (formula, turned))
        np.testing.assert_array_equal(np.array(there, dtype=float), np.array(here, dtype=float).T)


def _transposed(operand: Matrix) -> Matrix:
    if operand.is_leaf:
        assert operand.values is not None
        return Matrix(operand.columns, operand.rows, values=operand.values.T)
    assert operand.operation is not None
    return operand.operation.turned(*(_transposed(part) for part in operand.operands))


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_a_wrong_rule_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: an operation whose rule reads the neighbouring cell is found out."""
    kind = OPERATIONS[name]
    formulas = examples(kind, [[1, 5, -3], [0.5, -2, 4]], exact=False)
    right = kind.cell

    def shifted(self: Operation, row: int, column: int, *operands: Matrix) -> Any:
        rows, columns = self.axes(*operands)
        return right(self, (row + 1) % rows.size, (column + 1) % columns.size, *operands)

    monkeypatch.setattr(kind, "cell", shifted)
    assert any(disagreement(formula, exact=False) for formula in formulas)


def test_minus_infinity_goes_through_scores_powers_and_sums() -> None:
    """−∞ stays −∞ under mask, minus and maximum, and its power is 0, cell by cell and as a whole."""
    hidden = OPERATIONS["mask"]()(leaf([[1, 2, 3], [4, -5, 6]]), leaf(MASK))
    highest = reductions.max_of(hidden)
    base = leaf([[3]], SINGLE, SINGLE)
    power = OPERATIONS["power"]()(base, hidden - highest)
    for formula in (hidden, highest, hidden - highest, power, reductions.sum_of(power)):
        assert not disagreement(formula, exact=False)
    assert [[1 / 9, 0, 1]] == [[float(v) for v in cells_of(power, Arithmetic(3))[0]]]
