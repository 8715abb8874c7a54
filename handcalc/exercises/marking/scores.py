"""The score of a marked sheet, from 0 to 1."""

from __future__ import annotations

from handcalc.exercises.marking.marks import MarkedSheet, Verdict


def count(marked: MarkedSheet, verdict: Verdict) -> int:
    """The number of cells with a verdict."""
    return sum(cell.verdict == verdict for cell in marked.cells)


def score_key_only(marked: MarkedSheet) -> float:
    """The share of blanks that agree with the key."""
    return score(marked, follow_cap=0)


def score(marked: MarkedSheet, follow_cap: float = 1.0) -> float:
    """The share of blanks that are right or follow; 1 without blanks.

    follow_cap: the worth of a follow-through answer.
    """
    if not marked.cells:
        return 1.0
    return (count(marked, "right") + follow_cap * count(marked, "follows")) / len(marked.cells)
