"""Feedback for one student, as Markdown: the score, the first error, and every wrong answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marks import MarkedCell
from handcalc.exercises.reports.grades import Grade, follow_through_value, labelled_steps
from handcalc.exercises.reports.misconception_text import in_words
from handcalc.exercises.reports.percent import percent
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.numbers import number_text
from handcalc.record.functions import Value
from handcalc.text import counted, listed, markdown_code, markdown_text, visible

FIRST_ERROR = "→"
"""Marks first errors."""


def feedback(sheet: GradedSheet, grade: Grade, vectors: str, digits: int) -> str:
    """The whole page."""
    return "\n".join(_Page(sheet, grade, vectors, digits).lines()).rstrip("\n") + "\n"


class _Page:
    def __init__(self, sheet: GradedSheet, grade: Grade, vectors: str, digits: int) -> None:
        self._sheet = sheet
        self._grade = grade
        self._digits = digits
        self._steps = labelled_steps(sheet, vectors)
        self._wrong = [cell for cell in sheet.marked.cells if cell.verdict in ("wrong", "unreadable")]

    def lines(self) -> Iterator[str]:
        """The lines of the page."""
        yield from self._heading()
        yield from self._first_error()
        if self._wrong:
            yield from self._wrong_answers()
        blank = [cell.step for cell in self._sheet.marked.cells if cell.verdict == "blank"]
        if blank:
            steps = (f"{markdown_code(step)} ({blank.count(step)})" for step in dict.fromkeys(blank))
            yield f"Left blank: {listed(steps)}. A blank does not affect later answers."

    def _heading(self) -> Iterator[str]:
        grade, calculation = self._grade, self._sheet.calculation
        who = f"{grade.name} ({grade.id})" if grade.name else grade.id
        yield from (f"# {markdown_text(visible(who))}", "")
        yield from (markdown_text(visible(calculation.title or calculation.summary)), "")
        blanks = counted(len(self._sheet.marked.cells), "blank")
        yield from (f"**{percent(grade.score)}** of {blanks}: {self._counts()}.", "")
        if grade.follows:
            yield from (
                "An answer follows if it is right for your own earlier numbers: the error was made before. "
                f"By the key alone, the score would be {percent(grade.score_key_only)}.",
                "",
            )

    def _counts(self) -> str:
        grade = self._grade
        parts = [(grade.right, "right"), (grade.follows, "following"), (grade.wrong, "wrong")]
        parts += [(grade.unreadable, "not readable"), (grade.blank, "left blank")]
        return listed(f"{count} {what}" for count, what in parts if count) or "no blanks"

    def _first_error(self) -> Iterator[str]:
        """The first error, and the likely misconceptions."""
        if not self._wrong and (self._grade.right or self._grade.follows):
            yield from ("Every answer is right, or follows.", "")
        for step, row, column in self._sheet.marked.first_errors[:1]:
            cell = markdown_code(str(self._steps[step].cell(row, column)))
            yield from (f"Look first at {cell}: it is wrong, but none of its operands is.", "")
        for step, misconception in self._sheet.marked.misconceptions:
            yield from (f"In {markdown_code(step)} it looks as if {in_words(misconception)}.", "")

    def _wrong_answers(self) -> Iterator[str]:
        first_errors = self._sheet.marked.first_errors
        yield _row(("", "cell", "your answer", "from your own numbers", "right"))
        yield _row(("---", "---", "---:", "---:", "---:"))
        for cell in self._wrong:
            yield _row((FIRST_ERROR if cell.place in first_errors else "", *self._cells_of(cell)))
        yield ""
        if first_errors:
            yield from (f"{FIRST_ERROR} marks where something went wrong that was right before.", "")

    def _cells_of(self, cell: MarkedCell) -> Iterable[str]:
        answer = markdown_text(visible(cell.answer.text))
        yield markdown_text(str(self._steps[cell.step].cell(cell.row, cell.column)))
        yield f"{answer} (not a number)" if cell.verdict == "unreadable" else answer
        yield self._number(follow_through_value(cell))
        yield self._number(cell.key)

    def _number(self, value: Value | str | None) -> str:
        return "" if value is None else markdown_text(number_text(value, self._digits, UNICODE))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
