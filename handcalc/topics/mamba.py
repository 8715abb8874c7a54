"""The selective state space, S6: a scan whose every step chooses what to keep and what to take in."""

from __future__ import annotations

from math import ceil, e
from typing import Annotated, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import SINGLE
from handcalc.record.dimensions import Dimension
from handcalc.record.matrix import Matrix
from handcalc.record.operations import (
    column_of,
    concatenate_rows,
    divide_or_limit,
    in_role,
    initial_state_response,
    power,
    repeat,
    row_of,
    softplus,
    ssm_matrix,
)
from handcalc.record.operations.reductions import Each
from handcalc.record.options import option, size
from handcalc.record.parameters import LineWish, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted
from handcalc.topics._dimensions import state, step

channel = Dimension("channel")
delta = Dimension("delta")
shift = Dimension("shift")

Discretize = Annotated[
    Literal["zoh", "euler"],
    option("how B is made discrete: zoh holds the input for a step, euler is Δ ⊙ B"),
]
View = Annotated[
    Literal["scan", "matrix"], option("matrix: besides, what each output takes from each input, by channel")
]


def _differing(each: Each) -> LineWish:
    """Numbers of a line that differ, as far as there are so few: equal steps or states are no exercise."""
    return LineWish(
        lambda options: each, lambda line, options: len(set(line)) >= min(len(line), _NUMBERS[each])
    )


_NUMBERS: dict[Each, int] = {"row": 2, "column": 3}


@topic(Group.STATE_SPACE)
def mamba(
    c: Recorder,
    X: Annotated[
        Matrix, matrix(step, channel, "inputs", drawn_from=(-1, 0, 1, 2, 3), wish=_differing("column"))
    ],
    A: Annotated[
        Matrix,
        matrix(channel, state, "how fast each state fades", drawn_from=(-2, -1), wish=_differing("row")),
    ],
    W_B: Annotated[Matrix, matrix(channel, state, "weights of B, what goes into the state")],
    W_C: Annotated[Matrix, matrix(channel, state, "weights of C, what is read from the state")],
    W_delta: Annotated[
        Matrix, matrix(channel, delta, "weights of the step sizes Δ: one column, or one a channel")
    ],
    b_delta: Annotated[Matrix | None, vector(shift, "bias of the step sizes: one, or one a channel")] = None,
    D_skip: Annotated[Matrix | None, vector(channel, "what passes by the state, times the input")] = None,
    h0: Annotated[Matrix | None, matrix(channel, state, "the state before the first step")] = None,
    *,
    discretize: Discretize = "zoh",
    view: View = "scan",
    steps: Annotated[int, size(step, "time steps of a random X")] = 3,
    channels: Annotated[int, size(channel, "columns of a random X")] = 2,
    d_state: Annotated[int, size(state, "numbers of state for each channel")] = 2,
    deltas: Annotated[
        int, size(delta, "columns of a random W_delta: 1 for all channels, or one for each")
    ] = 1,
) -> Matrix:
    """Selective state space (S6, Mamba): a state that is rewritten at every step.

    Symbols: X (T × D) inputs, T steps, D channels; A (D × N) how each of N states fades, negative in real
    models; B = X W_B, C = X W_C (T × N) what is written and read, chosen by the input; s = X W_delta +
    b_delta; delta (Δ, T × D) = softplus(s), the step sizes; Abar (Ā) = e^(Δ ⊙ A), Bbar (B̄); h = Ā ⊙ h +
    B̄ ⊙ x the state (D × N); y = C · h + D_skip ⊙ x; Y (T × D). With view matrix M (T × T) of a channel:
    C_i Ā_i … Ā_(j+1) B̄_j, so that M x is the scan.

    Source: A. Gu and T. Dao, Mamba: Linear-Time Sequence Modeling with Selective State Spaces (2023),
    algorithm 2 and equation 4; M as in T. Dao and A. Gu, Transformers are SSMs (2024).

    Simplifications: the scan alone, without the block's convolution, gate and projections. W_delta is one
    matrix where the real one is a product of two thin ones. Published code discretizes B by euler; zoh is
    what the paper states.
    """
    _refuse_sizes(W_delta, b_delta, X.columns.size)
    B = c.step("B", X @ W_B, "What goes into the state")  # step × state
    C = c.step("C", X @ W_C, "What is read from the state")  # step × state
    delta = _step_sizes(c, X, W_delta, b_delta)  # step × channel
    space = Space(X, A, B, C, delta, D_skip, discretize)
    nothing = [[0] * A.columns.size] * A.rows.size
    h = h0 if h0 is not None else c.numbers(nothing, A.rows, A.columns, "0")  # channel × state
    scanned: list[Scanned] = []
    for t in range(X.rows.size):
        scanned.append(_scan(c.under(f"t{t + 1}", f"Time step {t + 1}"), space, t, h))
        h = scanned[-1].h
    last = c.section("All time steps")
    Y = last.step("Y", concatenate_rows([one.y for one in scanned], X.rows), "Outputs")  # step × channel
    if view == "matrix":
        terms = _rounded_numbers(c, X, A, W_C)
        for channel in range(X.columns.size):
            _as_matrix(c, space, scanned, Y, h0, channel, terms)
    c.conclude(
        f"Whatever came before a step is in {counted(A.columns.size, 'number')} of state for each of "
        f"{counted(A.rows.size, 'channel')}: the cost grows with the number of steps, not with its square."
    )
    return Y


class Space(NamedTuple):
    """What every time step reads."""

    X: Matrix
    A: Matrix
    B: Matrix
    C: Matrix
    delta: Matrix
    D_skip: Matrix | None
    discretize: Literal["zoh", "euler"]


class Scanned(NamedTuple):
    """What one time step made."""

    Abar: Matrix
    Bbar: Matrix
    h: Matrix
    y: Matrix


def _refuse_sizes(W_delta: Matrix, b_delta: Matrix | None, channels: int) -> None:
    """One step size for all channels, or one for each; nothing is repeated unasked."""
    deltas = W_delta.columns.size
    if deltas not in (1, channels):
        raise InputError(
            f"W_delta gives {deltas} step sizes for {counted(channels, 'channel')}: 1 for all, or one for "
            "each, is needed",
            about="W_delta",
        )
    if b_delta is not None and b_delta.columns.size not in (deltas, channels):
        raise InputError(
            f"b_delta has {counted(b_delta.columns.size, 'value')}, but W_delta gives "
            f"{counted(deltas, 'step size')} for {counted(channels, 'channel')}",
            about="b_delta",
        )


def _step_sizes(c: Recorder, X: Matrix, W_delta: Matrix, b_delta: Matrix | None) -> Matrix:
    """Δ of every step and channel, as steps s and delta."""
    each = W_delta.columns.size == X.columns.size
    s = in_role(X @ W_delta, X.rows, X.columns if each else SINGLE)
    late = b_delta is not None and not each and b_delta.columns.size > 1
    if b_delta is not None and not late:
        s = s + in_role(b_delta, SINGLE, s.columns)
    s = c.step("s", s, "Step sizes before softplus")  # step × channel, or step × 1
    note = "softplus(x) = ln(1 + e^x), ln to base e: every step size is above 0"
    if b_delta is not None and late:
        s = s + in_role(b_delta, SINGLE, X.columns)
    delta = softplus(s)
    if delta.columns.single and not each:
        delta = repeat(delta, X.columns)
    delta = c.step("delta", delta, "Step sizes", note=note)
    c.wish(delta, 0.1, 2.2)
    return delta


def _scan(c: Recorder, space: Space, t: int, h: Matrix) -> Scanned:
    """One time step, from 0: the state before it to the state after it, and the output."""
    x, delta = row_of(space.X, t), row_of(space.delta, t).T  # 1 × channel, channel × 1
    Abar = c.step("Abar", power(c.number(e, "e"), delta * space.A), "How much of the state stays")
    c.wish(Abar, 0.02, 0.95)
    B, note = row_of(space.B, t), "euler: Δ ⊙ B, as published code has it"  # 1 × state
    Bbar = delta * B
    if space.discretize == "zoh":
        note = "where A is 0, the quotient is its limit Δ"
        Bbar = divide_or_limit(Abar - c.number(1), space.A, delta) * B
    Bbar = c.step("Bbar", Bbar, "How much of the input enters", note=note)  # channel × state
    h = c.step("h", Abar * h + Bbar * x.T, "State")  # channel × state
    y = row_of(space.C, t) @ h.T
    y = c.step("y", y if space.D_skip is None else y + space.D_skip * x, "Output")  # 1 × channel
    return Scanned(Abar, Bbar, h, y)


def _as_matrix(
    c: Recorder, space: Space, scanned: list[Scanned], Y: Matrix, h0: Matrix | None, channel: int, terms: int
) -> None:
    """The scan of one channel (from 0) as a matrix, and the check that both give the same outputs."""
    sources = space.X.rows.renamed("source")
    kept = [one.Abar for one in scanned]
    M = c.under(f"channel{channel + 1}", f"Channel {channel + 1}").step(
        "M",
        ssm_matrix(space.C, kept, [one.Bbar for one in scanned], sources, channel),
        "What each output takes from each input",
        note="0 where the source comes after the step",
        picture="heat map",
    )  # step × source
    x = column_of(space.X, channel)  # step × 1
    total = M @ in_role(x, sources, SINGLE)
    if h0 is not None:
        total = total + initial_state_response(space.C, kept, h0, channel)
    if space.D_skip is not None:
        total = total + x * column_of(space.D_skip, channel)
    c.check(
        M, f"the scan and M give channel {channel + 1} the same outputs", total, column_of(Y, channel), terms
    )


def _rounded_numbers(c: Recorder, X: Matrix, A: Matrix, W_C: Matrix) -> int:
    """How many rounded numbers make up an output, where every state and every cell of M is rounded.

    A state that grows makes its roundings grow with it; such a scan is not checked closely when carried.
    """

    def all_of(expression: Matrix) -> list[float]:
        return [float(number) for row in c.input_values(expression).tolist() for number in row]

    steps = X.rows.size
    inputs, read = max(map(abs, all_of(X))), max(map(abs, all_of(X @ W_C))) + 1
    carried = steps if max(all_of(A)) <= 0 else _GROWN
    return ceil(steps * inputs + A.columns.size * read * carried) + 1


_GROWN = 10**6
