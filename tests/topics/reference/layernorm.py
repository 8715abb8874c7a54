"""Layer, root-mean-square and batch normalisation as the specification words them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix


def layernorm(
    X: npt.ArrayLike,
    gamma: npt.ArrayLike | None = None,
    beta: npt.ArrayLike | None = None,
    *,
    eps: float = 1e-5,
    variance: str = "n",
    kind: str = "layer",
) -> Steps:
    """mu, C, Q, var, sd, N, Y; rms: Q, ms, rms, N, Y; batch: as layer, down each column."""
    x = matrix(X)
    if kind == "rms":
        steps = _root_mean_square(x, eps)
    elif kind in ("layer", "batch"):
        steps = _standardised(x, 1 if kind == "layer" else 0, eps, variance)
    else:
        raise ValueError(f"no such kind: {kind}")
    steps["Y"] = _vector(gamma, 1.0, x.shape[1]) * steps["N"] + _vector(beta, 0.0, x.shape[1])
    return steps


def _standardised(x: Matrix, axis: int, eps: float, variance: str) -> Steps:
    divisor = x.shape[axis] - {"n": 0, "n-1": 1}[variance]
    if divisor == 0:
        raise ValueError("n-1 of a single value: a division by zero")
    mu = _mean(x, axis)
    C = x - mu
    Q = C**2
    var = Q.sum(axis=axis, keepdims=True) / divisor
    sd = np.sqrt(var + eps)
    return {"mu": mu, "C": C, "Q": Q, "var": var, "sd": sd, "N": _quotient(C, sd)}


def _root_mean_square(x: Matrix, eps: float) -> Steps:
    Q = x**2
    ms = Q.mean(axis=1, keepdims=True)
    rms = np.sqrt(ms + eps)
    return {"Q": Q, "ms": ms, "rms": rms, "N": _quotient(x, rms)}


def _mean(x: Matrix, axis: int) -> Matrix:
    """The mean; of equal values exactly that value, or eps = 0 would magnify its last bit to N = ±1."""
    low = x.min(axis=axis, keepdims=True)
    mean: Matrix = x.mean(axis=axis, keepdims=True)
    return np.where(low == x.max(axis=axis, keepdims=True), low, mean)


def _quotient(numerator: Matrix, denominator: Matrix) -> Matrix:
    """The quotient, and 0 where the denominator is 0: a constant row gives N = 0, never 0 ÷ 0."""
    return np.where(denominator == 0, 0.0, numerator / np.where(denominator == 0, 1.0, denominator))


def _vector(given: npt.ArrayLike | None, default: float, size: int) -> Matrix:
    """A flat list as one row; what is not given is the default throughout."""
    row = np.full(size, default) if given is None else np.array(given, dtype=np.float64)
    if row.shape != (size,):
        raise ValueError(f"a vector of {size} values, not of shape {row.shape}")
    return row.reshape(1, size)
