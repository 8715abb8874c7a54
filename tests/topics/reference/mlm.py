"""Masked language modelling as the specification words it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.topics.reference.attention import attention
from tests.topics.reference.embed import embed
from tests.topics.reference.softmax import Steps, matrix, weights
from tests.topics.reference.unembed import loss_of


def mlm(
    text: str | Sequence[str],
    vocabulary: Sequence[str],
    W_U: npt.ArrayLike,
    X: npt.ArrayLike | None = None,
    targets: Sequence[str] | None = None,
    W_E: npt.ArrayLike | None = None,
    W_Q: npt.ArrayLike | None = None,
    W_K: npt.ArrayLike | None = None,
    W_V: npt.ArrayLike | None = None,
    *,
    position: str = "none",
    base: float = math.e,
) -> Steps:
    """[embed.*, attention.*], H, L, E, D, P, [loss], [mean_loss]."""
    said = text.split() if isinstance(text, str) else list(text)
    steps: Steps = {}
    if X is None:
        assert W_E is not None
        looked_up = embed(said, vocabulary, W_E, position=position)
        mixed = attention(looked_up["X"], W_Q, W_K, W_V, base=base)
        steps |= {f"embed.{name}": step for name, step in looked_up.items()}
        steps |= {f"attention.{name}": step for name, step in mixed.items()}
    contextual = matrix(X) if X is not None else steps["attention.O"]
    steps["H"] = np.vstack([contextual[place] for place, word in enumerate(said) if word == "[MASK]"])
    steps["L"] = steps["H"] @ matrix(W_U)
    steps |= weights(steps["L"], base=base, stable=False, result="P")
    return steps if targets is None else steps | loss_of(steps["P"], vocabulary, targets)
