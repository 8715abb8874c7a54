"""The feed-forward network as the specification words it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.topics.reference.layernorm import layernorm
from tests.topics.reference.mlp import activated
from tests.topics.reference.softmax import Matrix, Steps, matrix

Given = npt.ArrayLike | None


def ffn(
    X: npt.ArrayLike,
    W_1: npt.ArrayLike,
    W_2: npt.ArrayLike,
    b_1: Given = None,
    b_2: Given = None,
    gamma: Given = None,
    beta: Given = None,
    *,
    activation: str = "relu",
    residual: bool = False,
    norm: str = "none",
    eps: float = 1e-5,
) -> Steps:
    """[norm.*], H, G, F, [R], [norm.*]."""
    x = matrix(X)
    steps: Steps = {}
    if norm == "pre":
        steps |= _normed(x, gamma, beta, eps)
    steps["H"] = _affine(steps.get("norm.Y", x), W_1, b_1)
    steps["G"] = activated(steps["H"], activation)
    steps["F"] = _affine(steps["G"], W_2, b_2)
    if residual:
        steps["R"] = x + steps["F"]
    if norm == "post":
        steps |= _normed(steps["R"], gamma, beta, eps)
    return steps


def _normed(x: Matrix, gamma: Given, beta: Given, eps: float) -> Steps:
    return {f"norm.{name}": values for name, values in layernorm(x, gamma, beta, eps=eps).items()}


def _affine(x: Matrix, W: npt.ArrayLike, b: Given) -> Matrix:
    product: Matrix = x @ matrix(W)
    return product if b is None else product + np.array(b, dtype=np.float64)
