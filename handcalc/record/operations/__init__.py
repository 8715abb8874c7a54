"""The operations that topics calculate with; each is declared once, in the file of its family."""

from handcalc.record.matrix import OPERATORS
from handcalc.record.operations.activations import relu, sigmoid, silu
from handcalc.record.operations.choices import divide_or_limit, divide_or_zero, ln_of_share, masked, where
from handcalc.record.operations.decisions import (
    column_decision,
    empty_columns,
    keep_at_least,
    keep_top,
    keep_until,
    outcome,
    row_decision,
    rows_alike,
    ties_at,
)
from handcalc.record.operations.elementwise import (
    add,
    divide,
    multiply,
    power,
    power_law,
    scale,
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
from handcalc.record.operations.unary import *  # noqa: F403  # all of them, so that a new one is on no list
from handcalc.record.operations.vectors import column_of, repeated, row_of

OPERATORS.update(
    add=add, subtract=subtract, multiply=multiply, divide=divide, matmul=matmul, transpose=transpose
)

__all__ = [
    "Part",
    "add",
    "column_decision",
    "column_of",
    "copy",
    "divide",
    "divide_or_limit",
    "divide_or_zero",
    "empty_columns",
    "in_role",
    "interleaved",
    "intervals",
    "keep_at_least",
    "keep_top",
    "keep_until",
    "ln_of_share",
    "masked",
    "matmul",
    "max_of",
    "mean_of",
    "multiply",
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
    "stacked",
    "subtract",
    "sum_of",
    "ties_at",
    "transpose",
    "weighted_parts",
    "where",
]
