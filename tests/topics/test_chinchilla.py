"""Compute-optimal training: combinations for the laws, the paper's model, verdicts, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.reference.chinchilla import chinchilla as reference

# The best number of parameters is a whole number here, so that every cell is true with ten decimals, too.

VARIANTS: dict[str, dict[str, Any]] = {
    "too big": {"N": 80e9, "D": 100e9},
    "size and computing": {"N": "1e9", "C": 4.8e20, "constants": "refit"},
    "tokens and computing": {"D": 1e9, "C": 2.4e18, "ratio": "5/2"},
    "computing alone": {"C": 5.88e23},
    "small": {"N": 40, "D": 32, "constants": "refit"},
    "in columns": {"N": 0.5, "D": "5/2", "vectors": "columns"},
}
PAIRS = (("N", "D"), ("N", "C"), ("D", "C"), ("C",))


@pytest.mark.parametrize("names", PAIRS, ids="-".join)
@pytest.mark.parametrize("number", range(30))
def test_random_numbers_as_the_reference(names: tuple[str, ...], number: int) -> None:
    """Every step, with two of the three or C alone, is that of plain Python."""
    random = np.random.default_rng(number)
    given: dict[str, Any] = {name: float(10 ** random.uniform(6, 24)) for name in names}
    options: dict[str, Any] = {
        "ratio": float(random.integers(1, 99)),
        "constants": ("published", "refit")[number % 2],
    }
    worked, expected = handcalc.chinchilla(**given, **options), reference(**given, **options)
    assert list(expected) == worked.ids
    for name, values in expected.items():
        np.testing.assert_allclose(worked[name].values, values, rtol=1e-9, err_msg=name)


def test_the_paper_s_own_model() -> None:
    """70 billion parameters and 1.4 trillion tokens are what the rule gives for their computing."""
    worked = handcalc.chinchilla(N=70e9, D=1.4e12)
    found = [worked[name].values.item() for name in ("C", "N_opt", "D_opt", "L")]
    np.testing.assert_allclose(found, [5.88e23, 70e9, 1.4e12, 1.936645471], rtol=1e-9)


def test_without_a_file_it_is_the_paper_s_own_model() -> None:
    """Numbers are not drawn: those of its own are shown, whatever the seed, and there is no seed."""
    worked = handcalc.chinchilla()
    assert {"N": 70e9, "D": 1.4e12} == {name: value.item() for name, value in worked.given.items()}
    assert worked.seed is None
    assert worked["L"].values == handcalc.chinchilla(seed=5)["L"].values


@pytest.mark.parametrize(
    ("tokens", "verdict"),
    [
        (19, "19 tokens per parameter: undertrained (model too large for its data)."),
        (20, "20 tokens per parameter: compute-optimal."),
        (21, "21 tokens per parameter: trained past compute-optimal."),
    ],
)
def test_verdict(tokens: int, verdict: str) -> None:
    """Tokens per parameter below, at and above the rule of 20."""
    assert verdict in (handcalc.chinchilla(N=1000, D=1000 * tokens).conclusion or "")


def test_where_the_lowest_loss_is_is_said() -> None:
    """With the published constants it is not where the rule of 20 says, with the refit ones it is."""
    published = handcalc.chinchilla().conclusion or ""
    assert "the lowest loss of these allocations is at 1/2 N_opt" in published
    assert "not where the rule says" in published
    assert "as the rule says." in (handcalc.chinchilla(constants="refit").conclusion or "")[-20:]


def test_every_split_costs_the_same() -> None:
    """6 · N · D is C in every row of the table."""
    worked = handcalc.chinchilla(C=1e20)
    table = worked["table"].values
    np.testing.assert_allclose(6 * table[:, 0] * table[:, 1], 1e20, rtol=1e-12)
    assert "L" not in worked.ids


def test_large_numbers_are_short() -> None:
    """From a billion on a number is shown with a power of ten, in text as in conclusions."""
    text = str(handcalc.chinchilla())
    assert "5.880e+23" in text
    assert "70 billion parameters and 1.4 trillion tokens" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"N": 1}, "D and C are missing: give two of N, D and C, or C alone"),
        ({"D": 1}, "N and C are missing"),
        ({"N": 1, "D": 1, "C": 6}, "C has no effect"),
        ({"N": 0, "D": 1}, "N must be above 0"),
        ({"C": -1}, "C must be above 0"),
        ({"C": 1, "ratio": 0}, "ratio must be"),
        ({"N": 1e300, "D": 1e300}, "step C"),
        ({"C": 1e20, "rounding": "exact"}, "step N_opt"),
        ({"N": 5, "D": 100, "rounding": "exact"}, "step L"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the input, option or step."""
    with pytest.raises(InputError) as caught:
        handcalc.chinchilla(**given)
    assert words in str(caught.value)
