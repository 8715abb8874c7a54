"""Masked language modelling: predict the tokens at the [MASK] positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix, needed
from handcalc.record.operations import take
from handcalc.record.options import option, size
from handcalc.record.parameters import StandIn, Words, matrix, words
from handcalc.record.parameters import text as text_of
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import largest_first
from handcalc.record.topic import Group, topic
from handcalc.text import listed, quoted
from handcalc.topics._conclusions import Numbers, first_rows, tie_note
from handcalc.topics._dimensions import d_k, d_model, d_v, token, word
from handcalc.topics.attention import attention
from handcalc.topics.embed import embed, words_of
from handcalc.topics.softmax import Base
from handcalc.topics.unembed import (
    TOKEN_NUMBERS,
    WORD_NUMBERS,
    example_words,
    losses,
    next_token_probabilities,
)

MASK = "[MASK]"
_FROM_TEXT = ("W_E", "W_Q", "W_K", "W_V")


def _example(options: Mapping[str, Any]) -> Words:
    """An example vocabulary with [MASK] at its end."""
    return (*example_words(options)[: options["vocabulary_size"] - 1], MASK)


@topic(Group.TRANSFORMER)
def mlm(
    c: Recorder,
    text: Annotated[str | Words, text_of("text with [MASK]", token, example="the cat [MASK] on the [MASK]")],
    vocabulary: Annotated[Words, words("vocabulary, with [MASK]", word, example=_example)],
    W_U: Annotated[
        Matrix, matrix(d_v, word, "output embeddings (decoder of the MLM head)", drawn_from=WORD_NUMBERS)
    ],
    X: Annotated[
        Matrix | None,
        matrix(
            token,
            d_model,
            "contextual embeddings (last hidden states)",
            required_unless=_FROM_TEXT,
            drawn_from=TOKEN_NUMBERS,
        ),
    ] = None,
    targets: Annotated[Words | None, words("targets: the original token at each mask")] = None,
    W_E: Annotated[Matrix | None, matrix(word, d_model, "token embeddings")] = None,
    W_Q: Annotated[Matrix | None, matrix(d_model, d_k, "query weights")] = None,
    W_K: Annotated[Matrix | None, matrix(d_model, d_k, "key weights")] = None,
    W_V: Annotated[
        Matrix | None, matrix(d_model, d_v, "value weights", stand_in=StandIn(d_model, d_model))
    ] = None,
    *,
    position: Annotated[
        Literal["none", "sinusoidal"], option("positional encoding that is added to the embeddings W_E")
    ] = "none",
    base: Base = "e",
    d_model: Annotated[int, size(d_model, "drawn X: d_model")] = 4,
    vocabulary_size: Annotated[int, size(word, "drawn example: vocabulary size")] = 6,
) -> dict[str, Matrix]:
    """Masked language modelling (BERT): predict the [MASK] tokens from both sides.

    Symbols:
      X (n × d_model): contextual embeddings, one for each token of the text
      embed.*, attention.*: without X, attention over the embeddings W_E of all
        tokens, before and after the mask; its O takes the place of X
      H: hidden states at the [MASK] positions
      L = H W_U: logits
      E = base^L, D: exponentials and their sum for each mask
      P = E ÷ D: probabilities of the masked tokens
      loss = −ln p(target): cross-entropy with the original token; mean_loss

    Source: J. Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers (2018), section 3.1.

    Simplifications: BERT has several layers of attention, a norm and a dense layer before W_U; in training it
    replaces some of the chosen tokens by random ones or leaves them. Both softmaxes have the same base.
    """
    places = _masks(text)
    X = _contextual(c, text, vocabulary, X, (W_E, W_Q, W_K, W_V), position, base)  # n × d
    c = c.section("MLM head")
    masks = Axis("mask", tuple(X.rows.labels[place] for place in places))
    H = c.step("H", take(X, places, masks), "Hidden states at the [MASK] positions")  # masks × d
    title = "Probabilities of the masked tokens"
    P = next_token_probabilities(c, H, W_U, base=base, title=title)  # masks × V
    c.conclude_from(lambda rows: _conclusion(c, rows, P.columns.labels), P)
    if targets is None:
        return {"P": P}
    return {"P": P, "mean_loss": losses(c, P, targets, "mask", base)}


def _masks(text: str | Words) -> list[int]:
    places = [place for place, word in enumerate(words_of(text)) if word == MASK]
    if not places:
        raise InputError(f"the text has no {MASK} token: there is nothing to predict", about="text")
    return places


def _contextual(
    c: Recorder,
    text: str | Words,
    vocabulary: Words,
    X: Matrix | None,
    weights: Sequence[Matrix | None],
    position: Literal["none", "sinusoidal"],
    base: Literal["e"] | Fraction,
) -> Matrix:
    """The given X, or the attention output over the embedded text."""
    weights_given = [name for name, weight in zip(_FROM_TEXT, weights, strict=True) if weight is not None]
    if X is not None:
        if weights_given:
            raise InputError(f"give either X, or all of {listed(_FROM_TEXT)}", about=weights_given[0])
        if position != "none":
            raise InputError("position has no effect: X is given", about="position")
        return X
    if MASK not in vocabulary:
        raise InputError(f"{MASK} is not in the vocabulary: it needs an embedding", about="vocabulary")
    W_E, W_Q, W_K, W_V = map(needed, weights)
    embedding = c.under("embed", "Embedding")
    embedded: Matrix = embed.function(embedding, text, vocabulary, W_E, position=position)  # n × d_model
    mixing = c.under("attention", "Attention")
    mixed: Matrix = attention.function(mixing, embedded, W_Q, W_K, W_V, base=base, kv_heads=1)  # n × d_v
    return mixed


def _conclusion(c: Recorder, rows: Sequence[Numbers], vocabulary: Words) -> str:
    """The prediction for each mask, with its probability."""
    best = [f"{quoted(vocabulary[largest_first(list(row))[0]])} ({c.text_of(max(row))})" for row in rows]
    if len(best) == 1:
        return f"Prediction: {MASK} = {best[0]}{tie_note(*rows)}."
    parts = [f"{MASK} {number} = {word}" for number, word in enumerate(best, start=1)]
    return f"Predictions: {first_rows(parts, ', ')}{tie_note(*rows)}."
