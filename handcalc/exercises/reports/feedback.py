"""Feedback for one student, as Markdown: the score, the first error, and every wrong answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marks import MarkedCell
from handcalc.exercises.reports.grades import Grade, own_value
from handcalc.exercises.reports.misconception_text import in_words
from handcalc.exercises.reports.percent import percent
from handcalc.exercises.sheets.cell_labels import LabelledStep
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.numbers import number_text
from handcalc.record.functions import Value
from handcalc.text import counted, listed, markdown_code, markdown_text, visible

BEGINS = "→"
"""Marks first errors."""


def feedback(sheet: GradedSheet, grade: Grade, vectors: str, digits: int) -> str:
    """The whole page."""
    return "\n".join(_Page(sheet, grade, vectors, digits).lines()).rstrip("\n") + "\n"


class _Page:
    def __init__(self, sheet: GradedSheet, grade: Grade, vectors: str, digits: int) -> None:
        self._sheet = sheet
        self._grade = grade
        self._digits = digits
        self._steps = {
            step: LabelledStep(sheet.calculation[step], vectors)
            for step in {cell.step for cell in sheet.marked.cells}
        }
        self._wrong = [cell for cell in sheet.marked.cells if cell.verdict in ("wrong", "unreadable")]

    def lines(self) -> Iterator[str]:
        """The lines of the page."""
        yield from self._heading()
        yield from self._first()
        yield from self._table()
        yield from self._left_blank()

    def _heading(self) -> Iterator[str]:
        grade, calculation = self._grade, self._sheet.calculation
        who = f"{grade.name} ({grade.id})" if grade.name else grade.id
        yield from (f"# {markdown_text(visible(who))}", "")
        yield from (markdown_text(visible(calculation.title or calculation.summary)), "")
        asked = counted(len(self._sheet.marked.cells), "blank")
        yield from (f"**{percent(grade.score)}** of {asked}: {self._counts()}.", "")
        if grade.follows:
            yield from (
                "An answer follows if it is right for your own earlier numbers: the mistake was made before. "
                f"Against the key alone it would be {percent(grade.score_key_only)}.",
                "",
            )

    def _counts(self) -> str:
        grade = self._grade
        parts = [(grade.right, "right"), (grade.follows, "following"), (grade.wrong, "wrong")]
        parts += [(grade.unreadable, "not readable"), (grade.blank, "left blank")]
        return listed(f"{count} {what}" for count, what in parts if count) or "nothing was asked"

    def _first(self) -> Iterator[str]:
        """The first error, and the likely misconceptions."""
        if not self._wrong:
            if self._grade.right or self._grade.follows:
                yield from ("Every answer is right, or follows.", "")
            return
        roots = self._sheet.marked.roots
        if roots:
            step, row, column = roots[0]
            where = markdown_code(str(self._steps[step].cell(row, column)))
            yield from (f"Look first at {where}: nothing that it is made of is wrong.", "")
        for step, mistake in self._sheet.marked.mistakes:
            yield from (f"In {markdown_code(step)} it looks as if {in_words(mistake)}.", "")

    def _table(self) -> Iterator[str]:
        if not self._wrong:
            return
        yield _row(("", "cell", "your answer", "from your own numbers", "right"))
        yield _row(("---", "---", "---:", "---:", "---:"))
        roots = set(self._sheet.marked.roots)
        for cell in self._wrong:
            begins = BEGINS if (cell.step, cell.row, cell.column) in roots else ""
            yield _row((begins, *self._cells_of(cell)))
        yield ""
        if roots:
            yield from (f"{BEGINS} marks where something went wrong that was right before.", "")

    def _cells_of(self, cell: MarkedCell) -> Iterable[str]:
        printed = self._steps[cell.step].cell(cell.row, cell.column)
        answer = markdown_text(visible(cell.answer.text))
        yield markdown_text(str(printed))
        yield f"{answer} (no number)" if cell.verdict == "unreadable" else answer
        yield self._number(own_value(cell))
        yield self._number(cell.key)

    def _number(self, value: Value | str | None) -> str:
        return "" if value is None else markdown_text(number_text(value, self._digits, UNICODE))

    def _left_blank(self) -> Iterator[str]:
        blank = [cell.step for cell in self._sheet.marked.cells if cell.verdict == "blank"]
        if blank:
            steps = (f"{markdown_code(step)} ({blank.count(step)})" for step in dict.fromkeys(blank))
            yield f"Left blank: {listed(steps)}. A blank spoils nothing after it."


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
