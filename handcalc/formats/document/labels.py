"""Labels as they are printed: safe to show, and told apart where a word comes twice."""

from __future__ import annotations

from collections import Counter

from handcalc.record.axes import Axis
from handcalc.text import visible

_MOST_KNOWN = 1024
# By identity: the labels of 5,000 time steps take too long to hash for every cell that has one.
_known: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def printed_labels(axis: Axis) -> tuple[str, ...]:
    """The labels of an axis; of equal ones the second is 'the (2)'."""
    labels, printed = _known.get(id(axis.labels), ((), ()))
    if labels is not axis.labels:
        printed = _told_apart(axis)
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[id(axis.labels)] = (axis.labels, printed)
    return printed


def _told_apart(axis: Axis) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    labels = []
    for label in axis.labels:
        shown = visible(label)
        seen[shown] += 1
        labels.append(shown if seen[shown] == 1 else f"{shown} ({seen[shown]})")
    return tuple(labels)
