"""A state-space model as one matrix, like attention weights: y = M x."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import mul

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Constant, Expr, total
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.operations.reductions import sequential_sum


@dataclass(eq=False, repr=False)
class SsmMatrix(Operation):
    """C_i Ā_i … Ā_{j+1} B̄_j of one channel in row i and column j; 0 for j > i.

    Operands: C (step × state), Ā of every step, then B̄ of every column (channel × state). channel: from 0.
    begins: the step (from 0) of the first column; −1 is the initial state.
    """

    name = "scan matrix"

    outputs: Axis
    inputs: Axis
    channel: int
    begins: int

    @property
    def label(self) -> str:
        return str(self.channel + 1)

    def axes(self, C: Matrix, *operands: Matrix) -> tuple[Axis, Axis]:
        if len(operands) != self.outputs.size + self.inputs.size:
            raise ValueError(f"{len(operands)} matrices for {self.outputs.size} steps")
        return self.outputs, self.inputs

    def whole(self, C: Array, *arrays: Array) -> Array:
        steps = self.outputs.size
        of_channel = [array[self.channel] for array in arrays]
        A, B = np.array(of_channel[:steps]), np.array(of_channel[steps:])
        M = np.zeros((steps, self.inputs.size), dtype=C.dtype)
        product = C  # row i is C_i Ā_i … Ā_(i − back + 1)
        for back in range(steps - min(self.begins, 0)):
            rows = np.arange(steps)
            columns = rows - back - self.begins
            inside = (columns >= 0) & (columns < self.inputs.size)
            rows, columns = rows[inside], columns[inside]
            M[rows, columns] = sequential_sum(product[rows] * B[columns], 1)[:, 0]
            product = np.concatenate((product[:back], product[back:] * A[: steps - back]))
        return M

    def cell(self, row: int, column: int, C: Matrix, *operands: Matrix) -> Expr:
        begin = self.begins + column
        if begin > row:
            return Constant(0)
        between = range(row, begin, -1)
        terms: list[Expr] = []
        for state in range(C.columns.size):
            A = [operands[step].at(self.channel, state) for step in between]
            B = operands[self.outputs.size + column].at(self.channel, state)
            terms.append(reduce(mul, [C.at(row, state), *A, B]))
        return total(terms)


def ssm_matrix(C: Matrix, A: list[Matrix], B: list[Matrix], inputs: Axis, channel: int) -> Matrix:
    """The matrix from inputs to outputs of a channel (from 0), from Ā and B̄ of every step."""
    return SsmMatrix(C.rows, inputs, channel, 0)(C, *A, *B)


def initial_state_response(C: Matrix, A: list[Matrix], start: Matrix, channel: int) -> Matrix:
    """The contribution of the initial state to each output of a channel (from 0)."""
    return SsmMatrix(C.rows, SINGLE, channel, -1)(C, *A, start)
