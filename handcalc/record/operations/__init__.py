"""The operations that topics calculate with; each is declared once, in the file of its family."""

from collections.abc import Callable
from typing import Any

from handcalc.record.matrix import Matrix
from handcalc.record.operations.activations import (
    cosine,
    gelu,
    gelu_tanh,
    ln,
    ln_of_share,
    negate,
    relu,
    sigmoid,
    silu,
    sine,
    softplus,
)
from handcalc.record.operations.choices import divide_or_limit, divide_or_zero, masked, where
from handcalc.record.operations.decisions import (
    column_decision,
    empty_columns,
    keep_at_least,
    keep_top,
    keep_until,
    largest_first,
    not_below,
    outcome,
    row_decision,
    rows_alike,
    ties_at,
)
from handcalc.record.operations.elementwise import (
    add,
    divide,
    floor,
    multiply,
    power,
    power_law,
    scale,
    sqrt,
    square,
    subtract,
)
from handcalc.record.operations.intervals import intervals, running_sum_to_one
from handcalc.record.operations.parts import Part, weighted_parts
from handcalc.record.operations.patches import patches_of
from handcalc.record.operations.products import copy, in_role, matmul, transpose
from handcalc.record.operations.reductions import max_of, mean_of, sum_of
from handcalc.record.operations.scans import scan_matrix, scan_of_start
from handcalc.record.operations.shaping import interleaved, select_columns, select_rows, side_by_side, stacked
from handcalc.record.operations.tables import pick_cells, pick_places, pick_rows
from handcalc.record.operations.vectors import column_of, repeated, row_of

__all__ = [
    "Part",
    "add",
    "column_decision",
    "column_of",
    "copy",
    "cosine",
    "divide",
    "divide_or_limit",
    "divide_or_zero",
    "empty_columns",
    "floor",
    "gelu",
    "gelu_tanh",
    "in_role",
    "interleaved",
    "intervals",
    "keep_at_least",
    "keep_top",
    "keep_until",
    "largest_first",
    "ln",
    "ln_of_share",
    "masked",
    "matmul",
    "max_of",
    "mean_of",
    "multiply",
    "negate",
    "not_below",
    "outcome",
    "patches_of",
    "pick_cells",
    "pick_places",
    "pick_rows",
    "power",
    "power_law",
    "relu",
    "repeated",
    "row_decision",
    "row_of",
    "rows_alike",
    "running_sum_to_one",
    "scale",
    "scan_matrix",
    "scan_of_start",
    "select_columns",
    "select_rows",
    "side_by_side",
    "sigmoid",
    "silu",
    "sine",
    "softplus",
    "sqrt",
    "square",
    "stacked",
    "subtract",
    "sum_of",
    "ties_at",
    "transpose",
    "weighted_parts",
    "where",
]


def _method(operation: Callable[..., Matrix]) -> Any:
    """A function, which binds to a matrix as an operation itself would not."""
    return lambda *operands: operation(*operands)


# Installed here, not in the class, since operations are made of matrices.
_MEMBERS = {
    "T": property(_method(transpose)),
    "__matmul__": _method(matmul),
    "__add__": _method(add),
    "__sub__": _method(subtract),
    "__mul__": _method(multiply),
    "__truediv__": _method(divide),
}
for _name, _member in _MEMBERS.items():
    setattr(Matrix, _name, _member)
