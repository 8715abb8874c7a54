"""The grades of a class for the terminal: a line a student, and a bar a step where the class went wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from handcalc.reports.grades import Grade, Tally
from handcalc.reports.percent import percent
from handcalc.terminal.console import console_on
from handcalc.wording import counted, listed, visible

if TYPE_CHECKING:
    from rich.text import Text

BAR = 30
GAP = 2
_NARROWEST = 8
_MOST_NAMED = 5


class Paper(NamedTuple):
    """What the table is written on."""

    width: int
    color: bool
    ascii_only: bool


class _Column(NamedTuple):
    title: str
    texts: list[str]
    style: str
    numbers: bool


def class_table(grades: Sequence[Grade], tally: Tally, absent: Sequence[str], paper: Paper) -> str:
    """The whole page; absent: the ids of those who handed in nothing."""
    out = io.StringIO()
    console = console_on(out, paper.color)
    for line in _lines(grades, tally, absent, paper):
        console.print(line, soft_wrap=True)
    return out.getvalue()


def _lines(grades: Sequence[Grade], tally: Tally, absent: Sequence[str], paper: Paper) -> Iterator[Text]:
    from rich.text import Text

    if grades:
        yield from _table(_columns(grades), paper.width)
        yield Text()
        yield from _bars(tally, paper)
        yield Text()
    yield from _wrapped(_closing(grades, absent), paper.width)


def _closing(grades: Sequence[Grade], absent: Sequence[str]) -> str:
    """How many there are, how they did, who is missing."""
    text = f"{counted(len(grades), 'sheet')} marked"
    if grades:
        text += f", {percent(sum(grade.score for grade in grades) / len(grades))} on average"
    if absent:
        named = [visible(each) for each in absent[:_MOST_NAMED]]
        more = [f"{len(absent) - len(named)} more"] if len(absent) > len(named) else []
        text += f"; no answers from {listed([*named, *more])}"
    return f"{text}."


def _columns(grades: Sequence[Grade]) -> list[_Column]:
    def numbers(title: str, texts: list[str], style: str = "") -> _Column:
        return _Column(title, texts, style, numbers=True)

    columns = [
        _Column("student", [_student(grade) for grade in grades], "cyan", numbers=False),
        numbers("score", [percent(grade.score).replace(" ", "") for grade in grades], "bold"),
        numbers("key", [percent(grade.score_key_only).replace(" ", "") for grade in grades]),
        numbers("right", [str(grade.right) for grade in grades]),
        numbers("follow", [str(grade.follows) for grade in grades]),
        numbers("wrong", [str(grade.wrong) for grade in grades], "red"),
        numbers("blank", [str(grade.blank) for grade in grades]),
    ]
    if any(grade.unreadable for grade in grades):
        columns.append(numbers("unread", [str(grade.unreadable) for grade in grades], "red"))
    return [*columns, _Column("first wrong", [_first(grade) for grade in grades], "", numbers=False)]


def _student(grade: Grade) -> str:
    return visible(f"{grade.id} {grade.name}" if grade.name else grade.id)


def _first(grade: Grade) -> str:
    if grade.first_wrong_step is None:
        return ""
    mistake = f": {grade.likely_mistake}" if grade.likely_mistake else ""
    return f"{grade.first_wrong_step}{mistake}"


def _table(columns: Sequence[_Column], width: int) -> Iterator[Text]:
    """A line a student; names and mistakes that do not fit go on below."""
    widths = _widths(columns, width)
    yield _line([[column.title] for column in columns], columns, widths, "dim")[0]
    for row in zip(*(column.texts for column in columns), strict=True):
        pieces = [_folded(text, width) for text, width in zip(row, widths, strict=True)]
        yield from _line(pieces, columns, widths)


def _widths(columns: Sequence[_Column], width: int) -> list[int]:
    """As wide as what is in them; the first and the last share what the numbers leave."""
    from rich.cells import cell_len

    needed = [max(map(cell_len, (column.title, *column.texts))) for column in columns]
    room = max(width - sum(needed[1:-1]) - GAP * (len(columns) - 1), 2 * _NARROWEST)
    first, last = needed[0], needed[-1]
    if first + last > room:
        last = min(last, max(room - first, room * 3 // 5))
        first = min(first, room - last)
    return [first, *needed[1:-1], last]


def _folded(text: str, width: int) -> list[str]:
    """A text in pieces that fit, cut behind spaces where that is possible; a number is one piece."""
    from rich.cells import cell_len, chop_cells

    lines = [""]
    for word in text.split(" "):
        whole = f"{lines[-1]} {word}" if lines[-1] else word
        if cell_len(whole) <= width:
            lines[-1] = whole
        else:
            lines += chop_cells(word, width) or [""]
    return [line for line in lines if line] or [""]


def _line(
    pieces: Sequence[Sequence[str]], columns: Sequence[_Column], widths: Sequence[int], style: str = ""
) -> list[Text]:
    """The lines of one student."""
    from rich.cells import cell_len
    from rich.text import Text

    lines = []
    for place in range(max(map(len, pieces))):
        line = Text(no_wrap=True, overflow="ignore")
        for column, texts, width in zip(columns, pieces, widths, strict=True):
            text = texts[place] if place < len(texts) else ""
            space = " " * (width - cell_len(text))
            faint = column.numbers and text == "0"
            line.append(" " * GAP if column is not columns[0] else "")
            line.append(
                f"{space}{text}" if column.numbers else text, "dim" if faint else style or column.style
            )
            line.append("" if column.numbers else space)
        line.rstrip()
        lines.append(line)
    return lines


def _bars(tally: Tally, paper: Paper) -> Iterator[Text]:
    """Of every step how many answers were wrong, as a bar and in words."""
    from rich.text import Text

    longest = max(map(len, tally), default=0)
    ink, room = ("#", ".") if paper.ascii_only else ("█", "·")
    bar = max(min(BAR, paper.width - longest - 30), 5)
    yield Text("wrong or unreadable, by step", "dim")
    for step, counts in tally.items():
        whole, wrong = counts.total(), counts["wrong"] + counts["unreadable"]
        length = -(-bar * wrong // whole)  # the least mistake is seen
        line = Text(no_wrap=True, overflow="ignore").append(f"{step:<{longest}}  ", "cyan")
        line.append(ink * length, "red").append(room * (bar - length), "dim")
        yield line.append(f"  {wrong} of {whole}", "" if wrong else "dim")


def _wrapped(text: str, width: int) -> Iterator[Text]:
    from textwrap import wrap

    from rich.text import Text

    for line in wrap(text, width, break_long_words=False, break_on_hyphens=False):
        yield Text(line, no_wrap=True, overflow="ignore")
