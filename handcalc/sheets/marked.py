"""What a student answered, and what marking made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from handcalc.record.scalars import Value

Verdict = Literal["right", "follows", "wrong", "blank", "unreadable"]


class Answer(NamedTuple):
    """What stands in one blank: the text as written, and the number or word it is; None if it is neither.

    An empty text is a blank left blank.
    """

    text: str
    value: Value | str | None


Answers = Mapping[str, Mapping[tuple[int, int], Answer]]
"""The answers by step id and by row and column, from 0, in the row convention; a cell may be missing."""


class MarkedCell(NamedTuple):
    """One blank and its verdict.

    key: the right value. own: what the student's own earlier cells give; None where that has no value.
    """

    step: str
    row: int
    column: int
    answer: Answer
    verdict: Verdict
    key: Value | str
    own: Value | str | None


class Marked(NamedTuple):
    """One student's sheet, marked.

    cells: every blank, in the order of the sheet. roots: wrong cells none of whose operands is wrong.
    mistakes: by step the likely mistake that explains the wrong cells, where one does.
    """

    cells: tuple[MarkedCell, ...]
    roots: tuple[tuple[str, int, int], ...]
    mistakes: tuple[tuple[str, str], ...]
