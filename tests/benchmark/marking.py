"""Time to mark the sheets of a class, by what stands on them.

Run as `python -m tests.benchmark.marking [SHEETS]`. Each sheet is an attention of its own, 9 steps with 124
cells, all blank. Time is that of marking alone; the calculations are there.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from random import Random

from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.marks import Answer, Answers
from handcalc.exercises.sheets.blanks import Blanks, blanks_of
from handcalc.record.calculation import Calculation
from tests.campaigns.simulated_students import Student, fill_in, slips
from tests.campaigns.simulation import DIGITS, drawn

BUDGET = 1.5
"""Seconds for a thousand sheets of which one in ten has a slip."""

Fill = Callable[[Calculation, Blanks, Random], Answers]


def right(calculation: Calculation, blanks: Blanks, random: Random) -> Answers:
    """Every step rounded, no error."""
    return fill_in(calculation, blanks, Student())


def slipped(calculation: Calculation, blanks: Blanks, random: Random) -> Answers:
    """One slip, carried on."""
    place, value = next(slips(calculation, right(calculation, blanks, random), random))
    return fill_in(calculation, blanks, Student(slip={place: value}))


def mostly_right(calculation: Calculation, blanks: Blanks, random: Random) -> Answers:
    """One sheet in ten with a slip."""
    return (slipped if random.random() < 0.1 else right)(calculation, blanks, random)


def precise(calculation: Calculation, blanks: Blanks, random: Random) -> Answers:
    """Full precision kept, so that many cells differ from the key."""
    return fill_in(calculation, blanks, Student("precise"))


def anything(calculation: Calculation, blanks: Blanks, random: Random) -> Answers:
    """Numbers that have nothing to do with it."""
    numbers = [Answer(text, float(text)) for text in ("0.5", "1", "2.25", "-3")]
    return {step: {place: random.choice(numbers) for place in cells} for step, cells in blanks.items()}


FILLS: tuple[Fill, ...] = (right, mostly_right, slipped, precise, anything)


def seconds(sheets: int, fill: Fill) -> float:
    """The time to mark so many sheets."""
    random, known = Random(1), [drawn("attention", seed) for seed in range(min(sheets, 100))]
    blanks = [blanks_of(calculation, 3) for calculation in known]
    answers = [fill(*pair, random) for pair in zip(known, blanks, strict=True)]
    start = time.perf_counter()
    for number in range(sheets):
        which = number % len(known)
        mark(known[which], blanks[which], answers[which], DIGITS)
    return time.perf_counter() - start


def lines(sheets: int) -> Iterator[str]:
    """The table, a line each."""
    yield f"{sheets} sheets; mostly right has {BUDGET * sheets / 1000:.2f} s"
    for fill in FILLS:
        took = seconds(sheets, fill)
        yield f"{fill.__name__.replace('_', ' '):14}{took:8.2f} s{1000 * took / sheets:8.2f} ms a sheet"


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 1000):
        print(line, flush=True)
