"""The grades of a class for the terminal: one line per student, and a bar per step for wrong answers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from handcalc.exercises.reports.grades import Grade, Tally
from handcalc.exercises.reports.percent import percent
from handcalc.formats.table.console import console_on
from handcalc.text import counted, listed, visible

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

BAR = 30
GAP = 2
_NARROWEST = 8
_MOST_NAMED = 5


class Paper(NamedTuple):
    """The width and the abilities of the terminal."""

    width: int
    color: bool
    ascii_only: bool


class _Column(NamedTuple):
    title: str
    texts: list[str]
    style: str = ""
    is_numeric: bool = True


def class_table(grades: Sequence[Grade], tally: Tally, absent: Sequence[str], paper: Paper) -> str:
    """The whole page. absent: the ids of students without answers."""
    from rich.text import Text

    out = io.StringIO()
    console = console_on(out, paper.color)
    if grades:
        columns = _columns(grades)
        console.print(_table(columns), width=max(paper.width, _narrowest(columns)))
        console.print()
        for line in _bars(tally, paper):
            console.print(line, soft_wrap=True)
        console.print()
    console.print(Text(_closing(grades, absent)), width=paper.width)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _closing(grades: Sequence[Grade], absent: Sequence[str]) -> str:
    """The number of sheets, the average score, and the students without answers."""
    text = f"{counted(len(grades), 'sheet')} marked"
    if grades:
        text += f", {percent(sum(grade.score for grade in grades) / len(grades))} on average"
    if absent:
        names = [visible(each) for each in absent[:_MOST_NAMED]]
        more = [f"{len(absent) - len(names)} more"] if len(absent) > len(names) else []
        text += f"; no answers from {listed([*names, *more])}"
    return f"{text}."


def _columns(grades: Sequence[Grade]) -> list[_Column]:
    columns = [
        _Column("student", [_student(grade) for grade in grades], "cyan", is_numeric=False),
        _Column("score", [percent(grade.score).replace(" ", "") for grade in grades], "bold"),
        _Column("key", [percent(grade.score_key_only).replace(" ", "") for grade in grades]),
        _Column("right", [str(grade.right) for grade in grades]),
        _Column("follow", [str(grade.follows) for grade in grades]),
        _Column("wrong", [str(grade.wrong) for grade in grades], "red"),
        _Column("blank", [str(grade.blank) for grade in grades]),
    ]
    if any(grade.unreadable for grade in grades):
        columns.append(_Column("unread", [str(grade.unreadable) for grade in grades], "red"))
    return [*columns, _Column("first wrong", [_first_wrong(grade) for grade in grades], is_numeric=False)]


def _student(grade: Grade) -> str:
    return visible(f"{grade.id} {grade.name}" if grade.name else grade.id)


def _first_wrong(grade: Grade) -> str:
    if grade.first_wrong_step is None:
        return ""
    misconception = f": {grade.likely_mistake}" if grade.likely_mistake else ""
    return f"{grade.first_wrong_step}{misconception}"


def _table(columns: Sequence[_Column]) -> Table:
    """One line per student; names and misconceptions that do not fit are wrapped."""
    from rich.table import Table

    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="dim")
    for column in columns:
        justify: Literal["left", "right"] = "right" if column.is_numeric else "left"
        table.add_column(column.title, justify=justify, no_wrap=column.is_numeric, overflow="fold")
    for row in zip(*(column.texts for column in columns), strict=True):
        table.add_row(*(_cell(column, text) for column, text in zip(columns, row, strict=True)))
    return table


def _cell(column: _Column, text: str) -> Text:
    from rich.text import Text

    return Text(text, "dim" if column.is_numeric and text == "0" else column.style)


def _narrowest(columns: Sequence[_Column]) -> int:
    """The width below which numbers would be cut."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, (each.title, *each.texts))) for each in columns if each.is_numeric]
    return sum(widths) + GAP * (len(columns) - 1) + 2 * _NARROWEST


def _bars(tally: Tally, paper: Paper) -> Iterator[Text]:
    """How many answers to each step were wrong, as a bar and in words."""
    from rich.text import Text

    longest = max(map(len, tally), default=0)
    full, empty = ("#", ".") if paper.ascii_only else ("█", "·")
    bar = max(min(BAR, paper.width - longest - 30), 5)
    yield Text("wrong or unreadable, by step", "dim")
    for step, counts in tally.items():
        whole, wrong = counts.total(), counts["wrong"] + counts["unreadable"]
        length = -(-bar * wrong // whole)  # even one wrong answer is visible
        line = Text(no_wrap=True, overflow="ignore").append(f"{step:<{longest}}  ", "cyan")
        line.append(full * length, "red").append(empty * (bar - length), "dim")
        yield line.append(f"  {wrong} of {whole}", "" if wrong else "dim")
