"""Data-dependent choices as operations: top-k masks, sampled words, ranks, counts.

Their cells have no arithmetic; formulas state the rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Expr, Opaque
from handcalc.record.functions import snapped
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import ColumnForm, Operation
from handcalc.record.selection_rules import (
    AtLeast,
    Computed,
    Largest,
    LargestUntil,
    NumberRows,
    RowRule,
    SelectionRule,
    largest_first,
)


@dataclass(eq=False, repr=False)
class RowFunction(Operation):
    """One number for each number of a row, chosen from the whole row. text: the rule in formulas."""

    name = "decide"

    rule: RowRule
    text: str

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, a.columns

    def whole(self, a: Array) -> Array:
        return np.array(self.rule.evaluate(a.tolist()), dtype=a.dtype).reshape(a.shape)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        cells = tuple(a.at(row, other) for other in range(a.columns.size))
        return Opaque(self.rule, ((cells,),), column)


@dataclass(eq=False, repr=False)
class ScalarFunction(Operation):
    """One number or word, chosen from all cells of the operands. text: the rule in formulas."""

    name = "outcome"

    rule: SelectionRule[Any]
    text: str

    def axes(self, *operands: Matrix) -> tuple[Axis, Axis]:
        return SINGLE, SINGLE

    def whole(self, *arrays: Array) -> Array:
        value = self.rule.evaluate(*(array.tolist() for array in arrays))
        return np.array([[value]], dtype=object if isinstance(value, str | Fraction) else float)

    def cell(self, row: int, column: int, *operands: Matrix) -> Expr:
        return Opaque(self.rule, tuple(map(_cells, operands)))


def _cells(matrix: Matrix) -> tuple[tuple[Expr, ...], ...]:
    rows, columns = map(range, matrix.shape)
    return tuple(tuple(matrix.at(row, column) for column in columns) for row in rows)


def top_k_mask(a: Matrix, how_many: int) -> Matrix:
    """1 for the largest numbers of each row, 0 for the others; ties go to the first."""
    rule = Largest(how_many)
    return RowFunction(rule, str(rule))(a)


def top_p_mask(a: Matrix, part: Fraction, text: str, *, of_sum: bool) -> Matrix:
    """1 for the largest numbers of each row whose sum reaches `part`, or (of_sum) that part of the row sum.

    The number that crosses the limit is included.
    """
    return RowFunction(LargestUntil(part, of_sum), text)(a)


def min_p_mask(a: Matrix, part: Fraction, text: str) -> Matrix:
    """1 for the nonzero numbers of each row that are at least this part of its maximum."""
    return RowFunction(AtLeast(part), text)(a)


def count_ties_at(a: Matrix, how_many: int) -> Matrix:
    """The number of rows in which a tie decides which numbers are the largest."""
    return ScalarFunction(Computed(_ties_at, (how_many,)), f"rows with a tie for place {how_many}")(a)


def count_repeated_rows(a: Matrix) -> Matrix:
    """The number of rows that equal an earlier row."""
    return ScalarFunction(Computed(_rows_alike), "rows like another")(a)


def count_empty_columns(a: Matrix) -> Matrix:
    """The number of columns with zeros only."""
    return ScalarFunction(Computed(_empty_columns), "empty columns")(a)


def count_zeros(a: Matrix) -> Matrix:
    """The number of zeros."""
    return ScalarFunction(Computed(_zeros), "zeros")(a)


def scalar_function(text: str, rule: SelectionRule[Any], *operands: Matrix) -> Matrix:
    """One number or word, chosen from whole matrices; text states the rule in formulas."""
    return ScalarFunction(rule, text)(*operands)


def row_function(text: str, rule: RowRule, a: Matrix) -> Matrix:
    """One number for each number of a row, chosen from the whole row."""
    return RowFunction(rule, text)(a)


def column_function(text: str, rule: RowRule, a: Matrix) -> Matrix:
    """One number for each number of a column, chosen from the whole column."""
    return ColumnForm(RowFunction(rule, text))(a)


def _ties_at(rows: NumberRows, how_many: int) -> float:
    ordered = [[snapped(row[position]) for position in largest_first(row)] for row in rows]
    return float(sum(how_many < len(row) and row[how_many - 1] == row[how_many] for row in ordered))


def _rows_alike(rows: NumberRows) -> float:
    return float(len(rows) - len(set(map(tuple, rows))))


def _empty_columns(rows: NumberRows) -> float:
    return float(sum(not any(column) for column in zip(*rows, strict=True)))


def _zeros(rows: NumberRows) -> float:
    return float(sum(number == 0 for row in rows for number in row))
