"""Whatever students answer, a sheet is marked, and what is reported of it can be read."""

from __future__ import annotations

import json
import math
import random

import pytest

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.marks import Answers
from handcalc.exercises.marking.parse_answer import answer_of
from handcalc.exercises.reports.feedback import feedback
from handcalc.exercises.reports.grades import VERDICTS, grade_of, tally_of
from handcalc.exercises.reports.grades_json import sheet_text
from handcalc.exercises.sheets.blanks import blanks_of
from handcalc.exercises.sheets.manifest import Entry
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from handcalc.text import is_control, visible
from tests.formats.special_labels import LABELS, labelled
from tests.readers.markdown import kinds
from tests.variants import ORIENTATIONS

NASTY = ["", "0", "-1", "1e308", "-1e308", "1e-300", "-Infinity", "x", "1/3", "1e15", "-0", "7,5", "<b>|*a*"]
ADA = Entry("0001", "Ada", "sheets/0001.md", "keys/0001.md", "keys/0001.json", "answers/0001.csv", "", 0)


def answered(calculation: Calculation, seed: int) -> Answers:
    """A sheet with every step blank, half of it answered with the key, half with anything."""
    chosen = random.Random(seed)
    exact = calculation.arithmetic.rounding == "exact"
    found = {}
    for step, cells in blanks_of(calculation, 3).items():
        values = calculation[step].values
        found[step] = {
            cell: answer_of(
                chosen.choice(NASTY) if chosen.random() < 0.5 else str(values[cell]),
                wordy=isinstance(values[cell], str),
                exact=exact,
            )
            for cell in sorted(cells)
        }
    return found


@pytest.mark.parametrize("rounding", ["carry", "full"])
@pytest.mark.parametrize("topic", topics.names())
def test_any_answers_can_be_marked_and_reported(topic: str, rounding: str) -> None:
    """Every blank has a verdict, JSON has only numbers that JSON knows, the page no markup from answers."""
    calculation = calculate(from_python(topics.find(topic), {"rounding": rounding, "digits": 2}))
    for seed, vectors in enumerate(ORIENTATIONS):
        blanks, answers = blanks_of(calculation, 3), answered(calculation, seed)
        sheet = GradedSheet(ADA, calculation, mark(calculation, blanks, answers, 2))
        grade = grade_of(sheet, 1.0)
        assert sum(map(len, blanks.values())) == sum(getattr(grade, verdict) for verdict in VERDICTS)
        assert {step: len(cells) for step, cells in blanks.items()} == {
            step: counts.total() for step, counts in tally_of(sheet.marked).items()
        }
        document = json.loads(sheet_text(sheet, grade, vectors), parse_constant=lambda token: math.nan)
        assert not any(
            isinstance(cell["own"], float) and math.isnan(cell["own"]) for cell in document["cells"]
        )
        page = kinds(feedback(sheet, grade, vectors, 2))
        assert not {"html_inline", "html_block", "em_open", "link_open"} & set(page)


@pytest.mark.parametrize("label", [label for label in LABELS if label.strip()])
def test_labels_are_text_in_feedback_and_json(label: str) -> None:
    """A label makes no markup on the page, whatever is in it, and no character of JSON acts."""

    def reported(labels: list[str]) -> tuple[str, str]:
        calculation = labelled(labels)
        blanks = blanks_of(calculation, 3)
        wrong = answer_of("77", wordy=False, exact=False)
        answers = {step: dict.fromkeys(cells, wrong) for step, cells in blanks.items()}
        sheet = GradedSheet(ADA, calculation, mark(calculation, blanks, answers, 2))
        grade = grade_of(sheet, 1.0)
        return feedback(sheet, grade, "rows", 2), sheet_text(sheet, grade, "rows")

    page, text = reported([label, "b", "c"])
    assert kinds(reported(["a", "b", "c"])[0]) == kinds(page)
    assert not any(is_control(char) for char in page.replace("\n", "") + text)
    assert {visible(label), "b", "c"} == {
        cell["column"] for cell in json.loads(text)["cells"] if cell["step"] == "E"
    }
