"""Simulated students of every topic: what marking makes of sheets whose mistakes are known."""

from __future__ import annotations

import pytest

import handcalc.topics as topics
from handcalc.sheets.student import Student
from tests.simulation import DIGITS, Figures, Tally, drawn, measure

FEW, MANY = range(2), range(40)

MOST_CASES = {"without error": 0.995, "one slip": 0.97, "mistakes": 0.9}
"""The shares of sheets that must come out as they should."""


def shares(figures: Figures) -> dict[str, float]:
    """What was measured, under the names of what is asked for."""
    return {
        "without error": min(figures.errorless.share, figures.blank.share),
        "one slip": figures.slip.share,
        "mistakes": figures.named.share,
    }


def failures(figures: Figures) -> list[str]:
    """What did not come out as it should, for whoever looks into it."""
    tallies: list[Tally] = [figures.errorless, figures.blank, figures.slip, *figures.mistakes.values()]
    return [failed for tally in tallies for failed in tally.failed]


@pytest.mark.parametrize("topic", topics.names())
@pytest.mark.parametrize(
    "seeds", [pytest.param(FEW, id="few"), pytest.param(MANY, id="many", marks=pytest.mark.slow)]
)
def test_sheets_come_out_as_they_should(topic: str, seeds: range) -> None:
    """Sheets without error are right or follow, a slip is one wrong cell and the root, mistakes have names.

    Both those who round each step and those who keep full precision, at every level; blanks spoil nothing.
    """
    figures = measure(topic, seeds, mistakes_every=2)
    assert figures.errorless.cases >= 2 * len(seeds)
    below = {name for name, share in shares(figures).items() if share < MOST_CASES[name]}
    assert set() == below, failures(figures)[:5]


def test_without_tolerance_precise_students_would_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure notices a marking that does not know of rounding."""
    monkeypatch.setattr(Student, "doubt", lambda self, cell: 0.0)
    assert measure("attention", FEW).errorless.share < MOST_CASES["without error"]


def test_with_too_much_tolerance_slips_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure notices a marking that lets slips pass, and one that does not see their names."""
    monkeypatch.setattr(Student, "doubt", lambda self, cell: 1.0)
    found = shares(measure("attention", FEW))
    assert found["one slip"] < MOST_CASES["one slip"]
    assert found["mistakes"] < MOST_CASES["mistakes"]


def test_exercises_are_as_sheets_have_them() -> None:
    """What is measured are drawn exercises whose two decimals are carried on."""
    calculation = drawn("attention", 1)
    assert ("carry", DIGITS, 1) == (
        calculation.arithmetic.rounding,
        calculation.arithmetic.digits,
        calculation.seed,
    )
