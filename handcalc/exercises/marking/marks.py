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

    key: the right value. follow_through_value: calculated from the student's earlier answers; None if these
    give no value.
    """

    step: str
    row: int
    column: int
    answer: Answer
    verdict: Verdict
    key: Value | str
    follow_through_value: Value | str | None

    @property
    def place(self) -> tuple[str, int, int]:
        """The step, row and column."""
        return self[:3]


class MarkedSheet(NamedTuple):
    """A marked sheet.

    cells: every blank, in the order of the sheet. first_errors: the places of wrong cells without a wrong
    operand. misconceptions: pairs of a step and the misconception that explains its wrong cells.
    """

    cells: tuple[MarkedCell, ...]
    first_errors: tuple[tuple[str, int, int], ...]
    misconceptions: tuple[tuple[str, str], ...]
