"""An encoder block as the specification words it, put together from the other references."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.topics.reference.attention import attention
from tests.topics.reference.layernorm import layernorm
from tests.topics.reference.mlp import activated
from tests.topics.reference.softmax import Matrix, Steps, matrix

Given = npt.ArrayLike | None


@dataclass(frozen=True)
class Choices:
    """The options of a block."""

    heads: int
    base: float
    scale: str | float
    norm: str
    activation: str
    eps: float


def encoder(
    X: npt.ArrayLike,
    W_Q: npt.ArrayLike,
    W_K: npt.ArrayLike,
    W_V: npt.ArrayLike,
    W_O: npt.ArrayLike,
    W_1: npt.ArrayLike,
    W_2: npt.ArrayLike,
    b_1: Given = None,
    b_2: Given = None,
    gamma_1: Given = None,
    beta_1: Given = None,
    gamma_2: Given = None,
    beta_2: Given = None,
    *,
    heads: int = 1,
    base: float = math.e,
    scale: str | float = "sqrt",
    norm: str = "post",
    activation: str = "relu",
    eps: float = 1e-5,
) -> Steps:
    """attention.*, add1, norm1.*, ffn.*, add2, norm2.*; pre: each norm before its part."""
    choices = Choices(heads, base, scale, norm, activation, eps)

    def attend(x: Matrix) -> Steps:
        return attended("attention", choices, x, W_Q, W_K, W_V, W_O)

    def think(x: Matrix) -> Steps:
        return fed_forward(choices, x, W_1, b_1, W_2, b_2)

    steps, last = sublayer(1, choices, matrix(X), attend, gamma_1, beta_1)
    more, _ = sublayer(2, choices, last, think, gamma_2, beta_2)
    return steps | more


def sublayer(
    number: int, choices: Choices, x: Matrix, part: Callable[[Matrix], Steps], gamma: Given, beta: Given
) -> tuple[Steps, Matrix]:
    """The steps of one part with its residual connection and norm, and what it hands on."""
    if choices.norm == "pre":
        steps = _normed(number, choices, x, gamma, beta)
        steps |= part(steps[f"norm{number}.Y"])
        steps[f"add{number}"] = x + _last(steps)
        return steps, steps[f"add{number}"]
    steps = part(x)
    steps[f"add{number}"] = x + _last(steps)
    steps |= _normed(number, choices, steps[f"add{number}"], gamma, beta)
    return steps, steps[f"norm{number}.Y"]


def _last(steps: Steps) -> Matrix:
    return list(steps.values())[-1]


def _normed(number: int, choices: Choices, x: Matrix, gamma: Given, beta: Given) -> Steps:
    found = layernorm(x, gamma, beta, eps=choices.eps)
    return {f"norm{number}.{name}": values for name, values in found.items()}


def attended(
    prefix: str, choices: Choices, x: Matrix, *weights: Given, memory: Given = None, causal: bool = False
) -> Steps:
    """Attention's steps under a prefix; the last is P."""
    W_Q, W_K, W_V, W_O = weights
    rules = {"heads": choices.heads, "base": choices.base, "scale": choices.scale, "causal": causal}
    found = attention(x, W_Q, W_K, W_V, Y=memory, W_O=W_O, **rules)  # type: ignore[arg-type]
    return {f"{prefix}.{name}": values for name, values in found.items()}


def fed_forward(
    choices: Choices, x: Matrix, W_1: npt.ArrayLike, b_1: Given, W_2: npt.ArrayLike, b_2: Given
) -> Steps:
    """ffn.H, ffn.G, ffn.F."""
    H = x @ matrix(W_1) + _bias(b_1)
    G = activated(H, choices.activation)
    return {"ffn.H": H, "ffn.G": G, "ffn.F": G @ matrix(W_2) + _bias(b_2)}


def _bias(given: Given) -> Matrix:
    return np.array(0.0 if given is None else given, dtype=np.float64)
