"""Cases of operations cell by cell: sums, products, quotients, powers, choices."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from mpmath import mp

from handcalc.record import operations as ops
from handcalc.record.axes import SINGLE
from handcalc.record.matrix import constant
from tests.campaigns.exactly.case import (
    Case,
    Draw,
    Expected,
    Near,
    Number,
    Table,
    as_it_is,
    meant,
    near,
    precise,
)


def cell_by_cell(rule: Callable[..., Near]) -> Expected:
    """A rule for single numbers, on tables; a row, a column or a number is repeated."""

    def expected(*tables: Table) -> list[list[Near]]:
        rows, columns = max(len(table) for table in tables), max(len(table[0]) for table in tables)

        def at(table: Table, row: int, column: int) -> Number:
            return table[row if len(table) > 1 else 0][column if len(table[0]) > 1 else 0]

        return [
            [rule(*(at(table, row, column) for table in tables)) for column in range(columns)]
            for row in range(rows)
        ]

    return expected


def _add(d: Draw) -> Case:
    a = d.matrix()
    return Case(ops.add(a, d.beside(a)), cell_by_cell(lambda x, y: near(x + y)))


def _subtract(d: Draw) -> Case:
    a = d.matrix()
    return Case(ops.subtract(a, d.beside(a)), cell_by_cell(lambda x, y: near(x - y)))


def _multiply(d: Draw) -> Case:
    a = d.matrix(150)
    return Case(ops.multiply(a, d.beside(a, 150)), cell_by_cell(lambda x, y: near(x * y)))


def _scale(d: Draw) -> Case:
    return Case(ops.scale(d.one(150), d.matrix(150)), cell_by_cell(lambda x, y: near(x * y)))


def not_zero(x: float) -> float:
    """A number to divide by."""
    return x or 1.0


def _divide(d: Draw) -> Case:
    a = d.matrix(150)
    return Case(ops.divide(a, d.beside(a, 150, not_zero)), cell_by_cell(lambda x, y: near(x / y)))


def _divide_or_zero(d: Draw) -> Case:
    a = d.matrix(150)
    rule = cell_by_cell(lambda x, y: near(x / y if y else Fraction(0)))
    return Case(ops.divide_or_zero(a, d.beside(a, 150, _often_zero(d))), rule)


def _divide_or_limit(d: Draw) -> Case:
    a = d.matrix(150)
    rule = cell_by_cell(lambda x, y, limit: near(x / y) if y else as_it_is(limit))
    return Case(ops.divide_or_limit(a, d.beside(a, 150, _often_zero(d)), d.beside(a)), rule)


def _often_zero(d: Draw) -> Callable[[float], float]:
    return lambda x: d.random.choice((0.0, x, x))


def _square(d: Draw) -> Case:
    return Case(ops.square(d.matrix(150)), cell_by_cell(lambda x: near(x * x)))


def _sqrt(d: Draw) -> Case:
    return Case(ops.sqrt(d.matrix(of=abs)), cell_by_cell(lambda x: near(root(x))))


def root(x: Fraction) -> Number:
    """The square root: a fraction where there is one."""
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    return Fraction(top, bottom) if Fraction(top, bottom) ** 2 == x else mp.sqrt(precise(x))


def _floor(d: Draw) -> Case:
    def near_whole(x: float) -> float:
        return d.random.choice((x, x, round(x) + d.random.choice((1e-11, -1e-11, -1e-9)), 1e7 - 2e-9))

    return Case(
        ops.floor(d.matrix(of=near_whole)),
        cell_by_cell(lambda x: as_it_is(Fraction(math.floor(x if x.denominator == 1 else meant(x))))),
    )


def _power(d: Draw) -> Case:
    base = d.random.choice((math.e, math.e, Fraction(2), Fraction(3), Fraction(5, 2)))
    furthest = 700 / math.log(base)

    def exponent(x: float) -> float:
        small = math.remainder(x, furthest) if abs(x) > furthest else x
        return d.random.choice((small, small, d.random.uniform(-furthest, furthest), -math.inf))

    def expected(_: Table, exponents: Table) -> list[list[Near]]:
        return [[near(power(base, x)) for x in row] for row in exponents]

    return Case(ops.power(constant(base), d.matrix(of=exponent)), expected)


def power(base: float | Fraction, exponent: Number) -> Number:
    """A power of a fraction, or of e, which is the only float; the exponent may be −∞."""
    if exponent == -math.inf:
        return Fraction(0)
    if isinstance(base, float):
        return mp.exp(precise(exponent)) if exponent else Fraction(1)
    if exponent.denominator == 1 and abs(exponent) < 1000:
        return base**exponent.numerator
    return mp.power(precise(base), precise(exponent))


def _power_law(d: Draw) -> Case:
    p = d.one(1, of=lambda x: math.remainder(x, 3))
    a = d.matrix(100)
    x = d.leaf(a.rows, a.columns, 60, of=lambda x: abs(not_zero(x)))
    return Case(ops.power_law(a, x, p), cell_by_cell(lambda a, x, p: near(precise(a) / precise(power(x, p)))))


def _mask(d: Draw) -> Case:
    a = d.matrix()
    rule = cell_by_cell(lambda x, there: as_it_is(x if there else -math.inf))
    return Case(ops.mask_scores(a, d.leaf(a.rows, a.columns, of=_zero_or_one(d))), rule)


def _where(d: Draw) -> Case:
    a = d.matrix()
    condition = d.leaf(a.rows, d.random.choice((a.columns, SINGLE)), of=_zero_or_one(d))
    return Case(ops.where(condition, a, d.beside(a)), cell_by_cell(lambda c, x, y: as_it_is(x if c else y)))


def _zero_or_one(d: Draw) -> Callable[[float], float]:
    return lambda _: float(d.random.randint(0, 1))


def _negate(d: Draw) -> Case:
    return Case(ops.negate(d.matrix()), cell_by_cell(lambda x: as_it_is(-x)))


def _copy(d: Draw) -> Case:
    return Case(ops.copy(d.matrix()), cell_by_cell(as_it_is))


CASES: dict[str, Callable[[Draw], Case]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "scale": _scale,
    "divide": _divide,
    "divide or zero": _divide_or_zero,
    "divide or limit": _divide_or_limit,
    "square": _square,
    "sqrt": _sqrt,
    "floor": _floor,
    "power": _power,
    "power law": _power_law,
    "mask": _mask,
    "where": _where,
    "negate": _negate,
    "copy": _copy,
}
