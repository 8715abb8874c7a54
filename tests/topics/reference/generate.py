"""Generating as the specification words it: texts as tuples of places, all in plain Python.

`every_text` and `best` try out everything there is: what a beam must find when it is wide enough.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tests.topics.reference.sample import one_word

Text = tuple[int, ...]
DECIMALS = 10


def generate(
    vocabulary: Any,
    start: str,
    next: Any = None,
    logits: Any = None,
    end: str | None = None,
    draws: Any = None,
    *,
    strategy: str = "beam",
    beam: int = 2,
    steps: int = 3,
    length_penalty: float = 0,
    temperature: float = 1,
    top_k: int = 0,
    top_p: float = 1,
) -> dict[str, Any]:
    """Every step by its id; the tables have a row a candidate."""
    words = list(vocabulary)
    rows = np.array(next if logits is None else logits, dtype=float).tolist()
    found, table = ({}, rows) if logits is None else _softmax(rows)
    first, last = words.index(start), None if end is None else words.index(end)
    texts: list[Text] = [()]
    chances: dict[Text, float] = {(): 1.0}
    for time in range(1, steps + 1):
        if all(text and text[-1] == last for text in texts):
            break
        drawn = None
        if strategy == "sample":
            here = texts[0][-1] if texts[0] else first
            draw = None if temperature == 0 else float(draws[time - 1])
            more = one_word(
                rows[here],
                words,
                draw,
                given=logits is None,
                temperature=temperature,
                top_k=top_k,
                top_p=top_p,
            )
            found |= {f"step{time}.{name}": value for name, value in more.items()}
            drawn = words.index(more["word"].item())
        candidates = _candidates(texts, table, first, last, chances)
        chances = {text: chance for text, chance, _ in candidates}
        scores = [_score(text, chance, length_penalty) for text, chance, _ in candidates]
        keep = beam if strategy == "beam" else 1
        rank = sorted(range(len(scores)), key=lambda i: (-round(scores[i], DECIMALS), i))
        kept = rank[:keep] if drawn is None else [_with(candidates, drawn)]
        found |= _columns(f"step{time}", candidates, scores, kept, length_penalty)
        texts = [candidates[i][0] for i in sorted(kept)]
    return found | _outcome(texts, chances, length_penalty, words)


def _candidates(
    texts: list[Text], table: list[list[float]], first: int, last: int | None, chances: dict[Text, float]
) -> list[tuple[Text, float, float]]:
    """Text, its probability, that of its last word (1 where it has ended); impossible words are none."""
    found = []
    for text in texts:
        if text and text[-1] == last:
            found.append((text, chances[text], 1.0))
            continue
        for word, p in enumerate(table[text[-1] if text else first]):
            if p:
                found.append(((*text, word), chances[text] * p, p))
    return found


def _score(text: Text, chance: float, penalty: float) -> float:
    score: float = math.log(chance) / len(text) ** penalty
    return score


def _with(candidates: list[tuple[Text, float, float]], word: int) -> int:
    return next(i for i, (text, _, _) in enumerate(candidates) if text[-1] == word)


def _columns(
    prefix: str,
    candidates: list[tuple[Text, float, float]],
    scores: list[float],
    kept: list[int],
    penalty: float,
) -> dict[str, Any]:
    p = np.array([[chance] for _, chance, _ in candidates])
    score = np.array([[one] for one in scores])
    marks = np.array([[float(i in kept)] for i in range(len(candidates))])
    word = np.array([[one] for _, _, one in candidates])
    found = {f"{prefix}.p": p, f"{prefix}.ln": np.log(p)}
    if penalty:
        found[f"{prefix}.score"] = score
    return found | {f"{prefix}.candidates": np.hstack([word, p, np.log(p), score, marks])}


def _outcome(
    texts: list[Text], chances: dict[Text, float], penalty: float, words: list[str]
) -> dict[str, Any]:
    ranked = sorted(texts, key=lambda text: -round(_score(text, chances[text], penalty), DECIMALS))
    table = [[chances[t], math.log(chances[t]), _score(t, chances[t], penalty)] for t in ranked]
    return {
        "ranking": np.array(table),
        "sequence": np.array([[words[word] for word in ranked[0]]], dtype=object),
        "probability": np.array([[table[0][0]]]),
        "log_probability": np.array([[table[0][1]]]),
    }


def _softmax(rows: list[list[float]]) -> tuple[dict[str, Any], list[list[float]]]:
    E = np.exp(np.array(rows))
    D = E.sum(axis=1, keepdims=True)
    return {"E": E, "D": D, "P": E / D}, (E / D).tolist()


# --- everything there is -----------------------------------------------------------------------------------


def every_text(
    table: list[list[float]], first: int, steps: int, last: int | None = None
) -> Iterator[tuple[Text, float]]:
    """All texts of so many words, or shorter ones that have ended, in the order of the vocabulary."""

    def longer(text: Text, chance: float) -> Iterator[tuple[Text, float]]:
        if len(text) == steps or (text and text[-1] == last):
            yield text, chance
            return
        for word, p in enumerate(table[text[-1] if text else first]):
            if p:
                yield from longer((*text, word), chance * p)

    return longer((), 1.0)


def best(
    table: list[list[float]], first: int, steps: int, last: int | None = None, penalty: float = 0
) -> tuple[Text, float]:
    """The text with the best score, of equal ones the first, and its probability."""
    worth: Callable[[tuple[Text, float]], float] = lambda one: round(_score(*one, penalty), DECIMALS)  # noqa: E731
    return max(every_text(table, first, steps, last), key=worth)
