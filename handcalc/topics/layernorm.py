"""Layer normalisation, with its relatives RMS norm and batch norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Annotated, Any, Literal

from handcalc.errors import InputError
from handcalc.record.dimensions import Dimension
from handcalc.record.matrix import Matrix
from handcalc.record.operations import divide_or_zero, mean_of, sqrt, square, sum_of
from handcalc.record.operations.reductions import Each
from handcalc.record.options import option, size
from handcalc.record.parameters import LineWish, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import token

feature = Dimension("feature")


def _has_rational_root(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether a line's deviation (or root mean square) is a fraction, not 0, and its numbers are no two."""
    n, squares = len(line), sum(number * number for number in line)
    if options["kind"] == "rms":
        top = n * squares
    else:
        freedom = n if options["variance"] == "n" else n - 1
        top = (n * squares - sum(line) ** 2) * n * freedom
    return top > 0 and isqrt(top) ** 2 == top and len(set(line)) >= min(n, 3)


RATIONAL_ROOT = LineWish(
    each=lambda options: "column" if options["kind"] == "batch" else "row", fulfilled=_has_rational_root
)

Epsilon = Annotated[Fraction, option("ε, added under the root", least=0)]


@topic(Group.TRANSFORMER)
def layernorm(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, feature, "vectors", drawn_from=tuple(range(9)), wish=RATIONAL_ROOT)],
    gamma: Annotated[Matrix | None, vector(feature, "gain γ")] = None,
    beta: Annotated[Matrix | None, vector(feature, "bias β")] = None,
    *,
    eps: Epsilon = Fraction(1, 100_000),
    variance: Annotated[Literal["n", "n-1"], option("divide the squares by n or by n-1")] = "n",
    kind: Annotated[
        Literal["layer", "rms", "batch"],
        option("layer: each row; rms: each row, without the mean; batch: each column"),
    ] = "layer",
    tokens: Annotated[int, size(token, "rows of a random X")] = 2,
    features: Annotated[int, size(feature, "columns of a random X")] = 4,
) -> Matrix:
    """Layer normalisation: every vector to mean 0 and deviation 1.

    Symbols: X (tokens × features); mu (μ) the mean of each row; C = X − μ; Q = C², cell by cell; var the
    mean of Q; sd = √(var + ε); N = C ÷ sd; Y = γ ⊙ N + β. With kind rms: Q = X², ms its mean,
    rms = √(ms + ε), N = X ÷ rms. With kind batch the same down each column.

    Source: J. Ba et al., Layer Normalization (2016); B. Zhang and R. Sennrich, Root Mean Square Layer
    Normalization (2019); S. Ioffe and C. Szegedy, Batch Normalization (2015).

    Simplifications: batch normalisation here is the training step, without running averages. A constant row
    gives N = 0 even when ε is 0, where a library would divide 0 by 0.
    """
    if variance == "n-1" and (X.rows if kind == "batch" else X.columns).size < 2:
        raise InputError("variance n-1 needs at least two numbers to average", about="variance")
    each: Each = "column" if kind == "batch" else "row"
    N = _rms(c, X, eps) if kind == "rms" else _standardized(c, X, eps, variance, each)
    return _scaled(c, N, gamma, beta)


def _standardized(c: Recorder, X: Matrix, eps: Fraction, variance: str, each: Each) -> Matrix:
    n = X.columns.size if each == "row" else X.rows.size
    whose = X.rows if each == "row" else X.columns
    mu = c.step("mu", mean_of(X, each), f"Mean of each {whose}")
    C = c.step("C", X - mu, "Centred")
    Q = c.step("Q", square(C), "Squares")
    note = f"the squares are divided by {variance}, here {n if variance == 'n' else n - 1}"
    spread = mean_of(Q, each) if variance == "n" else sum_of(Q, each) / c.number(n - 1, "(n − 1)")
    var = c.step("var", spread, "Variance", note=note)
    sd = c.step("sd", sqrt(var + c.number(eps, "ε")), "Standard deviation", note=_epsilon(eps))
    c.check(C, f"the deviations of each {whose} sum to 0", sum_of(C, each), c.number(0), terms=2 * n)
    return c.step("N", divide_or_zero(C, sd), "Normalised", note=_ZERO.format("sd"))


def _rms(c: Recorder, X: Matrix, eps: Fraction) -> Matrix:
    Q = c.step("Q", square(X), "Squares")
    ms = c.step("ms", mean_of(Q), "Mean of the squares")
    rms = c.step("rms", sqrt(ms + c.number(eps, "ε")), "Root mean square", note=_epsilon(eps))
    return c.step("N", divide_or_zero(X, rms), "Normalised", note=_ZERO.format("rms"))


def _scaled(c: Recorder, N: Matrix, gamma: Matrix | None, beta: Matrix | None) -> Matrix:
    Y = N if gamma is None else gamma * N
    return c.step("Y", Y if beta is None else Y + beta, "Scaled and shifted")


_ZERO = "where {} is 0, N is 0: there is nothing to scale"


def _epsilon(eps: Fraction) -> str:
    return f"ε = {float(eps):g} stands inside the root"
