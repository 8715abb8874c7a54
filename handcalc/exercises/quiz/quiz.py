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

    once_more: whether the blank is asked for again. going_on_from: for a follow-through answer, the steps
    with other numbers than the key. arithmetic: the worked-out solution with the student's numbers; None if
    these give no value. key: the solution with the right numbers, if it differs.
    """

    verdict: Literal["right", "follows", "wrong", "unreadable"]
    once_more: bool = False
    going_on_from: tuple[str, ...] = ()
    arithmetic: str | None = None
    key: str | None = None


class Hint(NamedTuple):
    """A hint. stage: from 1 to 3."""

    stage: int
    text: str


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
        self.courses = {blank: BlankHistory() for blank in self.blanks}
        self._sheet = sheet
        self._answers: dict[str, dict[StepPosition, Answer]] = {}
        self._place = 0

    @property
    def current(self) -> Blank | None:
        """The current blank; None at the end."""
        return self.blanks[self._place] if self._place < len(self.blanks) else None

    @property
    def asks_for_a_word(self) -> bool:
        """Whether the answer to the current blank is a word."""
        blank = self._asked()
        return isinstance(self._sheet.calculation[blank.step].values[blank.place], str)

    def answer(self, text: str) -> Reply:
        """Mark an answer and move on to the next blank, unless there is another try."""
        blank = self._asked()
        exact = self.calculation.arithmetic.rounding == "exact"
        given = answer_of(text, wordy=self.asks_for_a_word, exact=exact)
        cell = self._judged(blank, given)
        if cell.verdict in ("blank", "unreadable"):
            return Reply("unreadable", once_more=True)
        self._enter(blank, given)
        course = self.courses[blank]
        self.courses[blank] = course._replace(tries=course.tries + 1)
        if cell.verdict == "wrong" and course.tries + 1 < TRIES:
            return Reply("wrong", once_more=True)
        reply = self._final(blank, cell)
        value = cell.key if cell.verdict == "right" else given.value
        assert value is not None
        self.page.fill_in(blank.step, blank.place, value)
        self._place += 1
        return reply

    def hint(self) -> Hint:
        """The next hint for the current blank; the last one is repeated."""
        blank = self._asked()
        course = self.courses[blank]
        stage = min(course.hints + 1, len(STAGES))
        self.courses[blank] = course._replace(hints=stage)
        return Hint(stage, hint(self.page, blank.step, blank.place, stage))

    def skip(self) -> None:
        """Leave the current blank empty and discard a wrong answer."""
        blank = self._asked()
        self._enter(blank, LEFT_BLANK)
        self.page.leave_blank(blank.step, blank.place)
        self._place += 1

    def marked(self) -> MarkedSheet:
        """Marks of the sheet so far; remaining blanks count as blank."""
        return self._mark(self.blanks, self._answers)

    def cell_of(self, blank: Blank) -> tuple[str, int, int]:
        """The step and cell of a blank in the row convention."""
        row, column = blank.place
        turned = (
            self._sheet.calculation.vectors == "columns" and self.calculation[blank.step].result.transposes
        )
        return (blank.step, column, row) if turned else (blank.step, row, column)

    def _asked(self) -> Blank:
        assert self.current is not None
        return self.current

    def _enter(self, blank: Blank, given: Answer) -> None:
        step, row, column = self.cell_of(blank)
        self._answers.setdefault(step, {})[row, column] = given

    def _judged(self, blank: Blank, given: Answer) -> MarkedCell:
        """Mark an answer, given all earlier ones."""
        step, row, column = self.cell_of(blank)
        answers = {**self._answers, step: {**self._answers.get(step, {}), (row, column): given}}
        marked = self._mark(self.blanks[: self._place + 1], answers)
        return next(
            cell for cell in marked.cells if (cell.step, cell.row, cell.column) == (step, row, column)
        )

    def _mark(self, blanks: list[Blank], answers: dict[str, dict[StepPosition, Answer]]) -> MarkedSheet:
        asked: dict[str, set[StepPosition]] = {}
        for step, row, column in map(self.cell_of, blanks):
            asked.setdefault(step, set()).add((row, column))
        cells = {step: frozenset(places) for step, places in asked.items()}
        return mark(self.calculation, cells, answers, self._sheet.digits)

    def _final(self, blank: Blank, cell: MarkedCell) -> Reply:
        if cell.verdict == "right":
            return Reply("right")
        if cell.verdict == "follows":
            return Reply("follows", going_on_from=self._own_steps_of(blank))
        own = self.page.worked_out(blank.step, blank.place)
        key = self._sheet.calculation[blank.step]
        writer = CellWriter(self._sheet.calculation, key, self._sheet.digits, self._sheet.notation)
        right = writer.work_out(*blank.place).shown
        differs = own is None or own.shown != right
        return Reply("wrong", arithmetic=own.text if own else None, key=right if differs else None)

    def _own_steps_of(self, blank: Blank) -> tuple[str, ...]:
        """The steps among the operands of a blank whose numbers on the page differ from the key."""
        cells = [cell for cell in self.page.operands(blank.step, blank.place) if cell.matrix.name is not None]
        steps = [(cell.matrix.name.id, (cell.row, cell.column)) for cell in cells if cell.matrix.name]
        key = self._sheet.calculation
        differing = (
            step
            for step, place in steps
            if step in key and key[step].values[place] != self.page.step(step).values[place]
        )
        return tuple(dict.fromkeys(differing))


def _in_order(sheet: Presentation) -> list[Blank]:
    assert sheet.exercise is not None
    places = [(step, place) for step in sheet.calculation for place in sorted(sheet.exercise.blanks(step.id))]
    return [
        Blank(number, step.id, place, cell_reference(step.result, *place, sheet.notation))
        for number, (step, place) in enumerate(places, start=1)
    ]
