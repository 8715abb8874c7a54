"""Selective state-space model (S6, Mamba): the selective scan."""

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
from handcalc.record.parameters import LineTarget, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted
from handcalc.topics._dimensions import state, step

channel = Dimension("channel")
delta = Dimension("delta")
shift = Dimension("shift")

Discretize = Annotated[
    Literal["zoh", "euler"],
    option("discretization of B: zoh (zero-order hold), or euler (B̄ = ΔB)"),
]
View = Annotated[Literal["scan", "matrix"], option("matrix: also the T × T matrix M of each channel")]


def _differing(each: Each) -> LineTarget:
    """A line of numbers that differ, so that time steps or states are not all equal."""
    return LineTarget(
        lambda options: each, lambda line, options: len(set(line)) >= min(len(line), _NUMBERS[each])
    )


_NUMBERS: dict[Each, int] = {"row": 2, "column": 3}


@topic(Group.STATE_SPACE)
def mamba(
    c: Recorder,
    X: Annotated[
        Matrix, matrix(step, channel, "inputs", drawn_from=(-1, 0, 1, 2, 3), line_target=_differing("column"))
    ],
    A: Annotated[
        Matrix,
        matrix(
            channel,
            state,
            "state matrix A, diagonal (negative: decay)",
            drawn_from=(-2, -1),
            line_target=_differing("row"),
        ),
    ],
    W_B: Annotated[Matrix, matrix(channel, state, "weights of the input selection B_t")],
    W_C: Annotated[Matrix, matrix(channel, state, "weights of the output selection C_t")],
    W_delta: Annotated[
        Matrix, matrix(channel, delta, "weights of the step size Δ: 1 column, or 1 per channel")
    ],
    b_delta: Annotated[Matrix | None, vector(shift, "bias of Δ: 1 value, or 1 per channel")] = None,
    D_skip: Annotated[Matrix | None, vector(channel, "skip connection D")] = None,
    h0: Annotated[Matrix | None, matrix(channel, state, "initial hidden state")] = None,
    *,
    discretize: Discretize = "zoh",
    view: View = "scan",
    steps: Annotated[int, size(step, "drawn X: number of time steps")] = 3,
    channels: Annotated[int, size(channel, "drawn X: number of channels")] = 2,
    d_state: Annotated[int, size(state, "drawn A: state size N per channel")] = 2,
    deltas: Annotated[int, size(delta, "drawn W_delta: number of columns, 1 or 1 per channel")] = 1,
) -> Matrix:
    """Selective state-space model (S6, Mamba): the selective scan.

    Symbols: X (T × D) inputs, T time steps, D channels; A (D × N) the diagonal of the state matrix of each
    channel, negative in trained models; B = X W_B, C = X W_C (T × N) input-dependent input and output
    matrices; s = X W_delta + b_delta; delta (Δ, T × D) = softplus(s) step sizes; Abar (Ā) = e^(Δ ⊙ A), Bbar
    (B̄) the discretized A and B; h = Ā ⊙ h + B̄ ⊙ x hidden state (D × N); y = C · h + D_skip ⊙ x; Y (T × D)
    outputs. With view matrix: M (T × T) of a channel, M_ij = C_i Ā_i … Ā_(j+1) B̄_j, so that y = M x.

    Source: A. Gu and T. Dao, Mamba: Linear-Time Sequence Modeling with Selective State Spaces (2023),
    algorithm 2 and equation 4; M as in T. Dao and A. Gu, Transformers are SSMs (2024).

    Simplifications: only the scan, without the Mamba block's convolution, gate and projections. W_delta is
    one matrix; in Mamba it is a low-rank product. The paper states zoh for B; the reference code uses euler.
    """
    _refuse_sizes(W_delta, b_delta, X.columns.size)
    B = c.step("B", X @ W_B, "Input selection B_t (what is written)")  # step × state
    C = c.step("C", X @ W_C, "Output selection C_t (what is read)")  # step × state
    delta = _step_sizes(c, X, W_delta, b_delta)  # step × channel
    space = Space(X, A, B, C, delta, D_skip, discretize)
    zeros = [[0] * A.columns.size] * A.rows.size
    h = h0 if h0 is not None else c.numbers(zeros, A.rows, A.columns, "0")  # channel × state
    scan: list[TimeStep] = []
    for t in range(X.rows.size):
        scan.append(_time_step(c.under(f"t{t + 1}", f"Time step {t + 1}"), space, t, h))
        h = scan[-1].h
    last = c.section("All time steps")
    Y = last.step("Y", concatenate_rows([one.y for one in scan], X.rows), "Outputs")  # step × channel
    if view == "matrix":
        terms = _rounded_numbers(c, X, A, W_C)
        for channel in range(X.columns.size):
            _as_matrix(c, space, scan, Y, h0, channel, terms)
    D, N = A.shape
    c.conclude(
        f"The whole past is kept in {counted(D * N, 'state value')} ({counted(D, 'channel')} × {N}): cost "
        "grows linearly with the length, not quadratically as in attention."
    )
    return Y


class Space(NamedTuple):
    """The inputs of every time step."""

    X: Matrix
    A: Matrix
    B: Matrix
    C: Matrix
    delta: Matrix
    D_skip: Matrix | None
    discretize: Literal["zoh", "euler"]


class TimeStep(NamedTuple):
    """The results of one time step."""

    Abar: Matrix
    Bbar: Matrix
    h: Matrix
    y: Matrix


def _refuse_sizes(W_delta: Matrix, b_delta: Matrix | None, channels: int) -> None:
    """Refuse a W_delta or b_delta that gives neither one step size nor one per channel."""
    deltas = W_delta.columns.size
    if deltas not in (1, channels):
        raise InputError(
            f"W_delta gives {deltas} step sizes for {counted(channels, 'channel')}: 1, or 1 per channel, "
            "is needed",
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
    s = c.step("s", s, "Δ before softplus")  # step × channel, or step × 1
    note = "softplus(x) = ln(1 + e^x), so every step size is above 0"
    if b_delta is not None and late:
        s = s + in_role(b_delta, SINGLE, X.columns)
    delta = softplus(s)
    if delta.columns.single and not each:
        delta = repeat(delta, X.columns)
    delta = c.step("delta", delta, "Step size Δ = softplus(s)", note=note)
    c.prefer(delta, 0.1, 2.2)
    return delta


def _time_step(c: Recorder, space: Space, t: int, h: Matrix) -> TimeStep:
    """Time step t, from 0: the discretized matrices, the new hidden state and the output."""
    x, delta = row_of(space.X, t), row_of(space.delta, t).T  # 1 × channel, channel × 1
    Abar = c.step("Abar", power(c.number(e, "e"), delta * space.A), "Discretized Ā = exp(ΔA) (what is kept)")
    c.prefer(Abar, 0.02, 0.95)
    B = row_of(space.B, t)  # 1 × state
    note: str | None = "Euler: Δ ⊙ B, as in the reference code"
    Bbar = delta * B
    if space.discretize == "zoh":
        note = "A = 0: limit Δ" if (c.input_values(space.A) == 0).any() else None
        Bbar = divide_or_limit(Abar - c.number(1), space.A, delta) * B
    Bbar = c.step("Bbar", Bbar, "Discretized B (what is written)", note=note)  # channel × state
    h = c.step("h", Abar * h + Bbar * x.T, "Hidden state h_t")  # channel × state
    y = row_of(space.C, t) @ h.T
    y = c.step("y", y if space.D_skip is None else y + space.D_skip * x, "Output y_t")
    return TimeStep(Abar, Bbar, h, y)


def _as_matrix(
    c: Recorder, space: Space, scan: list[TimeStep], Y: Matrix, h0: Matrix | None, channel: int, terms: int
) -> None:
    """The scan of a channel (from 0) as a matrix M, and the check that M x gives the same outputs."""
    sources = space.X.rows.renamed("source")
    kept = [one.Abar for one in scan]
    M = c.under(f"channel{channel + 1}", f"Channel {channel + 1}").step(
        "M",
        ssm_matrix(space.C, kept, [one.Bbar for one in scan], sources, channel),
        "Equivalent attention-like matrix M (y = M x)",
        note="causal: 0 where the source comes after the step",
        picture="heat map",
    )  # step × source
    x = column_of(space.X, channel)  # step × 1
    total = M @ in_role(x, sources, SINGLE)
    if h0 is not None:
        total = total + initial_state_response(space.C, kept, h0, channel)
    if space.D_skip is not None:
        total = total + x * column_of(space.D_skip, channel)
    c.check(
        M,
        f"the scan and M give the same outputs of channel {channel + 1}",
        total,
        column_of(Y, channel),
        terms,
    )


def _rounded_numbers(c: Recorder, X: Matrix, A: Matrix, W_C: Matrix) -> int:
    """The number of rounded terms in an output, if every state and every cell of M is rounded.

    Rounding errors grow with a growing state, so its check under carry is loose.
    """

    def all_of(expression: Matrix) -> list[float]:
        return [float(number) for row in c.input_values(expression).tolist() for number in row]

    steps = X.rows.size
    inputs, read = max(map(abs, all_of(X))), max(map(abs, all_of(X @ W_C))) + 1
    carried = steps if max(all_of(A)) <= 0 else _GROWN
    return ceil(steps * inputs + A.columns.size * read * carried) + 1


_GROWN = 10**6
