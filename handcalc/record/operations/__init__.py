"""The operations that topics calculate with, each declared once, in the file of its family."""

from handcalc.record.matrix import OPERATORS
from handcalc.record.operations.activations import relu, sigmoid, silu
from handcalc.record.operations.combine import ExpertRows, combine
from handcalc.record.operations.cumulative import cumulative_probability, intervals
from handcalc.record.operations.elementwise import (
    add,
    divide,
    multiply,
    power,
    power_law,
    scale,
    subtract,
)
from handcalc.record.operations.gather import take, take_along_axis, take_cells
from handcalc.record.operations.masking import (
    divide_or_limit,
    divide_or_zero,
    ln_of_share,
    mask_scores,
    where,
)
from handcalc.record.operations.products import copy, in_role, matmul, transpose
from handcalc.record.operations.reductions import max_of, mean_of, sum_of
from handcalc.record.operations.selection import (
    column_function,
    count_empty_columns,
    count_repeated_rows,
    count_ties_at,
    count_zeros,
    min_p_mask,
    row_function,
    scalar_function,
    top_k_mask,
    top_p_mask,
)
from handcalc.record.operations.shaping import (
    column_of,
    concatenate_columns,
    concatenate_rows,
    interleave,
    patches_of,
    repeat,
    row_of,
    select_columns,
    select_rows,
)
from handcalc.record.operations.ssm_matrix import initial_state_response, ssm_matrix
from handcalc.record.operations.unary import *  # all of them: a new one needs no entry here

OPERATORS.update(
    add=add, subtract=subtract, multiply=multiply, divide=divide, matmul=matmul, transpose=transpose
)
