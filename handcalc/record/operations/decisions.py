"""Operations whose outcome is a decision: what is kept, which word is drawn, what the rank is.

There is no arithmetic to write out; the rule is printed beside the step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.functions import meant
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation, Turned
from handcalc.record.scalars import Decided, Scalar, Value


@dataclass(eq=False, repr=False)
class RowDecision(Operation):
    """A decision about each number of a row, from the whole row.

    decide: from a row's numbers to a number for each of them. says: the rule in the formula.
    """

    name = "decide"

    says: str
    decide: Callable[[list[Value]], list[Value]]

    @property
    def detail(self) -> str:
        return self.says

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.rows, a.columns

    def whole(self, a: Array) -> Array:
        rows = [self.decide(row) for row in a.tolist()]
        return np.array(rows, dtype=a.dtype).reshape(a.shape)

    def cell(self, row: int, column: int, a: Matrix) -> Scalar:
        cells = tuple(a.at(row, other) for other in range(a.columns.size))
        return Decided(lambda numbers: self.decide(numbers)[column], cells)


@dataclass(eq=False, repr=False)
class Outcome(Operation):
    """One number or word, decided from all the cells of the operands.

    says: the rule in the formula. decide: from the operands' rows to the outcome.
    """

    name = "outcome"

    says: str
    decide: Callable[..., Any]

    @property
    def detail(self) -> str:
        return self.says

    def axes(self, *operands: Matrix) -> tuple[Axis, Axis]:
        return SINGLE, SINGLE

    def whole(self, *arrays: Array) -> Array:
        outcome = self.decide(*(array.tolist() for array in arrays))
        array = np.empty((1, 1), dtype=object)
        array[0, 0] = outcome
        exact = isinstance(outcome, str | Fraction)
        return array if exact else np.asarray(array, dtype=float)

    def cell(self, row: int, column: int, *operands: Matrix) -> Scalar:
        cells = [
            operand.at(i, j)
            for operand in operands
            for i in range(operand.rows.size)
            for j in range(operand.columns.size)
        ]
        shapes = [operand.shape for operand in operands]
        return Decided(lambda numbers: self.decide(*_shaped(numbers, shapes)), tuple(cells))

    def turned(self, *operands: Matrix) -> Matrix:
        def decide(*turned: list[list[Value]]) -> Any:
            return self.decide(*([list(row) for row in zip(*rows, strict=True)] for rows in turned))

        return Outcome(self.says, decide)(*operands)


def _shaped(numbers: list[Value], shapes: list[tuple[int, int]]) -> list[list[list[Value]]]:
    """The numbers of several matrices, one after the other, as rows again."""
    found, start = [], 0
    for rows, columns in shapes:
        found.append([numbers[start + row * columns : start + (row + 1) * columns] for row in range(rows)])
        start += rows * columns
    return found


def largest_first(numbers: Sequence[Value]) -> list[int]:
    """The positions of numbers from the largest down; of equal ones the first comes first."""
    return sorted(range(len(numbers)), key=lambda position: (-meant(numbers[position]), position))


def keep_top(a: Matrix, how_many: int) -> Matrix:
    """1 for the largest of each row, 0 for the others; ties go to the first."""

    def decide(row: list[Value]) -> list[Value]:
        kept = set(largest_first(row)[:how_many])
        return [_like(row[0], position in kept) for position in range(len(row))]

    return RowDecision("the largest" if how_many == 1 else f"the {how_many} largest", decide)(a)


def ties_at(a: Matrix, how_many: int) -> Matrix:
    """In how many rows a tie decides what is among the so many largest."""

    def decide(rows: list[list[Value]]) -> float:
        ordered = [[meant(row[position]) for position in largest_first(row)] for row in rows]
        return float(sum(how_many < len(row) and row[how_many - 1] == row[how_many] for row in ordered))

    return Outcome(f"rows with a tie for place {how_many}", decide)(a)


def keep_until(a: Matrix, part: Fraction, says: str, *, of_sum: bool) -> Matrix:
    """1 for the largest of each row that together reach a number, or (of_sum) that part of their sum.

    The one that reaches it is kept too; at least one is.
    """

    def decide(row: list[Value]) -> list[Value]:
        kept, reached = set(), 0 * row[0]
        goal = _as(row[0], part) * (sum(row) if of_sum else 1)
        for position in largest_first(row):
            kept.add(position)
            reached = reached + row[position]
            if not_below(reached, goal):
                break
        return [_like(row[0], position in kept) for position in range(len(row))]

    return RowDecision(says, decide)(a)


def keep_at_least(a: Matrix, part: Fraction, says: str) -> Matrix:
    """1 for the numbers of each row that are not 0 and at least this part of its largest."""

    def decide(row: list[Value]) -> list[Value]:
        goal = _as(row[0], part) * max(row)
        return [_like(row[0], number != 0 and not_below(number, goal)) for number in row]

    return RowDecision(says, decide)(a)


def not_below(number: Value, other: Value) -> bool:
    """Whether a number reaches another; 0.1 + 0.2 reaches 0.3, as it does on paper."""
    return meant(meant(number) - meant(other)) >= 0


def rows_alike(a: Matrix) -> Matrix:
    """How many rows are like an earlier one."""
    return Outcome("rows like another", lambda rows: float(len(rows) - len(set(map(tuple, rows)))))(a)


def empty_columns(a: Matrix) -> Matrix:
    """How many columns hold nothing but zeros."""
    return Outcome("empty columns", lambda rows: float(sum(not any(column) for column in _columns(rows))))(a)


def outcome(says: str, decide: Callable[..., Any], *operands: Matrix) -> Matrix:
    """One number or word decided from whole matrices, each given to decide as a list of rows."""
    return Outcome(says, decide)(*operands)


def row_decision(says: str, decide: Callable[[list[Value]], list[Value]], a: Matrix) -> Matrix:
    """A decision about each number of a row, from the whole row."""
    return RowDecision(says, decide)(a)


def column_decision(says: str, decide: Callable[[list[Value]], list[Value]], a: Matrix) -> Matrix:
    """A decision about each number of a column, from the whole column."""
    return Turned(RowDecision(says, decide))(a)


def _as(example: Value, number: Fraction) -> Value:
    return number if isinstance(example, Fraction) else float(number)


def _columns(rows: list[list[Value]]) -> list[list[Value]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _like(example: Value, truth: bool) -> Value:
    return Fraction(truth) if isinstance(example, Fraction) else float(truth)
