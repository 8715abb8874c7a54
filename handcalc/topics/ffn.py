"""The feed-forward network of a transformer block."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from handcalc.errors import InputError
from handcalc.record.matrix import Matrix
from handcalc.record.operations import gelu, gelu_tanh, in_role, relu, silu
from handcalc.record.options import option, size
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import BINARY, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import d_ff, d_model, d_out, token
from handcalc.topics._groups import FeedForwardWeights, NormWeights
from handcalc.topics.layernorm import Epsilon, layernorm

ActivationName = Literal["relu", "gelu", "gelu-tanh", "silu", "none"]
Activation = Annotated[ActivationName, option("the function between the layers")]
Norm = Annotated[
    Literal["none", "post", "pre"], option("layer norm after the residual connection, or before all else")
]

_FUNCTIONS = {"relu": relu, "gelu": gelu, "gelu-tanh": gelu_tanh, "silu": silu}


def activated(a: Matrix, name: ActivationName) -> Matrix:
    """The activation of every cell; none leaves it as it is."""
    return a if name == "none" else _FUNCTIONS[name](a)


@topic(Group.TRANSFORMER)
def ffn(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "token vectors", drawn_from=BINARY)],
    weights: Annotated[FeedForwardWeights, parameter_group()],
    norm_weights: Annotated[NormWeights, parameter_group(of="the norm")],
    *,
    activation: Activation = "relu",
    residual: Annotated[bool, option("add X to the result")] = False,
    norm: Norm = "none",
    eps: Epsilon = Fraction(1, 100_000),
    tokens: Annotated[int, size(token, "tokens of a random X")] = 3,
    d_model: Annotated[int, size(d_model, "columns of a random X")] = 4,
    d_ff: Annotated[int, size(d_ff, "columns of the hidden layer")] = 5,
    d_out: Annotated[int, size(d_out, "columns of the result", like="d_model")] = 0,
) -> Matrix:
    """Feed-forward network: each token on its own, through a wide hidden layer.

    Symbols: X (n × d_model) token vectors; H = X W_1 + b_1 the hidden layer; G = activation(H);
    F = G W_2 + b_2; R = X + F the residual connection; norm.* a layer normalisation of X (pre) or R (post).

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.3.

    Simplifications: no dropout.
    """
    _refuse_clashes(X, weights.W_2, residual, norm, norm_weights)
    normed = X
    if norm == "pre":
        normed = layernorm(c.under("norm", "Norm"), X, *norm_weights, eps=eps)
    last = feed_forward(c, normed, weights, activation)  # n × d_out
    if residual:
        last = c.step("R", X + in_role(last, X.rows, X.columns), "Residual connection")  # n × d_model
    if norm == "post":
        last = layernorm(c.under("norm", "Norm"), last, *norm_weights, eps=eps)
    return last


def feed_forward(
    c: Recorder,
    X: Matrix,
    weights: FeedForwardWeights,
    activation: ActivationName,
) -> Matrix:
    """Two layers with an activation between them, as steps H, G and F."""
    W_1, W_2, b_1, b_2 = weights
    H = c.step("H", X @ W_1 if b_1 is None else X @ W_1 + b_1, "Hidden layer")  # n × d_ff
    note = "activation none: the hidden layer stays as it is" if activation == "none" else None
    G = c.step("G", activated(H, activation), f"Activation {activation}", note=note)  # n × d_ff
    return c.step("F", G @ W_2 if b_2 is None else G @ W_2 + b_2, "Second layer")  # n × d_out


def _refuse_clashes(X: Matrix, W_2: Matrix, residual: bool, norm: str, norm_weights: NormWeights) -> None:
    if residual and W_2.columns.size != X.columns.size:
        raise InputError(
            f"residual adds X to the result, but X has {X.columns.size} columns and the result "
            f"{W_2.columns.size}",
            about="residual",
        )
    if norm == "post" and not residual:
        raise InputError("norm post stands after the residual connection: residual is needed", about="norm")
    gamma, beta = norm_weights
    if norm == "none" and (gamma is not None or beta is not None):
        raise InputError(
            "gamma and beta have no effect without a norm", about="beta" if gamma is None else "gamma"
        )
