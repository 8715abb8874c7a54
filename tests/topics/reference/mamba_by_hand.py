"""The classroom's selective scan as the specification words it, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.topics.reference.softmax import Steps


def mamba_by_hand(x: Any, S: Sequence[Any], A: Sequence[Any], h0: Any = None) -> Steps:
    """For each step t1.w, t1.B, t1.C, t1.h, t1.y; then y. A holds diagonals, or diagonal matrices."""
    inputs = [float(number) for number in np.ravel(x)]
    diagonals = [_diagonal(np.array(a, dtype=np.float64)) for a in A]
    N = len(diagonals[0])
    h = [0.0] * N if h0 is None else [float(number) for number in np.ravel(h0)]
    steps: Steps = {}
    outputs = []
    for t, (select, keep) in enumerate(zip(S, diagonals, strict=True), start=1):
        w = [sum(x_k * row[j] for x_k, row in zip(inputs, select, strict=True)) for j in range(2 * N)]
        B, C = w[:N], w[N:]
        h = [B[n] * inputs[t - 1] + keep[n] * h[n] for n in range(N)]
        outputs.append(sum(C[n] * h[n] for n in range(N)))
        found = {"w": w, "B": B, "C": C, "h": h, "y": outputs[-1:]}
        steps |= {f"t{t}.{name}": np.array([row], dtype=np.float64) for name, row in found.items()}
    return steps | {"y": np.array([outputs])}


def _diagonal(a: Any) -> list[float]:
    """N numbers, also where they are written as one row or on the diagonal of a matrix."""
    if a.ndim == 2 and a.shape[0] == a.shape[1] > 1:
        assert (a == np.diag(np.diag(a))).all()
        a = np.diag(a)
    return [float(number) for number in np.ravel(a)]
