"""Retrieval-augmented generation as the specification words it: vectordb, then the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.topics.reference.vectordb import Steps, vectordb


def rag(
    documents: Sequence[str],
    query: str | Sequence[str],
    vocabulary: Sequence[str],
    W_E: npt.ArrayLike,
    template: str | Sequence[str],
    *,
    metric: str = "dot",
    top: int = 2,
    budget: int = 0,
    **more: Any,
) -> Steps:
    """Every step by its id, in the order of the specification."""
    steps = vectordb(documents, query, vocabulary, W_E, metric=metric, **more)
    sign = 1 if metric == "euclidean" else -1
    order = np.argsort(sign * np.round(steps["scores"][:, 0], 10), kind="stable")
    retrieved = [documents[place] for place in order[:top]]
    kept = [
        text
        for place, text in enumerate(retrieved)
        if not budget or sum(len(one.split()) for one in retrieved[: place + 1]) <= budget
    ]
    prompt = _filled(_text(template), "\n".join(" ".join(text.split()) for text in kept), _text(query))
    return steps | {
        "retrieved": np.array([[text] for text in retrieved], dtype=object),
        "prompt": np.array([[line] for line in prompt.splitlines()], dtype=object),
        "words": np.array([[float(len(prompt.split()))]]),
    }


def _text(given: str | Sequence[str]) -> str:
    return given if isinstance(given, str) else " ".join(given)


def _filled(template: str, context: str, query: str) -> str:
    """The template with both put in; a text that holds a place itself stays as it is."""
    pieces = [piece.split("{query}") for piece in template.strip().split("{context}")]
    return context.join(" ".join(query.split()).join(piece) for piece in pieces)
