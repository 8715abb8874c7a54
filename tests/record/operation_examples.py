"""An example of every operation, on matrices with ties, negatives and zeros; one not named is elementwise."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from handcalc.record import operations
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import OPERATIONS
from handcalc.record.operations import products
from handcalc.record.operations.gather import StatedTable
from handcalc.record.operations.reductions import Reduction
from handcalc.record.selection_rules import Computed, FirstOnes

MATRICES = {
    "ties": [[1, 1, 1], [1, 1, 1]],
    "negatives": [[-1, 2, -3], [0.5, -0.5, -2]],
    "zeros": [[0, 0, 0], [0, 0, 0]],
    "a tie at the top": [[2, 2, -1], [-7, 0.1, 0.1]],
}
ROWS, COLUMNS = Axis.numbered("token", 2), Axis.numbered("feature", 3)
STATES, STEPS = Axis.numbered("state", 2), Axis.numbered("step", 3)
MASK = [[1, 0, 1], [0, 1, 1]]


class Numbers(NamedTuple):
    """The matrix of an example, and whether numbers are fractions."""

    values: Any
    exact: bool

    def leaf(self, values: Any, rows: Axis = ROWS, columns: Axis = COLUMNS) -> Matrix:
        """A leaf with these numbers."""
        array: Array = np.array(values, dtype=float)
        if self.exact:
            array = np.array([[Fraction(str(v)) for v in row] for row in array.tolist()], dtype=object)
        return Matrix(rows, columns, values=array)

    def shaped(self, rows: Axis, columns: Axis, start: int = 0) -> Matrix:
        """The matrix's numbers again and again, in another shape."""
        numbers = np.roll(np.ravel(self.values), -start)
        return self.leaf(np.resize(numbers, (rows.size, columns.size)), rows, columns)

    @property
    def a(self) -> Matrix:
        """The matrix."""
        return self.leaf(self.values)

    @property
    def whole(self) -> Matrix:
        """The matrix with whole numbers, so that a power of 3 is a fraction."""
        return self.leaf(np.round(self.values))

    @property
    def squares(self) -> Matrix:
        """The squares: nothing negative."""
        return self.leaf(np.round(np.square(self.values), 10))

    @property
    def other(self) -> Matrix:
        """Another matrix of the same axes, without a zero."""
        return self.leaf([[2, 1, -1], [1, 4, -0.5]])

    def one(self, number: float) -> Matrix:
        """A number."""
        return self.leaf([[number]], SINGLE, SINGLE)


def examples(name: str, values: Any, exact: bool) -> list[Matrix]:
    """An operation on a matrix and whatever else it takes; by the name of its column form, that form."""
    n, kind = Numbers(values, exact), OPERATIONS[name]
    if name == kind.column_name:
        return [turned(formula) for formula in examples(kind.name, values, exact)]
    if issubclass(kind, Reduction):
        return [kind("row", "feature")(n.a), kind("column", "token")(n.a)]
    if kind.name in SPECIAL:
        return SPECIAL[kind.name](n)
    if kind.name in ("add", "subtract", "multiply", "divide"):
        return [kind()(n.a, n.other), kind()(n.a, n.leaf([[2], [-0.5]], columns=SINGLE))]
    return [kind()(n.a)]


def turned(formula: Matrix) -> Matrix:
    """The same in columns: the turned form of an operation, on transposed operands."""
    if formula.is_leaf:
        assert formula.values is not None
        return Matrix(formula.columns, formula.rows, values=formula.values.T)
    assert formula.operation is not None
    return formula.operation.column_form(*(turned(operand) for operand in formula.operands))


def _decisions(n: Numbers) -> list[Matrix]:
    half = Fraction(1, 2)
    return [
        operations.top_k_mask(n.a, 1),
        operations.top_k_mask(n.a, 2),
        operations.top_p_mask(n.squares, half, "half of the sum", of_sum=True),
        operations.top_p_mask(n.squares, half, "one half", of_sum=False),
        operations.min_p_mask(n.squares, half, "half of the largest"),
        operations.row_function("the first", FirstOnes(1), n.leaf(MASK)),
    ]


def _outcomes(n: Numbers) -> list[Matrix]:
    unkind = [
        operations.count_ties_at(n.a, 1),
        operations.count_repeated_rows(n.a),
        operations.count_empty_columns(n.a),
    ]
    return [*unkind, operations.scalar_function("corner", Computed(_corner), n.a, n.other)]


def _corner(a: list[list[Any]], b: list[list[Any]]) -> Any:
    return a[0][-1] - 2 * b[-1][0]


def _weighted(n: Numbers) -> list[Matrix]:
    parts, weights = [(0, 1), (1,), (0,)], (0, 1, None)
    axes = [ROWS._replace(labels=tuple(ROWS.labels[row] for row in rows)) for rows in parts]
    return [
        operations.combine(
            "expert",
            n.shaped(ROWS, STATES),
            [
                (operations.ExpertRows(rows, weight), n.shaped(axis, COLUMNS, start))
                for start, (rows, weight, axis) in enumerate(zip(parts, weights, axes, strict=True))
            ],
        )
    ]


def _scans(n: Numbers) -> list[Matrix]:
    C = n.shaped(STEPS, STATES)
    kept = [n.shaped(ROWS, STATES, start) for start in (0, 1, 2)]
    entered = [n.shaped(ROWS, STATES, start) for start in (1, 3, 4)]
    return [
        operations.ssm_matrix(C, kept, entered, STEPS, 1),
        operations.initial_state_response(C, kept, entered[0], 0),
    ]


def _tables(n: Numbers) -> list[Matrix]:
    words = [["the", "a", ""], ["cat", "the", "b"]]
    return [StatedTable(ROWS, COLUMNS, cells)() for cells in (n.values, words)]


def _patches(n: Numbers) -> list[Matrix]:
    image = n.shaped(Axis.numbered("row", 4), Axis.numbered("column", 6))
    return [operations.patches_of(image, 2, Axis.numbered("patch", 6), Axis.numbered("pixel", 4))]


SPECIAL: dict[str, Callable[[Numbers], list[Matrix]]] = {
    "matmul": lambda n: [
        operations.matmul(n.a, operations.transpose(n.other)),
        operations.matmul(operations.transpose(n.a), n.other),
    ],
    "role": lambda n: [products.InRole(ROWS.renamed("query"), COLUMNS)(n.a)],
    "columns": lambda n: [operations.select_columns(n.a, 1, 3, "part")],
    "side by side": lambda n: [operations.concatenate_columns([n.a, n.other], Axis.numbered("d_v", 6))],
    "in turn": lambda n: [operations.interleave(n.a, n.other, Axis.numbered("d_v", size)) for size in (5, 6)],
    "mask": lambda n: [operations.mask_scores(n.a, n.leaf(MASK))],
    "where": lambda n: [
        operations.where(n.leaf(MASK), n.a, n.other),
        operations.where(n.leaf([[1], [0]], columns=SINGLE), n.a, n.other),
    ],
    "power": lambda n: [operations.power(n.one(3), n.whole)],
    "power law": lambda n: [operations.power_law(n.a, n.leaf([[1, 2, 3], [4, 9, 0.5]]), n.one(2))],
    "sqrt": lambda n: [operations.sqrt(n.squares)],
    "scale": lambda n: [operations.scale(n.one(-0.5), n.a)],
    "ln": lambda n: [operations.ln(operations.add(n.squares, n.one(1)))],
    "ln of share": lambda n: [operations.ln_of_share(n.leaf([[0, 0.5, 1], [0.25, 0, 0.75]]))],
    "divide or zero": lambda n: [
        operations.divide_or_zero(n.other, n.leaf([[0], [2]], columns=SINGLE)),
        operations.divide_or_zero(n.a, n.other),
        operations.divide_or_zero(n.other, n.a),
    ],
    "divide or limit": lambda n: [
        operations.divide_or_limit(n.other, n.a, n.leaf([[5], [-6]], columns=SINGLE)),
        operations.divide_or_limit(n.a, n.leaf([[0], [2]], columns=SINGLE), n.other),
    ],
    "decide": _decisions,
    "outcome": _outcomes,
    "running sum to 1": lambda n: [
        operations.cumulative_probability(n.squares, (2, 0, 1)),
        operations.cumulative_probability(n.leaf([[0.5, 0, 0.5], [0.2, 0.8, 0]]), (0, 1, 2)),
    ],
    "intervals": lambda n: [
        operations.intervals(operations.row_of(n.a, index), (2, 0, 1)) for index in (0, 1)
    ],
    "weighted parts": _weighted,
    "patches": _patches,
    "scan matrix": _scans,
    "table": _tables,
    "pick rows": lambda n: [operations.take(n.a, (1, 0, 1), STEPS)],
    "pick cells": lambda n: [operations.take_along_axis(n.a, (2, 0), "target")],
    "pick places": lambda n: [operations.take_cells(n.a, ((1, 2), None, (0, 0)), STEPS, "word")],
    "row": lambda n: [operations.row_of(n.a, 1)],
    "repeat": lambda n: [operations.repeat(operations.column_of(n.a, 0), STATES)],
}
