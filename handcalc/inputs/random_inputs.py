"""Random matrices of small numbers, determined by topic, seed, student, name and attempt; their quality.

Only Random.random is used, so that a seed means the same numbers in all versions of Python and numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from random import Random

from handcalc.inputs.binding import BoundInput
from handcalc.record.calculation import Calculation, Step
from handcalc.record.numbers import Number, Rows
from handcalc.record.options import Options, spelled
from handcalc.record.parameters import Input

Line = list[int | Fraction]

MOST_REDRAWS = 100
"""Draws of a matrix until none of its rows and columns is zero; a narrow range may never allow that."""

MOST_LINES = 2000
"""Draws of a line until it meets its quality target; a draw takes two microseconds."""


def draw(key: str, target: BoundInput, attempt: int, options: Options) -> Rows:
    """A random matrix for an input, the same on every machine; key: see BoundRequest.key."""
    spec = target.spec
    random = Random(f"{key}/{spec.name}/{attempt}").random
    by_column = spec.line_target is not None and spec.line_target.each(options) == "column"
    sizes = (target.rows.size, target.columns.size)
    count, length = sizes[::-1] if by_column else sizes
    for _ in range(MOST_REDRAWS):
        rows = _lines(spec, options, random, count, length)
        if not _is_trivial(rows):
            break
    if by_column:
        rows = [list(row) for row in zip(*rows, strict=True)]
    return [[_number(value) for value in row] for row in rows]


@lru_cache(maxsize=1000)
def _number(value: int | Fraction) -> Number:
    return Number(Fraction(value), spelled(Fraction(value)))


def _lines(spec: Input, options: Options, random: Callable[[], float], count: int, length: int) -> list[Line]:
    """The lines of a matrix; without a quality target in one step, as a sheet may need thousands of draws."""
    if callable(spec.drawn_from):
        return spec.drawn_from(random, count, length)
    if spec.line_target is not None:
        return [_line_meeting_target(spec, spec.drawn_from, options, random, length) for _ in range(count)]
    numbers = _numbers(spec.drawn_from, random, count * length)
    return [numbers[start : start + length] for start in range(0, count * length, length)]


def _numbers(among: tuple[int | Fraction, ...], random: Callable[[], float], count: int) -> Line:
    many = len(among)
    return [among[int(random() * many)] for _ in range(count)]


def _line_meeting_target(
    spec: Input,
    among: tuple[int | Fraction, ...],
    options: Options,
    random: Callable[[], float],
    length: int,
) -> Line:
    assert spec.line_target is not None
    for _ in range(MOST_LINES):
        line = _numbers(among, random, length)
        if spec.line_target.accepts(line, options):
            break
    return line


def _is_trivial(rows: list[Line]) -> bool:
    """Whether a row or column of several numbers is zero, or all numbers are equal."""
    several_rows, several_columns = len(rows) > 1, len(rows[0]) > 1
    if several_columns and not all(map(any, rows)):
        return True
    if several_rows and not all(map(any, zip(*rows, strict=True))):
        return True
    first = rows[0][0]
    return (several_rows or several_columns) and all(number == first for row in rows for number in row)


def penalty(calculation: Calculation) -> int:
    """The number of missed quality targets, plus the number of steps with a row of zeros; 0 is best."""
    missed = sum(not calculation.meets(target) for target in calculation.quality_targets)
    return missed + sum(_has_empty_row(step) for step in calculation.steps)


def _has_empty_row(step: Step) -> bool:
    """Whether a row of several random numbers is zero, which teaches nothing."""
    matrix, values = step.result, step.values
    if not matrix.transposes or matrix.columns.size < 2 or values.dtype.kind != "f":
        return False
    if all(leaf.is_constant for leaf in step.formula.leaves()):
        return False
    return not values.any(axis=1).all()
