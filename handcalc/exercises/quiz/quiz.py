"""A quiz: the blanks of a sheet one by one, with immediate marking of every answer.

After a first wrong answer the student may try again. The second one stays, and later cells follow from it as
on a sheet that was handed in. A right answer counts as the number of the key, with its hidden digits.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.marks import Answer, MarkedCell, MarkedSheet
from handcalc.exercises.marking.parse_answer import LEFT_BLANK, answer_of
from handcalc.exercises.quiz.filled_in_sheet import FilledInSheet, StepPosition
from handcalc.exercises.quiz.hints import STAGES, hint
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import CellWriter, cell_reference
from handcalc.record.calculation import Calculation

TRIES = 2
"""Answers to one blank before the solution is shown."""


class Blank(NamedTuple):
    """One blank: its number from 1, its step, its place on the page and its name ('S[cat, sat]')."""

    number: int
    step: str
    place: StepPosition
    reference: str


class Reply(NamedTuple):
    """The reply to an answer.

    once_more: whether there is another try. going_on_from: for a follow-through answer, the steps
    with other numbers than the key. arithmetic: the worked-out solution with the student's numbers; None if
    these give no value. key: the solution with the right numbers, if it differs.
    """

    verdict: Literal["right", "follows", "wrong", "unreadable"]
    once_more: bool = False
    going_on_from: tuple[str, ...] = ()
    arithmetic: str | None = None
    key: str | None = None


class BlankHistory(NamedTuple):
    """The numbers of answers and hints for one blank."""

    tries: int = 0
    hints: int = 0


class Quiz:
    """One run through the blanks of a sheet, in the order of the page."""

    def __init__(self, calculation: Calculation, sheet: Presentation) -> None:
        """calculation: as recorded, in rows. sheet: its sheet, not its key."""
        self.calculation = calculation
        self.blanks = _in_order(sheet)
        self.page = FilledInSheet(sheet)
        self.histories = {blank: BlankHistory() for blank in self.blanks}
        self._sheet = sheet
        self._answers: dict[str, dict[StepPosition, Answer]] = {}
        self._position = 0

    @property
    def current(self) -> Blank | None:
        """The current blank; None at the end."""
        return self.blanks[self._position] if self._position < len(self.blanks) else None

    @property
    def asks_for_a_word(self) -> bool:
        """Whether the answer to the current blank is a word."""
        blank = self._current()
        return isinstance(self._sheet.calculation[blank.step].values[blank.place], str)

    def answer(self, text: str) -> Reply:
        """Mark an answer and move on to the next blank, unless there is another try."""
        blank = self._current()
        exact = self.calculation.arithmetic.rounding == "exact"
        answer = answer_of(text, wordy=self.asks_for_a_word, exact=exact)
        cell = self._mark_answer(blank, answer)
        if cell.verdict in ("blank", "unreadable"):
            return Reply("unreadable", once_more=True)
        self._enter(blank, answer)
        history = self.histories[blank]
        self.histories[blank] = history._replace(tries=history.tries + 1)
        if cell.verdict == "wrong" and history.tries + 1 < TRIES:
            return Reply("wrong", once_more=True)
        reply = self._final(blank, cell)
        value = cell.key if cell.verdict == "right" else answer.value
        assert value is not None
        self.page.fill_in(blank.step, blank.place, value)
        self._position += 1
        return reply

    def hint(self) -> tuple[int, str]:
        """Stage, from 1 to 3, and text of the next hint for the current blank; the last one is repeated."""
        blank = self._current()
        history = self.histories[blank]
        stage = min(history.hints + 1, len(STAGES))
        self.histories[blank] = history._replace(hints=stage)
        return stage, hint(self.page, blank.step, blank.place, stage)

    def skip(self) -> None:
        """Leave the current blank empty and discard a wrong answer."""
        blank = self._current()
        self._enter(blank, LEFT_BLANK)
        self.page.leave_blank(blank.step, blank.place)
        self._position += 1

    def marked(self) -> MarkedSheet:
        """Marks of the sheet so far; remaining blanks count as blank."""
        return self._mark(self.blanks, self._answers)

    def cell_of(self, blank: Blank) -> tuple[str, int, int]:
        """The step and cell of a blank in the row convention."""
        row, column = blank.place
        in_columns = self._sheet.calculation.vectors == "columns"
        transposed = in_columns and self.calculation[blank.step].result.transposes
        return (blank.step, column, row) if transposed else (blank.step, row, column)

    def _current(self) -> Blank:
        assert self.current is not None
        return self.current

    def _enter(self, blank: Blank, answer: Answer) -> None:
        step, row, column = self.cell_of(blank)
        self._answers.setdefault(step, {})[row, column] = answer

    def _mark_answer(self, blank: Blank, answer: Answer) -> MarkedCell:
        """Mark an answer, given all earlier ones."""
        step, row, column = place = self.cell_of(blank)
        answers = {**self._answers, step: {**self._answers.get(step, {}), (row, column): answer}}
        marked = self._mark(self.blanks[: self._position + 1], answers)
        return next(cell for cell in marked.cells if cell.place == place)

    def _mark(self, blanks: list[Blank], answers: dict[str, dict[StepPosition, Answer]]) -> MarkedSheet:
        cells: dict[str, frozenset[StepPosition]] = {}
        for step, row, column in map(self.cell_of, blanks):
            cells[step] = cells.get(step, frozenset()) | {(row, column)}
        return mark(self.calculation, cells, answers, self._sheet.digits)

    def _final(self, blank: Blank, cell: MarkedCell) -> Reply:
        if cell.verdict == "right":
            return Reply("right")
        if cell.verdict == "follows":
            return Reply("follows", going_on_from=self._steps_with_other_numbers(blank))
        worked = self.page.worked_out(blank.step, blank.place)
        key = self._sheet.calculation[blank.step]
        writer = CellWriter(self._sheet.calculation, key, self._sheet.digits, self._sheet.notation)
        right = writer.work_out(*blank.place).shown
        differs = worked is None or worked.shown != right
        return Reply("wrong", arithmetic=worked.text if worked else None, key=right if differs else None)

    def _steps_with_other_numbers(self, blank: Blank) -> tuple[str, ...]:
        """The steps among the operands of a blank whose numbers on the page differ from the key."""
        key, steps = self._sheet.calculation, []
        for cell in self.page.operands(blank.step, blank.place):
            step, place = cell.matrix.name.id if cell.matrix.name else "", (cell.row, cell.column)
            if step in key and key[step].values[place] != self.page.step(step).values[place]:
                steps.append(step)
        return tuple(dict.fromkeys(steps))


def _in_order(sheet: Presentation) -> list[Blank]:
    assert sheet.exercise is not None
    places = [(step, place) for step in sheet.calculation for place in sorted(sheet.exercise.blanks(step.id))]
    return [
        Blank(number, step.id, place, cell_reference(step.result, *place, sheet.notation))
        for number, (step, place) in enumerate(places, start=1)
    ]
