"""The small whole matrices on which the references themselves are tested."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.topics.reference.softmax import Matrix

RANDOM = np.random.default_rng(2017)
START = RANDOM.bit_generator.state


def start_again() -> None:
    """Before every test, so that it draws the same matrices alone, in parallel and in any order."""
    RANDOM.bit_generator.state = START


def whole_matrix(*shape: int) -> Matrix:
    """Whole numbers from −3 to 3."""
    return RANDOM.integers(-3, 4, shape).astype(np.float64)


def attention_inputs(n: int = 4, d: int = 6, k: int = 4, v: int = 4) -> dict[str, Any]:
    """What attention needs: n tokens, weights for keys of size k and values of size v."""
    return {
        "X": whole_matrix(n, d),
        "W_Q": whole_matrix(d, k),
        "W_K": whole_matrix(d, k),
        "W_V": whole_matrix(d, v),
    }


def assert_same(got: Any, wanted: Any) -> None:
    """Equal to nine digits."""
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-9)
