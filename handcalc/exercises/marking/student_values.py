"""The numbers of one student: the value of each cell for later cells, and its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Mapping

from handcalc.errors import CalculationError
from handcalc.exercises.marking.dependencies import (
    CellPosition,
    dependencies,
    is_discontinuous,
    place_of,
    value_of,
)
from handcalc.exercises.marking.error_propagation import Uncertain, propagate
from handcalc.exercises.marking.tolerance import PrintedNumbers, half_unit, is_close, printed_numbers
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Given, Step
from handcalc.record.cell_expression import Cell, Expr
from handcalc.record.evaluation import NO_VALUE, evaluate_matrix
from handcalc.record.functions import Value
from handcalc.record.matrix import Array, Matrix

StudentRows = list[list[Value | str | None]]


class StudentValues:
    """The numbers that a student continues with: printed ones, answers, follow-through values of blanks.

    `add_answers` adds one step after the other, so that a step is judged by earlier answers only.
    """

    def __init__(self, calculation: Calculation, digits: int) -> None:
        self.calculation = calculation
        self._digits = digits
        self._sources: dict[int, Given | Step] = {id(step.result): step for step in calculation.steps}
        parts = (part for whole in calculation.given for part in whole.parts)
        self._sources |= {id(part.matrix): part for part in parts if part.matrix is not None}
        self._printed: dict[int, PrintedNumbers] = {}
        self._answers: dict[int, Array] = {}
        self._rows: dict[int, StudentRows] = {}
        self._follow_through: dict[int, StudentRows] = {}
        self._incomplete: set[int] = set()
        self._uncertainties: dict[CellPosition, float] = {}
        self._blank: set[CellPosition] = set()

    def add_answers(
        self, step: Step, answers: Mapping[tuple[int, int], Value | str | None], follow_through: StudentRows
    ) -> None:
        """Add the answers to a step, None for a blank, and the follow-through values of all its cells."""
        leaf = step.result
        values = self._as_printed(leaf).values.copy()
        for (row, column), answer in answers.items():
            value = follow_through[row][column] if answer is None else answer
            if answer is None:
                self._blank.add((id(leaf), row, column))
            if value is None:
                self._incomplete.add(id(leaf))
            values[row, column] = math.nan if value is None else value
            # The uncertainty is calculated on demand.
            self._uncertainties[id(leaf), row, column] = math.nan
        self._answers[id(leaf)] = values
        self._follow_through[id(leaf)] = follow_through

    def matrix(self, leaf: Matrix) -> Array:
        """The student's numbers in a leaf; nan where there is none."""
        assert leaf.values is not None
        if leaf.is_constant:
            return floats(leaf.values)
        answers = self._answers.get(id(leaf))
        return self._as_printed(leaf).values if answers is None else answers

    def lookup(self, cell: Cell) -> Value:
        """The student's number in a cell.

        Raises CalculationError: the cell is blank and has no follow-through value.
        """
        rows = self._rows.get(id(cell.matrix))
        if rows is None:
            rows = self._rows[id(cell.matrix)] = self.matrix(cell.matrix).tolist()
        value = rows[cell.row][cell.column]
        if isinstance(value, float) and math.isnan(value):
            raise CalculationError("is blank")
        return value  # type: ignore[return-value]  # a word stands alone, never in arithmetic

    def follow_through_values(self, formula: Matrix) -> StudentRows:
        """The values of a formula with the student's numbers; None for cells without a value."""
        if not any(id(leaf) in self._incomplete for leaf in formula.leaves()):
            try:
                values: StudentRows = evaluate_matrix(formula, self.matrix).tolist()
                return values
            except NO_VALUE:
                pass
        rows, columns = formula.shape
        return [
            [value_of(formula.at(row, column), self.lookup) for column in range(columns)]
            for row in range(rows)
        ]

    def interval(self, formula: Matrix, row: int, column: int) -> Uncertain:
        """The value of one cell of a formula with its uncertainty."""
        return self._interval(formula.at(row, column))

    def operands(self, formula: Matrix, row: int, column: int) -> set[CellPosition]:
        """The operands of a cell; for blank operands, their operands as well."""
        positions: set[CellPosition] = set()
        waiting = dependencies(formula.at(row, column), self.lookup)
        while waiting:
            cell = waiting.pop()
            place = place_of(cell)
            if place not in positions and place in self._blank:
                source = self._sources[place[0]]
                assert isinstance(source, Step)
                waiting += dependencies(source.formula.at(cell.row, cell.column), self.lookup)
            positions.add(place)
        return positions

    def uncertainty(self, cell: Cell) -> float:
        """The uncertainty of a cell: the student may have continued with more digits than written."""
        place = place_of(cell)
        known = self._uncertainties.get(place)
        if known is None:
            return float(self._as_printed(cell.matrix).uncertainties[cell.row, cell.column])
        if math.isnan(known):
            known = self._uncertainties[place] = self._answer_uncertainty(cell, place)
        return known

    def _answer_uncertainty(self, cell: Cell, place: CellPosition) -> float:
        """The uncertainty of an answer; 0 for a count, a choice or a number that needed no rounding."""
        source, value = self._sources[place[0]], self.matrix(cell.matrix)[cell.row, cell.column]
        assert isinstance(source, Step)
        if isinstance(value, str) or not math.isfinite(value):
            return 0.0  # a word, −∞, or nothing at all
        expression = source.formula.at(cell.row, cell.column)
        if place in self._blank:
            return self._blank_uncertainty(expression, value)
        if float(value).is_integer() and is_discontinuous(expression) and self._interval(expression).outcomes:
            return 0.0
        exact = self._follow_through[place[0]][cell.row][cell.column]
        unrounded = exact is not None and not isinstance(exact, str) and is_close(value, exact, 0.0)
        if unrounded and not any(map(self.uncertainty, dependencies(expression, self.lookup))):
            return 0.0
        return half_unit(value, self._digits)

    def _blank_uncertainty(self, expression: Expr, value: Value) -> float:
        """The uncertainty of a blank: of its operands, and of rounding unless it has few decimals."""
        interval = self._interval(expression)
        is_short = is_close(round(float(value), self._digits), value, 0.0)
        if interval.outcomes or (interval.slack == 0.0 and is_short):
            return 0.0
        return interval.slack + half_unit(value, self._digits)

    def _interval(self, expression: Expr) -> Uncertain:
        return propagate(expression, self.lookup, self.uncertainty)

    def _as_printed(self, leaf: Matrix) -> PrintedNumbers:
        numbers = self._printed.get(id(leaf))
        if numbers is None:
            numbers = self._printed[id(leaf)] = printed_numbers(self.calculation, self._sources[id(leaf)])
        return numbers
