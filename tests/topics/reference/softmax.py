"""Softmax as the specification words it, in rows and in double precision."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Steps = dict[str, Matrix]


def matrix(given: npt.ArrayLike) -> Matrix:
    """The given numbers as a matrix of doubles; anything that is not two-dimensional is refused."""
    result = np.array(given, dtype=np.float64)
    if result.ndim != 2:
        raise ValueError(f"a matrix has two dimensions, not {result.ndim}")
    return result


def weights(scores: Matrix, *, base: float, stable: bool, result: str) -> Steps:
    """The steps [N], E, D and `result`: every row of scores as shares of one."""
    steps: Steps = {}
    if stable:
        steps["N"] = scores - scores.max(axis=1, keepdims=True)
    exponents = steps.get("N", scores)
    steps["E"] = np.exp(exponents) if base == math.e else np.power(float(base), exponents)
    steps["D"] = steps["E"].sum(axis=1, keepdims=True)
    steps[result] = steps["E"] / steps["D"]
    return steps


def softmax(
    logits: npt.ArrayLike,
    vocabulary: Sequence[str] | None = None,
    *,
    base: float = math.e,
    temperature: float = 1,
    stable: bool = False,
) -> Steps:
    """[Z = logits ÷ temperature, when that is not 1], [N], E, D, P; D is n×1. Words change no number."""
    del vocabulary
    steps: Steps = {}
    scores = matrix(logits)
    if temperature != 1:
        scores = steps["Z"] = scores / temperature
    return steps | weights(scores, base=base, stable=stable, result="P")
