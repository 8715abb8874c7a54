"""A scan written out as one matrix: what each output of a state space takes from each input."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import mul

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.cell_expression import Constant, Expr, total
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operation import Operation
from handcalc.record.sequential import sequential_sum


@dataclass(eq=False, repr=False)
class SsmMatrix(Operation):
    """C_i Ā_i … Ā_{j+1} B̄_j of one channel in row i and column j, 0 where j comes after i.

    Its operands: C (step × state), Ā of every step, then what enters the state (channel × state), one
    matrix a column. channel: from 0. begins: the step (from 0) at which the first of them enters; −1 is
    what was there before.
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
        keep, enters = np.array(of_channel[:steps]), np.array(of_channel[steps:])
        found = np.zeros((steps, self.inputs.size), dtype=C.dtype)
        # What is read, and has been taken back by so many steps: C_i Ā_i … Ā_(i − back + 1).
        taken = C
        for back in range(steps - min(self.begins, 0)):
            rows = np.arange(steps)
            columns = rows - back - self.begins
            there = (columns >= 0) & (columns < self.inputs.size)
            rows, columns = rows[there], columns[there]
            found[rows, columns] = sequential_sum(taken[rows] * enters[columns], 1)[:, 0]
            taken = np.concatenate((taken[:back], taken[back:] * keep[: steps - back]))
        return found

    def cell(self, row: int, column: int, C: Matrix, *operands: Matrix) -> Expr:
        enters = self.begins + column
        if enters > row:
            return Constant(0)
        between = range(row, enters, -1)
        terms: list[Expr] = []
        for state in range(C.columns.size):
            kept = [operands[step].at(self.channel, state) for step in between]
            entered = operands[self.outputs.size + column].at(self.channel, state)
            terms.append(reduce(mul, [C.at(row, state), *kept, entered]))
        return total(terms)


def ssm_matrix(C: Matrix, kept: list[Matrix], entered: list[Matrix], inputs: Axis, channel: int) -> Matrix:
    """What each output of a channel (from 0) takes from each input: C_i Ā_i … Ā_{j+1} B̄_j."""
    return SsmMatrix(C.rows, inputs, channel, 0)(C, *kept, *entered)


def initial_state_response(C: Matrix, kept: list[Matrix], start: Matrix, channel: int) -> Matrix:
    """What each output of a channel (from 0) takes from the state before the first step."""
    return SsmMatrix(C.rows, SINGLE, channel, -1)(C, *kept, start)
