"""The softmax: combinations for the laws, and PyTorch."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import handcalc

VARIANTS: dict[str, dict[str, Any]] = {
    "all options": {"base": Fraction(5, 2), "temperature": 2, "stable": True, "seed": 3},
    "base 3, halves": {"base": 3, "temperature": Fraction(1, 2), "stable": True, "seed": 4},
    "fractions, negative": {"logits": [["1/3", "-2/3", "4/3"], [0, 0, -1]], "base": 3, "temperature": "1/3"},
    "in columns": {"logits": [[1, 0], [2, 2], [-1, 0]], "vectors": "columns", "base": 2},
    "far apart": {"logits": [[300, -300, 0], [0.1, 0.2, 0.30000000000000004]], "stable": True},
    "a vocabulary": {"logits": [[1, 0, 2]], "vocabulary": ["a", "b", "a"], "base": 3},
    "labels": {"seed": 5, "labels": {"words": ["the", "cat", "the", "[SEP]"]}},
}
RANDOM = np.random.default_rng(1990).normal(size=(3, 5))


@pytest.mark.parametrize("stable", [False, True])
@pytest.mark.parametrize("temperature", [0.25, 1, 2.5])
def test_shares_are_those_of_torch(temperature: float, stable: bool) -> None:
    """P is torch's softmax of the logits divided by the temperature."""
    torch = pytest.importorskip("torch")
    expected = torch.nn.functional.softmax(torch.tensor(RANDOM) / temperature, dim=1).numpy()
    actual = handcalc.softmax(logits=RANDOM, temperature=temperature, stable=stable)["P"].values
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9)


def test_exact_thirds_by_hand() -> None:
    """3^1, 3^0 and 3^−1 are 9, 3 and 1 parts of 13."""
    worked = handcalc.softmax(logits=[[1, 0, -1]], base=3, rounding="exact")
    assert [[Fraction(9, 13), Fraction(3, 13), Fraction(1, 13)]] == worked["P"].fractions
