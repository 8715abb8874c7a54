"""The selective scan as the specification and the Mamba paper word it (algorithm 2), number by number."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix


def mamba(
    X: npt.ArrayLike,
    A: npt.ArrayLike,
    W_B: npt.ArrayLike,
    W_C: npt.ArrayLike,
    W_delta: npt.ArrayLike,
    b_delta: npt.ArrayLike | None = None,
    D_skip: npt.ArrayLike | None = None,
    h0: npt.ArrayLike | None = None,
    *,
    discretize: str = "zoh",
    view: str = "scan",
) -> Steps:
    """B, C, s, delta; for each step t1.Abar, t1.Bbar, t1.h, t1.y; Y; with view matrix channel1.M, …"""
    x, a = matrix(X), matrix(A)
    (T, D), N = x.shape, a.shape[1]
    steps: Steps = {"B": x @ matrix(W_B), "C": x @ matrix(W_C)}
    steps |= _step_sizes(x @ matrix(W_delta), [] if b_delta is None else list(np.ravel(b_delta)), D)
    h = np.zeros((D, N)) if h0 is None else matrix(h0)
    skip = np.zeros(D) if D_skip is None else np.ravel(np.array(D_skip, dtype=np.float64))
    Y = np.zeros((T, D))
    for t in range(T):
        Abar, Bbar, new = np.zeros((D, N)), np.zeros((D, N)), np.zeros((D, N))
        for d in range(D):
            for n in range(N):
                dt, b = steps["delta"][t, d], steps["B"][t, n]
                Abar[d, n] = math.exp(dt * a[d, n])
                Bbar[d, n] = _input_weight(dt, a[d, n], discretize) * b
                new[d, n] = Abar[d, n] * h[d, n] + Bbar[d, n] * x[t, d]
            Y[t, d] = sum(steps["C"][t, n] * new[d, n] for n in range(N)) + skip[d] * x[t, d]
        h = new
        steps |= {f"t{t + 1}.Abar": Abar, f"t{t + 1}.Bbar": Bbar, f"t{t + 1}.h": h, f"t{t + 1}.y": Y[[t]]}
    steps["Y"] = Y
    if view == "matrix":
        steps |= {f"channel{d + 1}.M": _as_matrix(steps, T, N, d) for d in range(D)}
    return steps


def _step_sizes(s: Matrix, bias: list[float], D: int) -> Steps:
    """Step sizes before softplus with their bias, a number a step or one a channel, and softplus of them."""
    if len(bias) == D != s.shape[1]:
        return {"s": s, "delta": np.log(1 + np.exp(s + np.array(bias)))}
    if bias:
        s = s + np.array(bias)
    return {"s": s, "delta": np.log(1 + np.exp(s)) * np.ones((1, D))}


def _input_weight(dt: float, a: float, discretize: str) -> float:
    """What stands before B: (exp(Δ a) − 1) ÷ a, its limit Δ at a = 0, or Δ itself."""
    if discretize == "euler" or a == 0:
        return dt
    assert discretize == "zoh"
    return (math.exp(dt * a) - 1) / a


def _as_matrix(steps: Steps, T: int, N: int, d: int) -> Matrix:
    """Row i, column j: the sum over states of C_i Ā_i … Ā_(j+1) B̄_j."""
    M = np.zeros((T, T))
    for i in range(T):
        for j in range(i + 1):
            for n in range(N):
                kept = math.prod(steps[f"t{k + 1}.Abar"][d, n] for k in range(j + 1, i + 1))
                M[i, j] += steps["C"][i, n] * kept * steps[f"t{j + 1}.Bbar"][d, n]
    return M
