"""From vectors back to words, with the loss when the right words are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import e
from typing import Annotated, Any, Literal

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import (
    in_role,
    ln,
    mean_of,
    negate,
    power,
    row_of,
    scalar_function,
    take_along_axis,
)
from handcalc.record.options import option, size
from handcalc.record.parameters import Words, matrix, vector, words
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, NumberRows, largest_first
from handcalc.record.topic import Group, topic
from handcalc.text import counted, did_you_mean, listed, quoted
from handcalc.topics._dimensions import d_model, token, word
from handcalc.topics.softmax import Base, Temperature, shares, tempered

TOKEN_NUMBERS = (0, 0, 1, 1, 2)
WORD_NUMBERS = (-1, 0, 0, 1, 1)
_EXAMPLE = ("the", "cat", "sat", "on", "mat", "dog", "ran", "home")


def example_words(options: Mapping[str, Any]) -> Words:
    """As many words as vocabulary_size says."""
    numbered = (f"word{number}" for number in range(len(_EXAMPLE) + 1, options["vocabulary_size"] + 1))
    return (*_EXAMPLE[: options["vocabulary_size"]], *numbered)


@topic(Group.TRANSFORMER)
def unembed(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "token vectors", drawn_from=TOKEN_NUMBERS)],
    W_U: Annotated[Matrix, matrix(d_model, word, "a vector for each word", drawn_from=WORD_NUMBERS)],
    vocabulary: Annotated[Words, words("the words that the columns stand for", word, example=example_words)],
    b_U: Annotated[Matrix | None, vector(word, "bias of each word")] = None,
    targets: Annotated[Words | None, words("the word that is right at each asked position")] = None,
    *,
    positions: Annotated[
        Literal["last", "all"], option("ask for the next word after the last token or all")
    ] = ("last"),
    base: Base = "e",
    temperature: Temperature = Fraction(1),
    tokens: Annotated[int, size(token, "tokens of a random X")] = 3,
    d_model: Annotated[int, size(d_model, "columns of a random X")] = 4,
    vocabulary_size: Annotated[int, size(word, "words when none are given")] = 5,
) -> dict[str, Matrix]:
    """Unembedding: from a vector to the next word, and the loss.

    Symbols: X (n × d_model) token vectors, the last row after the whole text; L = X W_U + b_U the logits, a
    number for each word of the vocabulary; Z = L ÷ temperature; E = base^Z; D sums of rows; P = E ÷ D the
    shares; loss = −ln of the share that the right word (target) got; mean_loss; perplexity = e^mean_loss:
    among how many equally probable words one would be as much at a loss.

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.4; A. Radford et al., Improving
    Language Understanding by Generative Pre-Training (2018) for the loss at every position.

    Simplifications: no norm before W_U. GPT uses the word vectors themselves as W_U (tied weights).
    """
    asked = X  # n × d_model
    if positions == "last":
        last = X.rows.size - 1
        asked = in_role(row_of(X, last), Axis(X.rows.name, X.rows.labels[last:]), X.columns)  # 1 × d_model
    P = word_shares(c, asked, W_U, b_U, base=base, temperature=temperature)
    c.conclude_from(lambda rows: _told(c, rows, P), P)
    if targets is None:
        return {"P": P}
    mean_loss = losses(c, P, targets, "asked position")
    title = "As many equally probable words"
    perplexity = c.step("perplexity", power(c.number(e, "e"), mean_loss), title)
    return {"P": P, "mean_loss": mean_loss, "perplexity": perplexity}


def word_shares(
    c: Recorder,
    asked: Matrix,
    W_U: Matrix,
    b_U: Matrix | None = None,
    *,
    base: Literal["e"] | Fraction,
    temperature: Fraction = Fraction(1),
) -> Matrix:
    """The share of every word after each asked vector, as steps L, [Z], E, D and P."""
    L = c.step("L", asked @ W_U if b_U is None else asked @ W_U + b_U, "Logits")  # asked × V
    Z = tempered(c, L, temperature)
    note = "of equal shares the word listed first counts as the most probable"
    P = shares(c, Z, base=base, stable=False, name="P", title="Shares of the words", note=note)
    c.wish(scalar_function("lead", Computed(_smallest_lead), P), 2.03, 3)
    return P


def losses(c: Recorder, P: Matrix, targets: Words, asked: str) -> Matrix:
    """The loss of each row of P against its target, as steps loss and mean_loss; returns the mean.

    Raises InputError: there are not as many targets as rows, or P has no column for one.
    """
    if len(targets) != P.rows.size:
        raise InputError(
            f"targets has {counted(len(targets), 'word')}, but there {_are(P.rows.size, asked)}: a word for "
            "each is needed",
            about="targets",
        )
    places = [_place(word, P.columns.labels) for word in targets]
    note = "the natural logarithm, whatever the base of the softmax"
    loss = c.step("loss", negate(ln(take_along_axis(P, places, "target"))), "Loss", note=note)  # asked × 1
    return c.step("mean_loss", mean_of(loss, "column"), "Mean loss")


def most_probable(row: Sequence[float], vocabulary: Words) -> str:
    """The word with the largest share, for a sentence; of equal ones the first."""
    return quoted(vocabulary[largest_first(list(row))[0]])


def _told(c: Recorder, rows: Sequence[Sequence[float]], P: Matrix) -> str:
    found = [
        (quoted(token), most_probable(row, P.columns.labels), c.shown(max(row)))
        for token, row in zip(P.rows.labels, rows, strict=True)
    ]
    if len(found) == 1:
        token, word, share = found[0]
        return f"After {token} the most probable next word is {word}, with a share of {share}."
    return f"The most probable next words: {listed(f'{b} after {a} ({s})' for a, b, s in found)}."


def _smallest_lead(rows: NumberRows) -> float:
    """2 + how far the most probable word is ahead of the next one, in the row where that is least."""
    ordered = [sorted(row, reverse=True) for row in rows]
    return float(2 + min(row[0] - row[1] if len(row) > 1 else 1 for row in ordered))


def _place(word: str, vocabulary: Words) -> int:
    if word not in vocabulary:
        near = did_you_mean(word, vocabulary)
        raise InputError(f"the target {quoted(word)} is not in the vocabulary{near}", about="targets")
    return vocabulary.index(word)


def _are(count: int, singular: str) -> str:
    return f"{'is' if count == 1 else 'are'} {counted(count, singular)}"
