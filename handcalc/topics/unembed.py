"""Unembedding: from hidden states to next-token probabilities, with the cross-entropy of given targets."""

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
from handcalc.record.selection_rules import Computed, NumberRows
from handcalc.record.topic import Group, topic
from handcalc.text import counted, did_you_mean, quoted
from handcalc.topics._conclusions import Numbers, first_rows, tie_note, top_one
from handcalc.topics._dimensions import d_model, token, word
from handcalc.topics.softmax import Base, Temperature, softmax_rows, tempered

TOKEN_NUMBERS = (0, 0, 1, 1, 2)
WORD_NUMBERS = (-1, 0, 0, 1, 1)
_EXAMPLE = ("the", "cat", "sat", "on", "mat", "dog", "ran", "home")


def example_words(options: Mapping[str, Any]) -> Words:
    """An example vocabulary of vocabulary_size words."""
    numbered = (f"word{number}" for number in range(len(_EXAMPLE) + 1, options["vocabulary_size"] + 1))
    return (*_EXAMPLE[: options["vocabulary_size"]], *numbered)


@topic(Group.TRANSFORMER)
def unembed(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "token vectors", drawn_from=TOKEN_NUMBERS)],
    W_U: Annotated[
        Matrix, matrix(d_model, word, "unembedding matrix, one vector per token", drawn_from=WORD_NUMBERS)
    ],
    vocabulary: Annotated[Words, words("vocabulary", word, example=example_words)],
    b_U: Annotated[Matrix | None, vector(word, "bias of each token")] = None,
    targets: Annotated[Words | None, words("targets: the correct next token at each position")] = None,
    *,
    positions: Annotated[
        Literal["last", "all"], option("predict the next token after the last token, or after all")
    ] = ("last"),
    base: Base = "e",
    temperature: Temperature = Fraction(1),
    tokens: Annotated[int, size(token, "drawn X: number of tokens")] = 3,
    d_model: Annotated[int, size(d_model, "drawn X: d_model")] = 4,
    vocabulary_size: Annotated[int, size(word, "drawn example: vocabulary size")] = 5,
) -> dict[str, Matrix]:
    """Unembedding (LM head): hidden state to next-token probabilities and cross-entropy.

    Symbols:
      X (n × d_model): hidden states, the last one after the whole text
      L = X W_U + b_U: logits, one for each token of the vocabulary
      Z = L ÷ temperature
      E = base^Z, D: exponentials and their sum for each position
      P = E ÷ D: next-token probabilities
      loss = −ln p(target): cross-entropy
      mean_loss: the mean over the positions
      perplexity = e^mean_loss: as unsure as among that many equally likely words

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.4; A. Radford et al., Improving
    Language Understanding by Generative Pre-Training (2018) for the loss at every position.

    Simplifications: no norm before W_U. GPT uses the token embeddings as W_U (weight tying).
    """
    hidden = X  # n × d_model
    if positions == "last":
        last = X.rows.size - 1
        hidden = in_role(row_of(X, last), Axis(X.rows.name, X.rows.labels[last:]), X.columns)  # 1 × d_model
    P = next_token_probabilities(c, hidden, W_U, b_U, base=base, temperature=temperature)
    c.conclude_from(lambda rows: _conclusion(c, rows, P), P)
    if targets is None:
        return {"P": P}
    mean_loss = losses(c, P, targets, "position", base)
    note = "as unsure as among that many equally likely words"
    perplexity = c.step("perplexity", power(c.number(e, "e"), mean_loss), "Perplexity, e^loss", note=note)
    return {"P": P, "mean_loss": mean_loss, "perplexity": perplexity}


def next_token_probabilities(
    c: Recorder,
    hidden: Matrix,
    W_U: Matrix,
    b_U: Matrix | None = None,
    *,
    base: Literal["e"] | Fraction,
    temperature: Fraction = Fraction(1),
    logits_title: str = "Logits",
    title: str = "Next-token probabilities",
) -> Matrix:
    """The probability of every token at each of n hidden states, as steps L, [Z], E, D and P (n × V)."""
    L = c.step("L", hidden @ W_U if b_U is None else hidden @ W_U + b_U, logits_title)  # n × V
    Z = tempered(c, L, temperature)
    P = softmax_rows(c, Z, base=base, stable=False, name="P", title=title)
    c.prefer(scalar_function("lead", Computed(_smallest_lead), P), 2.03, 3)
    return P


def losses(c: Recorder, P: Matrix, targets: Words, position: str, base: Literal["e"] | Fraction) -> Matrix:
    """The cross-entropy of each row of P and its target, as steps loss and mean_loss; returns the mean.

    Raises InputError: there are not as many targets as rows, or P has no column for one.
    """
    if len(targets) != P.rows.size:
        raise InputError(
            f"targets has {counted(len(targets), 'word')} for {counted(P.rows.size, position)}: give one "
            f"target for each {position}",
            about="targets",
        )
    places = [_place(word, P.columns.labels) for word in targets]
    note = None if base == "e" else "the natural logarithm, whatever the base of the softmax"
    loss = negate(ln(take_along_axis(P, places, "target")))  # n × 1
    loss = c.step("loss", loss, "Cross-entropy, −ln p(target)", note=note)
    return c.step("mean_loss", mean_of(loss, "column"), "Mean cross-entropy")


def _conclusion(c: Recorder, rows: Sequence[Numbers], P: Matrix) -> str:
    """The most probable next token after each token, with its probability."""
    parts = [
        f"after {quoted(token)}: {top_one(P.columns.labels, row, c.text_of)}"
        for token, row in zip(P.rows.labels, rows, strict=True)
    ]
    sentence = f"{first_rows(parts)}{tie_note(*rows)}."
    return f"A{sentence[1:]}"


def _smallest_lead(rows: NumberRows) -> float:
    """2 + the lead of the most probable token over the next one, in the row where it is smallest."""
    ordered = [sorted(row, reverse=True) for row in rows]
    return float(2 + min(row[0] - row[1] if len(row) > 1 else 1 for row in ordered))


def _place(word: str, vocabulary: Words) -> int:
    if word not in vocabulary:
        near = did_you_mean(word, vocabulary)
        raise InputError(f"the target {quoted(word)} is not in the vocabulary{near}", about="targets")
    return vocabulary.index(word)
