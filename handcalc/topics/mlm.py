"""Masked language modelling: which words stand behind the masks."""

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
from handcalc.record.topic import Group, topic
from handcalc.text import listed
from handcalc.topics._dimensions import d_k, d_model, d_v, token, word
from handcalc.topics.attention import attention
from handcalc.topics.embed import embed, words_of
from handcalc.topics.softmax import Base
from handcalc.topics.unembed import (
    TOKEN_NUMBERS,
    WORD_NUMBERS,
    example_words,
    losses,
    most_probable,
    word_shares,
)

MASK = "[MASK]"
_FROM_TEXT = ("W_E", "W_Q", "W_K", "W_V")


def _example(options: Mapping[str, Any]) -> Words:
    """The example's words, the last of them the mask."""
    return (*example_words(options)[: options["vocabulary_size"] - 1], MASK)


@topic(Group.TRANSFORMER)
def mlm(
    c: Recorder,
    text: Annotated[str | Words, text_of("text with [MASK]", token, example="the cat [MASK] on the [MASK]")],
    vocabulary: Annotated[Words, words("the words to guess from, and [MASK]", word, example=_example)],
    W_U: Annotated[Matrix, matrix(d_v, word, "a vector for each word", drawn_from=WORD_NUMBERS)],
    X: Annotated[
        Matrix | None,
        matrix(token, d_model, "contextual vectors", required_unless=_FROM_TEXT, drawn_from=TOKEN_NUMBERS),
    ] = None,
    targets: Annotated[Words | None, words("the word behind each mask")] = None,
    W_E: Annotated[Matrix | None, matrix(word, d_model, "word vectors")] = None,
    W_Q: Annotated[Matrix | None, matrix(d_model, d_k, "query weights")] = None,
    W_K: Annotated[Matrix | None, matrix(d_model, d_k, "key weights")] = None,
    W_V: Annotated[
        Matrix | None, matrix(d_model, d_v, "value weights", stand_in=StandIn(d_model, d_model))
    ] = None,
    *,
    position: Annotated[
        Literal["none", "sinusoidal"], option("what is added to W_E's vectors for a word's place")
    ] = "none",
    base: Base = "e",
    d_model: Annotated[int, size(d_model, "columns of a random X")] = 4,
    vocabulary_size: Annotated[int, size(word, "words when none are given")] = 6,
) -> dict[str, Matrix]:
    """Masked language modelling: guess the hidden words from both sides.

    Symbols: X (n × d_model) contextual vectors, a row for each word of the text; or they are made here:
    embed.* looks up W_E, attention.* mixes all words, before and after the mask, and its O stands for X. H
    the rows of the masks; L = H W_U the logits; E = base^L; D sums of rows; P = E ÷ D the shares;
    loss = −ln of the share of the target, the word that was hidden; mean_loss.

    Source: J. Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers (2018), section 3.1.

    Simplifications: BERT has layers of attention, a norm and a dense layer before W_U, and in training
    replaces some chosen words by random ones or leaves them. The base is that of both softmaxes.
    """
    places = _masks(text)
    X = _contextual(c, text, vocabulary, X, (W_E, W_Q, W_K, W_V), position, base)  # n × d
    c = c.section("The masks")
    masks = Axis("mask", tuple(X.rows.labels[place] for place in places))
    H = c.step("H", take(X, places, masks), "Vectors of the masks")  # masks × d
    P = word_shares(c, H, W_U, base=base)
    c.conclude_from(lambda rows: _told(rows, P.columns.labels), P)
    if targets is None:
        return {"P": P}
    return {"P": P, "mean_loss": losses(c, P, targets, "mask")}


def _masks(text: str | Words) -> list[int]:
    places = [place for place, word in enumerate(words_of(text)) if word == MASK]
    if not places:
        raise InputError(f"the text has no {MASK}: nothing is hidden", about="text")
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
    """X as it is given, or made from the text by embedding and attention."""
    given = [name for name, weight in zip(_FROM_TEXT, weights, strict=True) if weight is not None]
    if X is not None:
        if given:
            raise InputError(f"give X, or all of {listed(_FROM_TEXT)} instead of it", about=given[0])
        if position != "none":
            raise InputError("position has no effect: X is given", about="position")
        return X
    if MASK not in vocabulary:
        raise InputError(f"{MASK} is not in the vocabulary: it needs a vector of its own", about="vocabulary")
    W_E, W_Q, W_K, W_V = map(needed, weights)
    embedding = c.under("embed", "Embedding")
    embedded: Matrix = embed.function(embedding, text, vocabulary, W_E, position=position)  # n × d_model
    mixing = c.under("attention", "Attention")
    mixed: Matrix = attention.function(mixing, embedded, W_Q, W_K, W_V, base=base, kv_heads=1)  # n × d_v
    return mixed


def _told(rows: Sequence[Sequence[float]], vocabulary: Words) -> str:
    found = [most_probable(row, vocabulary) for row in rows]
    behind = "Behind the mask" if len(found) == 1 else "Behind the masks, in order,"
    return f"{behind} most probably {'stands' if len(found) == 1 else 'stand'} {listed(found)}."
