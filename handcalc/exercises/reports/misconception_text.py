"""Misconceptions in words that a student understands."""

from __future__ import annotations

_WORDS = {
    "no-scaling": "the scores were not scaled: they are to be divided before the softmax",
    "scaled-by-d": "it was divided by d instead of by √d",
    "softmax-wrong-axis": "the softmax was taken in the wrong direction: down the columns for along the rows",
    "k-q-swapped": "K and Q changed places",
    "a-transposed": "the weights were used transposed: rows for columns",
    "mask-forgotten": "the mask was forgotten: what lies ahead must not be looked at",
    "n-minus-1": "it was divided by n − 1 where n is meant, or the other way round",
    "eps-forgotten": "the small number ε below the root was forgotten",
    "softmax-before-topk": "the softmax was taken before the best were chosen, not after",
    "not-renormalized": "the weights that were kept were not divided by their sum again",
    "alpha-r-forgotten": "the factor α/r was forgotten",
    "a-for-abar": "A was used where the discretized Ā = exp(ΔA) is meant",
    "transposed": "rows and columns changed places",
    "swapped-cells": "two cells changed places",
    "lost-sign": "a minus sign was lost",
}


def in_words(misconception: str) -> str:
    """A clause that explains a misconception; its name if there is none."""
    return _WORDS.get(misconception, misconception)
