"""Name the misconception that explains the wrong cells of a step, if exactly one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handcalc.exercises.marking.error_propagation import Uncertain
from handcalc.exercises.marking.marks import MarkedCell
from handcalc.exercises.marking.student_values import StudentValues
from handcalc.exercises.marking.tolerance import half_unit
from handcalc.exercises.misconceptions.applied import wrong_formulas
from handcalc.exercises.misconceptions.shapes import Origins
from handcalc.record.calculation import Step
from handcalc.record.functions import Value
from handcalc.record.matrix import Matrix


class _Filled(NamedTuple):
    """A number that a student wrote, with its cell and verdict."""

    row: int
    column: int
    answer: Value
    half: float
    wrong: bool


class _Explained(NamedTuple):
    """A misconception that gives all wrong numbers of a step. whole: it also gives all others."""

    name: str
    whole: bool


def likely_mistake(
    student: StudentValues, step: Step, cells: Sequence[MarkedCell], digits: int
) -> str | None:
    """The misconception that explains every wrong cell of a step, applied to the student's earlier numbers.

    Candidates come in three ranks: misconceptions that give the whole step, numbers that were transposed,
    swapped or lost their sign, and misconceptions that give only the wrong cells. None if two candidates
    have the same rank.
    """
    filled = list(_filled(cells, digits))
    if not any(cell.wrong for cell in filled):
        return None
    found = list(_exchanges(student, step, filled))
    for wanted in (
        [one.name for one in found if one.whole],
        list(_looks(student, step, filled)),
        [one.name for one in found if not one.whole],
    ):
        if wanted:
            return wanted[0] if len(set(wanted)) == 1 else None
    return None


def _filled(cells: Sequence[MarkedCell], digits: int) -> Iterator[_Filled]:
    for cell in cells:
        value, is_marked = cell.answer.value, cell.verdict in ("right", "follows", "wrong")
        if is_marked and value is not None and not isinstance(value, str) and not isinstance(cell.key, str):
            half = half_unit(value, digits)
            yield _Filled(cell.row, cell.column, value, half, cell.verdict == "wrong")


def _exchanges(student: StudentValues, step: Step, filled: list[_Filled]) -> Iterator[_Explained]:
    for name, formula in wrong_formulas(step, Origins(student.calculation)):
        numbers = _Numbers(student, formula)
        if all(numbers.hold(cell, cell.row, cell.column) for cell in filled if cell.wrong):
            rest = (cell for cell in filled if not cell.wrong)
            yield _Explained(name, all(numbers.hold(cell, cell.row, cell.column) for cell in rest))


class _Numbers:
    """Values of a formula, calculated from the student's earlier numbers."""

    def __init__(self, student: StudentValues, formula: Matrix) -> None:
        self._student = student
        self._formula = formula
        self._values = student.gives(formula)

    def hold(self, cell: _Filled, row: int, column: int, sign: int = 1) -> bool:
        """Whether an answer is the number in this row and column, times the sign."""
        answer, value = sign * cell.answer, self._values[row][column]
        if Uncertain(value).holds(answer, cell.half):
            return True
        return value is not None and self._student.reach(self._formula, row, column).holds(answer, cell.half)


def _looks(student: StudentValues, step: Step, filled: list[_Filled]) -> Iterator[str]:
    """The first rearrangement of the right numbers that fits."""
    numbers = _Numbers(student, step.formula)
    wrong = [cell for cell in filled if cell.wrong]
    if step.result.rows.size == step.result.columns.size and len(wrong) > 1 and _turned(numbers, filled):
        yield "transposed"
    elif len(wrong) == 2 and _swapped(numbers, *wrong):
        yield "swapped-cells"
    elif all(numbers.hold(cell, cell.row, cell.column, -1) for cell in wrong):
        yield "lost-sign"


def _turned(numbers: _Numbers, filled: list[_Filled]) -> bool:
    return all(numbers.hold(cell, cell.column, cell.row) for cell in filled)


def _swapped(numbers: _Numbers, one: _Filled, other: _Filled) -> bool:
    return numbers.hold(one, other.row, other.column) and numbers.hold(other, one.row, one.column)
