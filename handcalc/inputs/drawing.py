"""Random matrices: small whole numbers that depend only on topic, seed, name and attempt.

The mapping is our own, so that a seed printed on a sheet stays valid over versions of Python and numpy.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from handcalc.inputs.binding import Side
from handcalc.inputs.numbers import Number
from handcalc.inputs.request import Rows


MOST_REDRAWS = 100
"""Tries at a matrix without a row or column of zeros; a narrow range of numbers may never give one."""


def draw(topic: str, seed: int, side: Side, attempt: int) -> Rows:
    """A matrix of the input's own numbers, the same on every machine."""
    random = Random(f"handcalc/{topic}/{seed}/{side.spec.name}/{attempt}").random
    values, columns = side.spec.drawn_from, side.columns.size
    for _ in range(MOST_REDRAWS):
        flat = [values[int(random() * len(values))] for _ in range(side.rows.size * columns)]
        rows = [flat[start : start + columns] for start in range(0, len(flat), columns)]
        if not _dull(rows):
            break
    numbers = {value: Number(Fraction(value), str(value)) for value in values}
    return [[numbers[value] for value in row] for row in rows]


def _dull(rows: list[list[int]]) -> bool:
    """Whether a line of several numbers holds nothing but zeros, or all numbers are the same."""
    lines = [*rows, *zip(*rows, strict=True)]
    zeros = any(len(line) > 1 and not any(line) for line in lines)
    return zeros or (len(rows) * len(rows[0]) > 1 and len({value for row in rows for value in row}) == 1)
