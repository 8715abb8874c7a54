"""Vectors to words as the specification words it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix, weights


def unembed(
    X: npt.ArrayLike,
    W_U: npt.ArrayLike,
    vocabulary: Sequence[str],
    b_U: npt.ArrayLike | None = None,
    targets: Sequence[str] | None = None,
    *,
    positions: str = "last",
    base: float = math.e,
    temperature: float = 1,
) -> Steps:
    """L, [Z], E, D, P, [loss], [mean_loss], [perplexity]."""
    asked = matrix(X) if positions == "all" else matrix(X)[-1:]
    bias = 0.0 if b_U is None else np.array(b_U, dtype=np.float64)
    steps: Steps = {"L": asked @ matrix(W_U) + bias}
    if temperature != 1:
        steps["Z"] = steps["L"] / temperature
    steps |= weights(steps.get("Z", steps["L"]), base=base, stable=False, result="P")
    if targets is not None:
        steps |= loss_of(steps["P"], vocabulary, targets)
        steps["perplexity"] = matrix([[math.exp(steps["mean_loss"].item())]])
    return steps


def loss_of(P: Matrix, vocabulary: Sequence[str], targets: Sequence[str]) -> Steps:
    """The natural logarithm of the right words' shares, negative, a column; and its mean."""
    if len(targets) != len(P):
        raise ValueError("a target per asked position")
    found = [-math.log(row[list(vocabulary).index(word)]) for row, word in zip(P, targets, strict=True)]
    return {"loss": matrix([[loss] for loss in found]), "mean_loss": matrix([[sum(found) / len(found)]])}
