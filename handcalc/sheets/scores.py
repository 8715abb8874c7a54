"""What a marked sheet is worth: shares of the blanks that were asked for."""

from __future__ import annotations

from handcalc.sheets.marked import Marked, Verdict


def count(marked: Marked, verdict: Verdict) -> int:
    """How many cells have this verdict."""
    return sum(cell.verdict == verdict for cell in marked.cells)


def score_key_only(marked: Marked) -> float:
    """The share of the blanks that agree with the key; 1 where nothing was asked for."""
    return count(marked, "right") / len(marked.cells) if marked.cells else 1.0


def score(marked: Marked, follow_cap: float = 1.0) -> float:
    """The share of the blanks that are right or follow; what follows is worth follow_cap of what is right."""
    if not marked.cells:
        return 1.0
    return (count(marked, "right") + follow_cap * count(marked, "follows")) / len(marked.cells)
