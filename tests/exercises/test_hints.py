"""Hints of a quiz: each tells more than the one before, and none the result."""

from __future__ import annotations

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.exercises.quiz import hints
from handcalc.exercises.quiz.filled_in_sheet import FilledInSheet, StepPosition
from handcalc.exercises.quiz.hints import STAGES, hint
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from handcalc.record.replay import replay
from tests.exercises.quiz_driver import SMALL_SOFTMAX, quiz


class TestHints:
    """The formula, the operands, the arithmetic: in this order, and never the result."""

    def test_the_three_stages(self) -> None:
        """Each tells more; after the third the third again, with the student's own numbers."""
        talk = quiz(*SMALL_SOFTMAX, typed=["1", "4", "4", "?", "hint", "?", "?", "5"])
        assert [
            "hint 1 of 3: D = sum_word(E)",
            "hint 2 of 3: D[p1] = E[p1, w1] + E[p1, w2]",
            "hint 3 of 3: D[p1] = 1 + 4",
            "hint 3 of 3: D[p1] = 1 + 4",
            "follows: right, going on from your E",
        ] == talk.replies[3:]

    def test_right_after_a_hint_is_counted_apart(self) -> None:
        """A hint costs no try and no score."""
        talk = quiz(*SMALL_SOFTMAX, typed=["?", "1", "2", "3", "0.33", "0.67"])
        assert ("1", "4", "100 %") == tuple(
            talk.count(what) for what in ("right after a hint", "right at the first try", "score")
        )

    @pytest.mark.parametrize("topic", topics.names())
    def test_no_hint_tells_the_result(self, topic: str) -> None:
        """No hint of any blank changes with the number that is asked for, so none can give it away."""
        for told, changed in _hints_of(topic):
            assert told == changed

    def test_a_hint_that_tells_is_noticed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The twin: were the value in the hint, the comparison above would fail."""

        def telling(page: FilledInSheet, step: str) -> str:
            return str(page.step(step).values[0, 0])

        monkeypatch.setattr(hints, "_formula", telling)
        assert any(told != changed for told, changed in _hints_of("softmax"))


def _hints_of(topic: str) -> list[tuple[list[str], list[str]]]:
    """The hints of one cell of every step, and the same where other results stand on the key."""
    calculation = calculate(on_paper(from_python(topics.find(topic), {})))
    making = SheetRecipe(3, None, "rows", ())
    found = []
    for step, cells in making.blanks(calculation).items():
        place = max(cells)
        other = _with_another(calculation, step)
        pages = [FilledInSheet(sheet(one, making, width=80)) for one in (calculation, other)]
        told, changed = (_all(page, step, place) for page in pages)
        found.append((told, changed))
    return found


def _all(page: FilledInSheet, step: str, place: StepPosition) -> list[str]:
    return [hint(page, step, place, stage) for stage in range(1, len(STAGES) + 1)]


def _with_another(calculation: Calculation, step: str) -> Calculation:
    """The same record with other values in one step, and in no other."""
    values = {one.id: one.values for one in calculation}
    changed = values[step].copy()
    for place, value in np.ndenumerate(changed):
        changed[place] = f"{value}'" if isinstance(value, str) else value + 1.25
    return replay(calculation, answers={**values, step: changed}, same_path=True)
