"""Cell expressions: the arithmetic behind one cell, as data.

The textbook rule of an operation returns one of these; evaluating it must give what numpy gave for the
whole matrix, and writing it out is what a person follows with a pencil.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from handcalc.errors import CalculationError, NeverRational, NotRational

if TYPE_CHECKING:
    from handcalc.record.matrix import Matrix

Value = float | Fraction
Lookup = Callable[["Cell"], Value]

MINUS_INFINITY = -math.inf
# Beyond this a fraction base^exponent has more digits than anyone reads, and e^x is no double anyway.
_LARGEST_EXPONENT = 1000


class Scalar:
    """A cell expression; + − · ÷ build larger ones."""

    @property
    def head(self) -> str | None:
        """What is done to the arguments; None where there is nothing to do."""
        return None

    @property
    def arguments(self) -> tuple[Scalar, ...]:
        """What it is done to, in order."""
        return ()

    def __add__(self, other: Scalar) -> Scalar:
        return Apply("add", (self, other))

    def __sub__(self, other: Scalar) -> Scalar:
        return Apply("subtract", (self, other))

    def __mul__(self, other: Scalar) -> Scalar:
        return Apply("multiply", (self, other))

    def __truediv__(self, other: Scalar) -> Scalar:
        return Apply("divide", (self, other))


@dataclass(eq=False, repr=False)
class Cell(Scalar):
    """A cell of a named matrix, of an input or of a constant."""

    matrix: Matrix
    row: int
    column: int


@dataclass(eq=False, repr=False)
class Literal(Scalar):
    """A number that belongs to the rule itself, such as the 3 in a mean of three."""

    value: Value | str


@dataclass(eq=False, repr=False)
class Apply(Scalar):
    """A function of other expressions."""

    function: str
    operands: tuple[Scalar, ...]

    @property
    def head(self) -> str | None:
        """The function's name."""
        return self.function

    @property
    def arguments(self) -> tuple[Scalar, ...]:
        """The function's arguments."""
        return self.operands


@dataclass(eq=False, repr=False)
class Choice(Scalar):
    """One of two expressions: the first unless the condition's value is 0."""

    condition: Scalar
    then: Scalar
    otherwise: Scalar

    def taken(self, lookup: Lookup) -> Scalar:
        """The branch that the values choose."""
        return self.then if evaluate(self.condition, lookup) != 0 else self.otherwise


@dataclass(eq=False, repr=False)
class Decided(Scalar):
    """A decision made from cells; there is nothing to write out but its outcome."""

    decide: Callable[[list[Value]], Value]
    cells: tuple[Scalar, ...]

    @property
    def arguments(self) -> tuple[Scalar, ...]:
        """The cells that the decision looks at."""
        return self.cells


def total(terms: list[Scalar]) -> Scalar:
    """The sum of terms; one term is itself."""
    return terms[0] if len(terms) == 1 else Apply("add", tuple(terms))


def resolved(expression: Scalar, lookup: Lookup) -> Scalar:
    """The expression with every choice replaced by the branch taken."""
    if isinstance(expression, Choice):
        return resolved(expression.taken(lookup), lookup)
    if isinstance(expression, Apply):
        return Apply(expression.function, tuple(resolved(part, lookup) for part in expression.operands))
    return expression


def leaves(expression: Scalar) -> list[Cell]:
    """The cells that a choice-free expression reads, in order, with repetitions."""
    if isinstance(expression, Cell):
        return [expression]
    return [cell for part in expression.arguments for cell in leaves(part)]


def evaluate(expression: Scalar, lookup: Lookup) -> Value:
    """The value of an expression: floats give a float, fractions a fraction.

    Raises NotRational: fractions went in and no fraction comes out; CalculationError: division by zero.
    """
    if isinstance(expression, Cell):
        return lookup(expression)
    if isinstance(expression, Literal):
        return expression.value  # type: ignore[return-value]  # words stand alone, never in arithmetic
    if isinstance(expression, Decided):
        return expression.decide([evaluate(cell, lookup) for cell in expression.cells])
    if isinstance(expression, Choice):
        return evaluate(expression.taken(lookup), lookup)
    assert isinstance(expression, Apply)
    return FUNCTIONS[expression.function](*(evaluate(part, lookup) for part in expression.operands))


def _add(*terms: Value) -> Value:
    result: Value = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def _multiply(a: Value, b: Value) -> Value:
    return a * b


def _divide(a: Value, b: Value) -> Value:
    if b == 0:
        raise CalculationError("divides by zero")
    return a / b


def _maximum(*values: Value) -> Value:
    return max(values)


def _square(a: Value) -> Value:
    return a * a


def _floor(a: Value) -> Value:
    # A sum of decimals such as 2.9999999999999996 is meant to be 3, as it would be on paper.
    return Fraction(math.floor(a)) if isinstance(a, Fraction) else float(math.floor(round(a, 10)))


def _sqrt(a: Value) -> Value:
    if a < 0:
        raise CalculationError(f"takes the root of {a}, which has none")
    if not isinstance(a, Fraction):
        return math.sqrt(a)
    top, bottom = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if Fraction(top, bottom) ** 2 != a:
        raise NotRational(f"√({a}) is not a fraction: a perfect square under the root would make it one")
    return Fraction(top, bottom)


def _power(base: Value, exponent: Value) -> Value:
    if exponent == MINUS_INFINITY:
        return Fraction(0) if isinstance(base, Fraction) else 0.0
    if isinstance(exponent, Fraction):
        return _fraction_power(base, exponent)
    try:
        return math.exp(exponent) if base == math.e else float(base) ** exponent
    except OverflowError:
        return math.inf  # as numpy has it; 1 ÷ (1 + e^1000) is 0


def _fraction_power(base: Value, exponent: Fraction) -> Value:
    if exponent == 0:
        return Fraction(1)
    if not isinstance(base, Fraction):
        raise NeverRational(f"e^({exponent}) is not a fraction: base: 3 or base: 2 would make it one")
    if exponent.denominator != 1:
        top, bottom = (_root(part, exponent.denominator) for part in base.as_integer_ratio())
        if top is None or bottom is None:
            raise NotRational(f"{base}^({exponent}) is not a fraction: whole exponents would make it one")
        base, exponent = Fraction(top, bottom), Fraction(exponent.numerator)  # 10000^(1/2) is 100
    if abs(exponent) > _LARGEST_EXPONENT:
        raise CalculationError(f"{base}^({exponent}) is too long a fraction")
    return base**exponent.numerator


def _root(number: int, degree: int) -> int | None:
    """The whole root, None where there is none; of numbers longer than anyone writes none is looked for."""
    root = round(number ** (1 / degree)) if 0 < number < 10**300 else 0
    return root if root > 0 and root**degree == number else None


def _ln(a: Value) -> Value:
    if a <= 0:
        raise CalculationError(f"takes the logarithm of {a}, which has none")
    if not isinstance(a, Fraction):
        return math.log(a)
    if a != 1:
        raise NotRational(f"ln({a}) is not a fraction: only ln(1) is")
    return Fraction(0)


def _softplus(a: Value) -> Value:
    if isinstance(a, Fraction):
        raise NotRational("is ln(1 + e^x), which no fraction x makes a fraction: round full or carry")
    return max(a, 0.0) + math.log1p(math.exp(-abs(a)))


def _gelu(a: float) -> float:
    return 0.5 * a * (1.0 + math.erf(a / math.sqrt(2.0)))


def _gelu_tanh(a: float) -> float:
    return 0.5 * a * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (a + 0.044715 * a**3)))


def _rational_at_zero(name: str, function: Callable[[float], float], at_zero: int, a: Value) -> Value:
    if not isinstance(a, Fraction):
        return function(a)
    if a != 0:
        raise NotRational(f"{name}({a}) is not a fraction: only {name}(0) is")
    return Fraction(at_zero)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "add": _add,
    "subtract": lambda a, b: a - b,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "square": _square,
    "sqrt": _sqrt,
    "floor": _floor,
    "maximum": _maximum,
    "negate": lambda a: -a,
    "ln": _ln,
    "softplus": _softplus,
    "sin": lambda a: _rational_at_zero("sin", math.sin, 0, a),
    "cos": lambda a: _rational_at_zero("cos", math.cos, 1, a),
    "gelu": lambda a: _rational_at_zero("gelu", _gelu, 0, a),
    "gelu-tanh": lambda a: _rational_at_zero("gelu", _gelu_tanh, 0, a),
}
