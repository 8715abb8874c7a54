"""Random matrices: small numbers, mostly whole, that depend only on topic, seed, student, name and attempt.

The mapping is our own, so that a seed printed on a sheet stays valid over versions of Python and numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from random import Random

from handcalc.inputs.binding import BoundInput
from handcalc.record.numbers import Number, Rows
from handcalc.record.options import Options, spelled
from handcalc.record.parameters import Input

Line = list[int | Fraction]

MOST_REDRAWS = 100
"""Tries at a matrix without a line of zeros; a narrow range of numbers may never give one."""

MOST_LINES = 2000
"""Tries at a line as the topic wishes; one takes two microseconds."""


def draw(key: str, target: BoundInput, attempt: int, options: Options) -> Rows:
    """A matrix of the input's own numbers, the same on every machine; key: see BoundRequest.key."""
    spec = target.spec
    random = Random(f"{key}/{spec.name}/{attempt}").random
    by_column = spec.line_target is not None and spec.line_target.each(options) == "column"
    sizes = (target.rows.size, target.columns.size)
    count, length = sizes[::-1] if by_column else sizes
    for _ in range(MOST_REDRAWS):
        rows = _lines(spec, options, random, count, length)
        if not _dull(rows):
            break
    if by_column:
        rows = [list(row) for row in zip(*rows, strict=True)]
    return [[_number(value) for value in row] for row in rows]


@lru_cache(maxsize=1000)
def _number(value: int | Fraction) -> Number:
    return Number(Fraction(value), spelled(Fraction(value)))


def _lines(spec: Input, options: Options, random: Callable[[], float], count: int, length: int) -> list[Line]:
    """So many lines; those without a wish at one go, as a sheet may need thousands of draws."""
    if callable(spec.drawn_from):
        return spec.drawn_from(random, count, length)
    if spec.line_target is not None:
        return [_wished_line(spec, spec.drawn_from, options, random, length) for _ in range(count)]
    numbers = _numbers(spec.drawn_from, random, count * length)
    return [numbers[start : start + length] for start in range(0, count * length, length)]


def _numbers(among: tuple[int | Fraction, ...], random: Callable[[], float], count: int) -> Line:
    many = len(among)
    return [among[int(random() * many)] for _ in range(count)]


def _wished_line(
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


def _dull(rows: list[Line]) -> bool:
    """Whether a line of several numbers holds nothing but zeros, or all numbers are the same."""
    several_rows, several_columns = len(rows) > 1, len(rows[0]) > 1
    if several_columns and not all(map(any, rows)):
        return True
    if several_rows and not all(map(any, zip(*rows, strict=True))):
        return True
    first = rows[0][0]
    return (several_rows or several_columns) and all(number == first for row in rows for number in row)
