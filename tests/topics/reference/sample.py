"""Sampling as the specification words it, in plain Python: one position after the other."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

DECIMALS = 10
"""0.1 + 0.2 reaches 0.3: sums are compared as the decimals that a person adds."""


def sample(
    vocabulary: Any,
    P: Any = None,
    logits: Any = None,
    draws: Any = None,
    *,
    temperature: float = 1,
    top_k: int = 0,
    top_p: float = 1,
    min_p: float = 0,
    base: float = math.e,
    order: str = "given",
    count: int = 1,
) -> dict[str, Any]:
    """Every step by its id, in the order of the specification; a row is 1×V, a word an array of one text."""
    rows = np.array(P if logits is None else logits, dtype=float)
    rows = np.repeat(rows, count, axis=0)
    steps: dict[str, Any] = {}
    for number, row in enumerate(rows):
        draw = None if draws is None or temperature == 0 else float(draws[number])
        found = one_word(
            list(map(float, row)),
            list(vocabulary),
            draw,
            given=logits is None,
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            min_p=min_p,
            base=base,
            order=order,
        )
        steps |= {f"p{number + 1}.{name}": value for name, value in found.items()}
    return steps


def one_word(
    row: list[float],
    words: list[str],
    draw: float | None,
    *,
    given: bool,
    temperature: float = 1,
    top_k: int = 0,
    top_p: float = 1,
    min_p: float = 0,
    base: float = math.e,
    order: str = "given",
) -> dict[str, Any]:
    """The steps of one position, without their prefix."""
    steps: dict[str, Any] = {}
    if temperature == 0:
        left = [0.0] * len(row)
        left[row.index(max(row))] = 1.0
    else:
        shares = _shares(steps, row, given, temperature, base)
        filtered = bool(top_k or top_p < 1 or min_p)
        if filtered and "P" not in steps:
            steps["P"] = _row(shares)
        kept = _filters(steps, shares, top_k, top_p, min_p)
        total = sum(shares[i] for i in kept)
        left = [shares[i] / total if i in kept else 0.0 for i in range(len(row))] if filtered else shares
    steps["Q"] = _row(left)
    ends = _ends(left, order)
    steps["C"] = _row([right for _, right in ends])
    steps["interval"] = np.array(ends)
    if draw is not None:
        steps["draw"] = np.array([[draw]])
    steps["word"] = np.array([[words[_fallen_on(ends, draw or 0.0)]]], dtype=object)
    return steps


def _shares(
    steps: dict[str, Any], row: list[float], given: bool, temperature: float, base: float
) -> list[float]:
    """Z, E, D, P for logits and wherever a temperature acts; given probabilities as they are."""
    if given and temperature == 1:
        return row
    scores = [(math.log(p) if p else -math.inf) for p in row] if given else row
    scores = [score / temperature for score in scores]
    powers = [base**score for score in scores]
    shares = [power / sum(powers) for power in powers]
    steps |= {"Z": _row(scores), "E": _row(powers), "D": np.array([[sum(powers)]]), "P": _row(shares)}
    return shares


def _filters(steps: dict[str, Any], shares: list[float], top_k: int, top_p: float, min_p: float) -> list[int]:
    """Temperature has acted; then top-k, top-p on what is left (renormalised), min-p."""
    falling = sorted(range(len(shares)), key=lambda i: (-round(shares[i], DECIMALS), i))
    kept = falling
    if top_k:
        kept = kept[:top_k]
        steps["keep_k"] = _marks(kept, len(shares))
    if top_p < 1:
        whole = sum(shares[i] for i in kept) if top_k else 1.0
        sums = [round(sum(shares[i] for i in kept[: n + 1]) / whole, DECIMALS) for n in range(len(kept))]
        reached = next((n for n, total in enumerate(sums) if total >= round(top_p, DECIMALS)), len(kept))
        kept = kept[: reached + 1]
        steps["keep_p"] = _marks(kept, len(shares))
    if min_p:
        floor = round(min_p * max(shares), DECIMALS)
        kept = [i for i in kept if shares[i] and round(shares[i], DECIMALS) >= floor]
        steps["keep_m"] = _marks(kept, len(shares))
    return kept


def _ends(shares: list[float], order: str) -> list[tuple[float, float]]:
    """Left and right end of each word in the order of the vocabulary; the last that has a share ends at 1."""
    places = list(range(len(shares)))
    if order == "reversed":
        places.reverse()
    elif order == "sorted":
        places.sort(key=lambda i: (-round(shares[i], DECIMALS), i))
    ends, right = [(0.0, 0.0)] * len(shares), 0.0
    last = max(n for n, i in enumerate(places) if shares[i])
    for n, i in enumerate(places):
        left, right = right, 1.0 if n >= last else right + shares[i]
        ends[i] = (left, right)
    return ends


def _fallen_on(ends: list[tuple[float, float]], draw: float) -> int:
    inside = [
        i
        for i, (left, right) in enumerate(ends)
        if round(left, DECIMALS) <= round(draw, DECIMALS) < round(right, DECIMALS)
    ]
    assert len(inside) == 1, "a draw falls on one word"
    return inside[0]


def _row(numbers: list[float]) -> Any:
    return np.array([numbers])


def _marks(kept: list[int], size: int) -> Any:
    return _row([float(i in kept) for i in range(size)])
