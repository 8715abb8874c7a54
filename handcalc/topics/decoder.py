"""One decoder block of the transformer, and the head that says the next word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from handcalc.record.selection_rules import largest_first
from handcalc.record.topic import Group, topic
from handcalc.text import quoted
from handcalc.topics._dimensions import d_k, d_model, d_out, d_v, memory, token, word
from handcalc.topics._groups import AttentionWeights, FeedForwardWeights, NormWeights
from handcalc.topics.embed import embed, words_in_order
from handcalc.topics.encoder import KIND_TO_NORM, Block, BlockSizes
from handcalc.topics.mlp import wish_for_different_rows
from handcalc.topics.softmax import Base
from handcalc.topics.unembed import example_words, word_shares

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
            token, d_model, "token vectors", required_unless=("text",), drawn_from=BINARY, wish=KIND_TO_NORM
        ),
    ],
    self_attention: Annotated[AttentionWeights, parameter_group(prefix="self_")],
    ffn_weights: Annotated[FeedForwardWeights, parameter_group(axes={d_out: d_model})],
    W_U: Annotated[Matrix, matrix(d_model, word, "from vectors to words")],
    vocabulary: Annotated[
        Words, words("the words that it can say", word, example=example_words, default_from=words_in_order)
    ],
    norm_1: Annotated[NormWeights, parameter_group(suffix="_1", of="the norm at self-attention")],
    norm_2: Annotated[NormWeights, parameter_group(suffix="_2", of="the norm at cross-attention")],
    norm_3: Annotated[NormWeights, parameter_group(suffix="_3", of="the norm at the feed-forward")],
    text: Annotated[str | Words | None, text_of("text, in place of X", token)] = None,
    W_E: Annotated[Matrix | None, matrix(word, d_model, "word vectors", requires="text")] = None,
    memory: Annotated[
        Matrix | None,
        matrix(memory, d_model, "what an encoder made", required_when=_has_memory, drawn_from=BINARY),
    ] = None,
    cross_attention: Annotated[
        AttentionWeights | None,
        parameter_group(prefix="cross_", requires="memory", axes={d_k: d_k_cross, d_v: d_v_cross}),
    ] = None,
    *,
    block: Annotated[Block, parameter_group()],
    sizes: Annotated[BlockSizes, parameter_group()],
    vocabulary_size: Annotated[int, size(word, "words when none are given")] = 4,
    n_memory: Annotated[int, size(memory, "tokens of a random memory (0: decoder-only)", least=0)] = 0,
    d_k_cross: Annotated[int, size(d_k_cross, "the same in cross-attention", like="d_k")] = 0,
    d_v_cross: Annotated[int, size(d_v_cross, "the same in cross-attention", like="d_v")] = 0,
) -> Matrix:
    """Decoder block: the words so far to the next one.

    Symbols: X (n × d_model) token vectors, or embed.* of a text with sinusoidal positions; self.* causal
    self-attention; add1 = X + self.P; norm1.* its layer norm; with a memory (m × d_model) cross.* attention
    to it, add2 = norm1.Y + cross.P, norm2.*; ffn.* the feed-forward network; add3, norm3.* the same again;
    L = last row · W_U (d_model × V) the logits; E = base^L; D their sum; P = E ÷ D the probability of each
    word. Without a memory (decoder-only) there is no cross, add2 and norm2, and the other numbers stay. With
    norm pre each norm stands before its part, and L is made from add3.

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.1; A. Radford et al., Improving
    Language Understanding by Generative Pre-Training (2018) for decoder-only.

    Simplifications: one block, no dropout, no biases in attention; with norm pre real models have one more
    norm before W_U.
    """
    if text is not None and X is not None:
        raise InputError("X has no effect: text is given", about="X")
    if memory is None and norm_2 != (None, None):
        name = "gamma_2" if norm_2.gamma is not None else "beta_2"
        raise InputError(f"{name} has no effect: there is no memory", about=name)

    def look_back(x: Matrix) -> Matrix:
        return block.attention(c.under("self", "Causal self-attention"), x, self_attention, causal=True)

    def look_across(x: Matrix) -> Matrix:
        assert cross_attention is not None
        return block.attention(c.under("cross", "Cross-attention"), x, cross_attention, memory=memory)

    def think(x: Matrix) -> Matrix:
        return block.feed_forward(c, x, ffn_weights)

    if text is None:
        wish_for_different_rows(c, needed(X))
    else:
        X = embed(c.under("embed", "Embedding"), text, vocabulary, W_E)
    last = block.sublayer(c, 1, needed(X), look_back, norm_1)  # n × d_model
    if memory is not None:
        last = block.sublayer(c, 2, last, look_across, norm_2)  # n × d_model
    last = block.sublayer(c, 3, last, think, norm_3)  # n × d_model
    return _next_word(c.section("The next word"), last, W_U, block.base)


def _next_word(c: Recorder, vectors: Matrix, W_U: Matrix, base: Base) -> Matrix:
    """The probability of every word, from the vector of the last token, as steps L, E, D and P."""
    last = vectors.rows.size - 1
    row = take(vectors, [last], Axis(vectors.rows.name, vectors.rows.labels[last:]))  # 1 × d_model
    P = word_shares(c, row, W_U, base=base)  # 1 × V

    def told(rows: Sequence[Sequence[float]]) -> str:
        return _conclusion(P.columns.labels, rows[0], c.shown)

    c.conclude_from(told, P)
    return P


def _conclusion(vocabulary: Words, shares: Sequence[float], shown: Callable[[float], str]) -> str:
    numbers = list(map(float, shares))
    ranked = [(quoted(vocabulary[place]), shown(numbers[place])) for place in largest_first(numbers)[:2]]
    if len(ranked) == 1:
        return f"The next word is {ranked[0][0]}: the vocabulary has no other."
    (best, share), (second, less) = ranked
    lead = f"The most probable next word is {best}, with a share of {share}"
    return f"{lead}; the runner-up is {second}, with {less}."
