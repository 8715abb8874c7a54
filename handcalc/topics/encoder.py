"""Transformer encoder block; the sublayers that it shares with the decoder block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.record.options import option, size
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import BINARY, LineTarget, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import d_ff, d_k, d_model, d_out, d_v, token
from handcalc.topics._groups import AttentionWeights, FeedForwardWeights, NormWeights
from handcalc.topics.attention import Heads, Scaling, attention
from handcalc.topics.ffn import Activation, feed_forward
from handcalc.topics.layernorm import Epsilon, layer_norm
from handcalc.topics.mlp import prefer_different_rows
from handcalc.topics.softmax import Base


def _norm_is_kind(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether the standard deviation in a norm before attention is a fraction."""
    spread = len(line) * sum(number * number for number in line) - sum(line) ** 2
    return options["norm"] != "pre" or (spread > 0 and isqrt(spread) ** 2 == spread)


KIND_TO_NORM = LineTarget(each=lambda options: "row", accepts=_norm_is_kind)


@topic(Group.TRANSFORMER)
def encoder(
    c: Recorder,
    X: Annotated[
        Matrix, matrix(token, d_model, "token vectors", drawn_from=BINARY, line_target=KIND_TO_NORM)
    ],
    attention_weights: Annotated[AttentionWeights, parameter_group()],
    ffn_weights: Annotated[FeedForwardWeights, parameter_group(axes={d_out: d_model})],
    norm_1: Annotated[NormWeights, parameter_group(suffix="_1", of="LayerNorm 1")],
    norm_2: Annotated[NormWeights, parameter_group(suffix="_2", of="LayerNorm 2")],
    *,
    block: Annotated[Block, parameter_group()],
    sizes: Annotated[BlockSizes, parameter_group()],
) -> dict[str, Matrix]:
    """Transformer encoder block: self-attention, then feed-forward, each with residual and LayerNorm.

    Symbols:
      X (n × d_model): token vectors
      attention.*: self-attention of X, with output projection P
      add1 = X + attention.P: residual connection
      norm1.*: LayerNorm of add1
      ffn.*: feed-forward network of norm1.Y, with result F
      add2 = norm1.Y + ffn.F: residual connection
      norm2.*: LayerNorm of add2; norm2.Y is the result
      with norm pre: norm1.* of X, attention.* of norm1.Y, add1 = X + attention.P,
        norm2.* of add1, ffn.* of norm2.Y, add2 = add1 + ffn.F, the result

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.1; R. Xiong et al., On Layer
    Normalization in the Transformer Architecture (2020) for norm pre.

    Simplifications: one block, no dropout, no biases in attention; a stack with norm pre ends with one more
    norm.
    """

    def attend(x: Matrix) -> Matrix:
        return block.attention(c.under("attention", "Self-attention"), x, attention_weights)

    def feed_forward(x: Matrix) -> Matrix:
        return block.feed_forward(c, x, ffn_weights)

    prefer_different_rows(c, X)
    last = block.sublayer(c, 1, "self-attention", X, attend, norm_1)  # n × d_model
    # The conclusion is that of self-attention: which tokens the new vectors take from.
    return {"Y": block.sublayer(c, 2, "feed-forward", last, feed_forward, norm_2)}  # n × d_model


class Block(NamedTuple):
    """The sublayers of a block, with the options that encoder and decoder share."""

    heads: Heads = 1
    base: Base = "e"
    scale: Scaling = "sqrt"
    norm: Annotated[
        Literal["post", "pre"],
        option("LayerNorm: post, after each residual connection; pre, before each sublayer"),
    ] = "post"
    activation: Activation = "relu"
    eps: Epsilon = Fraction(1, 100_000)

    def sublayer(
        self,
        c: Recorder,
        number: int,
        title: str,
        x: Matrix,
        calculate: Callable[[Matrix], Matrix],
        weights: NormWeights,
    ) -> Matrix:
        """norm(x + f(x)), or with norm pre x + f(norm(x)), as steps add1 and norm1.* for number 1.

        title: the name of the sublayer f, for the section headings.
        """
        if self.norm == "pre":
            norm = c.under(f"norm{number}", f"LayerNorm before {title}")
            result = calculate(layer_norm(norm, x, weights, self.eps))
            here = c.section(f"Residual connection after {title}")
            return here.step(f"add{number}", x + result, "Residual connection")  # n × d_model
        here = c.section(f"Add & norm after {title}")
        added = here.step(f"add{number}", x + calculate(x), "Residual connection")  # n × d_model
        return layer_norm(here.under(f"norm{number}"), added, weights, self.eps)

    def attention(
        self,
        c: Recorder,
        x: Matrix,
        weights: AttentionWeights,
        *,
        memory: Matrix | None = None,
        causal: bool = False,
    ) -> Matrix:
        """Attention of x to itself or to the memory, with this block's options."""
        W_Q, W_K, W_V, W_O = weights
        options = {"heads": self.heads, "kv_heads": self.heads, "base": self.base, "scale": self.scale}
        result: Matrix = attention(c, x, W_Q, W_K, W_V, memory, W_O=W_O, causal=causal, **options)
        return result

    def feed_forward(self, c: Recorder, x: Matrix, weights: FeedForwardWeights) -> Matrix:
        """The feed-forward network with this block's activation."""
        _, output = feed_forward(c.under("ffn", "Feed-forward network"), x, weights, self.activation)
        return output


class BlockSizes(NamedTuple):
    """The sizes of a drawn block."""

    tokens: Annotated[int, size(token, "drawn X: number of tokens")] = 3
    d_model: Annotated[int, size(d_model, "drawn X: d_model")] = 4
    d_k: Annotated[int, size(d_k, "drawn weights: d_k of each head")] = 4
    d_v: Annotated[int, size(d_v, "drawn weights: d_v of each head")] = 3
    d_ff: Annotated[int, size(d_ff, "drawn weights: d_ff")] = 5
