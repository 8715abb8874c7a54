"""Evaluating a traced expression on whole matrices, with every refusal that numbers can cause."""

from __future__ import annotations

from collections.abc import Callable

from handcalc.errors import CalculationError
from handcalc.limits import CELLS
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix

NO_VALUE = (CalculationError, ArithmeticError, ValueError, LookupError, TypeError)
"""Exceptions that evaluation raises on values that no recorded calculation has."""


def evaluate_matrix(matrix: Matrix, lookup: Callable[[Matrix], Array]) -> Array:
    """The values of an expression; lookup gives those of its leaves.

    Raises CalculationError: a result is too large a matrix, overflows or divides by zero; NotRational:
    fractions went in and none came out.
    """
    if matrix.operation is None:
        return lookup(matrix)
    rows, columns = matrix.shape
    if rows * columns > CELLS:
        raise CalculationError(
            f"would be {rows} × {columns} = {rows * columns:,} cells; the limit is {CELLS:,}"
        )
    arrays = [evaluate_matrix(operand, lookup) for operand in matrix.operands]
    with np.errstate(all="ignore"):
        result = matrix.operation.whole(*arrays)
    if result.dtype.kind == "f":
        _refuse_non_finite(result, matrix.operation.name, arrays)
    return result


def _refuse_non_finite(result: Array, operation: str, arrays: list[Array]) -> None:
    """−∞ is at home in masked scores and what is calculated from them; nothing else may leave the numbers."""
    finite = np.isfinite(result)
    if finite.all():
        return
    masked_already = operation in ("mask", "ln of share") or any((array == -np.inf).any() for array in arrays)
    if masked_already and (finite | (result == -np.inf)).all():
        return
    row, column = (int(index) for index in np.argwhere(~finite)[0])
    raise CalculationError(
        f"leaves the numbers a computer can hold (±1.8e+308) in row {row + 1}, column {column + 1}"
    )
