"""Mixture of experts as the specification words it, token by token, in rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix

_ACTIVATIONS: dict[str, Any] = {
    "relu": lambda x: max(0.0, x),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "gelu-tanh": lambda x: x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2,
    "silu": lambda x: x / (1 + math.exp(-x)),
}


@dataclass(frozen=True)
class Rules:
    """The options."""

    top_k: int = 1
    gate: str = "softmax"
    renormalize: bool = False
    activation: str = "none"
    capacity: int = 0
    shared: int = 0
    base: float = math.e


def moe(
    X: npt.ArrayLike,
    W_g: npt.ArrayLike,
    experts: Sequence[Mapping[str, Any]],
    b_g: npt.ArrayLike | None = None,
    **options: Any,
) -> Steps:
    """Every step by its id; what is not calculated (an expert without tokens, O, p, …) is not there."""
    rules, tokens = Rules(**options), matrix(X)
    G = tokens @ matrix(W_g) + (0 if b_g is None else np.asarray(b_g, dtype=float))
    if rules.top_k > G.shape[1] or len(experts) != rules.shared + G.shape[1]:
        raise ValueError("top_k and experts must fit the gate")
    chosen = [_best(row, rules.top_k) for row in G.tolist()]
    keep, shares = {"keep": _indicator(chosen, G.shape[1])}, _probabilities(G, chosen, rules)
    # Only under topk-softmax do the shares depend on what is kept.
    steps = {"G": G} | (keep | shares if rules.gate == "topk-softmax" else shares | keep)
    seats = _seated(chosen, rules.capacity)
    routed = _indicator(seats, G.shape[1])
    if rules.capacity:
        steps["routed"] = routed
    score = steps.get("P", np.ones_like(G))
    kept_sum = (score * steps["keep"]).sum(axis=1, keepdims=True)
    steps["w"] = score * routed / (kept_sum if rules.renormalize else 1.0)
    steps |= _answers(tokens, seats, steps["w"], experts, rules)
    return steps | _load(routed, steps.get("P") if "softmax" in rules.gate else None)


def _best(row: list[float], how_many: int) -> list[int]:
    """The largest, of equal ones the lower expert."""
    return sorted(range(len(row)), key=lambda expert: (-round(row[expert], 10), expert))[:how_many]


def _indicator(chosen: list[list[int]], experts: int) -> Matrix:
    return np.array([[float(expert in some) for expert in range(experts)] for some in chosen])


def _probabilities(G: Matrix, chosen: list[list[int]], rules: Rules) -> Steps:
    if rules.gate == "max":
        return {}
    if rules.gate == "sigmoid":
        return {"P": 1 / (1 + np.exp(-G))}
    E = rules.base**G
    if rules.gate == "topk-softmax":
        E = E * _indicator(chosen, G.shape[1])
    D = E.sum(axis=1, keepdims=True)
    return {"E": E, "D": D, "P": E / D}


def _seated(chosen: list[list[int]], capacity: int) -> list[list[int]]:
    """Tokens from first to last take a place with each of their experts that has one left."""
    taken: dict[int, int] = {}
    seats = []
    for some in chosen:
        placed = [expert for expert in some if not capacity or taken.get(expert, 0) < capacity]
        for expert in placed:
            taken[expert] = taken.get(expert, 0) + 1
        seats.append(placed)
    return seats


def _answers(
    X: Matrix, seats: list[list[int]], w: Matrix, experts: Sequence[Mapping[str, Any]], rules: Rules
) -> Steps:
    made = [X @ matrix(one["W"]) + np.asarray(one.get("b", 0), dtype=float) for one in experts]
    Y = np.zeros_like(made[0])
    steps: Steps = {}
    for number, H in enumerate(made):
        gated = number - rules.shared
        there = [token for token, some in enumerate(seats) if gated < 0 or gated in some]
        if there:
            steps[f"expert{number + 1}.H"] = H[there]
        for token in there:
            Y[token] += H[token] * (1 if gated < 0 else w[token, gated])
    outside = [token for token, some in enumerate(seats) if not some and not rules.shared]
    for token in outside:
        Y[token] = X[token]
    steps["Y"] = Y
    if rules.activation != "none":
        steps["O"] = np.vectorize(_ACTIVATIONS[rules.activation], otypes=[float])(Y)
        if outside:
            steps["O"][outside] = X[outside]
    return steps


def _load(routed: Matrix, P: Matrix | None) -> Steps:
    counts = routed.sum(axis=0)
    f = counts / counts.sum()
    if P is None:
        return {"f": f[None], "load": np.stack([counts, f], axis=1)}
    p = P.mean(axis=0)
    balance = np.array([[len(f) * float(f @ p)]])
    return {"f": f[None], "p": p[None], "load": np.stack([counts, f, p], axis=1), "balance": balance}
