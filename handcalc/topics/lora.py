"""LoRA: a frozen weight plus a trainable low-rank update."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import Annotated, NamedTuple

from handcalc.errors import InputError
from handcalc.record.dimensions import Dimension, symbol
from handcalc.record.functions import Value
from handcalc.record.matrix import Matrix
from handcalc.record.operations import mean_of, scalar_function, scale, square
from handcalc.record.options import option, size
from handcalc.record.parameters import SPARSE_EVEN, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, IntegerValue
from handcalc.record.topic import Group, topic
from handcalc.text import counted
from handcalc.topics._dimensions import d_out, token

d_in = symbol("d_in")
rank = Dimension("rank")


@topic(Group.ADAPTATION)
def lora(
    c: Recorder,
    W: Annotated[Matrix, matrix(d_in, d_out, "frozen weights", drawn_from=SPARSE_EVEN)],
    A: Annotated[Matrix, matrix(d_in, rank, "A: down-projection (d × r)", drawn_from=(-1, 0, 0, 1, 1))],
    B: Annotated[Matrix, matrix(rank, d_out, "B: up-projection (r × o)", drawn_from=(-1, 0, 0, 1, 2))],
    X: Annotated[Matrix | None, matrix(token, d_in, "token vectors")] = None,
    target: Annotated[Matrix | None, matrix(token, d_out, "target outputs")] = None,
    *,
    rank: Annotated[int, size(rank, "drawn A: rank r")] = 2,
    alpha: Annotated[Fraction, option("α: the update is scaled by α ÷ r", like="rank", above=0)] = (
        Fraction(0)
    ),
    steps: Annotated[int, option("steps of gradient descent", least=0, most=1000)] = 0,
    lr: Annotated[Fraction, option("learning rate", above=0)] = Fraction(1, 10),
    d_in: Annotated[int, size(d_in, "drawn W: d_in")] = 6,
    d_out: Annotated[int, size(d_out, "drawn W: d_out")] = 6,
) -> dict[str, Matrix]:
    """LoRA: a frozen weight plus a trainable low-rank update.

    Symbols: W (d × o) frozen weights; A (d × r) down-projection, B (r × o) up-projection; delta (Δ) =
    (α ÷ r) · A B the update; W_merged = W + Δ; W_back = W_merged − Δ; rank the rank of Δ; full_count and
    lora_count the number of parameters of W and of A and B. With X (n × d): base = X W, low = X A,
    up = low B, Y = base + (α ÷ r) · up. With target and steps: loss the MSE of Y and target; dY, dB, dA its
    gradients, then the new A and B; after.* and loss_after with the trained A and B.

    Source: E. Hu et al., LoRA: Low-Rank Adaptation of Large Language Models (2021), section 4.1. In columns
    the matrices are the paper's: A is r × d, B is o × r, and ΔW = B A.

    Simplifications: A and B start as in the file, not with B = 0; no dropout; plain gradient descent,
    libraries use Adam.
    """
    _refuse_idle(X, target, steps)
    factor = c.number(Fraction(alpha), "α") / c.size(A.columns, "r")
    delta = c.step("delta", scale(factor, A @ B), "Update ΔW")  # d × o
    merged = c.step("W_merged", W + delta, "Merged weight W + ΔW")  # d × o
    back = c.step("W_back", merged - delta, "Unmerged again")  # d × o
    c.check(back, "W_back equals W", back, W, terms=3)
    last = merged
    if X is not None:
        base = c.step("base", X @ W, "Frozen path")  # n × o
        forward = _forward(c, X, A, B, base, factor)
        last = forward.Y
        c.check(
            last, "the merged weight gives the same Y", X @ merged, last, terms=_roundings(c, X, B, factor)
        )
    _count(c, A, B, delta, " before training" if target is not None and steps else "")
    if X is not None and target is not None:
        return _train(c, X, A, B, target, Training(base, factor, forward, steps, c.number(lr, "lr")))
    return {"W_merged": merged} if X is None else {"Y": last}


class Forward(NamedTuple):
    """The results of a forward pass that training needs."""

    low: Matrix
    Y: Matrix


class Training(NamedTuple):
    """The constants of training, and the forward pass before the first step."""

    base: Matrix
    factor: Matrix
    start: Forward
    steps: int
    lr: Matrix


def _forward(c: Recorder, X: Matrix, A: Matrix, B: Matrix, base: Matrix, factor: Matrix) -> Forward:
    low = c.step("low", X @ A, "Down-projection")  # n × r
    up = c.step("up", low @ B, "Up-projection")  # n × o
    return Forward(low, c.step("Y", base + scale(factor, up), "Output with LoRA"))  # n × o


def _count(c: Recorder, A: Matrix, B: Matrix, delta: Matrix, when: str) -> None:
    """The rank of the update, and the number of trainable parameters."""
    c = c.section("Rank and trainable parameters")
    r = A.columns.size
    note = f"by exact elimination; at most r = {r}"
    exact = scalar_function("rank(ΔW)", Computed(_rank_of_product), A, B)
    rank = c.step("rank", exact, "Rank of ΔW", note=note)
    c.prefer(rank - c.number(min(r, *delta.shape)), 0, 0)
    d, o, size_r = c.size(A.rows, "d"), c.size(B.columns, "o"), c.size(A.columns, "r")
    full = c.step("full_count", scale(d, o), "Parameters of W (frozen)")
    few = c.step("lora_count", scale(size_r, d + o), "Trainable parameters")
    c.step("share", few / full, "Trainable ÷ full")
    value = c.decide(rank, IntegerValue())
    lower = f" (r = {r})" if value < r else ""
    full_size, size = delta.shape[0] * delta.shape[1], r * sum(delta.shape)
    c.conclude(
        f"LoRA trains {counted(size, 'parameter')} instead of {full_size:,} "
        f"({100 * size / full_size:.1f} %); ΔW has rank {value}{lower}{when}."
    )


def _train(c: Recorder, X: Matrix, A: Matrix, B: Matrix, target: Matrix, plan: Training) -> dict[str, Matrix]:
    """Gradient descent on A and B; W is frozen and has no gradient."""
    low, Y = plan.start
    cells = c.number(target.rows.size * target.columns.size, "(n·o)")
    for number in range(1, plan.steps + 1):
        part = c.under(f"step{number}", f"Training step {number}")
        if number > 1:
            low, Y = _forward(part, X, A, B, plan.base, plan.factor)
        _loss(part, "loss", Y, target)
        dY = part.step("dY", scale(c.number(2) / cells, Y - target), "∂L/∂Y")  # n × o
        dB = part.step("dB", scale(plan.factor, low.T @ dY), "∂L/∂B")  # r × o
        dA = part.step("dA", scale(plan.factor, X.T @ dY @ B.T), "∂L/∂A", note=_FROZEN)  # d × r
        A = part.step("A", A - scale(plan.lr, dA), "A after the update")  # d × r
        B = part.step("B", B - scale(plan.lr, dB), "B after the update", note=_TOGETHER)  # r × o
    after = c.under("after", "After training")
    _, Y = _forward(after, X, A, B, plan.base, plan.factor)
    loss = _loss(c.section("After training"), "loss_after", Y, target)
    return {f"step{plan.steps}.A": A, f"step{plan.steps}.B": B, "loss_after": loss}


_FROZEN = "W is frozen: no gradient, no update"
_TOGETHER = "A and B are updated together, from the gradients at the old A and B"


def _loss(c: Recorder, name: str, Y: Matrix, target: Matrix) -> Matrix:
    note = f"mean of all {target.rows.size * target.columns.size} squared errors"
    squares = mean_of(mean_of(square(Y - target)), "column")
    return c.step(name, squares, "MSE loss", note=note)


def _roundings(c: Recorder, X: Matrix, B: Matrix, factor: Matrix) -> int:
    """How many rounding errors can add up between the two ways to Y; large numbers enlarge them."""
    across = abs(c.input_values(X)).sum(axis=1).max()
    down = abs(c.input_values(B)).sum(axis=0).max()
    return ceil(float(2 * across + (down + 1) * c.input_values(factor).item() + 2))


def _refuse_idle(X: Matrix | None, target: Matrix | None, steps: int) -> None:
    if target is None and steps:
        raise InputError("steps has no effect without target", about="steps")
    if target is not None and X is None:
        raise InputError("target has no effect without X", about="target")
    if target is not None and not steps:
        raise InputError("target has no effect without steps: add steps: 1", about="target")


def _rank_of_product(A: list[list[Value]], B: list[list[Value]]) -> Fraction:
    """The rank of A B, from independent rows of A and independent columns of B."""
    left = _independent(_whole(A))
    right = _independent(_whole([list(column) for column in zip(*B, strict=True)]))
    return Fraction(len(_independent([[_dot(row, column) for column in right] for row in left])))


def _whole(rows: list[list[Value]]) -> list[list[int]]:
    """The rows, each scaled to whole numbers; a double counts as its simplest fraction."""
    exact = [[_fraction(number) for number in row] for row in rows]
    scales = [lcm(*(number.denominator for number in row)) for row in exact]
    return [[int(number * factor) for number in row] for row, factor in zip(exact, scales, strict=True)]


def _fraction(number: Value) -> Fraction:
    if isinstance(number, Fraction):
        return number
    decimal = Fraction(repr(float(number)))
    short = decimal.limit_denominator(1000)
    return short if float(short) == float(number) else decimal


def _independent(rows: list[list[int]]) -> list[list[int]]:
    """Independent rows in echelon form, by elimination without division."""
    pivots: list[list[int]] = []
    rest = [row for row in rows if any(row)]
    while rest:
        column = min(_first(row) for row in rest)
        pivot = next(row for row in rest if _first(row) == column)
        pivots.append(pivot)
        others = [row for row in rest if row is not pivot]
        rest = [row for row in (_without(row, pivot, column) for row in others) if any(row)]
    return pivots


def _first(row: Sequence[int]) -> int:
    return next(index for index, number in enumerate(row) if number)


def _without(row: list[int], pivot: list[int], column: int) -> list[int]:
    """The row with its entry in the pivot's column eliminated, divided by its greatest common divisor."""
    if not row[column]:
        return row
    less = [number * pivot[column] - own * row[column] for number, own in zip(row, pivot, strict=True)]
    divisor = gcd(*less) or 1
    return [number // divisor for number in less]


def _dot(row: Sequence[int], column: Sequence[int]) -> int:
    return sum(one * other for one, other in zip(row, column, strict=True))
