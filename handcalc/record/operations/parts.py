"""Rows that went apart, each part its own way, and come back weighted into one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from handcalc.record.axes import Axis
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.scalars import Literal, Scalar, total

if TYPE_CHECKING:
    import numpy as np
else:
    from handcalc.record import lazy_numpy as np


class Part(NamedTuple):
    """Which rows of the whole a part holds, in order, and the column of its weights (None: weight 1)."""

    rows: tuple[int, ...]
    weight: int | None


@dataclass(eq=False, repr=False)
class WeightedParts(Operation):
    """Row i is the sum, over the parts that hold it, of weight[i, part] · the part's row; otherwise 0.

    The operands are the weights and the parts; over is what the parts are (expert).
    """

    name = "weighted parts"

    over: str
    parts: tuple[Part, ...]

    @property
    def detail(self) -> str:
        return self.over

    def axes(self, weights: Matrix, *parts: Matrix) -> tuple[Axis, Axis]:
        for part, matrix in zip(self.parts, parts, strict=True):
            self._refuse_strangers(weights.rows, part, matrix.rows)
            if matrix.columns != parts[0].columns:
                raise ValueError("parts of one whole need the same columns")
        return weights.rows, parts[0].columns

    def _refuse_strangers(self, whole: Axis, part: Part, axis: Axis) -> None:
        if axis != whole._replace(labels=tuple(whole.labels[index] for index in part.rows)):
            raise ValueError(f"{axis} ({axis.size}) are not the rows {part.rows} of {whole} ({whole.size})")

    def whole(self, weights: Array, *parts: Array) -> Array:
        exact = any(array.dtype == object for array in (weights, *parts))
        result = np.zeros((weights.shape[0], parts[0].shape[1]), dtype=object if exact else float)
        for (rows, weight), array in zip(self.parts, parts, strict=True):
            held = list(rows)
            result[held] += array if weight is None else weights[held, weight, None] * array
        return result

    def cell(self, row: int, column: int, weights: Matrix, *parts: Matrix) -> Scalar:
        terms = []
        for (rows, weight), matrix in zip(self.parts, parts, strict=True):
            if row in rows:
                value = matrix.at(rows.index(row), column)
                terms.append(value if weight is None else weights.at(row, weight) * value)
        return total(terms) if terms else Literal(0)

    def turned(self, weights: Matrix, *parts: Matrix) -> Matrix:
        return WeightedPartsDown(self.over, self.parts)(weights, *parts)


@dataclass(eq=False, repr=False)
class WeightedPartsDown(WeightedParts):
    """The same for columns, with the weights turned too."""

    name = "weighted parts down"

    def axes(self, weights: Matrix, *parts: Matrix) -> tuple[Axis, Axis]:
        for part, matrix in zip(self.parts, parts, strict=True):
            self._refuse_strangers(weights.columns, part, matrix.columns)
            if matrix.rows != parts[0].rows:
                raise ValueError("parts of one whole need the same rows")
        return parts[0].rows, weights.columns

    def whole(self, weights: Array, *parts: Array) -> Array:
        return super().whole(weights.T, *(part.T for part in parts)).T

    def cell(self, row: int, column: int, weights: Matrix, *parts: Matrix) -> Scalar:
        terms = []
        for (columns, weight), matrix in zip(self.parts, parts, strict=True):
            if column in columns:
                value = matrix.at(row, columns.index(column))
                terms.append(value if weight is None else weights.at(weight, column) * value)
        return total(terms) if terms else Literal(0)

    def turned(self, weights: Matrix, *parts: Matrix) -> Matrix:
        return WeightedParts(self.over, self.parts)(weights, *parts)


def weighted_parts(over: str, weights: Matrix, parts: list[tuple[Part, Matrix]]) -> Matrix:
    """The parts put back into one matrix, weighted; over names what they are in the formula's sum."""
    return WeightedParts(over, tuple(part for part, _ in parts))(weights, *(matrix for _, matrix in parts))
