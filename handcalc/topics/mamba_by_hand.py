"""Mamba by hand (Yeh's exercise 3): a simplified selective SSM in whole numbers."""

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
    """The diagonal of a diagonal matrix, as one row."""
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
        "S",
        "selection weights of each step",
        step,
        steps,
        matrix(step, state.times(2).role("weight"), "selection weights"),
    ),
]
Keepers = Annotated[
    Sequence[Matrix],
    items(
        "A",
        "state matrix of each step",
        step,
        steps,
        vector(state, "diagonal of the state matrix", prepare=_diagonal, drawn_from=(-1, -1, 1, 1, 2)),
    ),
]


@topic(Group.STATE_SPACE)
def mamba_by_hand(
    c: Recorder,
    x: Annotated[Matrix, vector(step, "inputs, one number per step", drawn_from=(1, 2, 3))],
    S: Selections,
    A: Keepers,
    h0: Annotated[Matrix | None, vector(state, "initial hidden state")] = None,
    *,
    steps: Annotated[int, size(step, "drawn x: number of time steps")] = 3,
    d_state: Annotated[int, size(state, "drawn A: state size N")] = 2,
) -> Matrix:
    """Mamba by hand (Yeh's exercise 3): a simplified selective SSM in whole numbers.

    Symbols: x (T numbers) inputs; S1, S2, … (T × 2N) the selection weights of each step; w = x S_t the
    selected parameters; t1.B, t1.C the first and the second half of w; A1, A2, … (N numbers) the diagonal
    of each step's state matrix; h = B · x_t + A_t ⊙ h hidden state; y_t = C · h; y (T numbers) outputs.

    Source: exercise 3 of T. Yeh, AI by Hand, volume 1; A. Gu and T. Dao, Mamba (2023).

    Simplifications: no step size Δ, no discretization, no activation; A differs from step to step; selection
    uses the whole sequence x, in Mamba only x_t.
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
        "B writes the input x into the state h, A decays the state, C reads the output y from it. Some "
        "sheets swap the names A and B."
    )
    return y


def _step(c: Recorder, x: Matrix, t: int, S: Matrix, A: Matrix, h: Matrix) -> tuple[Matrix, Matrix]:
    """Time step t, from 0: the new hidden state and the output."""
    state, N = A.columns, A.columns.size
    note = "simplification: selection uses the whole x; in Mamba it uses x_t only"
    w = c.step("w", x @ S, "Selected parameters", note=note)  # 1 × weight
    halves = [in_role(select_columns(w, i * N, (i + 1) * N, "state"), SINGLE, state) for i in (0, 1)]
    B = c.step(
        "B", halves[0], "Input selection B_t", note="first half of w; some sheets call it A"
    )  # 1 × state
    C = c.step("C", halves[1], "Output selection C_t", note="second half of w")  # 1 × state
    h = c.step("h", B * column_of(x, t) + A * h, "Hidden state h_t")  # 1 × state
    c.prefer(h, -20, 20)
    return h, c.step("y", C @ h.T, "Output y_t")  # 1 × 1
