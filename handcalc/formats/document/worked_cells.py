"""Worked-out cells: the arithmetic of one cell in numbers, correct as printed."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from handcalc.formats.document.expression_writer import Written, write
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import decimals_for, decimals_of, number_text
from handcalc.formats.document.precedence import ATOM
from handcalc.formats.document.printed_arithmetic import PrintedArithmetic
from handcalc.record.calculation import Calculation, Step, cell_value
from handcalc.record.cell_expression import Cell, Constant, Expr, Opaque, cells_read, resolved
from handcalc.record.functions import Value
from handcalc.record.matrix import Matrix


class WorkedCell(NamedTuple):
    """The arithmetic of one cell.

    reference: 'S[cat, sat]'. expression: '0·1 + 1·1 + 1·0', None for a copied number. relation: = if the line
    is exact as printed, else ≈. shown: the printed value. text: the whole line,
    'S[cat, sat] = 0·1 + 1·1 + 1·0 = 1'. reads: its operands, in order.
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
        """References of the operands, in order: 'Q[cat, d1]'."""
        return tuple(cell_reference(cell.matrix, cell.row, cell.column, self.notation) for cell in self.reads)


class CellWriter:
    """Works out cells of one step."""

    def __init__(self, calculation: Calculation, step: Step, digits: int, notation: Notation) -> None:
        self._arithmetic = calculation.arithmetic
        self._step = step
        self._notation = notation
        self._digits = digits
        self._decimals = decimals_of(step.result, digits)
        self._printed = PrintedArithmetic(self._value_of, notation, digits)

    def work_out(self, row: int, column: int) -> WorkedCell:
        """The worked-out cell (row and column from 0)."""
        notation = self._notation
        expression = resolved(self._step.formula.at(row, column), self._value_of)
        result: Value | str = self._step.values[row, column]
        result = result if isinstance(result, Fraction | str) else float(result)
        decimals = decimals_for(result, self._decimals[column], self._digits)
        value_text = number_text(result, decimals, notation)
        reference = cell_reference(self._step.result, row, column, notation)
        reads = tuple(leaf for leaf in cells_read(expression) if not leaf.matrix.is_constant)
        text, relation = None, notation.equal
        if isinstance(expression, Cell | Constant | Opaque):
            spelled = notation.label if isinstance(result, str) else notation.number
            line = notation.copied.format(reference, spelled(value_text))
        else:
            assert not isinstance(result, str)
            text, exact = self._printed.arithmetic(expression, result, decimals)
            relation = notation.equal if exact else notation.about
            line = notation.equation.format(reference, text, relation, notation.number(value_text))
        return WorkedCell(reference, text, relation, value_text, result, line, reads, notation)

    def by_names(self, row: int, column: int) -> str | None:
        """The arithmetic of a cell with references instead of numbers: 'Q[cat, d1]·K[sat, d1] + …'.

        The operands of a data-dependent choice as a list; None for a constant.
        Raises CalculationError: the condition of an if-else has no value.
        """
        expression = resolved(self._step.formula.at(row, column), self._value_of)
        if isinstance(expression, Constant):
            return None
        if isinstance(expression, Opaque):
            return ", ".join(self._named(cell)[0] for cell in cells_read(expression))
        return write(expression, self._notation.cells, self._named, self._notation)[0]

    def _named(self, part: Expr) -> Written:
        """The reference of a leaf; for a constant its symbol or its number."""
        if not isinstance(part, Cell):
            return self._printed.leaf(part, 0)
        if not part.matrix.is_constant:
            return cell_reference(part.matrix, part.row, part.column, self._notation), ATOM
        if part.matrix.symbol is not None and part.matrix.shape == (1, 1):
            return self._notation.symbol(part.matrix.symbol), ATOM
        return self._printed.leaf(part, 0)

    def _value_of(self, cell: Cell) -> Value:
        return cell_value(cell, self._arithmetic)


def cell_reference(matrix: Matrix, row: int, column: int, notation: Notation) -> str:
    """The name of a cell: 'S[cat, sat]', 'D[cat]', 'loss'."""
    name = notation.name(matrix.name) if matrix.name else ""
    labels = [
        notation.label(printed_labels(axis)[index])
        for axis, index in ((matrix.rows, row), (matrix.columns, column))
        if not axis.single
    ]
    return notation.reference.format(name, notation.separator.join(labels)) if labels else name
