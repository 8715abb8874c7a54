"""Mark one sheet: each answer is right, a follow-through of earlier answers, or wrong.

Comparing with the key alone fails students who round on the way; comparing with follow-through values alone
fails those who keep full precision and write rounded numbers. So both count, and follow-through values with
the tolerance that rounded operands need.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain

from handcalc.exercises.marking.dependencies import CellPosition
from handcalc.exercises.marking.diagnosis import likely_misconception
from handcalc.exercises.marking.error_propagation import Uncertain
from handcalc.exercises.marking.marks import Answer, Answers, MarkedCell, MarkedSheet, Verdict
from handcalc.exercises.marking.own_ranking import with_own_rankings
from handcalc.exercises.marking.parse_answer import LEFT_BLANK
from handcalc.exercises.marking.student_values import StudentValues
from handcalc.exercises.marking.tolerance import half_unit, is_close
from handcalc.exercises.sheets.blanks import Blanks
from handcalc.formats.document.exercise import Cells
from handcalc.record.calculation import Calculation, Step
from handcalc.record.functions import Value

FEWEST_ALIKE = 4
"""From this many equal answers on, some of them wrong, a step counts as filled up, not calculated."""


def mark(calculation: Calculation, blanks: Blanks, answers: Answers, digits: int) -> MarkedSheet:
    """Mark every blank of a sheet; no answer raises an error.

    A cell is right if it is within half a unit of its last digit of the key. Otherwise it follows if it is
    within the uncertainty of its follow-through value, which is calculated from the student's earlier
    answers; a blank counts as its follow-through value. Otherwise it is wrong. Data-dependent choices stay
    as recorded, even if the student's numbers would have chosen otherwise.

    digits: the decimals that answers should have. If every answer is right, the key replaces
    follow-through values.
    """
    right = _all_right(calculation, blanks, answers, digits)
    return _SheetMarking(calculation, blanks, answers, digits).run() if right is None else right


def is_right(answer: Answer, key: Value | str, digits: int) -> bool:
    """Whether an answer is the key; numbers may differ by half a unit of the last digit."""
    value = _read(answer, key)
    if isinstance(value, str) and isinstance(key, str):
        return _word(value) == _word(key)
    if value is None or isinstance(value, str) or isinstance(key, str):
        return False
    return is_close(value, key, half_unit(key, digits))


def _word(text: str) -> str:
    """A word for comparison: without regard to case and the number of spaces."""
    return " ".join(text.split()).casefold()


def _read(answer: Answer, key: Value | str) -> Value | str | None:
    """The answer as a word or number, as the key is; None if it is not one."""
    if isinstance(key, str):
        return answer.text.strip() or None
    if answer.value is None or isinstance(answer.value, str):
        return None
    try:
        number = float(answer.value)
    except OverflowError:  # a fraction too large for a float
        return None
    return None if math.isnan(number) or number == math.inf else number


def _all_right(calculation: Calculation, blanks: Blanks, answers: Answers, digits: int) -> MarkedSheet | None:
    """The marks of a sheet if every answer is right, without calculating anything; None otherwise."""
    cells = []
    for step, places in _in_order(calculation, blanks):
        step_answers, keys = answers.get(step.id, {}), step.values.tolist()
        for row, column in sorted(places):
            answer, key = step_answers.get((row, column), LEFT_BLANK), keys[row][column]
            if not is_right(answer, key, digits):
                return None
            cells.append(MarkedCell(step.id, row, column, answer, "right", key, key))
    return MarkedSheet(tuple(cells), (), ())


def _in_order(calculation: Calculation, blanks: Blanks) -> Iterator[tuple[Step, Cells]]:
    return ((step, blanks[step.id]) for step in calculation.steps if blanks.get(step.id))


class _SheetMarking:
    """Marks one sheet step by step, since later steps are judged by earlier answers."""

    def __init__(self, calculation: Calculation, blanks: Blanks, answers: Answers, digits: int) -> None:
        self._calculation = calculation
        self._blanks = blanks
        self._answers = answers
        self._digits = digits
        self._student = StudentValues(calculation, digits)
        self._wrong: set[CellPosition] = set()
        self._untrusted: set[int] = set()

    def run(self) -> MarkedSheet:
        """Mark the whole sheet."""
        cells: list[MarkedCell] = []
        misconceptions: list[tuple[str, str]] = []
        first_errors: list[tuple[str, int, int]] = []
        for step, places in _in_order(self._calculation, self._blanks):
            marked = self._step(step, places)
            cells += marked
            wrong = [cell for cell in marked if cell.verdict == "wrong"]
            if not wrong:
                continue
            first_errors += [cell.place for cell in wrong if self._is_first_error(step, cell)]
            self._wrong |= {(id(step.result), cell.row, cell.column) for cell in wrong}
            if self._untrusted.isdisjoint(map(id, (step.result, *step.formula.leaves()))):
                name = likely_misconception(self._student, step, marked, self._digits)
                misconceptions += [(step.id, name)] if name else []
        return MarkedSheet(tuple(cells), tuple(first_errors), tuple(misconceptions))

    def _step(self, step: Step, places: Cells) -> list[MarkedCell]:
        answers, keys = self._answers.get(step.id, {}), step.values.tolist()
        values = self._student.follow_through_values(step.formula)
        marked = []
        for row, column in sorted(places):
            answer = answers.get((row, column), LEFT_BLANK)
            key, value = keys[row][column], values[row][column]
            cell = MarkedCell(step.id, row, column, answer, "wrong", key, value)
            marked.append(cell._replace(verdict=self._verdict(step, cell)))
        self._student.add_answers(step, {(cell.row, cell.column): _value(cell) for cell in marked}, values)
        if _is_filled_up(marked):
            self._untrusted.add(id(step.result))
        return marked

    def _verdict(self, step: Step, cell: MarkedCell) -> Verdict:
        if not cell.answer.text.strip():
            return "blank"
        value = _value(cell)
        if value is None:
            return "unreadable"
        if is_right(cell.answer, cell.key, self._digits):
            return "right"
        return "follows" if self._follows_from_earlier_answers(step, cell, value) else "wrong"

    def _follows_from_earlier_answers(self, step: Step, cell: MarkedCell, answer: Value | str) -> bool:
        """Whether an answer is within the uncertainty of its follow-through value."""
        operands = self._student.operands(step.formula, cell.row, cell.column) if self._untrusted else ()
        if any(matrix in self._untrusted for matrix, _, _ in operands):
            return False
        half = 0.0 if isinstance(answer, str) else half_unit(answer, self._digits)
        # Most follow-through answers need no tolerance, and this check is fast.
        if Uncertain(cell.follow_through_value).holds(answer, half):
            return True
        formulas = chain([step.formula], with_own_rankings(self._student, step.formula))
        return any(self._student.interval(one, cell.row, cell.column).holds(answer, half) for one in formulas)

    def _is_first_error(self, step: Step, cell: MarkedCell) -> bool:
        """Whether none of the operands of a wrong cell is wrong."""
        return self._wrong.isdisjoint(self._student.operands(step.formula, cell.row, cell.column))


def _value(cell: MarkedCell) -> Value | str | None:
    """The value of an answer for the cells that read it; None if there is none."""
    return _read(cell.answer, cell.key)


def _is_filled_up(cells: list[MarkedCell]) -> bool:
    """Whether all answers of a step are equal, and at least two of them wrong.

    Zeros follow from zeros: without this guard a sheet filled with one number would mostly follow.
    """
    values = [value for value in map(_value, cells) if value is not None]
    wrong = sum(cell.verdict == "wrong" for cell in cells)
    return len(values) >= FEWEST_ALIKE and wrong >= 2 and len(set(values)) == 1
