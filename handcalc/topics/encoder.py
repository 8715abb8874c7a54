"""One encoder block of the transformer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.record.options import option, size
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import BINARY, LineWish, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import d_ff, d_k, d_model, d_out, d_v, token
from handcalc.topics._groups import AttentionWeights, FeedForwardWeights, NormWeights
from handcalc.topics.attention import Heads, Scaling, attention
from handcalc.topics.ffn import Activation, feed_forward
from handcalc.topics.layernorm import Epsilon, layernorm
from handcalc.topics.mlp import wish_for_different_rows
from handcalc.topics.softmax import Base


def _norm_is_kind(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether the norm that comes first divides by a fraction."""
    spread = len(line) * sum(number * number for number in line) - sum(line) ** 2
    return options["norm"] != "pre" or (spread > 0 and isqrt(spread) ** 2 == spread)


KIND_TO_NORM = LineWish(each=lambda options: "row", fulfilled=_norm_is_kind)


@topic(Group.TRANSFORMER)
def encoder(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "token vectors", drawn_from=BINARY, wish=KIND_TO_NORM)],
    attention_weights: Annotated[AttentionWeights, parameter_group()],
    ffn_weights: Annotated[FeedForwardWeights, parameter_group(axes={d_out: d_model})],
    norm_1: Annotated[NormWeights, parameter_group(suffix="_1", of="the first norm")],
    norm_2: Annotated[NormWeights, parameter_group(suffix="_2", of="the second norm")],
    *,
    block: Annotated[Block, parameter_group()],
    sizes: Annotated[BlockSizes, parameter_group()],
) -> dict[str, Matrix]:
    """Encoder block: tokens look at each other, then each thinks on its own.

    Symbols: X (n × d_model) token vectors; attention.* self-attention with output weights W_O (heads·d_v ×
    d_model); add1 = X + attention.P; norm1.* its layer norm; ffn.* the feed-forward network of norm1.Y;
    add2 = norm1.Y + ffn.F; norm2.*, whose Y is the result. With norm pre the norms come first: norm1.* of X,
    attention.* of norm1.Y, add1 = X + attention.P, norm2.* of add1, ffn.* of norm2.Y, add2 = add1 + ffn.F,
    which is the result.

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.1; R. Xiong et al., On Layer
    Normalization in the Transformer Architecture (2020) for norm pre.

    Simplifications: one block, no dropout, no biases in attention; a stack with norm pre ends with one more
    norm.
    """

    def attend(x: Matrix) -> Matrix:
        return block.attention(c.under("attention", "Self-attention"), x, attention_weights)

    def think(x: Matrix) -> Matrix:
        return block.feed_forward(c, x, ffn_weights)

    wish_for_different_rows(c, X)
    last = block.sublayer(c, 1, X, attend, norm_1)  # n × d_model
    return {"Y": block.sublayer(c, 2, last, think, norm_2)}  # n × d_model


class Block(NamedTuple):
    """How the sublayers of a block are made: the options that an encoder and a decoder share."""

    heads: Heads = 1
    base: Base = "e"
    scale: Scaling = "sqrt"
    norm: Annotated[
        Literal["post", "pre"],
        option("layer norm after each residual connection, or before attention and feed-forward"),
    ] = "post"
    activation: Activation = "relu"
    eps: Epsilon = Fraction(1, 100_000)

    def sublayer(
        self,
        c: Recorder,
        number: int,
        x: Matrix,
        calculate: Callable[[Matrix], Matrix],
        weights: NormWeights,
    ) -> Matrix:
        """norm(x + f(x)), or with norm pre x + f(norm(x)), as steps add1 and norm1.*."""
        norm = c.under(f"norm{number}", f"Norm {number}")
        pre = self.norm == "pre"
        found = calculate(layernorm(norm, x, *weights, eps=self.eps) if pre else x)
        here = c.section(f"Residual connection {number}")
        added = here.step(f"add{number}", x + found, "Residual connection")  # n × d_model
        return added if pre else layernorm(norm, added, *weights, eps=self.eps)

    def attention(
        self,
        c: Recorder,
        x: Matrix,
        weights: AttentionWeights,
        *,
        memory: Matrix | None = None,
        causal: bool = False,
    ) -> Matrix:
        """Attention of x to itself or to the memory, with this block's heads and rules."""
        W_Q, W_K, W_V, W_O = weights
        rules = {"heads": self.heads, "kv_heads": self.heads, "base": self.base, "scale": self.scale}
        found: Matrix = attention(c, x, W_Q, W_K, W_V, memory, W_O=W_O, causal=causal, **rules)
        return found

    def feed_forward(self, c: Recorder, x: Matrix, weights: FeedForwardWeights) -> Matrix:
        """The feed-forward network with this block's activation."""
        return feed_forward(c.under("ffn", "Feed-forward"), x, weights, self.activation)


class BlockSizes(NamedTuple):
    """How large a random block is."""

    tokens: Annotated[int, size(token, "tokens of a random X")] = 3
    d_model: Annotated[int, size(d_model, "columns of a random X")] = 4
    d_k: Annotated[int, size(d_k, "columns of random queries and keys, each head")] = 4
    d_v: Annotated[int, size(d_v, "columns of random values, each head")] = 3
    d_ff: Annotated[int, size(d_ff, "columns of the hidden layer")] = 5
