"""Parameters that several topics share: weights of attention, feed-forward networks and norms."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.record.options import option
from handcalc.record.parameters import SPARSE_EVEN, matrix, vector
from handcalc.topics._dimensions import d_ff, d_k, d_model, d_out, d_v, heads

Residual = Annotated[bool, option("residual (skip) connection: add X to the result")]


class AttentionWeights(NamedTuple):
    """The weights of attention whose output has as many features as its input."""

    W_Q: Annotated[Matrix, matrix(d_model, d_k.times(heads), "query weights")]
    W_K: Annotated[Matrix, matrix(d_model, d_k.times(heads), "key weights", drawn_from=SPARSE_EVEN)]
    W_V: Annotated[Matrix, matrix(d_model, d_v.times(heads), "value weights")]
    W_O: Annotated[Matrix, matrix(d_v.times(heads), d_model, "output projection")]


class FeedForwardWeights(NamedTuple):
    """Two linear layers with their biases."""

    W_1: Annotated[Matrix, matrix(d_model, d_ff, "weights of linear layer 1")]
    W_2: Annotated[Matrix, matrix(d_ff, d_out, "weights of linear layer 2")]
    b_1: Annotated[Matrix | None, vector(d_ff, "bias of linear layer 1")] = None
    b_2: Annotated[Matrix | None, vector(d_out, "bias of linear layer 2")] = None


class NormWeights(NamedTuple):
    """Scale and shift of a normalized vector."""

    gamma: Annotated[Matrix | None, vector(d_model, "gain γ")] = None
    beta: Annotated[Matrix | None, vector(d_model, "bias β")] = None
