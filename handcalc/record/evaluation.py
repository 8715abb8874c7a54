"""Evaluate a traced expression on whole matrices."""

from __future__ import annotations

from collections.abc import Callable

from handcalc.errors import CalculationError
from handcalc.limits import CELLS
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix

NO_VALUE = (CalculationError, ArithmeticError, ValueError, LookupError, TypeError)
"""Exceptions that evaluation raises on values that no recorded calculation has."""


def evaluate_matrix(matrix: Matrix, lookup: Callable[[Matrix], Array]) -> Array:
    """The values of an expression; lookup returns the values of a leaf.

    Raises CalculationError: a matrix is too large, a number overflows, a division by zero; NotRational: the
    result of fractions is not a fraction.
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
    """Refuse ∞ and NaN; −∞ is allowed in masked scores and in results of them."""
    finite = np.isfinite(result)
    if finite.all():
        return
    masked = operation in ("mask", "ln of share") or any((array == -np.inf).any() for array in arrays)
    if masked and (finite | (result == -np.inf)).all():
        return
    row, column = (int(index) for index in np.argwhere(~finite)[0])
    raise CalculationError(f"overflows: a number beyond ±1.8e+308 in row {row + 1}, column {column + 1}")
