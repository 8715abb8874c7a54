"""Worked-out cells: the arithmetic of one cell in numbers, true as printed.

Operands are printed with as many guard digits as it takes for the printed arithmetic to come out at the
printed result; the sign between them is = only where that is exactly so.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from handcalc.errors import CalculationError, NotRational
from handcalc.record.calculation import Calculation, Step, leaf_values
from handcalc.record.matrix import Matrix
from handcalc.record.scalars import (
    MINUS_INFINITY,
    Cell,
    Decided,
    Literal,
    Scalar,
    Value,
    evaluate,
    leaves,
    resolved,
)
from handcalc.record.shown import MOST_DECIMALS, SNAP_DECIMALS, decimals_needed, is_scientific, shown
from handcalc.writing.labels import printed_labels
from handcalc.writing.notation import ATOM, Notation
from handcalc.writing.numbers import decimals_for, decimals_of, number_text, written_number
from handcalc.writing.writer import Written, write

GUARD_DIGITS = 2
LONGEST_FRACTION = 12
"""A number of the rule that is a longer fraction, such as 3^1.5, is written in decimals."""


class WorkedCell(NamedTuple):
    """The arithmetic of one cell.

    reference: 'S[cat, sat]'. expression: None where there is nothing to do but copy a number.
    relation: = if the line is exactly true as printed, ≈ otherwise. shown: the value as text.
    text: the whole line, 'S[cat, sat] = 0·1 + 1·1 + 1·0 = 1'. reads: the cells that it is made of, in order.
    """

    reference: str
    expression: str | None
    relation: str
    shown: str
    value: Value | str
    text: str
    reads: tuple[Cell, ...]
    notation: Notation

    @property
    def operands(self) -> tuple[str, ...]:
        """The cells that it is made of, in order, as they are written: 'Q[cat, d1]'."""
        return tuple(cell_reference(cell.matrix, cell.row, cell.column, self.notation) for cell in self.reads)


class CellWriter:
    """Works out cells of one step; what concerns the whole matrix is found once."""

    def __init__(self, calculation: Calculation, step: Step, digits: int, notation: Notation) -> None:
        self._arithmetic = calculation.arithmetic
        self._step = step
        self._notation = notation
        self._digits = digits
        self._decimals = decimals_of(step.result, digits)
        self._printed = _Printed(self._value_of, notation, digits)

    def work_out(self, row: int, column: int) -> WorkedCell:
        """The worked-out cell (row and column from 0)."""
        expression = resolved(self._step.formula.at(row, column), self._value_of)
        result: Value | str = self._step.values[row, column]
        result = result if isinstance(result, Fraction | str) else float(result)
        decimals = decimals_for(result, self._decimals[column], self._digits)
        as_shown = number_text(result, decimals, self._notation)
        reference = cell_reference(self._step.result, row, column, self._notation)
        reads = tuple(leaf for leaf in leaves(expression) if not leaf.matrix.is_constant)
        if isinstance(expression, Cell | Literal | Decided):
            spelled = self._notation.label if isinstance(result, str) else self._notation.number
            line = self._notation.copied.format(reference, spelled(as_shown))
            return WorkedCell(
                reference, None, self._notation.equal, as_shown, result, line, reads, self._notation
            )
        assert not isinstance(result, str)
        text, exact = self._printed.arithmetic(expression, result, decimals)
        relation = self._notation.equal if exact else self._notation.about
        line = self._notation.equation.format(reference, text, relation, self._notation.number(as_shown))
        return WorkedCell(reference, text, relation, as_shown, result, line, reads, self._notation)

    def by_names(self, row: int, column: int) -> str | None:
        """What a cell is made of, by the names of its operands: 'Q[cat, d1]·K[sat, d1] + …'.

        Of a decision the cells that it looks at; None for a number of the rule.
        Raises CalculationError: it is a choice, and the values make none.
        """
        expression = resolved(self._step.formula.at(row, column), self._value_of)
        if isinstance(expression, Literal):
            return None
        if isinstance(expression, Decided):
            return ", ".join(self._named(cell)[0] for cell in leaves(expression))
        return write(expression, self._notation.cells, self._named, self._notation)[0]

    def _named(self, part: Scalar) -> Written:
        """A leaf by its name; a number of the rule by its symbol, or as it is."""
        if not isinstance(part, Cell):
            return self._printed.leaf(part, 0)
        if not part.matrix.is_constant:
            return cell_reference(part.matrix, part.row, part.column, self._notation), ATOM
        if part.matrix.symbol is not None and part.matrix.shape == (1, 1):
            return self._notation.symbol(part.matrix.symbol), ATOM
        return self._printed.leaf(part, 0)

    def _value_of(self, cell: Cell) -> Value:
        number: Value = leaf_values(cell.matrix, self._arithmetic)[cell.row, cell.column]
        return number


def cell_reference(matrix: Matrix, row: int, column: int, notation: Notation) -> str:
    """The name of a cell: 'S[cat, sat]', 'D[cat]', 'loss'."""
    name = notation.name(matrix.name) if matrix.name else ""
    labels = [
        notation.label(printed_labels(axis)[index])
        for axis, index in ((matrix.rows, row), (matrix.columns, column))
        if not axis.single
    ]
    return notation.reference.format(name, notation.separator.join(labels)) if labels else name


class _Printed:
    """Prints operands and works the printed arithmetic out again, as a reader would."""

    def __init__(self, value_of: Callable[[Cell], Value], notation: Notation, digits: int) -> None:
        self._value_of = value_of
        self._notation = notation
        self._digits = digits
        # A number is an operand of many cells: of a product, of each in its row or column.
        self._operands: dict[tuple[int, int, int, int], tuple[Value, Written]] = {}

    def arithmetic(self, expression: Scalar, result: Value, decimals: int) -> tuple[str, bool]:
        """The text, and whether it is exactly the shown result."""
        if isinstance(result, Fraction):
            return self._text(expression, 0), True
        as_shown = shown(result, decimals)
        for guard in range(min(self._digits + GUARD_DIGITS, SNAP_DECIMALS), MOST_DECIMALS + 1):
            outcome = self._outcome(expression, guard)
            if outcome is None:
                continue
            if outcome == _number(as_shown):
                return self._text(expression, guard), outcome != 0 or not self._vanishes(expression, guard)
            if shown(outcome, decimals) == as_shown:
                break
        return self._text(expression, guard), False

    def _vanishes(self, expression: Scalar, guard: int) -> bool:
        """Whether a power in it is too small for a float, which makes it 0 where it is not."""
        if expression.head == "power" and self._outcome(expression, guard) == 0:
            return self._outcome(expression.arguments[1], guard) != MINUS_INFINITY
        return any(self._vanishes(part, guard) for part in expression.arguments)

    def _outcome(self, expression: Scalar, guard: int) -> Value | None:
        """What the printed arithmetic gives: a fraction where it is rational, None where it has no value."""
        try:
            return evaluate(expression, lambda cell: self._operand(cell, guard)[0])
        except NotRational:
            return evaluate(expression, lambda cell: float(self._operand(cell, guard)[0]))
        except CalculationError:  # a small divisor printed with too few digits is 0
            return None

    def _operand(self, cell: Cell, guard: int) -> tuple[Value, Written]:
        """A number as it is printed, and its text; the two never differ."""
        place = (id(cell.matrix), cell.row, cell.column, guard)
        found = self._operands.get(place)
        if found is None:
            value, text = self._printed_operand(cell, guard)
            is_letter = cell.matrix.is_letter
            found = value, (text, ATOM) if is_letter else written_number(text, self._notation)
            self._operands[place] = found
        return found

    def _printed_operand(self, cell: Cell, guard: int) -> tuple[Value, str]:
        value = _exactly(cell, self._value_of)
        if cell.matrix.is_letter:
            return value, self._notation.symbol(cell.matrix.symbol or "")
        if isinstance(value, Fraction) and not cell.matrix.is_constant:
            return value, number_text(value, 0, self._notation)
        most = MOST_DECIMALS if cell.matrix.is_constant else guard
        decimals = decimals_needed([value], most if is_scientific(value) else min(most, SNAP_DECIMALS))
        plain = shown(value, decimals)
        if isinstance(value, Fraction):
            if _number(plain) != value and len(str(value)) <= LONGEST_FRACTION:
                return value, number_text(value, 0, self._notation)
            return _number(plain), number_text(float(value), decimals, self._notation)
        return _number(plain), self._spelled(plain)

    def _spelled(self, plain: str) -> str:
        """The text of a number in this alphabet's signs."""
        if not plain.startswith("-"):
            return plain
        return self._notation.minus + (self._notation.infinity if plain == "-∞" else plain[1:])

    def _text(self, expression: Scalar, guard: int) -> str:
        return write(expression, self._notation.cells, lambda part: self.leaf(part, guard), self._notation)[0]

    def leaf(self, part: Scalar, guard: int) -> Written:
        """A number as it is printed, with so many decimals at most."""
        if isinstance(part, Literal) and part.value == math.e:
            return self._notation.symbol("e"), ATOM
        if isinstance(part, Literal):
            return written_number(number_text(part.value, 0, self._notation), self._notation)
        assert isinstance(part, Cell)
        return self._operand(part, guard)[1]


def _exactly(cell: Cell, value_of: Callable[[Cell], Value]) -> Value:
    """A cell's number; that of a rule as the fraction it is, whatever the arithmetic."""
    if cell.matrix.is_constant and cell.matrix.values is not None:
        exact: Value = cell.matrix.values[cell.row, cell.column]
        return exact
    return value_of(cell)


@lru_cache(4096)
def _number(plain: str) -> Value:
    return -math.inf if plain == "-∞" else Fraction(plain)
