"""Cases of functions of one number: activations, logarithms, sine and cosine."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from mpmath import mp

from handcalc.record import operations
from handcalc.record.matrix import Matrix
from tests.campaigns.exactly.arithmetic import cell_by_cell
from tests.campaigns.exactly.case import Case, Draw, Near, Number, as_it_is, near, precise

FURTHEST = 750
"""Beyond this e^x is no double, nor e^(−x) more than 0."""


def _of(
    operation: Callable[[Matrix], Matrix], definition: Callable[[Number], Number]
) -> Callable[[Draw], Case]:
    """Cases of an activation, far out as well, where one half of it vanishes."""

    def case(d: Draw) -> Case:
        def or_far_out(x: float) -> float:
            return d.random.choice((x, x, d.random.uniform(-FURTHEST, FURTHEST)))

        return Case(operation(d.matrix(of=or_far_out)), cell_by_cell(lambda x: near(definition(precise(x)))))

    return case


def _sigmoid(x: Number) -> Number:
    return 1 / (1 + mp.exp(-x))


def _normal(x: Number) -> Number:
    """Φ(x); far out on the right it is 1 in fifty digits, and on the left less than any double."""
    return mp.mpf(x > 0) if abs(x) > 100 else mp.ncdf(x)


def _gelu_tanh(x: Number) -> Number:
    u = mp.sqrt(2 / mp.pi) * (x + mp.mpf("0.044715") * x**3)
    return x * _sigmoid(2 * u)


def _relu(d: Draw) -> Case:
    return Case(operations.relu(d.matrix()), cell_by_cell(lambda x: as_it_is(max(x, Fraction(0)))))


def _angle(
    operation: Callable[[Matrix], Matrix], definition: Callable[[Number], Number]
) -> Callable[[Draw], Case]:
    """Cases of a function of angles, near its zeros as well."""

    def case(d: Draw) -> Case:
        def or_near_a_zero(x: float) -> float:
            return d.random.choice((x, x, d.random.randint(-1000, 1000) * math.pi / 2))

        return Case(
            operation(d.matrix(of=or_near_a_zero)), cell_by_cell(lambda x: near(definition(precise(x))))
        )

    return case


def _positive(d: Draw) -> Callable[[float], float]:
    return lambda x: d.random.choice((abs(x) or 1.0, 1 + d.random.uniform(-1e-9, 1e-9)))


def _ln(d: Draw) -> Case:
    return Case(operations.ln(d.matrix(of=_positive(d))), cell_by_cell(_logarithm))


def _logarithm(x: Fraction) -> Near:
    return near(Fraction(0) if x == 1 else mp.log(precise(x)))


def _ln_of_share(d: Draw) -> Case:
    def share(x: float) -> float:
        return d.random.choice((0.0, 1.0, d.random.random(), _positive(d)(x)))

    rule = cell_by_cell(lambda x: _logarithm(x) if x else as_it_is(-math.inf))
    return Case(operations.ln_of_share(d.matrix(of=share)), rule)


CASES: dict[str, Callable[[Draw], Case]] = {
    "relu": _relu,
    "sigmoid": _of(operations.sigmoid, _sigmoid),
    "silu": _of(operations.silu, lambda x: x * _sigmoid(x)),
    "softplus": _of(operations.softplus, lambda x: mp.log1p(mp.exp(x))),
    "gelu": _of(operations.gelu, lambda x: x * _normal(x)),
    "gelu-tanh": _of(operations.gelu_tanh, _gelu_tanh),
    "ln": _ln,
    "ln of share": _ln_of_share,
    "sin": _angle(operations.sine, mp.sin),
    "cos": _angle(operations.cosine, mp.cos),
}
