"""Small sheets for tests of marking: a calculation, and answers that are the key but for some cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.marks import Answer, Answers, MarkedSheet
from handcalc.exercises.sheets.blanks import Blanks
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation

Written = Any
"""A number, a word, or None for a cell left blank."""


def calculated(topic: str, digits: int = 2, rounding: str = "carry", **given: Any) -> Calculation:
    """A calculation that carries its rounded numbers on, as sheets have it."""
    return calculate(from_python(topics.find(topic), {"rounding": rounding, "digits": digits, **given}))


def all_cells(calculation: Calculation, *steps: str) -> Blanks:
    """Every cell but masked ones, of these steps or of all."""
    return {
        step.id: frozenset(
            (row, column)
            for (row, column), value in np.ndenumerate(step.values)
            if isinstance(value, str) or value != -np.inf
        )
        for step in calculation.steps
        if not steps or step.id in steps
    }


def answer(value: Written) -> Answer:
    """What stands in a box when somebody writes this."""
    if value is None:
        return Answer("", None)
    return Answer(str(value), value if isinstance(value, str | float | Fraction) else float(value))


def marked(calculation: Calculation, written: Mapping[str, Sequence[Sequence[Written]]]) -> MarkedSheet:
    """A sheet on which these steps, and no others, are asked for and answered like this."""
    answers = {
        step: {(i, j): answer(value) for i, row in enumerate(rows) for j, value in enumerate(row)}
        for step, rows in written.items()
    }
    return mark(calculation, all_cells(calculation, *written), answers, calculation.arithmetic.digits)


def verdicts(sheet: MarkedSheet, step: str) -> str:
    """The verdicts of a step by their first letters, row by row: rrfw."""
    return "".join(cell.verdict[0] for cell in sheet.cells if cell.step == step)


def unchanged(calculation: Calculation, blanks: Blanks) -> Answers:
    """The key as answers."""
    return {
        step: {place: answer(calculation[step].values[place]) for place in cells}
        for step, cells in blanks.items()
    }
