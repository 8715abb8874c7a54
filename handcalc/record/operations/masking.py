"""Operations that choose by value: masks, where, and divisions with a rule for 0."""

from __future__ import annotations

from handcalc.record.axes import Axis
from handcalc.record.cell_expression import Call, Constant, Expr, IfElse
from handcalc.record.functions import MINUS_INFINITY
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operations.elementwise import Elementwise
from handcalc.record.operations.unary import ln


class Mask(Elementwise):
    """a where the mask is 1, −∞ where it is 0."""

    name = "mask"

    def axes(self, a: Matrix, mask: Matrix) -> tuple[Axis, Axis]:
        if (a.rows.size, a.columns.size) != mask.shape:
            raise ValueError(f"a mask of {mask.shape} does not cover {a.shape}")
        return a.rows, a.columns

    def whole(self, a: Array, mask: Array) -> Array:
        return np.where(mask != 0, a, MINUS_INFINITY)

    def cell(self, row: int, column: int, a: Matrix, mask: Matrix) -> Expr:
        return IfElse(mask.at(row, column), a.at(row, column), Constant(MINUS_INFINITY))


class DivideOrZero(Elementwise):
    """a ÷ b, and 0 where b is 0."""

    name = "divide or zero"

    def whole(self, a: Array, b: Array) -> Array:
        quotient = a / np.where(b == 0, np.ones_like(b), b)
        return np.where(b == 0, np.zeros_like(quotient), quotient)

    def cell(self, row: int, column: int, a: Matrix, b: Matrix) -> Expr:
        quotient, divisor = a.at(row, column) / b.at(row, column), b.at(row, column)
        return IfElse(divisor, quotient, Constant(0))


class DivideOrLimit(Elementwise):
    """a ÷ b, and a given limit of the quotient where b is 0."""

    name = "divide or limit"

    def whole(self, a: Array, b: Array, limit: Array) -> Array:
        zero = np.broadcast_to(b == 0, np.broadcast_shapes(a.shape, b.shape, limit.shape))
        return np.where(zero, limit, a / np.where(b == 0, np.ones_like(b), b))

    def cell(self, row: int, column: int, a: Matrix, b: Matrix, limit: Matrix) -> Expr:
        quotient, divisor = a.at(row, column) / b.at(row, column), b.at(row, column)
        return IfElse(divisor, quotient, limit.at(row, column))


class Where(Elementwise):
    """a where the condition is 1, b where it is 0."""

    name = "where"

    def whole(self, condition: Array, a: Array, b: Array) -> Array:
        return np.where(condition != 0, a, b)

    def cell(self, row: int, column: int, condition: Matrix, a: Matrix, b: Matrix) -> Expr:
        return IfElse(condition.at(row, column), a.at(row, column), b.at(row, column))


class LnOfShare(Elementwise):
    """The natural logarithm of a probability; −∞ for 0."""

    name = "ln of share"
    rational = False

    def whole(self, a: Array) -> Array:
        logarithms = ln.whole(np.where(a == 0, np.ones_like(a), a))
        return np.where(a == 0, MINUS_INFINITY, logarithms)

    def cell(self, row: int, column: int, a: Matrix) -> Expr:
        probability = a.at(row, column)
        return IfElse(probability, Call("ln", (probability,)), Constant(MINUS_INFINITY))


mask_scores, where = Mask(), Where()
divide_or_limit = DivideOrLimit()
divide_or_zero = DivideOrZero()
ln_of_share = LnOfShare()
