"""Layer, RMS and batch normalisation: combinations for the laws, and PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import handcalc

_FOUR = {"gamma": [1, 2, -1, "1/2"], "beta": [0, 1, 0.5, -3]}
VARIANTS: dict[str, dict[str, Any]] = {
    "gain and bias": {"seed": 1, **_FOUR},
    "rms with gain and bias": {"seed": 2, "kind": "rms", "eps": 0, **_FOUR},
    "batch with gain and bias": {"seed": 3, "kind": "batch", "tokens": 5, **_FOUR},
    "batch, n-1": {"seed": 4, "kind": "batch", "variance": "n-1", "tokens": 3},
    "constant row": {"X": [[0.1, 0.1, 0.1], [1, 2, 4]], "eps": 0},
    "rms of zeros": {"X": [[0, 0], [3, -4]], "kind": "rms", "eps": 0},
    "perfect square": {"X": [[1], [1], [7], [7]], "gamma": [2], "kind": "batch", "eps": 0},
    "perfect squares in rows": {"X": [[1, 1, 7, 7], [0, 0, 0, 0], [-1, 3, 3, -1]], "eps": 0, **_FOUR},
    "n-1, perfect square": {"X": [[0, 2, 4], [5, 5, 5]], "eps": 0, "variance": "n-1"},
    "rms, perfect square": {"X": [[1, 7], [-1, 1]], "eps": 0, "kind": "rms", "gamma": [1, -2]},
    "in columns": {"X": [[1, 0], [2, 2], [-1, 0]], "vectors": "columns", "gamma": [1, 2, 3]},
    "large": {"X": [[1e9, 1e9 + 1, 3], [1e-3, 2e-3, 5]]},
}
X, GAMMA, BETA = np.split(np.random.default_rng(2016).normal(size=(7, 5)), [5, 6])


@pytest.mark.parametrize("eps", [1e-5, 0.5])
@pytest.mark.parametrize("kind", ["layer", "rms", "batch"])
def test_values_are_those_of_torch(kind: str, eps: float) -> None:
    """Y is torch's layer_norm, rms_norm and batch_norm in training, each with gain and bias."""
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    x, gamma, beta = (torch.tensor(given) for given in (X, GAMMA[0], BETA[0]))
    expected = {
        "layer": lambda: functional.layer_norm(x, (5,), gamma, beta, eps),
        "rms": lambda: functional.rms_norm(x, (5,), gamma, eps) + beta,
        "batch": lambda: functional.batch_norm(x, None, None, gamma, beta, training=True, eps=eps),
    }[kind]()
    actual = handcalc.layernorm(X=X, gamma=GAMMA[0], beta=BETA[0], eps=eps, kind=kind)["Y"].values
    np.testing.assert_allclose(actual, expected.numpy(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", ["layer", "batch"])
def test_a_constant_row_is_zero(kind: str) -> None:
    """Equal numbers have deviations of exactly 0, also with eps 0 and numbers that no double holds."""
    worked = handcalc.layernorm(X=[[0.1] * 3] * 3, eps=0, kind=kind)
    np.testing.assert_array_equal(worked["N"].values, np.zeros((3, 3)))
