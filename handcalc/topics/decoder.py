"""Transformer decoder block with a language-model head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import symbol
from handcalc.record.matrix import Matrix, needed
from handcalc.record.operations import take
from handcalc.record.options import Options, size
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import BINARY, Words, matrix, words
from handcalc.record.parameters import text as text_of
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._conclusions import Numbers, tie_note, top_two
from handcalc.topics._dimensions import d_k, d_model, d_out, d_v, memory, token, word
from handcalc.topics._groups import AttentionWeights, FeedForwardWeights, NormWeights
from handcalc.topics.embed import embed, words_in_order
from handcalc.topics.encoder import KIND_TO_NORM, Block, BlockSizes
from handcalc.topics.mlp import prefer_different_rows
from handcalc.topics.softmax import Base
from handcalc.topics.unembed import example_words, next_token_probabilities

d_k_cross = symbol("d_k_cross")
d_v_cross = symbol("d_v_cross")


def _has_memory(options: Options) -> bool:
    return bool(options["n_memory"])


@topic(Group.TRANSFORMER)
def decoder(
    c: Recorder,
    X: Annotated[
        Matrix | None,
        matrix(
            token,
            d_model,
            "token vectors",
            required_unless=("text",),
            drawn_from=BINARY,
            line_target=KIND_TO_NORM,
        ),
    ],
    self_attention: Annotated[AttentionWeights, parameter_group(prefix="self_")],
    ffn_weights: Annotated[FeedForwardWeights, parameter_group(axes={d_out: d_model})],
    W_U: Annotated[Matrix, matrix(d_model, word, "unembedding matrix (LM head)")],
    vocabulary: Annotated[
        Words, words("vocabulary", word, example=example_words, default_from=words_in_order)
    ],
    norm_1: Annotated[NormWeights, parameter_group(suffix="_1", of="LayerNorm at self-attention")],
    norm_2: Annotated[NormWeights, parameter_group(suffix="_2", of="LayerNorm at cross-attention")],
    norm_3: Annotated[NormWeights, parameter_group(suffix="_3", of="LayerNorm at feed-forward")],
    text: Annotated[str | Words | None, text_of("text, in place of X", token)] = None,
    W_E: Annotated[Matrix | None, matrix(word, d_model, "token embeddings", requires="text")] = None,
    memory: Annotated[
        Matrix | None,
        matrix(memory, d_model, "memory: the encoder's output", required_when=_has_memory, drawn_from=BINARY),
    ] = None,
    cross_attention: Annotated[
        AttentionWeights | None,
        parameter_group(prefix="cross_", requires="memory", axes={d_k: d_k_cross, d_v: d_v_cross}),
    ] = None,
    *,
    block: Annotated[Block, parameter_group()],
    sizes: Annotated[BlockSizes, parameter_group()],
    vocabulary_size: Annotated[int, size(word, "drawn example: vocabulary size")] = 4,
    n_memory: Annotated[int, size(memory, "drawn memory: number of tokens (0: decoder-only)", least=0)] = 0,
    d_k_cross: Annotated[int, size(d_k_cross, "drawn weights: d_k of cross-attention", like="d_k")] = 0,
    d_v_cross: Annotated[int, size(d_v_cross, "drawn weights: d_v of cross-attention", like="d_v")] = 0,
) -> Matrix:
    """Transformer decoder block and LM head: from the tokens so far to the next token.

    Symbols:
      X (n × d_model): token vectors, or embed.* of a text (sinusoidal positions)
      self.*: causal self-attention, with output projection P
      add1 = X + self.P, norm1.*: residual connection, LayerNorm
      cross.*: attention to a memory (m × d_model)
      add2 = norm1.Y + cross.P, norm2.*: residual connection, LayerNorm
      ffn.*: feed-forward network, with result F
      add3 = norm2.Y + ffn.F, norm3.*: residual connection, LayerNorm
      L: logits, the last token's norm3.Y times W_U (d_model × V)
      E = base^L, D: exponentials and their sum
      P = E ÷ D: next-token probabilities
      without memory (decoder-only): no cross.*, add2, norm2.*; add3 adds norm1.Y
      with norm pre: each norm before its sublayer; L from add3

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.1; A. Radford et al., Improving
    Language Understanding by Generative Pre-Training (2018) for decoder-only.

    Simplifications: one block, no dropout, no biases in attention; with norm pre real models have one more
    norm before W_U.
    """
    if text is not None and X is not None:
        raise InputError("X has no effect: text is given", about="X")
    if memory is None:
        _refuse_cross_attention(norm_2, d_k_cross != sizes.d_k, d_v_cross != sizes.d_v)

    def attend_to_self(x: Matrix) -> Matrix:
        here = c.under("self", "Masked (causal) self-attention")
        return block.attention(here, x, self_attention, causal=True)

    def attend_to_memory(x: Matrix) -> Matrix:
        assert cross_attention is not None
        return block.attention(c.under("cross", "Cross-attention"), x, cross_attention, memory=memory)

    def feed_forward(x: Matrix) -> Matrix:
        return block.feed_forward(c, x, ffn_weights)

    if text is None:
        prefer_different_rows(c, needed(X))
    else:
        X = embed(c.under("embed", "Embedding"), text, vocabulary, W_E)
    last = block.sublayer(c, 1, "self-attention", needed(X), attend_to_self, norm_1)  # n × d_model
    if memory is not None:
        last = block.sublayer(c, 2, "cross-attention", last, attend_to_memory, norm_2)  # n × d_model
    last = block.sublayer(c, 3, "feed-forward", last, feed_forward, norm_3)  # n × d_model
    head = c.section("Language-model head (next-token prediction)")
    return _next_token(head, last, W_U, block.base)


def _refuse_cross_attention(norm_2: NormWeights, d_k_differs: bool, d_v_differs: bool) -> None:
    """Raise InputError for what only cross-attention and its norm would use."""
    stated = {
        "gamma_2": norm_2.gamma is not None,
        "beta_2": norm_2.beta is not None,
        "d_k_cross": d_k_differs,
        "d_v_cross": d_v_differs,
    }
    for name, is_stated in stated.items():
        if is_stated:
            raise InputError(f"{name} has no effect: there is no memory", about=name)


def _next_token(c: Recorder, vectors: Matrix, W_U: Matrix, base: Base) -> Matrix:
    """The probability of every token after the last one, as steps L, E, D and P."""
    last = vectors.rows.size - 1
    row = take(vectors, [last], Axis(vectors.rows.name, vectors.rows.labels[last:]))  # 1 × d_model
    P = next_token_probabilities(c, row, W_U, base=base, logits_title="Logits of the last token")  # 1 × V

    def tell(rows: Sequence[Numbers]) -> str:
        only = ", the only one in the vocabulary" if P.columns.size == 1 else ""
        return f"Next token: {top_two(P.columns.labels, rows[0], c.text_of)}{only}{tie_note(*rows)}."

    c.conclude_from(tell, P)
    return P
