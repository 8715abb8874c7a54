"""The operations that topics calculate with; each is declared once, in the file of its family."""

from handcalc.record.operations.activations import (
    cosine,
    gelu,
    gelu_tanh,
    ln,
    negate,
    relu,
    sigmoid,
    silu,
    sine,
    softplus,
)
from handcalc.record.operations.choices import divide_or_zero, masked
from handcalc.record.operations.decisions import keep_top, largest_first, outcome, row_decision
from handcalc.record.operations.elementwise import (
    add,
    divide,
    floor,
    multiply,
    power,
    sqrt,
    square,
    subtract,
)
from handcalc.record.operations.products import copy, in_role, matmul, transpose
from handcalc.record.operations.reductions import max_of, mean_of, sum_of
from handcalc.record.operations.shaping import interleaved, select_columns, select_rows, side_by_side, stacked
from handcalc.record.operations.tables import accumulate, pick_rows

__all__ = [
    "accumulate",
    "add",
    "copy",
    "cosine",
    "divide",
    "divide_or_zero",
    "floor",
    "gelu",
    "gelu_tanh",
    "in_role",
    "interleaved",
    "keep_top",
    "largest_first",
    "ln",
    "masked",
    "matmul",
    "max_of",
    "mean_of",
    "multiply",
    "negate",
    "outcome",
    "pick_rows",
    "power",
    "relu",
    "row_decision",
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
    "transpose",
]
