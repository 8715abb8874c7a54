"""Phrases for the conclusions of topics: the most probable tokens, ties, the first rows of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from handcalc.record.functions import snapped
from handcalc.record.selection_rules import largest_first
from handcalc.text import quoted

MOST_NAMED = 4
"""A conclusion names this many rows; of more it names the first ones."""

Numbers = Sequence[float]
NumberText = Callable[[float], str]


def top_one(labels: Sequence[str], probabilities: Numbers, text: NumberText) -> str:
    """The most probable label: "'mat' (p = 0.529)"."""
    return _ranked(labels, probabilities, text)[0]


def top_two(labels: Sequence[str], probabilities: Numbers, text: NumberText) -> str:
    """The most probable label and the next: "'mat' (p = 0.529), then 'rug' (p = 0.310)"."""
    return ", then ".join(_ranked(labels, probabilities, text))


def tie_note(*rows: Numbers) -> str:
    """The rule that decided a tie for the first place in one of the rows, '' if there is no tie."""
    tie = any(len(row) > 1 and snapped(max(row)) == snapped(sorted(row)[-2]) for row in rows)
    return "; tie: the one listed first is taken" if tie else ""


def first_rows(parts: Sequence[str], joiner: str = "; ") -> str:
    """The parts in one line; of many the first ones and an ellipsis."""
    return joiner.join([*parts[:MOST_NAMED], *(["…"] if len(parts) > MOST_NAMED else [])])


def _ranked(labels: Sequence[str], probabilities: Numbers, text: NumberText) -> list[str]:
    order = largest_first(list(probabilities))[:2]
    return [f"{quoted(labels[place])} (p = {text(probabilities[place])})" for place in order]
