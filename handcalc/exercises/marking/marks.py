"""Answers of a student and their marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from handcalc.record.functions import Value

Verdict = Literal["right", "follows", "wrong", "blank", "unreadable"]


class Answer(NamedTuple):
    """The answer in one blank: its text, and its value as a number or word; None if it is neither.

    The text is empty if the blank was left blank.
    """

    text: str
    value: Value | str | None


Answers = Mapping[str, Mapping[tuple[int, int], Answer]]
"""The answers by step id and by row and column, from 0, in the row convention; a cell may be missing."""


class MarkedCell(NamedTuple):
    """One blank and its verdict.

    key: the right value. own: the follow-through value, calculated from the student's earlier answers; None
    if these give no value.
    """

    step: str
    row: int
    column: int
    answer: Answer
    verdict: Verdict
    key: Value | str
    follow_through_value: Value | str | None


class MarkedSheet(NamedTuple):
    """A marked sheet.

    cells: every blank, in the order of the sheet. roots: first errors, which are wrong cells without a wrong
    operand. mistakes: pairs of a step and the misconception that explains its wrong cells.
    """

    cells: tuple[MarkedCell, ...]
    roots: tuple[tuple[str, int, int], ...]
    mistakes: tuple[tuple[str, str], ...]
