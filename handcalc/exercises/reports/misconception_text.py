"""Misconceptions in words that a student understands."""

from __future__ import annotations

_WORDS = {
    "no-scaling": "the scores were not scaled: divide them before the softmax",
    "scaled-by-d": "it was divided by d instead of by √d",
    "softmax-wrong-axis": "the softmax was taken over the wrong axis: down the columns, not along the rows",
    "k-q-swapped": "K and Q were swapped",
    "a-transposed": "the weights were transposed",
    "mask-forgotten": "the mask was forgotten: masked positions get no weight",
    "n-minus-1": "it was divided by n − 1 instead of n",
    "eps-forgotten": "ε under the root was forgotten",
    "softmax-before-topk": "the softmax was taken before the top-k selection, not after it",
    "not-renormalized": "the top-k weights were not renormalized",
    "alpha-r-forgotten": "the factor α/r was forgotten",
    "a-for-abar": "A was used instead of the discretized Ā = exp(ΔA)",
    "transposed": "rows and columns were swapped",
    "swapped-cells": "two cells were swapped",
    "lost-sign": "a minus sign was lost",
}


def in_words(misconception: str) -> str:
    """A clause that explains a misconception; its name if there is none."""
    return _WORDS.get(misconception, misconception)
