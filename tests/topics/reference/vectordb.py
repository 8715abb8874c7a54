"""A vector database as the specification words it, in rows and in double precision."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Steps = dict[str, npt.NDArray[Any]]
Given = npt.ArrayLike | None


def vectordb(
    documents: Sequence[str],
    query: str | Sequence[str],
    vocabulary: Sequence[str],
    W_E: npt.ArrayLike,
    *,
    W: Given = None,
    b: Given = None,
    W_P: Given = None,
    metric: str = "dot",
    pooling: str = "mean",
    activation: str = "relu",
    top: int = 1,
    unknown: str = "[UNK]",
) -> Steps:
    """Every step by its id, in the order of the specification; top does not change a number."""
    del top
    steps: Steps = {}
    vectors = []
    texts = {f"doc{number}": text for number, text in enumerate(documents, start=1)}
    for name, text in {**texts, "query": query}.items():
        rows = np.array([_row(word, vocabulary, W_E, unknown) for word in _words(text)])
        own = _vector(rows, W, b, W_P, pooling, activation)
        steps |= {f"{name}.{step}": values for step, values in own.items()}
        vectors.append(list(own.values())[-1][0])
    steps["DB"] = np.array(vectors[:-1])
    steps |= _scores(steps["DB"], vectors[-1], metric)
    return steps | {"ranking": _ranked(steps["scores"], metric)}


def _words(text: str | Sequence[str]) -> Sequence[str]:
    return text.split() if isinstance(text, str) else text


def _row(word: str, vocabulary: Sequence[str], W_E: npt.ArrayLike, unknown: str) -> npt.NDArray[Any]:
    """The row of a word, or of the entry for unknown words."""
    known = word if word in vocabulary else unknown
    row: npt.NDArray[Any] = np.asarray(W_E, dtype=float)[list(vocabulary).index(known)]
    return row


def _vector(X: npt.NDArray[Any], W: Given, b: Given, W_P: Given, pooling: str, activation: str) -> Steps:
    """X, [H, R], m, [v] of one text."""
    steps: Steps = {"X": X}
    last = X
    if W is not None:
        steps["H"] = X @ np.asarray(W, dtype=float) + (0 if b is None else np.asarray(b, dtype=float))
        steps["R"] = last = _ACTIVATIONS[activation](steps["H"])
    pooled = last.sum(axis=0) / len(last) if pooling == "mean" else last.max(axis=0)
    steps["m"] = pooled[None]
    return steps if W_P is None else steps | {"v": steps["m"] @ np.asarray(W_P, dtype=float)}


def _scores(DB: npt.NDArray[Any], query: npt.NDArray[Any], metric: str) -> Steps:
    if metric == "euclidean":
        return {"scores": np.sqrt(((DB - query) ** 2).sum(axis=1))[:, None]}
    if metric == "dot":
        return {"scores": (DB @ query)[:, None]}
    norms, norm = np.sqrt((DB**2).sum(axis=1))[:, None], math.sqrt(float(query @ query))
    return {
        "norms": norms,
        "query.norm": np.array([[norm]]),
        "scores": (DB @ query)[:, None] / (norms * norm),
    }


def _ranked(scores: npt.NDArray[Any], metric: str) -> npt.NDArray[Any]:
    """The scores, nearest first; a stable sort leaves equal ones in their order."""
    sign = 1 if metric == "euclidean" else -1
    ranked: npt.NDArray[Any] = scores[np.argsort(sign * np.round(scores[:, 0], 10), kind="stable")]
    return ranked


def _gelu(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    half = np.vectorize(lambda value: 0.5 * (1 + math.erf(value / math.sqrt(2))))(x)
    return np.asarray(x * half)


def _gelu_tanh(x: npt.NDArray[Any]) -> npt.NDArray[Any]:
    inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)
    return np.asarray(0.5 * x * (1 + np.tanh(inner)))


_ACTIVATIONS: dict[str, Callable[[npt.NDArray[Any]], npt.NDArray[Any]]] = {
    "relu": lambda x: np.maximum(x, 0),
    "gelu": _gelu,
    "gelu-tanh": _gelu_tanh,
    "silu": lambda x: np.asarray(x / (1 + np.exp(-x))),
    "none": lambda x: x,
}
