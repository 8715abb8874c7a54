"""Printed labels: without control characters, and numbered where a word is repeated."""

from __future__ import annotations

from collections import Counter

from handcalc.record.axes import Axis
from handcalc.text import visible

_CACHE_SIZE = 1024
# Cached by identity: hashing the labels of 5,000 time steps for every cell takes too long.
_cache: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def printed_labels(axis: Axis) -> tuple[str, ...]:
    """The labels of an axis; the second 'the' becomes 'the (2)'."""
    labels, printed = _cache.get(id(axis.labels), ((), ()))
    if labels is not axis.labels:
        printed = _distinct(axis)
        if len(_cache) >= _CACHE_SIZE:
            _cache.clear()
        _cache[id(axis.labels)] = (axis.labels, printed)
    return printed


def _distinct(axis: Axis) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    labels = []
    for label in map(visible, axis.labels):
        counts[label] += 1
        labels.append(label if counts[label] == 1 else f"{label} ({counts[label]})")
    return tuple(labels)
