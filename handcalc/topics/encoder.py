"""One encoder block of the transformer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import isqrt
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import (
    BINARY,
    SPARSE_EVEN,
    Group,
    LineWish,
    matrix,
    option,
    size,
    topic,
    vector,
)
from handcalc.topics.attention import Scale, attention
from handcalc.topics.ffn import Activation, ActivationName, feed_forward
from handcalc.topics.layernorm import Epsilon, layernorm
from handcalc.topics.mlp import wish_for_different_rows
from handcalc.topics.softmax import Base

NormPlace = Literal["post", "pre"]
Norm = Annotated[
    NormPlace, option("layer norm after each residual connection, or before attention and feed-forward")
]
Heads = Annotated[int, option("number of heads", least=1)]
Scaling = Annotated[Scale, option("divide scores by √d_k, by nothing, ⌊S ÷ 2⌋, or by a number", above=0)]


def _norm_is_kind(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether the norm that comes first divides by a fraction."""
    spread = len(line) * sum(number * number for number in line) - sum(line) ** 2
    return options["norm"] != "pre" or (spread > 0 and isqrt(spread) ** 2 == spread)


KIND_TO_NORM = LineWish(each=lambda options: "row", fulfilled=_norm_is_kind)


@topic(Group.TRANSFORMER)
def encoder(
    c: Recorder,
    X: Annotated[Matrix, matrix("token", "d_model", "token vectors", drawn_from=BINARY, wish=KIND_TO_NORM)],
    W_Q: Annotated[Matrix, matrix("d_model", "heads * d_k", "query weights")],
    W_K: Annotated[Matrix, matrix("d_model", "heads * d_k", "key weights", drawn_from=SPARSE_EVEN)],
    W_V: Annotated[Matrix, matrix("d_model", "heads * d_v", "value weights")],
    W_O: Annotated[Matrix, matrix("heads * d_v", "d_model", "output weights")],
    W_1: Annotated[Matrix, matrix("d_model", "d_ff", "weights of the first layer")],
    W_2: Annotated[Matrix, matrix("d_ff", "d_model", "weights of the second layer")],
    b_1: Annotated[Matrix | None, vector("d_ff", "bias of the first layer")] = None,
    b_2: Annotated[Matrix | None, vector("d_model", "bias of the second layer")] = None,
    gamma_1: Annotated[Matrix | None, vector("d_model", "gain γ of the first norm")] = None,
    beta_1: Annotated[Matrix | None, vector("d_model", "bias β of the first norm")] = None,
    gamma_2: Annotated[Matrix | None, vector("d_model", "gain γ of the second norm")] = None,
    beta_2: Annotated[Matrix | None, vector("d_model", "bias β of the second norm")] = None,
    *,
    heads: Heads = 1,
    base: Base = "e",
    scale: Scaling = "sqrt",
    norm: Norm = "post",
    activation: Activation = "relu",
    eps: Epsilon = Fraction(1, 100_000),
    tokens: Annotated[int, size("token", "tokens of a random X")] = 3,
    d_model: Annotated[int, size("d_model", "columns of a random X")] = 4,
    d_k: Annotated[int, size("d_k", "columns of random queries and keys, each head")] = 4,
    d_v: Annotated[int, size("d_v", "columns of random values, each head")] = 3,
    d_ff: Annotated[int, size("d_ff", "columns of the hidden layer")] = 5,
) -> dict[str, Matrix]:
    """Encoder block: tokens look at each other, then each thinks on its own.

    Symbols: X (n × d_model) token vectors; attention.* self-attention with output weights W_O (heads·d_v ×
    d_model); add1 = X + attention.P; norm1.* its layer norm; ffn.* the feed-forward network of norm1.Y;
    add2 = norm1.Y + ffn.F; norm2.*, whose Y is the result. With norm pre the norms come first: norm1.* of X,
    attention.* of norm1.Y, add1 = X + attention.P, norm2.* of add1, ffn.* of norm2.Y, add2 = add1 + ffn.F,
    which is the result.

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.1; R. Xiong et al., On Layer
    Normalization in the Transformer Architecture (2020) for norm pre.

    Departures: one block, no dropout, no biases in attention; a stack with norm pre ends with one more norm.
    """
    block = Block(heads, base, scale, norm, activation, eps)

    def attend(x: Matrix) -> Matrix:
        return block.attention(c.under("attention", "Self-attention"), x, W_Q, W_K, W_V, W_O)

    def think(x: Matrix) -> Matrix:
        return block.feed_forward(c, x, W_1, b_1, W_2, b_2)

    wish_for_different_rows(c, X)
    last = block.sublayer(c, 1, X, attend, gamma_1, beta_1)  # n × d_model
    return {"Y": block.sublayer(c, 2, last, think, gamma_2, beta_2)}  # n × d_model


class Block(NamedTuple):
    """How the sublayers of a block are made: the options that an encoder and a decoder share."""

    heads: int
    base: Literal["e"] | Fraction
    scale: Scale
    norm: NormPlace
    activation: ActivationName
    eps: Fraction

    def sublayer(
        self,
        c: Recorder,
        number: int,
        x: Matrix,
        calculate: Callable[[Matrix], Matrix],
        gamma: Matrix | None,
        beta: Matrix | None,
    ) -> Matrix:
        """norm(x + f(x)), or with norm pre x + f(norm(x)), as steps add1 and norm1.*."""
        norm = c.under(f"norm{number}", f"Norm {number}")
        pre = self.norm == "pre"
        found = calculate(layernorm(norm, x, gamma, beta, eps=self.eps) if pre else x)
        here = c.section(f"Residual connection {number}")
        added = here.step(f"add{number}", x + found, "Residual connection")  # n × d_model
        return added if pre else layernorm(norm, added, gamma, beta, eps=self.eps)

    def attention(
        self,
        c: Recorder,
        x: Matrix,
        W_Q: Matrix,
        W_K: Matrix,
        W_V: Matrix,
        W_O: Matrix,
        *,
        memory: Matrix | None = None,
        causal: bool = False,
    ) -> Matrix:
        """Attention of x to itself or to the memory, with this block's heads and rules."""
        rules = {"heads": self.heads, "kv_heads": self.heads, "base": self.base, "scale": self.scale}
        found: Matrix = attention(c, x, W_Q, W_K, W_V, memory, W_O=W_O, causal=causal, **rules)
        return found

    def feed_forward(
        self, c: Recorder, x: Matrix, W_1: Matrix, b_1: Matrix | None, W_2: Matrix, b_2: Matrix | None
    ) -> Matrix:
        """The feed-forward network with this block's activation."""
        return feed_forward(c.under("ffn", "Feed-forward"), x, W_1, b_1, W_2, b_2, self.activation)
