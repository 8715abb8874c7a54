"""The classroom's selective state space: whole numbers, no step sizes, no activation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from handcalc.record.axes import SINGLE
from handcalc.record.dimensions import count_of
from handcalc.record.matrix import Matrix
from handcalc.record.numbers import Rows
from handcalc.record.operations import column_of, concatenate_columns, in_role, select_columns
from handcalc.record.options import size
from handcalc.record.parameters import Refusal, items, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import state, step


def _diagonal(rows: Rows, refusal: Refusal) -> Rows:
    """The diagonal of a matrix that has numbers nowhere else, as one row."""
    if len(rows) != len(rows[0]):
        shape = f"{len(rows)} × {len(rows[0])}"
        raise refusal(f"is {shape}: a list of numbers or a diagonal matrix is needed")
    for i, row in enumerate(rows, start=1):
        for j, number in enumerate(row, start=1):
            if i != j and number.value != 0:
                raise refusal(f"is {number.text}: only the diagonal may differ from 0", row=i, column=j)
    return [[row[i] for i, row in enumerate(rows)]]


steps = count_of("steps")
Selections = Annotated[
    Sequence[Matrix],
    items(
        "S", "selection of every step", step, steps, matrix(step, state.times(2).role("weight"), "selection")
    ),
]
Keepers = Annotated[
    Sequence[Matrix],
    items(
        "A",
        "state matrix of every step",
        step,
        steps,
        vector(state, "diagonal of the state matrix", prepare=_diagonal, drawn_from=(-1, -1, 1, 1, 2)),
    ),
]


@topic(Group.STATE_SPACE)
def mamba_by_hand(
    c: Recorder,
    x: Annotated[Matrix, vector(step, "inputs, one number a step", drawn_from=(1, 2, 3))],
    S: Selections,
    A: Keepers,
    h0: Annotated[Matrix | None, vector(state, "the state before the first step")] = None,
    *,
    steps: Annotated[int, size(step, "numbers of a random x")] = 3,
    d_state: Annotated[int, size(state, "numbers of the state")] = 2,
) -> Matrix:
    """Mamba by hand: a linear state space that selects with whole numbers.

    Symbols: x (T numbers) inputs; S1, S2, … (T × 2N) the selection of each step, w = x S_t its weights;
    t1.B, t1.C the first and the second half of w; A1, A2, … (N numbers) the diagonal of each step's state
    matrix; h = B · x_t + A_t ⊙ h the state; y_t = C · h; y (T numbers) outputs.

    Source: exercise 3 of T. Yeh, AI by Hand, volume 1; the real thing is A. Gu and T. Dao, Mamba (2023).

    Simplifications: no step sizes Δ, nothing is discretized, no activation; A changes from step to step; and
    the selection sees the whole sequence, where the real one sees only the input of its own step.
    """
    h = h0 if h0 is not None else c.numbers([[0] * A[0].columns.size], SINGLE, A[0].columns, "0")
    outputs = []
    for t in range(x.columns.size):
        now = c.under(f"t{t + 1}", f"Time step {t + 1}")
        h, y = _step(now, x, t, S[t], A[t], h)
        outputs.append(y)
    last = c.section("All time steps")
    y = last.step("y", concatenate_columns(outputs, x.columns), "Outputs")  # 1 × step
    c.conclude(
        "x is the input, B writes it into the state h, A says what stays of the state, C reads the output "
        "y from it. Some sheets swap the names A and B. The selection S sees the whole sequence, unlike "
        "the real thing."
    )
    return y


def _step(c: Recorder, x: Matrix, t: int, S: Matrix, A: Matrix, h: Matrix) -> tuple[Matrix, Matrix]:
    """One time step, from 0: the state before it to the state after it and the output."""
    state, N = A.columns, A.columns.size
    note = "every weight takes from the whole of x; the real selection sees x_t alone"
    w = c.step("w", x @ S, "Selected weights", note=note)  # 1 × weight
    halves = [in_role(select_columns(w, i * N, (i + 1) * N, "state"), SINGLE, state) for i in (0, 1)]
    B = c.step("B", halves[0], "Input weights", note="the first half; some sheets call it A")  # 1 × state
    C = c.step("C", halves[1], "Output weights", note="the second half")  # 1 × state
    h = c.step("h", B * column_of(x, t) + A * h, "State")  # 1 × state
    c.wish(h, -20, 20)
    return h, c.step("y", C @ h.T, "Output")  # 1 × 1
