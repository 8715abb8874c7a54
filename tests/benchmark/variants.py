"""How kind random exercises are: for each topic the share of attempts that a sheet accepts, and the time.

Run as `python -m tests.benchmark.variants [STUDENTS]`, 200 unless said. Every topic is drawn by default, with
two decimals carried, as sheets are.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import handcalc.topics as topics
from handcalc.exercises.drawing.variants import DrawCounts, find_variants, variant
from handcalc.inputs.binding import BoundRequest, bind
from handcalc.inputs.from_python import from_python

STUDENTS = 200
MOST_TOLD = 2


def exercise(topic: str) -> BoundRequest:
    """A topic with the rounding of sheets."""
    return bind(from_python(topics.find(topic), {"rounding": "carry", "digits": 2}))


def measured(bound: BoundRequest, students: int) -> tuple[DrawCounts, float, float]:
    """What became of the attempts; milliseconds for each variant, found, and recorded again."""
    counts = DrawCounts()
    next(find_variants(bound, 0, ["warm"]))
    start = time.perf_counter()
    found = list(find_variants(bound, 2026, [str(number) for number in range(students)], counts=counts))
    between = time.perf_counter()
    for one in found:
        variant(bound, 2026, one.id, one.attempt)
    end = time.perf_counter()
    return counts, 1000 * (between - start) / students, 1000 * (end - between) / students


def lines(students: int) -> Iterator[str]:
    """The table, a line each."""
    yield f"{'topic':<14}{'accepted':>9}{'found':>10}{'recorded':>11}   most often refused for"
    for topic in topics.names():
        bound = exercise(topic)
        if not bound.draws:
            yield f"{topic:<14}{'-':>9}   nothing is drawn: one variant"
            continue
        counts, found, recorded = measured(bound, students)
        told = ", ".join(f"{fault} ({times})" for fault, times in counts.faults.most_common(MOST_TOLD))
        yield f"{topic:<14}{counts.accepted / counts.tried:>8.1%}{found:>8.2f} ms{recorded:>8.2f} ms   {told}"


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else STUDENTS):
        print(line, flush=True)
