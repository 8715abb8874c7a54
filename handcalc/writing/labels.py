"""Labels as they are printed: safe to show, and told apart where a word comes twice."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from handcalc.record.axes import Axis
from handcalc.wording import visible


@lru_cache(maxsize=1024)
def printed_labels(axis: Axis) -> tuple[str, ...]:
    """The labels of an axis; of equal ones the second is 'the (2)'."""
    seen: Counter[str] = Counter()
    labels = []
    for label in axis.labels:
        shown = visible(label)
        seen[shown] += 1
        labels.append(shown if seen[shown] == 1 else f"{shown} ({seen[shown]})")
    return tuple(labels)
