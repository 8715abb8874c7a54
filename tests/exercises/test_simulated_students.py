"""Simulated students of every topic: what marking makes of sheets whose mistakes are known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import handcalc.topics as topics
from handcalc.exercises.marking.student_values import StudentValues
from tests.campaigns.simulation import DIGITS, Figures, Tally, drawn, measure

FEW, MANY = range(2), range(40)

LEAST = {"without error": 0.995, "one slip": 0.97, "mistakes": 0.9}
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


WITH_OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("attention", {"causal": True, "stable": True}),
    ("attention", {"scale": "floor-half", "base": Fraction(3), "heads": 2}),
    ("attention", {"rounding": "full"}),
    ("moe", {"top_k": 2, "gate": "topk-softmax"}),
    ("moe", {"top_k": 2, "renormalize": True, "activation": "relu"}),
    ("moe", {"top_k": 2, "gate": "sigmoid", "capacity": 2, "rounding": "full"}),
    ("lora", {"alpha": 4}),
    ("layernorm", {"eps": Fraction(1, 2)}),
    ("layernorm", {"kind": "batch", "tokens": 4, "rounding": "full"}),
    ("mamba", {"discretize": "euler", "view": "matrix"}),
    ("sample", {"top_k": 3, "top_p": Fraction(4, 5), "temperature": Fraction(2)}),
    ("vectordb", {"metric": "cosine", "top": 2}),
    ("generate", {"strategy": "sample", "top_k": 2}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "options"), WITH_OPTIONS)
def test_options_change_nothing_about_that(topic: str, options: dict[str, Any]) -> None:
    """Masks, choices, floors, other factors, and sheets whose printed numbers are shortened ones."""
    figures = measure(topic, range(10), options, mistakes_every=2)
    below = {name for name, share in shares(figures).items() if share < LEAST[name]}
    assert set() == below, failures(figures)[:5]


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
    below = {name for name, share in shares(figures).items() if share < LEAST[name]}
    assert set() == below, failures(figures)[:5]


def test_without_tolerance_precise_students_would_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure notices a marking that does not know of rounding."""
    monkeypatch.setattr(StudentValues, "uncertainty", lambda self, cell: 0.0)
    assert measure("attention", FEW).errorless.share < LEAST["without error"]


def test_with_too_much_tolerance_slips_would_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure notices a marking that lets slips pass, and one that does not see their names."""
    monkeypatch.setattr(StudentValues, "uncertainty", lambda self, cell: 1.0)
    found = shares(measure("attention", FEW))
    assert found["one slip"] < LEAST["one slip"]
    assert found["mistakes"] < LEAST["mistakes"]


def test_exercises_are_as_sheets_have_them() -> None:
    """What is measured are drawn exercises whose two decimals are carried on."""
    calculation = drawn("attention", 1)
    assert ("carry", DIGITS, 1) == (
        calculation.arithmetic.rounding,
        calculation.arithmetic.digits,
        calculation.seed,
    )
