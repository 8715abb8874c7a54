"""A random case of an operation, what it should give, and how far from that its numbers are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import numpy as np
from mpmath import mp

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix
from tests.record.number_families import FAMILIES

mp.dps = 50
REACH = 300
"""Powers of ten up to which numbers are drawn where the result is no larger than they are."""
RELATIVE = Fraction(1, 10**12)
UNDERFLOW = Fraction(1, 10**305)
"""Below this doubles run out of digits."""
LARGEST = Fraction(np.finfo(float).max)

Number = Any
"""A fraction, a number with fifty digits, −∞ where a score is masked, or a word."""
Table = Sequence[Sequence[Number]]


class Near(NamedTuple):
    """A number, and what its error is to be measured by: how large the terms are that it is the sum of.

    Where terms cancel, their own rounding is all that is left, and no order of adding could help. Size 0:
    nothing was calculated, so the number has to come out as it went in.
    """

    value: Number
    size: Number


Expected = Callable[..., list[list[Near]]]


@dataclass(frozen=True, eq=False)
class Case:
    """An operation on random matrices. expected: from the operands' numbers to what it should give.

    given: the operands, if they are not those of the formula.
    """

    formula: Matrix
    expected: Expected
    given: tuple[Matrix, ...] | None = None

    @property
    def operands(self) -> tuple[Matrix, ...]:
        """The matrices whose numbers go in."""
        return self.formula.operands if self.given is None else self.given

    def column_form(self) -> Case:
        """The same in columns."""

        def expected(*tables: Table) -> list[list[Near]]:
            return across(self.expected(*map(across, tables)))

        operands = tuple(_turned(operand) for operand in self.operands)
        assert self.formula.operation is not None
        return Case(self.formula.operation.column_form(*operands), expected, operands)

    def with_operands(self, change: Callable[[Matrix], Matrix]) -> Case:
        """The same with other matrices of the same axes in the operands' places."""
        others = {id(operand): change(operand) for operand in self.operands}

        def rewritten(part: Matrix) -> Matrix:
            if id(part) in others:
                return others[id(part)]
            return replace(part, operands=tuple(map(rewritten, part.operands)))

        return Case(rewritten(self.formula), self.expected, tuple(others.values()))


def across(table: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """A table with rows for columns."""
    return [list(column) for column in zip(*table, strict=True)]


def _turned(leaf: Matrix) -> Matrix:
    assert leaf.values is not None
    return Matrix(leaf.columns, leaf.rows, values=leaf.values.T, symbol=leaf.symbol)


class Draw:
    """Where the numbers of a case come from, all of one family."""

    def __init__(self, family: str, seed: object) -> None:
        self.random = Random(f"{family} {seed}")
        self._family = FAMILIES[family]

    def number(self, reach: float = REACH) -> float:
        """Any number of the family."""
        return self._family(self.random, reach)

    def axis(self, name: str, least: int = 1, most: int = 4) -> Axis:
        """An axis of any size."""
        return Axis.numbered(name, self.random.randint(least, most))

    def leaf(
        self, rows: Axis, columns: Axis, reach: float = REACH, of: Callable[[float], float] = lambda x: x
    ) -> Matrix:
        """A matrix of numbers of the family, each made into another one."""
        numbers = [[of(self.number(reach)) for _ in range(columns.size)] for _ in range(rows.size)]
        return Matrix(rows, columns, values=np.array(numbers))

    def matrix(self, reach: float = REACH, of: Callable[[float], float] = lambda x: x) -> Matrix:
        """The same of any shape."""
        return self.leaf(self.axis("token"), self.axis("feature"), reach, of)

    def one(self, reach: float = REACH, of: Callable[[float], float] = lambda x: x) -> Matrix:
        """A single number."""
        return self.leaf(SINGLE, SINGLE, reach, of)

    def beside(self, a: Matrix, reach: float = REACH, of: Callable[[float], float] = lambda x: x) -> Matrix:
        """A matrix that a can be calculated with cell by cell: of its shape, a row, a column or a number."""
        rows = self.random.choice((a.rows, a.rows, SINGLE))
        columns = self.random.choice((a.columns, a.columns, SINGLE))
        return self.leaf(rows, columns, reach, of)


def sum_near(terms: Sequence[Number]) -> Near:
    """A sum, to be measured by its terms."""
    return Near(sum(terms, Fraction(0)), sum(map(abs, terms), Fraction(0)))


def near(value: Number) -> Near:
    """A number that is calculated without cancelling anything."""
    return Near(value, abs(value))


def as_it_is(value: Number) -> Near:
    """A number, or a word, that only went to another place."""
    return Near(value, Fraction(0))


def meant(value: Fraction) -> Fraction:
    """A number with ten decimals, or with fifteen significant digits where these are fewer."""
    return round(value, min(10, 15 - len(str(math.floor(abs(value))))))


def precise(value: Number) -> Number:
    """A fraction with fifty digits."""
    return mp.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mp.mpf(value)


def exact(value: Any) -> Number:
    """The fraction that a double is; words, and −∞, stay."""
    return value if isinstance(value, str) or value == -math.inf else Fraction(value)


def holds(actual: Any, wanted: Near) -> bool:
    """Whether a calculated number is as near as twelve digits of its terms are."""
    value, size = wanted
    if isinstance(value, str) or isinstance(actual, str) or -math.inf in (value, actual):
        return bool(value == actual)
    if isinstance(value, Fraction) and isinstance(size, Fraction):
        return abs(Fraction(actual) - value) <= RELATIVE * size + (UNDERFLOW if size else 0)
    allowed = precise(RELATIVE) * precise(size) + precise(UNDERFLOW)
    return bool(abs(precise(Fraction(actual)) - precise(value)) <= allowed)
