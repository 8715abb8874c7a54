"""Formulas worked out cell by cell, for the laws that compare them with whole matrices."""

from __future__ import annotations

import numpy as np

from handcalc.record.arithmetic import Arithmetic
from handcalc.record.calculation import Calculation, cell_value
from handcalc.record.cell_expression import Cell, evaluate
from handcalc.record.functions import Value
from handcalc.record.matrix import Matrix


def cells_of(formula: Matrix, arithmetic: Arithmetic) -> list[list[Value]]:
    """A formula worked out cell by cell, from the leaves alone."""

    def lookup(cell: Cell) -> Value:
        return cell_value(cell, arithmetic)

    rows, columns = formula.shape
    return [[evaluate(formula.at(row, column), lookup) for column in range(columns)] for row in range(rows)]


def assert_cells(calculation: Calculation) -> None:
    """Every step's cells are its recorded values."""
    for step in calculation.steps:
        worked = cells_of(step.formula, calculation.arithmetic)
        if step.result.holds_words:
            assert step.values.tolist() == worked
            continue
        # Where terms cancel to 0, the order of adding is all that is left.
        values = step.values.astype(float)
        np.testing.assert_allclose(np.array(worked, dtype=float), values, rtol=1e-12, atol=1e-14)
