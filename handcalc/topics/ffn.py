"""The feed-forward network of a transformer block."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from handcalc.errors import InputError
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operations import gelu, gelu_tanh, in_role, relu, silu
from handcalc.record.options import option, size
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import BINARY, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted
from handcalc.topics._dimensions import d_ff, d_model, d_out, token
from handcalc.topics._groups import FeedForwardWeights, NormWeights, Residual
from handcalc.topics.layernorm import Epsilon, layer_norm

ActivationName = Literal["relu", "gelu", "gelu-tanh", "silu", "none"]
Activation = Annotated[ActivationName, option("activation of the hidden layer")]
Norm = Annotated[
    Literal["none", "post", "pre"],
    option("LayerNorm: post, after the residual connection; pre, before linear layer 1"),
]

_FUNCTIONS = {"relu": relu, "gelu": gelu, "gelu-tanh": gelu_tanh, "silu": silu}

ACTIVATION_TITLES: dict[ActivationName, str] = {
    "relu": "ReLU",
    "gelu": "GELU",
    "gelu-tanh": "GELU (tanh approximation)",
    "silu": "SiLU",
    "none": "No activation",
}


def activated(a: Matrix, name: ActivationName) -> Matrix:
    """The activation of every cell; none is the identity."""
    return a if name == "none" else _FUNCTIONS[name](a)


@topic(Group.TRANSFORMER)
def ffn(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "token vectors", drawn_from=BINARY)],
    weights: Annotated[FeedForwardWeights, parameter_group()],
    norm_weights: Annotated[NormWeights, parameter_group(of="LayerNorm")],
    *,
    activation: Activation = "relu",
    residual: Residual = False,
    norm: Norm = "none",
    eps: Epsilon = Fraction(1, 100_000),
    tokens: Annotated[int, size(token, "drawn X: number of tokens")] = 3,
    d_model: Annotated[int, size(d_model, "drawn X: d_model")] = 4,
    d_ff: Annotated[int, size(d_ff, "drawn weights: d_ff")] = 5,
    d_out: Annotated[int, size(d_out, "drawn weights: d_out", like="d_model")] = 0,
) -> Matrix:
    """Position-wise feed-forward network: two linear layers, applied to each token separately.

    Symbols:
      X (n × d_model): token vectors
      H = X W_1 + b_1: hidden pre-activation (n × d_ff)
      G = activation(H)
      F = G W_2 + b_2: output (n × d_out)
      R = X + F: residual connection
      norm.*: LayerNorm of X (norm pre) or R (norm post)

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.3.

    Simplifications: no dropout.
    """
    _refuse_clashes(X, weights.W_2, residual, norm, norm_weights)
    normed = X
    if norm == "pre":
        normed = layer_norm(c.under("norm", "LayerNorm"), X, norm_weights, eps)
    hidden, last = feed_forward(c, normed, weights, activation)  # n × d_ff, n × d_out
    c.conclude_from(lambda G: _conclusion(X, last, activation, G), hidden)
    if residual:
        last = c.step("R", X + in_role(last, X.rows, X.columns), "Residual connection")  # n × d_model
    if norm == "post":
        last = layer_norm(c.under("norm", "LayerNorm"), last, norm_weights, eps)
    return last


def feed_forward(
    c: Recorder,
    X: Matrix,
    weights: FeedForwardWeights,
    activation: ActivationName,
) -> tuple[Matrix, Matrix]:
    """Two linear layers with an activation between them, as steps H, G and F; returns G and F."""
    W_1, W_2, b_1, b_2 = weights
    H = c.step("H", X @ W_1 if b_1 is None else X @ W_1 + b_1, "Hidden pre-activation (linear 1)")  # n × d_ff
    G = c.step("G", activated(H, activation), ACTIVATION_TITLES[activation])  # n × d_ff
    return G, c.step("F", G @ W_2 if b_2 is None else G @ W_2 + b_2, "Output (linear 2)")  # n × d_out


def _conclusion(X: Matrix, last: Matrix, activation: ActivationName, hidden: Array) -> str:
    """The widths of the layers; after ReLU the number of zeros, too."""
    widths = (counted(X.columns.size, "feature"), hidden.shape[1], last.columns.size)
    sentence = "Each token goes from {} through {} hidden ones to {}.".format(*widths)
    if activation == "relu":
        sentence += f" After ReLU {(hidden == 0).sum()} of {counted(hidden.size, 'hidden value')} are 0."
    return sentence


def _refuse_clashes(X: Matrix, W_2: Matrix, residual: bool, norm: str, norm_weights: NormWeights) -> None:
    if residual and W_2.columns.size != X.columns.size:
        raise InputError(
            f"residual adds X to the result, but X has {counted(X.columns.size, 'feature')} per token and "
            f"the result {W_2.columns.size}",
            about="residual",
        )
    if norm == "post" and not residual:
        raise InputError("norm post follows the residual connection: it needs residual", about="norm")
    gamma, beta = norm_weights
    if norm == "none" and (gamma is not None or beta is not None):
        raise InputError(
            "gamma and beta have no effect without a norm", about="beta" if gamma is None else "gamma"
        )
