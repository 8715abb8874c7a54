"""Attention as the specification words it, in rows and in double precision."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix, weights

Given = npt.ArrayLike | None


@dataclass(frozen=True)
class Rules:
    """The options that act on scores; visible is true where both the mask and causality allow."""

    base: float
    scale: str | float
    stable: bool
    visible: npt.NDArray[np.bool_] | None


def attention(
    X: Given = None,
    W_Q: Given = None,
    W_K: Given = None,
    W_V: Given = None,
    *,
    Y: Given = None,
    mask: Given = None,
    W_O: Given = None,
    W_V2: Given = None,
    A: Given = None,
    V: Given = None,
    base: float = math.e,
    scale: str | float = "sqrt",
    causal: bool = False,
    heads: int = 1,
    kv_heads: int | None = None,
    residual: bool = False,
    stable: bool = False,
) -> Steps:
    """Every step by its id, in the order of the specification. What was given (A, V) is not a step again."""
    _refuse_what_does_not_go_together(W_O, W_V2, A, heads)
    memory = X if Y is None else Y
    steps: Steps = _projections(X, memory, W_Q, W_K) if A is None else {}
    steps |= _values(memory, W_V, W_V2) if V is None else {}
    values = matrix(V) if V is not None else steps["V"]
    if A is not None:
        steps["O"] = matrix(A) @ values
    else:
        rules = Rules(base, scale, stable, _visible(mask, causal, len(steps["Q"]), len(steps["K"])))
        steps |= _all_heads(steps["Q"], steps["K"], values, heads, kv_heads or heads, rules)
    return steps | _endings(steps["O"], X if residual else None, W_O)


def _refuse_what_does_not_go_together(W_O: Given, W_V2: Given, A: Given, heads: int) -> None:
    if W_V2 is not None and (heads > 1 or W_O is not None):
        raise ValueError("W_V2 does not go with heads or W_O")
    if A is not None and heads > 1:
        raise ValueError("given weights A are those of one head")


def _projections(X: Given, memory: Given, W_Q: Given, W_K: Given) -> Steps:
    return {"Q": _needed(X) @ _needed(W_Q), "K": _needed(memory) @ _needed(W_K)}


def _needed(given: Given) -> Matrix:
    if given is None:
        raise ValueError("an input is missing")
    return matrix(given)


def _values(memory: Given, W_V: Given, W_V2: Given) -> Steps:
    """V, or U and V when the value map comes as two thin matrices."""
    first = _needed(memory) @ _needed(W_V)
    return {"V": first} if W_V2 is None else {"U": first, "V": first @ matrix(W_V2)}


def _visible(mask: Given, causal: bool, n: int, m: int) -> npt.NDArray[np.bool_] | None:
    """Where a query may look; None when there is no mask of either sort."""
    if mask is None and not causal:
        return None
    given = np.ones((n, m)) if mask is None else matrix(mask)
    if given.shape != (n, m) or (causal and n != m):
        raise ValueError("a mask is n×m, and causal needs as many keys as queries")
    visible: npt.NDArray[np.bool_] = (given == 1) & ((np.tri(n, m) == 1) | (not causal))
    if not visible.any(axis=1).all():
        raise ValueError("a fully masked row")
    return visible


def _all_heads(Q: Matrix, K: Matrix, V: Matrix, heads: int, groups: int, rules: Rules) -> Steps:
    """One head without a prefix, or head1.Q … per head and O, the heads side by side."""
    if heads == 1:
        return _one_head(Q, K, V, rules)
    if heads % groups or Q.shape[1] % heads or K.shape[1] % groups or V.shape[1] % groups:
        raise ValueError("sizes that heads do not divide")
    steps: Steps = {}
    for i in range(1, heads + 1):
        group = (i - 1) * groups // heads
        parts = (_slice(Q, i - 1, heads), _slice(K, group, groups), _slice(V, group, groups))
        head = dict(zip("QKV", parts, strict=True)) | _one_head(*parts, rules)
        steps |= {f"head{i}.{name}": step for name, step in head.items()}
    return steps | {"O": np.hstack([steps[f"head{i}.O"] for i in range(1, heads + 1)])}


def _slice(whole: Matrix, index: int, count: int) -> Matrix:
    """The columns of one of `count` equal parts, as in the paper: neighbours belong together."""
    width = whole.shape[1] // count
    return whole[:, index * width : (index + 1) * width]


def _one_head(Q: Matrix, K: Matrix, V: Matrix, rules: Rules) -> Steps:
    """S, Z, [M], [N], E, D, A, O."""
    S = Q @ K.T
    steps: Steps = {"S": S, "Z": _scaled(S, rules.scale, Q.shape[1])}
    if rules.visible is not None:
        steps["M"] = np.where(rules.visible, steps["Z"], -np.inf)
    scores = steps.get("M", steps["Z"])
    steps |= weights(scores, base=rules.base, stable=rules.stable, result="A")
    return steps | {"O": steps["A"] @ V}


def _scaled(S: Matrix, scale: str | float, d_k: int) -> Matrix:
    if scale == "none":
        return S.copy()
    if scale == "floor-half":
        return np.floor(S / 2)
    return S / (math.sqrt(d_k) if scale == "sqrt" else float(scale))


def _endings(O: Matrix, X: Given, W_O: Given) -> Steps:
    """[P = O W_O] and [R = X + the last of O and P]."""
    steps: Steps = {} if W_O is None else {"P": O @ matrix(W_O)}
    if X is not None:
        last = steps.get("P", O)
        if matrix(X).shape != last.shape:
            raise ValueError("a residual needs the shape of X")
        steps["R"] = matrix(X) + last
    return steps
