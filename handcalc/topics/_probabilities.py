"""Rows of probabilities as an input: checked when they are given, drawn as round shares of 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from handcalc.record.dimensions import Dimension
from handcalc.record.numbers import NON_NEGATIVE, UNIT_INTERVAL, Rows
from handcalc.record.options import Options, spelled
from handcalc.record.parameters import Input, RandomLines, Refusal, matrix, vector

OFF_BY_MOST = Fraction(1, 1_000_000)
"""How far the sum of given probabilities may be from 1: they were rounded before."""

PARTS = (20, 100, 1000, 10_000, 100_000)
"""What 1 is divided into when it is shared out: the first of these that leaves something for everybody."""

MOST_DIFFERENT = 5
"""More shares than this are not all different."""

MOST_REDRAWS = 100
"""Tries at shares that are all different."""


HUNDREDTHS = tuple(Fraction(number, 100) for number in range(100))


def probabilities(
    rows: Dimension, columns: Dimension, title: str, lines: RandomLines | None = None, transposes: bool = True
) -> Input:
    """Annotate a parameter as rows of probabilities, which logits may stand for."""
    return matrix(
        rows,
        columns,
        title,
        required_unless=("logits",),
        transposes=transposes,
        domain=NON_NEGATIVE,
        prepare=summing_to_one,
        drawn_from=lines or random_shares,
    )


def random_numbers(axis: Dimension, drawn_when: Callable[[Options], bool]) -> Input:
    """Annotate a parameter as the random numbers that pick words, drawn where options ask for them."""
    return vector(
        axis,
        "random numbers from 0 up to 1",
        drawn_from=HUNDREDTHS,
        drawn_when=drawn_when,
        domain=UNIT_INTERVAL,
    )


def summing_to_one(rows: Rows, refusal: Refusal) -> Rows:
    """Probabilities as they are; refused if a row does not sum to 1."""
    for index, row in enumerate(rows, start=1):
        total = sum((number.value for number in row), Fraction(0))
        if abs(total - 1) > OFF_BY_MOST:
            raise refusal(f"sums to {spelled(total)}: probabilities must sum to 1", row=index)
    return rows


def random_shares(random: Callable[[], float], count: int, length: int) -> list[list[int | Fraction]]:
    """Random probabilities, so many rows of them."""
    return [shares_of_one(random, length) for _ in range(count)]


def random_transitions(random: Callable[[], float], count: int, length: int) -> list[list[int | Fraction]]:
    """Random probabilities of what follows what; the smallest of a row is that of the same again."""
    rows = random_shares(random, count, length)
    for number, row in enumerate(rows):
        smallest = row.index(min(row))
        row[number], row[smallest] = row[smallest], row[number]
    return rows


def shares_of_one(random: Callable[[], float], length: int) -> list[int | Fraction]:
    """Round shares of 1, none of them 0; a few of them all different, so that there is no tie."""
    parts = next(parts for parts in PARTS if parts >= 4 * length)
    for _ in range(MOST_REDRAWS):
        places = list(range(1, parts))
        for number in range(length - 1):
            other = number + int(random() * (len(places) - number))
            places[number], places[other] = places[other], places[number]
        ends = [0, *sorted(places[: length - 1]), parts]
        sizes = [right - left for left, right in pairwise(ends)]
        if length > MOST_DIFFERENT or len(set(sizes)) == length:
            break
    return [Fraction(size, parts) for size in sizes]
