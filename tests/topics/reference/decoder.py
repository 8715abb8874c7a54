"""A decoder block and its head as the specification words them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.topics.reference.encoder import Choices, Given, attended, fed_forward, sublayer
from tests.topics.reference.softmax import Matrix, Steps, matrix, weights


def decoder(
    X: Given = None,
    self_W_Q: Given = None,
    self_W_K: Given = None,
    self_W_V: Given = None,
    self_W_O: Given = None,
    W_1: Given = None,
    W_2: Given = None,
    W_U: Given = None,
    vocabulary: Sequence[str] | None = None,
    text: str | Sequence[str] | None = None,
    W_E: Given = None,
    memory: Given = None,
    cross_W_Q: Given = None,
    cross_W_K: Given = None,
    cross_W_V: Given = None,
    cross_W_O: Given = None,
    b_1: Given = None,
    b_2: Given = None,
    gamma_1: Given = None,
    beta_1: Given = None,
    gamma_2: Given = None,
    beta_2: Given = None,
    gamma_3: Given = None,
    beta_3: Given = None,
    *,
    heads: int = 1,
    base: float = math.e,
    scale: str | float = "sqrt",
    norm: str = "post",
    activation: str = "relu",
    eps: float = 1e-5,
) -> Steps:
    """[embed.*], self.*, add1, norm1.*, [cross.*, add2, norm2.*], ffn.*, add3, norm3.*, L, E, D, P."""
    choices = Choices(heads, base, scale, norm, activation, eps)
    steps: Steps = {} if text is None else _embedded(text, vocabulary, W_E)
    last = steps["embed.X"] if X is None else matrix(X)

    def look_back(x: Matrix) -> Steps:
        return attended("self", choices, x, self_W_Q, self_W_K, self_W_V, self_W_O, causal=True)

    def look_across(x: Matrix) -> Steps:
        return attended("cross", choices, x, cross_W_Q, cross_W_K, cross_W_V, cross_W_O, memory=memory)

    def think(x: Matrix) -> Steps:
        return fed_forward(choices, x, _given(W_1), b_1, _given(W_2), b_2)

    parts = [(1, look_back, gamma_1, beta_1)]
    if memory is not None:
        parts.append((2, look_across, gamma_2, beta_2))
    parts.append((3, think, gamma_3, beta_3))
    for number, part, gamma, beta in parts:
        more, last = sublayer(number, choices, last, part, gamma, beta)
        steps |= more
    steps["L"] = last[-1:] @ matrix(_given(W_U))
    return steps | weights(steps["L"], base=base, stable=False, result="P")


def _given(value: Given) -> npt.ArrayLike:
    assert value is not None
    return value


def _embedded(text: str | Sequence[str], vocabulary: Sequence[str] | None, W_E: Given) -> Steps:
    """embed.* with sinusoidal positions of wavelength 10000; unknown words are [UNK]."""
    found = text.split() if isinstance(text, str) else list(text)
    known = list(dict.fromkeys(found)) if vocabulary is None else list(vocabulary)
    vectors = matrix(_given(W_E))
    d = vectors.shape[1]
    ids = [known.index(word if word in known else "[UNK]") for word in found]
    angle = [[pos / 10_000 ** (2 * i / d) for i in range((d + 1) // 2)] for pos in range(len(ids))]
    P = [[(math.cos if j % 2 else math.sin)(row[j // 2]) for j in range(d)] for row in angle]
    return {
        "embed.ids": np.array(ids, dtype=np.float64)[:, None],
        "embed.H": np.eye(len(known))[ids],
        "embed.W": vectors[ids],
        "embed.angle": matrix(angle),
        "embed.P": matrix(P),
        "embed.X": vectors[ids] + matrix(P),
    }
