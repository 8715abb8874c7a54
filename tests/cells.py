"""Formulas worked out cell by cell, for the laws that compare them with whole matrices."""

from __future__ import annotations

from handcalc.record.arithmetic import Arithmetic
from handcalc.record.calculation import cell_value
from handcalc.record.matrix import Matrix
from handcalc.record.scalars import Cell, Value, evaluate


def cells_of(formula: Matrix, arithmetic: Arithmetic) -> list[list[Value]]:
    """A formula worked out cell by cell, from the leaves alone."""

    def lookup(cell: Cell) -> Value:
        return cell_value(cell, arithmetic)

    rows, columns = formula.shape
    return [[evaluate(formula.at(row, column), lookup) for column in range(columns)] for row in range(rows)]
