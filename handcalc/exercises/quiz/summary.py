"""Summary of a quiz: the outcome of each blank, the score and the first error."""

from __future__ import annotations

from typing import NamedTuple

from handcalc.exercises.marking.marks import MarkedSheet
from handcalc.exercises.marking.scores import score
from handcalc.exercises.quiz.quiz import Blank, Quiz


class FirstMistake(NamedTuple):
    """The first error: the name of the cell, and the misconception that explains it, if one does."""

    reference: str
    mistake: str | None


class Summary(NamedTuple):
    """Counts of blanks by outcome; every blank is counted once.

    score: the share of blanks that are right or follow.
    """

    first_try: int
    second_try: int
    after_hint: int
    follows: int
    wrong: int
    skipped: int
    not_reached: int
    score: float
    first_mistake: FirstMistake | None


def summary(quiz: Quiz) -> Summary:
    """The summary of a quiz so far."""
    marked = quiz.marked()
    verdicts = {cell.place: cell.verdict for cell in marked.cells}
    outcomes = [_outcome(quiz, blank, verdicts[quiz.cell_of(blank)]) for blank in quiz.blanks]
    counts = {outcome: outcomes.count(outcome) for outcome in Summary._fields[:-2]}
    return Summary(**counts, score=score(marked), first_mistake=_first_mistake(quiz, marked))


def _outcome(quiz: Quiz, blank: Blank, verdict: str) -> str:
    """The field of Summary that counts a blank."""
    history = quiz.histories[blank]
    if verdict == "blank":
        reached = quiz.current is None or blank.number < quiz.current.number
        return "skipped" if reached else "not_reached"
    if verdict != "right":
        return verdict
    if history.hints:
        return "after_hint"
    return "first_try" if history.tries == 1 else "second_try"


def _first_mistake(quiz: Quiz, marked: MarkedSheet) -> FirstMistake | None:
    if not marked.first_errors:
        return None
    place = marked.first_errors[0]
    reference = next(blank.reference for blank in quiz.blanks if quiz.cell_of(blank) == place)
    return FirstMistake(reference, dict(marked.misconceptions).get(place[0]))
