"""Operations whose outcome is a decision: what is kept, which word is drawn, what the rank is.

There is no arithmetic to write out; the rule is printed beside the step.
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
    """A decision about each number of a row, from the whole row. says: the rule in the formula."""

    name = "decide"

    text: str
    rule: RowRule

    @property
    def label(self) -> str:
        return self.text

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, a.columns

    def whole(self, a: Array) -> Array:
        return np.array(self.rule.evaluate(a.tolist()), dtype=a.dtype).reshape(a.shape)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        cells = tuple(a.at(row, other) for other in range(a.columns.size))
        return Opaque(self.rule, ((cells,),), column)


@dataclass(eq=False, repr=False)
class ScalarFunction(Operation):
    """One number or word, decided from all the cells of the operands. says: the rule in the formula."""

    name = "outcome"

    text: str
    rule: SelectionRule[Any]

    @property
    def label(self) -> str:
        return self.text

    def axes(self, *operands: Matrix) -> tuple[Axis, Axis]:
        return SINGLE, SINGLE

    def whole(self, *arrays: Array) -> Array:
        scalar_function = self.rule.evaluate(*(array.tolist() for array in arrays))
        array = np.empty((1, 1), dtype=object)
        array[0, 0] = scalar_function
        exact = isinstance(scalar_function, str | Fraction)
        return array if exact else np.asarray(array, dtype=float)

    def cell(self, row: int, column: int, *operands: Matrix) -> Expr:
        return Opaque(self.rule, tuple(map(_cells, operands)))


def _cells(matrix: Matrix) -> tuple[tuple[Expr, ...], ...]:
    rows, columns = map(range, matrix.shape)
    return tuple(tuple(matrix.at(row, column) for column in columns) for row in rows)


def top_k_mask(a: Matrix, how_many: int) -> Matrix:
    """1 for the largest of each row, 0 for the others; ties go to the first."""
    rule = Largest(how_many)
    return RowFunction(str(rule), rule)(a)


def top_p_mask(a: Matrix, part: Fraction, says: str, *, of_sum: bool) -> Matrix:
    """1 for the largest of each row that together reach a number, or (of_sum) that part of their sum.

    The one that reaches it is kept too; at least one is.
    """
    return RowFunction(says, LargestUntil(part, of_sum))(a)


def min_p_mask(a: Matrix, part: Fraction, says: str) -> Matrix:
    """1 for the numbers of each row that are not 0 and at least this part of its largest."""
    return RowFunction(says, AtLeast(part))(a)


def count_ties_at(a: Matrix, how_many: int) -> Matrix:
    """In how many rows a tie decides what is among the so many largest."""
    return ScalarFunction(f"rows with a tie for place {how_many}", Computed(_ties_at, (how_many,)))(a)


def count_repeated_rows(a: Matrix) -> Matrix:
    """How many rows are like an earlier one."""
    return ScalarFunction("rows like another", Computed(_rows_alike))(a)


def count_empty_columns(a: Matrix) -> Matrix:
    """How many columns hold nothing but zeros."""
    return ScalarFunction("empty columns", Computed(_empty_columns))(a)


def scalar_function(says: str, rule: SelectionRule[Any], *operands: Matrix) -> Matrix:
    """One number or word that a rule decides from whole matrices."""
    return ScalarFunction(says, rule)(*operands)


def row_function(says: str, rule: RowRule, a: Matrix) -> Matrix:
    """A decision about each number of a row, from the whole row."""
    return RowFunction(says, rule)(a)


def column_function(says: str, rule: RowRule, a: Matrix) -> Matrix:
    """A decision about each number of a column, from the whole column."""
    return ColumnForm(RowFunction(says, rule))(a)


def _ties_at(rows: NumberRows, how_many: int) -> float:
    ordered = [[snapped(row[position]) for position in largest_first(row)] for row in rows]
    return float(sum(how_many < len(row) and row[how_many - 1] == row[how_many] for row in ordered))


def _rows_alike(rows: NumberRows) -> float:
    return float(len(rows) - len(set(map(tuple, rows))))


def _empty_columns(rows: NumberRows) -> float:
    return float(sum(not any(column) for column in zip(*rows, strict=True)))
