"""LoRA: fine-tuning with two thin matrices beside a frozen one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import Annotated, NamedTuple

from handcalc.errors import InputError
from handcalc.record.cell_expression import Value
from handcalc.record.dimensions import Dimension, symbol
from handcalc.record.matrix import Matrix
from handcalc.record.operations import mean_of, scalar_function, scale, square
from handcalc.record.options import option, size
from handcalc.record.parameters import SPARSE_EVEN, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, IntegerValue
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import d_out, token

d_in = symbol("d_in")
rank = Dimension("rank")


@topic(Group.ADAPTATION)
def lora(
    c: Recorder,
    W: Annotated[Matrix, matrix(d_in, d_out, "frozen weights", drawn_from=SPARSE_EVEN)],
    A: Annotated[Matrix, matrix(d_in, rank, "first thin matrix", drawn_from=(-1, 0, 0, 1, 1))],
    B: Annotated[Matrix, matrix(rank, d_out, "second thin matrix", drawn_from=(-1, 0, 0, 1, 2))],
    X: Annotated[Matrix | None, matrix(token, d_in, "token vectors")] = None,
    target: Annotated[Matrix | None, matrix(token, d_out, "what Y should be")] = None,
    *,
    rank: Annotated[int, size(rank, "columns of A: r")] = 2,
    alpha: Annotated[Fraction, option("α: the update is scaled by α ÷ r", like="rank", above=0)] = (
        Fraction(0)
    ),
    steps: Annotated[int, option("training steps towards the target", least=0, most=1000)] = 0,
    lr: Annotated[Fraction, option("learning rate", above=0)] = Fraction(1, 10),
    d_in: Annotated[int, size(d_in, "rows of a random W")] = 6,
    d_out: Annotated[int, size(d_out, "columns of a random W")] = 6,
) -> dict[str, Matrix]:
    """LoRA: a large matrix stays frozen, two thin ones learn its update.

    Symbols: W (d × o) frozen weights; A (d × r) and B (r × o) the thin matrices; delta (Δ) = (α ÷ r) · A B
    the update; W_merged = W + Δ; W_back = W_merged − Δ; rank how many independent rows Δ has; full_count
    and lora_count the numbers to train without and with LoRA. With X (n × d): base = X W, low = X A,
    up = low B, Y = base + (α ÷ r) · up. With target and steps: loss the mean square of Y − target; dY, dB,
    dA its gradients, then the new A and B; after.* and loss_after with the last of them.

    Source: E. Hu et al., LoRA: Low-Rank Adaptation of Large Language Models (2021), section 4.1. In columns
    the matrices are the paper's: A is r × d, B is o × r, and ΔW = B A.

    Simplifications: training starts with one of the two at zero, so that Δ is 0 at first; no dropout, and
    plain gradient descent where libraries use Adam.
    """
    _refuse_idle(X, target, steps)
    factor = c.number(Fraction(alpha), "α") / c.size(A.columns, "r")
    delta = c.step("delta", scale(factor, A @ B), "Update")  # d × o
    merged = c.step("W_merged", W + delta, "Update merged in")  # d × o
    back = c.step("W_back", merged - delta, "Update taken out")  # d × o
    c.check(back, "W_back is W", back, W, terms=3)
    last = merged
    if X is not None:
        base = c.step("base", X @ W, "Without the update")  # n × o
        through = _forward(c, X, A, B, base, factor)
        last = through.Y
        c.check(last, "X and W_merged alone give Y", X @ merged, last, terms=_roundings(c, X, B, factor))
    _count(c, A, B, delta, " before training" if target is not None and steps else "")
    if X is not None and target is not None:
        return _train(c, X, A, B, target, Training(base, factor, through, steps, c.number(lr, "lr")))
    return {"W_merged": merged} if X is None else {"Y": last}


class Through(NamedTuple):
    """What the tokens are behind A, and at the end."""

    low: Matrix
    Y: Matrix


class Training(NamedTuple):
    """What stays the same from step to step, and where the first one starts."""

    base: Matrix
    factor: Matrix
    start: Through
    steps: int
    lr: Matrix


def _forward(c: Recorder, X: Matrix, A: Matrix, B: Matrix, base: Matrix, factor: Matrix) -> Through:
    low = c.step("low", X @ A, "Down to the rank")  # n × r
    up = c.step("up", low @ B, "Up again")  # n × o
    return Through(low, c.step("Y", base + scale(factor, up), "With the update"))  # n × o


def _count(c: Recorder, A: Matrix, B: Matrix, delta: Matrix, when: str) -> None:
    """The rank of the update, and how many numbers it takes to say it."""
    c = c.section("Rank and size")
    r = A.columns.size
    note = f"independent rows of Δ, at most r = {r}; eliminated in fractions, so nothing is rounded"
    counted = scalar_function("independent rows of the product", Computed(_rank_of_product), A, B)
    rank = c.step("rank", counted, "Rank", note=note)
    c.wish(rank - c.number(min(r, *delta.shape)), 0, 0)
    d, o, size_r = c.size(A.rows, "d"), c.size(B.columns, "o"), c.size(A.columns, "r")
    full = c.step("full_count", scale(d, o), "Numbers in W")
    few = c.step("lora_count", scale(size_r, d + o), "Numbers in A and B")
    c.step("share", few / full, "Share that is trained")
    found = c.decide(rank, IntegerValue())
    lower = f", although r is {r}" if found < r else ""
    full_size, size = delta.shape[0] * delta.shape[1], r * sum(delta.shape)
    c.conclude(
        f"A and B have {size} numbers to train where W has {full_size}; their update has rank {found}{when}"
        f"{lower}."
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
        dY = part.step("dY", scale(c.number(2) / cells, Y - target), "Gradient of Y")  # n × o
        dB = part.step("dB", scale(plan.factor, low.T @ dY), "Gradient of B")  # r × o
        dA = part.step("dA", scale(plan.factor, X.T @ dY @ B.T), "Gradient of A", note=_FROZEN)  # d × r
        A = part.step("A", A - scale(plan.lr, dA), "A after the step")  # d × r
        B = part.step("B", B - scale(plan.lr, dB), "B after the step", note=_TOGETHER)  # r × o
    after = c.under("after", "After training")
    _, Y = _forward(after, X, A, B, plan.base, plan.factor)
    loss = _loss(c.section("After training"), "loss_after", Y, target)
    return {f"step{plan.steps}.A": A, f"step{plan.steps}.B": B, "loss_after": loss}


_FROZEN = "W is frozen: it has no gradient and does not move"
_TOGETHER = "A and B move together: both gradients are those of the old A and B"


def _loss(c: Recorder, name: str, Y: Matrix, target: Matrix) -> Matrix:
    note = f"the mean over all {target.rows.size * target.columns.size} cells"
    squares = mean_of(mean_of(square(Y - target)), "column")
    return c.step(name, squares, "Mean of the squared errors", note=note)


def _roundings(c: Recorder, X: Matrix, B: Matrix, factor: Matrix) -> int:
    """How many roundings can add up between the two ways to Y: large numbers enlarge them."""
    across = abs(c.input_values(X)).sum(axis=1).max()
    down = abs(c.input_values(B)).sum(axis=0).max()
    return ceil(float(2 * across + (down + 1) * c.input_values(factor).item() + 2))


def _refuse_idle(X: Matrix | None, target: Matrix | None, steps: int) -> None:
    if target is None and steps:
        raise InputError("steps train towards a target, and there is none", about="steps")
    if target is not None and X is None:
        raise InputError("target is what Y should be, and without X there is no Y", about="target")
    if target is not None and not steps:
        raise InputError("target has no effect without steps: add steps: 1", about="target")


def _rank_of_product(A: list[list[Value]], B: list[list[Value]]) -> Fraction:
    """The rank of A B, found through what is independent in each: both have r on one side."""
    left = _independent(_whole(A))
    right = _independent(_whole([list(column) for column in zip(*B, strict=True)]))
    return Fraction(len(_independent([[_dot(row, column) for column in right] for row in left])))


def _whole(rows: list[list[Value]]) -> list[list[int]]:
    """Rows of whole numbers in the same proportions; a double stands for the shortest fraction it may be."""
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
    """As many rows as are independent, in echelon form: elimination without division."""
    found: list[list[int]] = []
    rest = [row for row in rows if any(row)]
    while rest:
        column = min(_first(row) for row in rest)
        pivot = next(row for row in rest if _first(row) == column)
        found.append(pivot)
        others = [row for row in rest if row is not pivot]
        rest = [row for row in (_without(row, pivot, column) for row in others) if any(row)]
    return found


def _first(row: Sequence[int]) -> int:
    return next(index for index, number in enumerate(row) if number)


def _without(row: list[int], pivot: list[int], column: int) -> list[int]:
    """The row made 0 at a column by the pivot, and divided by what all its numbers share."""
    if not row[column]:
        return row
    less = [number * pivot[column] - own * row[column] for number, own in zip(row, pivot, strict=True)]
    shared = gcd(*less) or 1
    return [number // shared for number in less]


def _dot(row: Sequence[int], column: Sequence[int]) -> int:
    return sum(one * other for one, other in zip(row, column, strict=True))
