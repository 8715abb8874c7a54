"""Random matrices: small numbers, mostly whole, that depend only on topic, seed, student, name and attempt.

The mapping is our own, so that a seed printed on a sheet stays valid over versions of Python and numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from random import Random

from handcalc.inputs.binding import BoundInput
from handcalc.inputs.numbers import Number
from handcalc.inputs.options import spelled
from handcalc.inputs.request import Rows
from handcalc.record.topic import Input, OptionValue

Options = Mapping[str, OptionValue]

MOST_REDRAWS = 100
"""Tries at a matrix without a line of zeros; a narrow range of numbers may never give one."""

MOST_LINES = 2000
"""Tries at a line as the topic wishes; one takes two microseconds."""

PARTS = (20, 100, 1000, 10_000, 100_000)
"""What 1 is divided into when it is shared out: the first of these that leaves something for everybody."""

MOST_DIFFERENT = 5
"""More shares than this are not all different."""


def draw(key: str, side: BoundInput, attempt: int, options: Options) -> Rows:
    """A matrix of the input's own numbers, the same on every machine; key says for whom: BoundRequest.key."""
    random = Random(f"{key}/{side.spec.name}/{attempt}").random
    by_column = side.spec.wish is not None and side.spec.wish.each(options) == "column"
    sizes = (side.rows.size, side.columns.size)
    lines, length = sizes[::-1] if by_column else sizes
    for _ in range(MOST_REDRAWS):
        rows = _lines(side.spec, options, random, lines, length)
        if not _dull(rows):
            break
    if side.spec.distribution and side.rows.labels == side.columns.labels:
        _seldom_itself(rows)
    if by_column:
        rows = [list(row) for row in zip(*rows, strict=True)]
    return [[_number(value) for value in row] for row in rows]


@lru_cache(maxsize=1000)
def _number(value: int | Fraction) -> Number:
    return Number(Fraction(value), spelled(Fraction(value)))


def _lines(
    spec: Input, options: Options, random: Callable[[], float], count: int, length: int
) -> list[list[int | Fraction]]:
    """So many lines; those without a wish at one go, as a sheet may need thousands of draws."""
    if spec.wish is not None or spec.distribution:
        return [_line(spec, options, random, length) for _ in range(count)]
    numbers = _numbers(spec.drawn_from, random, count * length)
    return [numbers[start : start + length] for start in range(0, count * length, length)]


def _numbers(
    among: tuple[int | Fraction, ...], random: Callable[[], float], count: int
) -> list[int | Fraction]:
    many = len(among)
    return [among[int(random() * many)] for _ in range(count)]


def _line(spec: Input, options: Options, random: Callable[[], float], length: int) -> list[int | Fraction]:
    for _ in range(MOST_LINES):
        line = _shares(random, length) if spec.distribution else _numbers(spec.drawn_from, random, length)
        if spec.wish is None or spec.wish.fulfilled(line, options):
            break
    return line


def _shares(random: Callable[[], float], length: int) -> list[int | Fraction]:
    """Round shares of 1, none of them 0; a few of them all different, so that nobody meets a tie."""
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


def _seldom_itself(rows: list[list[int | Fraction]]) -> None:
    """Of what follows what, the smallest share goes to the diagonal: nobody says 'the the the'."""
    for number, row in enumerate(rows):
        smallest = row.index(min(row))
        row[number], row[smallest] = row[smallest], row[number]


def _dull(rows: list[list[int | Fraction]]) -> bool:
    """Whether a line of several numbers holds nothing but zeros, or all numbers are the same."""
    several_rows, several_columns = len(rows) > 1, len(rows[0]) > 1
    if several_columns and not all(map(any, rows)):
        return True
    if several_rows and not all(map(any, zip(*rows, strict=True))):
        return True
    first = rows[0][0]
    return (several_rows or several_columns) and all(number == first for row in rows for number in row)
