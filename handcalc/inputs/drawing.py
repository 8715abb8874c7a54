"""Random matrices: small whole numbers that depend only on topic, seed, name and attempt.

The mapping is our own, so that a seed printed on a sheet stays valid over versions of Python and numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

from handcalc.inputs.binding import Side
from handcalc.inputs.numbers import Number
from handcalc.inputs.request import Rows
from handcalc.record.topic import LineWish, OptionValue

Options = Mapping[str, OptionValue]

MOST_REDRAWS = 100
"""Tries at a matrix without a line of zeros; a narrow range of numbers may never give one."""

MOST_LINES = 2000
"""Tries at a line as the topic wishes; one takes two microseconds."""


def draw(topic: str, seed: int, side: Side, attempt: int, options: Options) -> Rows:
    """A matrix of the input's own numbers, the same on every machine."""
    random = Random(f"handcalc/{topic}/{seed}/{side.spec.name}/{attempt}").random
    values = side.spec.drawn_from
    by_column = side.spec.wish is not None and side.spec.wish.each(options) == "column"
    sizes = (side.rows.size, side.columns.size)
    lines, length = sizes[::-1] if by_column else sizes
    for _ in range(MOST_REDRAWS):
        rows = [_line(side.spec.wish, options, random, values, length) for _ in range(lines)]
        if not _dull(rows):
            break
    if by_column:
        rows = [list(row) for row in zip(*rows, strict=True)]
    numbers = {value: Number(Fraction(value), str(value)) for value in values}
    return [[numbers[value] for value in row] for row in rows]


def _line(
    wish: LineWish | None, options: Options, random: Callable[[], float], values: tuple[int, ...], length: int
) -> list[int]:
    for _ in range(MOST_LINES):
        line = [values[int(random() * len(values))] for _ in range(length)]
        if wish is None or wish.fulfilled(line, options):
            break
    return line


def _dull(rows: list[list[int]]) -> bool:
    """Whether a line of several numbers holds nothing but zeros, or all numbers are the same."""
    lines = [*rows, *zip(*rows, strict=True)]
    zeros = any(len(line) > 1 and not any(line) for line in lines)
    return zeros or (len(rows) * len(rows[0]) > 1 and len({value for row in rows for value in row}) == 1)
