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


class _NumberAnswer(NamedTuple):
    """An answer that is a number, with its cell. half: half a unit of its last digit."""

    row: int
    column: int
    value: Value
    half: float
    wrong: bool


def likely_misconception(
    student: StudentValues, step: Step, cells: Sequence[MarkedCell], digits: int
) -> str | None:
    """The misconception that explains every wrong cell of a step, applied to the student's earlier numbers.

    Candidates come in three ranks: misconceptions that give the whole step, numbers that were transposed,
    swapped or lost their sign, and misconceptions that give only the wrong cells. None if two candidates
    have the same rank.
    """
    answers = list(_answers(cells, digits))
    if not any(answer.wrong for answer in answers):
        return None
    explanations = list(_explanations(student, step, answers))
    for names in (
        [name for name, is_complete in explanations if is_complete],
        list(_rearrangements(student, step, answers)),
        [name for name, is_complete in explanations if not is_complete],
    ):
        if names:
            return names[0] if len(set(names)) == 1 else None
    return None


def _answers(cells: Sequence[MarkedCell], digits: int) -> Iterator[_NumberAnswer]:
    for cell in cells:
        value, is_marked = cell.answer.value, cell.verdict in ("right", "follows", "wrong")
        if is_marked and value is not None and not isinstance(value, str) and not isinstance(cell.key, str):
            half = half_unit(value, digits)
            yield _NumberAnswer(cell.row, cell.column, value, half, cell.verdict == "wrong")


def _explanations(
    student: StudentValues, step: Step, answers: list[_NumberAnswer]
) -> Iterator[tuple[str, bool]]:
    """Each misconception that gives all wrong answers of a step, and whether it gives all others, too."""
    for name, formula in wrong_formulas(step, Origins(student.calculation)):
        numbers = _Numbers(student, formula)
        if all(numbers.agree(answer) for answer in answers if answer.wrong):
            yield name, all(numbers.agree(answer) for answer in answers if not answer.wrong)


class _Numbers:
    """Values of a formula, calculated from the student's earlier numbers."""

    def __init__(self, student: StudentValues, formula: Matrix) -> None:
        self._student = student
        self._formula = formula
        self._values = student.follow_through_values(formula)

    def agree(self, answer: _NumberAnswer, place: tuple[int, int] | None = None, sign: int = 1) -> bool:
        """Whether an answer, times the sign, is the number in its own cell, or in another place."""
        row, column = place or (answer.row, answer.column)
        number, value = sign * answer.value, self._values[row][column]
        if Uncertain(value).holds(number, answer.half):
            return True
        interval = self._student.interval
        return value is not None and interval(self._formula, row, column).holds(number, answer.half)


def _rearrangements(student: StudentValues, step: Step, answers: list[_NumberAnswer]) -> Iterator[str]:
    """The first rearrangement of the right numbers that fits."""
    numbers = _Numbers(student, step.formula)
    wrong = [answer for answer in answers if answer.wrong]
    is_square = step.result.rows.size == step.result.columns.size
    if is_square and len(wrong) > 1 and all(numbers.agree(each, (each.column, each.row)) for each in answers):
        yield "transposed"
    elif len(wrong) == 2 and all(
        numbers.agree(one, (other.row, other.column)) for one, other in (wrong, wrong[::-1])
    ):
        yield "swapped-cells"
    elif all(numbers.agree(answer, sign=-1) for answer in wrong):
        yield "lost-sign"
