"""The matrix product, the transpose, a copy, and the same numbers with other axes."""

from __future__ import annotations

from dataclasses import dataclass

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Expr, total
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.operations.elementwise import Elementwise


class MatMul(Operation):
    """The matrix product; the inner axes must be the same axis, not only have the same size."""

    name = "matmul"

    def axes(self, a: Matrix, b: Matrix) -> tuple[Axis, Axis]:
        if a.columns != b.rows:
            raise ValueError(
                f"{_described(a)} · {_described(b)}: the columns of the left are {a.columns}, "
                f"the rows of the right {b.rows}{_form_that_fits(a, b)}"
            )
        return a.rows, b.columns

    def whole(self, a: Array, b: Array) -> Array:
        # From the first term to the last; BLAS sums in an order that depends on the processor.
        product = a[:, :1] * b[:1]
        for k in range(1, a.shape[1]):
            product = product + a[:, k : k + 1] * b[k : k + 1]
        return product

    def cell(self, row: int, column: int, a: Matrix, b: Matrix) -> Expr:
        return total([a.at(row, k) * b.at(k, column) for k in range(a.columns.size)])

    def column_form(self, a: Matrix, b: Matrix) -> Matrix:
        return self(b, a)


class Transpose(Operation):
    """Rows become columns."""

    name = "transpose"
    is_view = True

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        return a.columns, a.rows

    def column_form(self, *operands: Matrix) -> Matrix:
        return self(*operands)

    def whole(self, a: Array) -> Array:
        return a.T

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(column, row)


class Copy(Elementwise):
    """The same numbers as a new step."""

    name = "copy"

    def whole(self, a: Array) -> Array:
        return a.copy()

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, column)


@dataclass(eq=False, repr=False)
class InRole(Operation):
    """The same numbers with other axes; formulas do not show the change."""

    name = "role"
    is_view = True

    rows: Axis
    columns: Axis

    def axes(self, a: Matrix) -> tuple[Axis, Axis]:
        if a.shape != (self.rows.size, self.columns.size):
            raise ValueError(f"{a.shape} does not fit the axes {self.rows} × {self.columns}")
        return self.rows, self.columns

    def whole(self, a: Array) -> Array:
        return a

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        return a.at(row, column)

    def column_form(self, a: Matrix) -> Matrix:
        return InRole(self.columns, self.rows)(a)


matmul = MatMul()
copy = Copy()


def transpose(a: Matrix) -> Matrix:
    """The transpose; the transpose of a transpose is the matrix itself."""
    return a.operands[0] if isinstance(a.operation, Transpose) else Transpose()(a)


def in_role(a: Matrix, rows: Axis, columns: Axis) -> Matrix:
    """The same matrix with other axes of the same sizes, such as head outputs as token features."""
    return InRole(rows, columns)(a)


def _described(a: Matrix) -> str:
    return f"{_spelled(a)} ({a.rows} × {a.columns})"


def _spelled(a: Matrix) -> str:
    if isinstance(a.operation, Transpose):
        return f"{_spelled(a.operands[0])}ᵀ"
    return a.name.id if a.name else str(a.op_name)


def _form_that_fits(a: Matrix, b: Matrix) -> str:
    forms = [(b, a), (transpose(b), a), (b, transpose(a)), (a, transpose(b)), (transpose(a), b)]
    fitting = [f"{_spelled(left)} {_spelled(right)}" for left, right in forms if left.columns == right.rows]
    if not fitting:
        return ""
    return f"; {min(fitting, key=lambda form: form.count('ᵀ'))} would fit"
