"""Groups of parameters that several topics have: weights of attention, feed-forward networks and norms."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.record.parameters import SPARSE_EVEN, matrix, vector
from handcalc.topics._dimensions import d_ff, d_k, d_model, d_out, d_v, heads


class AttentionWeights(NamedTuple):
    """The weights of attention that keeps the length of vectors."""

    W_Q: Annotated[Matrix, matrix(d_model, d_k.times(heads), "query weights")]
    W_K: Annotated[Matrix, matrix(d_model, d_k.times(heads), "key weights", drawn_from=SPARSE_EVEN)]
    W_V: Annotated[Matrix, matrix(d_model, d_v.times(heads), "value weights")]
    W_O: Annotated[Matrix, matrix(d_v.times(heads), d_model, "output weights")]


class FeedForwardWeights(NamedTuple):
    """Two layers with their biases."""

    W_1: Annotated[Matrix, matrix(d_model, d_ff, "weights of the first layer")]
    W_2: Annotated[Matrix, matrix(d_ff, d_out, "weights of the second layer")]
    b_1: Annotated[Matrix | None, vector(d_ff, "bias of the first layer")] = None
    b_2: Annotated[Matrix | None, vector(d_out, "bias of the second layer")] = None


class NormWeights(NamedTuple):
    """What a normalised vector is scaled by, and what is added."""

    gamma: Annotated[Matrix | None, vector(d_model, "gain γ")] = None
    beta: Annotated[Matrix | None, vector(d_model, "bias β")] = None
