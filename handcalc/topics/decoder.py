"""One decoder block of the transformer, and the head that says the next word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Annotated

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix, needed
from handcalc.record.operations import pick_rows
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import largest_first
from handcalc.record.topic import (
    BINARY,
    SPARSE_EVEN,
    Group,
    Words,
    matrix,
    size,
    topic,
    vector,
    words,
)
from handcalc.record.topic import text as text_of
from handcalc.topics.embed import embed, words_in_order
from handcalc.topics.encoder import KIND_TO_NORM, Block, Heads, Norm, Scaling
from handcalc.topics.ffn import Activation
from handcalc.topics.layernorm import Epsilon
from handcalc.topics.mlp import wish_for_different_rows
from handcalc.topics.softmax import Base
from handcalc.topics.unembed import example_words, word_shares
from handcalc.wording import quoted


@topic(Group.TRANSFORMER)
def decoder(
    c: Recorder,
    X: Annotated[
        Matrix | None,
        matrix("token", "d_model", "token vectors", unless=("text",), drawn_from=BINARY, wish=KIND_TO_NORM),
    ],
    self_W_Q: Annotated[Matrix, matrix("d_model", "heads * d_k", "query weights")],
    self_W_K: Annotated[Matrix, matrix("d_model", "heads * d_k", "key weights", drawn_from=SPARSE_EVEN)],
    self_W_V: Annotated[Matrix, matrix("d_model", "heads * d_v", "value weights")],
    self_W_O: Annotated[Matrix, matrix("heads * d_v", "d_model", "output weights")],
    W_1: Annotated[Matrix, matrix("d_model", "d_ff", "weights of the first layer")],
    W_2: Annotated[Matrix, matrix("d_ff", "d_model", "weights of the second layer")],
    W_U: Annotated[Matrix, matrix("d_model", "word", "from vectors to words")],
    vocabulary: Annotated[
        Words, words("word", "the words that it can say", example=example_words, otherwise=words_in_order)
    ],
    text: Annotated[str | Words | None, text_of("text, in place of X", "token")] = None,
    W_E: Annotated[Matrix | None, matrix("word", "d_model", "word vectors", beside="text")] = None,
    memory: Annotated[
        Matrix | None,
        matrix("memory", "d_model", "what an encoder made", absent=(), drawn_from=BINARY),
    ] = None,
    cross_W_Q: Annotated[
        Matrix | None, matrix("d_model", "heads * d_k_cross", "query weights", beside="memory")
    ] = None,
    cross_W_K: Annotated[
        Matrix | None,
        matrix("d_model", "heads * d_k_cross", "key weights", beside="memory", drawn_from=SPARSE_EVEN),
    ] = None,
    cross_W_V: Annotated[
        Matrix | None, matrix("d_model", "heads * d_v_cross", "value weights", beside="memory")
    ] = None,
    cross_W_O: Annotated[
        Matrix | None, matrix("heads * d_v_cross", "d_model", "output weights", beside="memory")
    ] = None,
    b_1: Annotated[Matrix | None, vector("d_ff", "bias of the first layer")] = None,
    b_2: Annotated[Matrix | None, vector("d_model", "bias of the second layer")] = None,
    gamma_1: Annotated[Matrix | None, vector("d_model", "gain γ of the norm at self-attention")] = None,
    beta_1: Annotated[Matrix | None, vector("d_model", "bias β of the norm at self-attention")] = None,
    gamma_2: Annotated[Matrix | None, vector("d_model", "gain γ of the norm at cross-attention")] = None,
    beta_2: Annotated[Matrix | None, vector("d_model", "bias β of the norm at cross-attention")] = None,
    gamma_3: Annotated[Matrix | None, vector("d_model", "gain γ of the norm at the feed-forward")] = None,
    beta_3: Annotated[Matrix | None, vector("d_model", "bias β of the norm at the feed-forward")] = None,
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
    vocabulary_size: Annotated[int, size("word", "words when none are given")] = 4,
    n_memory: Annotated[int, size("memory", "tokens of a random memory (0: decoder-only)", least=0)] = 0,
    d_k_cross: Annotated[int, size("d_k_cross", "the same in cross-attention", like="d_k")] = 0,
    d_v_cross: Annotated[int, size("d_v_cross", "the same in cross-attention", like="d_v")] = 0,
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

    Departures: one block, no dropout, no biases in attention; with norm pre real models have one more norm
    before W_U.
    """
    crossing = (cross_W_Q, cross_W_K, cross_W_V, cross_W_O)
    _refuse_idle("text", text, X=X, W_E=W_E)
    _refuse_idle("memory", memory, gamma_2=gamma_2, beta_2=beta_2, **_named(crossing))
    block = Block(heads, base, scale, norm, activation, eps)

    def look_back(x: Matrix) -> Matrix:
        weights = (self_W_Q, self_W_K, self_W_V, self_W_O)
        return block.attention(c.under("self", "Causal self-attention"), x, *weights, causal=True)

    def look_across(x: Matrix) -> Matrix:
        W_Q, W_K, W_V, W_O = map(needed, crossing)
        return block.attention(c.under("cross", "Cross-attention"), x, W_Q, W_K, W_V, W_O, memory=memory)

    def think(x: Matrix) -> Matrix:
        return block.feed_forward(c, x, W_1, b_1, W_2, b_2)

    if text is None:
        wish_for_different_rows(c, needed(X))
    else:
        X = embed(c.under("embed", "Embedding"), text, vocabulary, W_E)
    last = block.sublayer(c, 1, needed(X), look_back, gamma_1, beta_1)  # n × d_model
    if memory is not None:
        last = block.sublayer(c, 2, last, look_across, gamma_2, beta_2)  # n × d_model
    last = block.sublayer(c, 3, last, think, gamma_3, beta_3)  # n × d_model
    return _next_word(c.section("The next word"), last, W_U, base)


def _next_word(c: Recorder, vectors: Matrix, W_U: Matrix, base: Base) -> Matrix:
    """The probability of every word, from the vector of the last token, as steps L, E, D and P."""
    last = vectors.rows.size - 1
    row = pick_rows(vectors, [last], Axis(vectors.rows.name, vectors.rows.labels[last:]))  # 1 × d_model
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


def _named(crossing: tuple[Matrix | None, ...]) -> dict[str, Matrix | None]:
    return dict(zip(("cross_W_Q", "cross_W_K", "cross_W_V", "cross_W_O"), crossing, strict=True))


def _refuse_idle(name: str, given: object, **others: Matrix | None) -> None:
    """Refuse what has no effect without the memory or the text, and X beside a text."""
    for other, value in others.items():
        if value is not None and (given is None) != (other == "X"):
            why = f"{name} is given" if other == "X" else f"there is no {name}"
            raise InputError(f"{other} has no effect: {why}", about=other)
