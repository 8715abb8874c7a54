"""Arithmetic with word vectors as the specification words it, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Steps, matrix


def analogy(
    expression: str | Sequence[str],
    vocabulary: Sequence[str],
    W_E: npt.ArrayLike,
    *,
    metric: str = "cosine",
    exclude: bool = True,
    top: int = 3,
) -> Steps:
    """difference, target, [dot], [norms, target_norm], scores, ranking."""
    pieces = expression.split() if isinstance(expression, str) else list(expression)
    words, signs = pieces[::2], ["+", *("-" if sign == "−" else sign for sign in pieces[1::2])]
    vectors = dict(zip(reversed(vocabulary), matrix(W_E)[::-1], strict=True))  # of two the first counts
    minus, plus = (words[signs.index(sign, 1)] for sign in ("-", "+"))
    steps: Steps = {"difference": matrix([vectors[words[0]] - vectors[minus]])}
    target = steps["target"] = steps["difference"] + vectors[plus]
    steps |= _scores(matrix(W_E), target[0], metric)
    sign = 1 if metric == "euclidean" else -1
    competing = [
        (round(sign * score, 10), place, score)
        for place, (word, (score,)) in enumerate(zip(vocabulary, steps["scores"].tolist(), strict=True))
        if not (exclude and word in words)
    ]
    return steps | {"ranking": matrix([[score] for _, _, score in sorted(competing)[: int(top)]])}


def _scores(vectors: npt.NDArray[np.float64], target: npt.NDArray[np.float64], metric: str) -> Steps:
    if metric == "euclidean":
        return {"scores": matrix([[math.dist(vector, target)] for vector in vectors])}
    dot = matrix([[sum(a * b for a, b in zip(vector, target, strict=True))] for vector in vectors])
    if metric == "dot":
        return {"scores": dot}
    norms = matrix([[math.hypot(*vector)] for vector in vectors])
    length = math.hypot(*target)
    return {"dot": dot, "norms": norms, "target_norm": matrix([[length]]), "scores": dot / norms / length}
