"""The operations that topics calculate with; each is declared once, in the file of its family."""

from handcalc.record.operations.choices import divide_or_zero, masked
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
from handcalc.record.operations.shaping import select_columns, select_rows, side_by_side

__all__ = [
    "add",
    "copy",
    "divide",
    "divide_or_zero",
    "floor",
    "in_role",
    "masked",
    "matmul",
    "max_of",
    "mean_of",
    "multiply",
    "power",
    "select_columns",
    "select_rows",
    "side_by_side",
    "sqrt",
    "square",
    "subtract",
    "sum_of",
    "transpose",
]
