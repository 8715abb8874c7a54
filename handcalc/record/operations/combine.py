"""Combine expert outputs: a weighted scatter-add of row subsets into one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Constant, Expr, total
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation


class ExpertRows(NamedTuple):
    """The rows that an expert processes, in order, and its column in the weights (None: weight 1)."""

    rows: tuple[int, ...]
    weight: int | None


@dataclass(eq=False, repr=False)
class Combine(Operation):
    """Row i is the sum over the experts that process it of weight[i, expert] · their output row, or 0.

    The operands are the weights and one output an expert. text: the axis of the sum, for formulas.
    """

    name = "weighted parts"

    parts: tuple[ExpertRows, ...]
    text: str

    def axes(self, weights: Matrix, *parts: Matrix) -> tuple[Axis, Axis]:
        for part, matrix in zip(self.parts, parts, strict=True):
            labels = tuple(weights.rows.labels[index] for index in part.rows)
            if matrix.rows != weights.rows._replace(labels=labels):
                raise ValueError(
                    f"{matrix.rows} {matrix.rows.labels} are not the rows {part.rows} of the weights"
                )
            if matrix.columns != parts[0].columns:
                raise ValueError("parts of one whole need the same columns")
        return weights.rows, parts[0].columns

    def whole(self, weights: Array, *parts: Array) -> Array:
        exact = any(array.dtype == object for array in (weights, *parts))
        result = np.zeros((weights.shape[0], parts[0].shape[1]), dtype=object if exact else float)
        for (rows, weight), array in zip(self.parts, parts, strict=True):
            held = list(rows)
            result[held] += array if weight is None else weights[held, weight, None] * array
        return result

    def cell(self, row: int, column: int, weights: Matrix, *parts: Matrix) -> Expr:
        terms = []
        for (rows, weight), matrix in zip(self.parts, parts, strict=True):
            if row in rows:
                value = matrix.at(rows.index(row), column)
                terms.append(value if weight is None else weights.at(row, weight) * value)
        return total(terms) if terms else Constant(0)


def combine(over: str, weights: Matrix, parts: list[tuple[ExpertRows, Matrix]]) -> Matrix:
    """The weighted sum of the outputs, row by row; over names the axis of the sum in formulas."""
    return Combine(tuple(part for part, _ in parts), over)(weights, *(matrix for _, matrix in parts))
