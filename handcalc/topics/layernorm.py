"""Layer normalization, with its relatives RMSNorm and batch normalization."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Annotated, Any, Literal

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import Dimension
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operations import count_zeros, divide_or_zero, mean_of, sqrt, square, sum_of
from handcalc.record.operations.reductions import Each
from handcalc.record.options import option, size
from handcalc.record.parameters import LineTarget, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import quoted
from handcalc.topics._conclusions import first_rows
from handcalc.topics._dimensions import token
from handcalc.topics._groups import NormWeights

feature = Dimension("feature")


def _has_rational_root(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether a line's standard deviation (or RMS) is a fraction above 0, with three different numbers."""
    n, squares = len(line), sum(number * number for number in line)
    if options["kind"] == "rms":
        top = n * squares
    else:
        freedom = n if options["variance"] == "n" else n - 1
        top = (n * squares - sum(line) ** 2) * n * freedom
    return top > 0 and isqrt(top) ** 2 == top and len(set(line)) >= min(n, 3)


RATIONAL_ROOT = LineTarget(
    each=lambda options: "column" if options["kind"] == "batch" else "row", accepts=_has_rational_root
)

Epsilon = Annotated[Fraction, option("ε, added to the variance (numerical stability)", least=0)]


@topic(Group.TRANSFORMER)
def layernorm(
    c: Recorder,
    X: Annotated[
        Matrix, matrix(token, feature, "vectors", drawn_from=tuple(range(9)), line_target=RATIONAL_ROOT)
    ],
    gamma: Annotated[Matrix | None, vector(feature, "gain γ")] = None,
    beta: Annotated[Matrix | None, vector(feature, "bias β")] = None,
    *,
    eps: Epsilon = Fraction(1, 100_000),
    variance: Annotated[
        Literal["n", "n-1"], option("n: population variance (LayerNorm, PyTorch); n-1: sample variance")
    ] = "n",
    kind: Annotated[
        Literal["layer", "rms", "batch"],
        option(
            "layer: over the features of each token; rms: RMSNorm; batch: over the batch, feature by feature"
        ),
    ] = "layer",
    tokens: Annotated[int, size(token, "drawn X: number of tokens")] = 2,
    features: Annotated[int, size(feature, "drawn X: number of features")] = 4,
) -> Matrix:
    """Layer normalization: each vector to mean 0 and variance 1, then scale and shift.

    Symbols:
      X (tokens × features): vectors
      mu (μ): mean of each token
      C = X − μ: deviations
      Q = C²: squared deviations
      var: variance, the mean of Q
      sd = √(var + ε): standard deviation
      N = C ÷ sd: normalized
      Y = γ ⊙ N + β: scale and shift
      with kind rms: Q = X², ms the mean square, rms = √(ms + ε), N = X ÷ rms
      with kind batch: the same down each feature

    Source: J. Ba et al., Layer Normalization (2016); B. Zhang and R. Sennrich, Root Mean Square Layer
    Normalization (2019); S. Ioffe and C. Szegedy, Batch Normalization (2015).

    Simplifications: batch normalization here is the training step, without running averages. A constant row
    gives N = 0 even when ε is 0, where a library would divide 0 by 0.
    """
    if variance == "n-1" and (X.rows if kind == "batch" else X.columns).size < 2:
        raise InputError("variance n-1 needs at least two numbers to average", about="variance")
    each: Each = "column" if kind == "batch" else "row"
    if kind == "rms":
        N, rms = _rms(c, X, eps)
        c.conclude_from(lambda numbers: _rms_conclusion(c, X.rows, eps, numbers), rms)
    else:
        N, mu, var = _standardized(c, X, eps, variance, each)
        vectors = X.rows if each == "row" else X.columns
        c.conclude_from(lambda *numbers: _conclusion(c, vectors, eps, *numbers), mu, var)
    return _scaled(c, N, gamma, beta)


def layer_norm(c: Recorder, X: Matrix, weights: NormWeights, eps: Fraction) -> Matrix:
    """LayerNorm as a part of another topic, as steps mu, C, Q, var, sd, N, Y."""
    N, _, _ = _standardized(c, X, eps, "n", "row")
    return _scaled(c, N, *weights)


def _standardized(
    c: Recorder, X: Matrix, eps: Fraction, variance: str, each: Each
) -> tuple[Matrix, Matrix, Matrix]:
    """The normalized vectors, with their means and variances before."""
    vectors, n = (X.rows, X.columns.size) if each == "row" else (X.columns, X.rows.size)
    mu = c.step("mu", mean_of(X, each), f"Mean of each {vectors}")
    C = c.step("C", X - mu, "Deviations")
    Q = c.step("Q", square(C), "Squared deviations")
    population = variance == "n"
    spread = mean_of(Q, each) if population else sum_of(Q, each) / c.number(n - 1, "(n − 1)")
    note = None if population else f"sample variance: divided by n − 1 = {n - 1}"
    var = c.step("var", spread, "Variance", note=note)
    sd = sqrt(var + c.number(eps, "ε"))
    sd = c.step("sd", sd, "Standard deviation √(var + ε)", note=_epsilon_note(eps, "variance"))
    c.check(C, f"the deviations of each {vectors} sum to 0", sum_of(C, each), c.number(0), terms=2 * n)
    note_of_zero = f"constant {vectors}: N is set to 0" if c.occurs(count_zeros(sd)) else None
    return c.step("N", divide_or_zero(C, sd), "Normalized", note=note_of_zero), mu, var


def _rms(c: Recorder, X: Matrix, eps: Fraction) -> tuple[Matrix, Matrix]:
    """The normalized vectors, with their root mean squares before."""
    Q = c.step("Q", square(X), "Squares")
    ms = c.step("ms", mean_of(Q), "Mean square")
    rms = c.step("rms", sqrt(ms + c.number(eps, "ε")), "RMS", note=_epsilon_note(eps, "mean square"))
    note = "zero vector: N is set to 0" if c.occurs(count_zeros(rms)) else None
    return c.step("N", divide_or_zero(X, rms), "Normalized", note=note), rms


def _scaled(c: Recorder, N: Matrix, gamma: Matrix | None, beta: Matrix | None) -> Matrix:
    Y = N if gamma is None else gamma * N
    if gamma is None:
        title = "No γ, β given: Y = N" if beta is None else "Shift (β)"
    else:
        title = "Scale (γ)" if beta is None else "Scale and shift (γ, β)"
    return c.step("Y", Y if beta is None else Y + beta, title)


def _epsilon_note(eps: Fraction, what: str) -> str | None:
    return f"ε = {float(eps):g} is added to the {what}, inside the root" if eps else None


def _conclusion(c: Recorder, vectors: Axis, eps: Fraction, means: Array, variances: Array) -> str:
    """The mean and variance that each vector had, and those that N has."""
    parts = [
        f"{quoted(label)} had mean {c.text_of(mean)} and variance {c.text_of(variance)}"
        for label, mean, variance in zip(vectors.labels, means.flat, variances.flat, strict=True)
    ]
    after = ". N has mean 0 and variance 1" if variances.min() > 1000 * eps else ""
    return f"{first_rows(parts)}{after}."


def _rms_conclusion(c: Recorder, tokens: Axis, eps: Fraction, rms: Array) -> str:
    """The root mean square that each vector had, and that of N."""
    parts = [
        f"{quoted(label)} had RMS {c.text_of(number)}"
        for label, number in zip(tokens.labels, rms.flat, strict=True)
    ]
    after = ". N has RMS 1" if rms.min() ** 2 > 1000 * eps else ""
    return f"{first_rows(parts)}{after}."
