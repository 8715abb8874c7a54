"""The printed arithmetic of a cell, recalculated from its own digits.

Operands get as many guard digits as are necessary for the printed arithmetic to give the printed result. The
sign is = only if it gives exactly that result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import lru_cache

from handcalc.errors import CalculationError, NotRational
from handcalc.formats.document.expression_writer import Written, write
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import number_text, written_number
from handcalc.formats.document.precedence import ATOM
from handcalc.record.cell_expression import Call, Cell, Constant, Expr, evaluate
from handcalc.record.functions import FUNCTIONS, SNAP_DECIMALS, Value
from handcalc.record.number_format import MOST_DECIMALS, decimals_needed, format_number, is_scientific

GUARD_DIGITS = 2
LONGEST_FRACTION = 12
"""Characters of the longest constant that is printed as a fraction; longer ones are printed as decimals."""


class PrintedArithmetic:
    """Prints the arithmetic of cells, and recalculates it from the printed operands."""

    def __init__(self, value_of: Callable[[Cell], Value], notation: Notation, digits: int) -> None:
        self._value_of = value_of
        self._notation = notation
        self._digits = digits
        # Cached, since in a product a number is an operand of a whole row or column.
        self._operands: dict[tuple[int, int, int, int], tuple[Value, Written, Decimal | None]] = {}

    def arithmetic(self, expression: Expr, result: Value, decimals: int) -> tuple[str, bool]:
        """The text, and whether it equals the printed result exactly."""
        if isinstance(result, Fraction):
            return self._text(expression, 0), True
        printed_result = format_number(result, decimals)
        for guard in range(min(self._digits + GUARD_DIGITS, SNAP_DECIMALS), MOST_DECIMALS + 1):
            outcome, rational = self._outcome(expression, guard)
            if outcome is None:
                continue
            if outcome == _number(printed_result):
                # Floats of irrational values such as gelu(12) or e^(−1000) may equal decimals by accident.
                return self._text(expression, guard), rational
            if format_number(outcome, decimals) == printed_result:
                break
        return self._text(expression, guard), False

    def _in_decimals(self, expression: Expr, guard: int) -> Decimal | None:
        """The exact value of sums and products of decimals, faster than with fractions; else None."""
        if isinstance(expression, Cell):
            return self._operand(expression, guard)[2]
        combine = _IN_DECIMALS.get(expression.op_name or "")
        if combine is None:
            return None
        outcome: Decimal | None = None
        for part in expression.arguments:
            value = self._in_decimals(part, guard)
            if value is None:
                return None
            try:
                outcome = value if outcome is None else combine(outcome, value)
            except Inexact:
                return None
        return outcome

    def _outcome(self, expression: Expr, guard: int) -> tuple[Value | Decimal | None, bool]:
        """The value of the printed arithmetic, None if undefined; and whether it is rational."""
        decimal = self._in_decimals(expression, guard)
        if decimal is not None:
            return decimal, True
        try:
            return evaluate(expression, lambda cell: self._operand(cell, guard)[0]), True
        except NotRational:
            mixed = self._mixed(expression, guard)
            return mixed, isinstance(mixed, Fraction)
        except CalculationError:  # a small divisor is printed as 0
            return None, True

    def _mixed(self, expression: Expr, guard: int) -> Value:
        """The value in fractions as far as possible, then in floats; 0 times a float stays exactly 0."""
        if not isinstance(expression, Call):
            return evaluate(expression, lambda cell: self._operand(cell, guard)[0])
        parts = [self._mixed(part, guard) for part in expression.arguments]
        if expression.function in ("multiply", "divide") and parts[0] == 0 != parts[1]:
            return parts[0]
        try:
            return FUNCTIONS[expression.function](*parts)
        except NotRational:
            return FUNCTIONS[expression.function](*map(float, parts))

    def _operand(self, cell: Cell, guard: int) -> tuple[Value, Written, Decimal | None]:
        """The printed value of an operand, its text, and the value as a decimal, None if it has none."""
        key = (id(cell.matrix), cell.row, cell.column, guard)
        if key not in self._operands:
            value, text = self._printed_operand(cell, guard)
            written = (text, ATOM) if cell.matrix.is_irrational else written_number(text, self._notation)
            self._operands[key] = value, written, _decimal(value)
        return self._operands[key]

    def _printed_operand(self, cell: Cell, guard: int) -> tuple[Value, str]:
        value = _exactly(cell, self._value_of)
        if cell.matrix.is_irrational:
            return value, self._notation.symbol(cell.matrix.symbol or "")
        if isinstance(value, Fraction) and not cell.matrix.is_constant:
            return value, number_text(value, 0, self._notation)
        most = MOST_DECIMALS if cell.matrix.is_constant else guard
        decimals = decimals_needed([value], most if is_scientific(value) else min(most, SNAP_DECIMALS))
        plain = format_number(value, decimals)
        if isinstance(value, Fraction):
            if _number(plain) != value and len(str(value)) <= LONGEST_FRACTION:
                return value, number_text(value, 0, self._notation)
            return _number(plain), number_text(float(value), decimals, self._notation)
        return _number(plain), self._spelled(plain)

    def _spelled(self, plain: str) -> str:
        """The text of a number in the signs of the notation."""
        if not plain.startswith("-"):
            return plain
        return self._notation.minus + (self._notation.infinity if plain == "-∞" else plain[1:])

    def _text(self, expression: Expr, guard: int) -> str:
        return write(expression, self._notation.cells, lambda part: self.leaf(part, guard), self._notation)[0]

    def leaf(self, part: Expr, guard: int) -> Written:
        """A number of an expression, with at most `guard` decimals."""
        if isinstance(part, Constant) and part.value == math.e:
            return self._notation.symbol("e"), ATOM
        if isinstance(part, Constant):
            return written_number(number_text(part.value, 0, self._notation), self._notation)
        assert isinstance(part, Cell)
        return self._operand(part, guard)[1]


def _exactly(cell: Cell, value_of: Callable[[Cell], Value]) -> Value:
    """The value of a cell; a constant as an exact fraction in any arithmetic."""
    if cell.matrix.is_constant and cell.matrix.values is not None:
        exact: Value = cell.matrix.values[cell.row, cell.column]
        return exact
    return value_of(cell)


_EXACTLY = Context(prec=60, traps=[Inexact])
_IN_DECIMALS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "add": _EXACTLY.add,
    "subtract": _EXACTLY.subtract,
    "multiply": _EXACTLY.multiply,
}


@lru_cache(4096)
def _decimal(value: Value) -> Decimal | None:
    """The exact decimal of a fraction; None if there is none."""
    if not isinstance(value, Fraction):
        return None
    try:
        return _EXACTLY.divide(Decimal(value.numerator), Decimal(value.denominator))
    except Inexact:
        return None


@lru_cache(4096)
def _number(plain: str) -> Value:
    return -math.inf if plain == "-∞" else Fraction(plain)
