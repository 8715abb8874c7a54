"""Rows of probabilities as an input: their sum is checked; random ones are round numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from handcalc.record.dimensions import Dimension
from handcalc.record.numbers import NON_NEGATIVE, UNIT_INTERVAL, Rows
from handcalc.record.options import Options, spelled
from handcalc.record.parameters import Input, RandomLines, Refusal, matrix, vector

OFF_BY_MOST = Fraction(1, 1_000_000)
"""How far the sum of probabilities in a file may be from 1, because they are rounded."""

PARTS = (20, 100, 1000, 10_000, 100_000)
"""Denominators of random probabilities; the first that is large enough for the row is taken."""

MOST_DIFFERENT = 5
"""In a longer row, probabilities may be equal."""

MOST_REDRAWS = 100
"""Attempts at a row without equal probabilities."""

HUNDREDTHS = tuple(Fraction(number, 100) for number in range(100))


def probabilities(
    rows: Dimension, columns: Dimension, title: str, lines: RandomLines | None = None, transposes: bool = True
) -> Input:
    """Annotate a parameter as rows of probabilities; logits may be given instead."""
    return matrix(
        rows,
        columns,
        title,
        required_unless=("logits",),
        transposes=transposes,
        domain=NON_NEGATIVE,
        prepare=summing_to_one,
        drawn_from=lines or random_probabilities,
    )


def random_numbers(axis: Dimension, drawn_when: Callable[[Options], bool]) -> Input:
    """Annotate a parameter as uniform random numbers; drawn_when: whether the options need them."""
    return vector(
        axis,
        "uniform draws u ∈ [0, 1)",
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


def random_probabilities(random: Callable[[], float], count: int, length: int) -> list[list[int | Fraction]]:
    """`count` rows of random probabilities."""
    return [random_distribution(random, length) for _ in range(count)]


def random_transitions(random: Callable[[], float], count: int, length: int) -> list[list[int | Fraction]]:
    """A random bigram table; the smallest probability of a row is on the diagonal: words rarely repeat."""
    rows = random_probabilities(random, count, length)
    for number, row in enumerate(rows):
        smallest = row.index(min(row))
        row[number], row[smallest] = row[smallest], row[number]
    return rows


def random_distribution(random: Callable[[], float], length: int) -> list[int | Fraction]:
    """Random round probabilities above 0; those of a short row are all different, so that there is no tie."""
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
