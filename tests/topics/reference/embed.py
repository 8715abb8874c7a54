"""Words to vectors as the specification words it, one number at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix


def embed(
    text: str | Sequence[str],
    vocabulary: Sequence[str],
    W_E: npt.ArrayLike,
    W_P: npt.ArrayLike | None = None,
    *,
    position: str = "sinusoidal",
    wavelength: float = 10_000,
    lowercase: bool = False,
    unknown: str = "[UNK]",
) -> Steps:
    """ids, H, W, [angle], [P], X."""
    said = text.split() if isinstance(text, str) else list(text)
    ids = [_number_of(word.lower() if lowercase else word, list(vocabulary), unknown) for word in said]
    vectors = matrix(W_E)
    steps: Steps = {"ids": matrix([[number] for number in ids]), "H": np.zeros((len(ids), len(vocabulary)))}
    for row, number in enumerate(ids):
        steps["H"][row, number] = 1
    steps["W"] = np.vstack([vectors[number] for number in ids])
    steps |= _positions(position, len(ids), vectors.shape[1], wavelength, W_P)
    return steps | {"X": steps["W"] + steps.get("P", 0.0)}


def _number_of(word: str, vocabulary: list[str], unknown: str) -> int:
    return vocabulary.index(word if word in vocabulary else unknown)


def _positions(position: str, n: int, d: int, wavelength: float, W_P: npt.ArrayLike | None) -> Steps:
    if position == "none":
        return {}
    if position == "learned":
        assert W_P is not None
        return {"P": matrix(W_P)[:n]}
    angles: Matrix = np.zeros((n, math.ceil(d / 2)))
    P: Matrix = np.zeros((n, d))
    for pos in range(n):
        for column in range(d):
            i = column // 2
            angles[pos, i] = pos / wavelength ** (2 * i / d)
            P[pos, column] = math.cos(angles[pos, i]) if column % 2 else math.sin(angles[pos, i])
    return {"angle": angles, "P": P}
