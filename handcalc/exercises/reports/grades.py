"""The grade of one sheet, and the counts of verdicts by step."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marks import MarkedCell, MarkedSheet, Verdict
from handcalc.exercises.marking.scores import count, score, score_key_only
from handcalc.exercises.sheets.cell_labels import LabelledStep
from handcalc.record.functions import Value

VERDICTS: tuple[Verdict, ...] = ("right", "follows", "wrong", "blank", "unreadable")

Tally = Mapping[str, Counter[Verdict]]
"""Counts of verdicts by step, in the order of the sheet."""


class Grade(NamedTuple):
    """One student's grade.

    score, score_key_only: shares of the blanks, from 0 to 1, with and without follow-through answers.
    first_wrong_step: the first step with a wrong answer. likely_mistake: the misconception that explains it.
    """

    id: str
    name: str | None
    score: float
    score_key_only: float
    right: int
    follows: int
    wrong: int
    blank: int
    unreadable: int
    first_wrong_step: str | None
    likely_mistake: str | None


def grade_of(sheet: GradedSheet, follow_cap: float) -> Grade:
    """The grade of a marked sheet. follow_cap: the worth of a follow-through answer."""
    marked = sheet.marked
    step = next((cell.step for cell in marked.cells if cell.verdict == "wrong"), None)
    return Grade(
        id=sheet.entry.id,
        name=sheet.entry.name,
        score=score(marked, follow_cap),
        score_key_only=score_key_only(marked),
        first_wrong_step=step,
        likely_mistake=dict(marked.misconceptions).get(step or ""),
        **{verdict: count(marked, verdict) for verdict in VERDICTS},
    )


def follow_through_value(cell: MarkedCell) -> Value | str | None:
    """The follow-through value of a cell; None if it is not a number."""
    value = cell.follow_through_value
    if value is None or isinstance(value, str) or value == -math.inf or math.isfinite(value):
        return value
    return None


def labelled_steps(sheet: GradedSheet, vectors: str) -> dict[str, LabelledStep]:
    """The labels of each step with blanks, by its id."""
    steps = dict.fromkeys(cell.step for cell in sheet.marked.cells)
    return {step: LabelledStep(sheet.calculation[step], vectors) for step in steps}


def tally_of(marked: MarkedSheet) -> Tally:
    """The counts of one sheet."""
    tally: dict[str, Counter[Verdict]] = {}
    for cell in marked.cells:
        tally.setdefault(cell.step, Counter())[cell.verdict] += 1
    return tally


def added(whole: dict[str, Counter[Verdict]], tally: Tally) -> None:
    """Add the counts of one sheet to those of the class."""
    for step, counts in tally.items():
        whole.setdefault(step, Counter()).update(counts)
