"""Token and position embeddings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from operator import eq
from typing import Annotated, Any, Literal

from handcalc.errors import InputError
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import (
    cosine,
    in_role,
    interleave,
    power,
    scalar_function,
    select_rows,
    sine,
    take,
)
from handcalc.record.options import option, size
from handcalc.record.parameters import Words, matrix, words
from handcalc.record.parameters import text as text_of
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, NumberRows
from handcalc.record.topic import Group, topic
from handcalc.text import counted, quoted
from handcalc.topics._conclusions import first_rows
from handcalc.topics._dimensions import d_model, position, word

Position = Annotated[Literal["sinusoidal", "learned", "none"], option("positional encoding that is added")]
Wavelength = Annotated[Fraction, option("base of the frequencies, 10000 in the paper", above=0)]
Unknown = Annotated[str, option("token for out-of-vocabulary words")]


def words_of(text: str | Words, lowercase: bool = False) -> Words:
    """A text as its words."""
    words = text.split() if isinstance(text, str) else text
    return tuple(word.lower() for word in words) if lowercase else tuple(words)


def words_in_order(given: Mapping[str, Any], options: Mapping[str, Any]) -> Words | None:
    """The vocabulary of a text: its words in order of appearance."""
    if "text" not in given:
        return None
    return tuple(dict.fromkeys(words_of(given["text"], options.get("lowercase", False))))


@topic(Group.TRANSFORMER)
def embed(
    c: Recorder,
    text: Annotated[str | Words, text_of("text", example="the cat sat on the mat")],
    vocabulary: Annotated[Words, words("vocabulary", word, default_from=words_in_order)],
    W_E: Annotated[Matrix, matrix(word, d_model, "token embeddings")],
    W_P: Annotated[Matrix | None, matrix(position, d_model, "position embeddings")] = None,
    *,
    position: Position = "sinusoidal",
    wavelength: Wavelength = Fraction(10_000),
    lowercase: Annotated[bool, option("convert the text to lower case")] = False,
    unknown: Unknown = "[UNK]",
    d_model: Annotated[int, size(d_model, "drawn embeddings: d_model")] = 4,
) -> Matrix:
    """Token and position embeddings: the input of a transformer.

    Symbols:
      ids: the index of each token in the vocabulary, from 0
      H (n × V): one-hot vectors
      W = H W_E: token embeddings
      angle = pos ÷ wavelength^(2i/d): pos and i from 0
      P: positional encoding, PE(pos, 2i) = sin(angle),
        PE(pos, 2i+1) = cos(angle); with position learned the rows of W_P
      X = W + P: input embeddings

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.5.

    Simplifications: the paper also multiplies token embeddings by √d, which is left out here.
    """
    if W_P is not None and position != "learned":
        raise InputError(
            f"W_P has no effect with position {position}: it needs position learned", about="W_P"
        )
    tokens = Axis("token", words_of(text, lowercase))
    W = looked_up(c, tokens, vocabulary, W_E, unknown)  # n × d
    c.conclude(_conclusion(tokens.labels, vocabulary, unknown, W))
    if position == "none":
        return c.step("X", W, "Input embeddings (token only)", note="position none: X = W")
    learned = position == "learned"
    P = _learned(c, tokens, W_P) if learned else _sinusoidal(c, tokens, W_E.columns, wavelength)  # n × d
    X = c.step("X", W + P, "Input embeddings (token + position)")
    _check_repeated(c, tokens, W, X)
    return X


def _conclusion(tokens: Words, vocabulary: Words, unknown: str, W: Matrix) -> str:
    """The number and size of the vectors; repeated tokens, and those that the vocabulary does not have."""
    vectors = f"{counted(len(tokens), 'vector')} of {counted(W.columns.size, 'feature')}"
    sentence = f"The text became {vectors}."
    counts = Counter(tokens)
    repeated = [quoted(token) for token, count in counts.items() if count > 1]
    missing = [quoted(token) for token in counts if token not in vocabulary]
    if repeated:
        sentence += f" Repeated, with the same token embedding: {first_rows(repeated, ', ')}."
    if missing:
        sentence += (
            f" Out of vocabulary, with the embedding of {quoted(unknown)}: {first_rows(missing, ', ')}."
        )
    return sentence


def looked_up(c: Recorder, tokens: Axis, vocabulary: Words, W_E: Matrix, unknown: str) -> Matrix:
    """The embeddings of tokens, as steps ids, H and W."""
    ids = [place_in(vocabulary, word, unknown) for word in tokens.labels]
    c.table("ids", [[number] for number in ids], "Token ids (from 0)", rows=tokens, transposes=True)
    one_hot = [[int(number == other) for other in range(len(vocabulary))] for number in ids]
    title = "One-hot vectors (the look-up as a product)"
    H = c.table("H", one_hot, title, rows=tokens, columns=W_E.rows, transposes=True)  # n × V
    return c.step("W", H @ W_E, "Token embeddings")  # n × d


def place_in(vocabulary: Words, word: str, unknown: str, about: str = "text") -> int:
    """The index of a word in the vocabulary, from 0; for an out-of-vocabulary word the index of `unknown`.

    Raises InputError: the vocabulary has neither.
    """
    for candidate in (word, unknown):
        if candidate in vocabulary:
            return vocabulary.index(candidate)
    raise InputError(
        f"{quoted(word)} is not in the vocabulary, and the vocabulary has no {quoted(unknown)}", about=about
    )


def _check_repeated(c: Recorder, tokens: Axis, W: Matrix, X: Matrix) -> None:
    """Check that a repeated token has one embedding, and different input embeddings at its positions."""
    first: dict[str, int] = {}
    before = [first.setdefault(word, place) for place, word in enumerate(tokens.labels)]
    later = [place for place, earlier in enumerate(before) if earlier < place]
    if not later:
        return
    before = [before[place] for place in later]
    twice = Axis("token", tuple(tokens.labels[place] for place in later))

    def pairs(a: Matrix) -> tuple[Matrix, Matrix]:
        return take(a, before, twice), take(a, later, twice)

    c.check(W, "a token that occurs twice has the same embedding", *pairs(W))
    equal = scalar_function("number of equal rows", Computed(_equal_rows), *pairs(X))
    c.check(X, "with positions added, the two occurrences differ", equal, c.number(0))


def _equal_rows(one: NumberRows, other: NumberRows) -> int:
    return sum(map(eq, one, other))


def _learned(c: Recorder, tokens: Axis, W_P: Matrix | None) -> Matrix:
    if W_P is None:
        raise InputError("position learned needs W_P, an embedding for each position", about="position")
    if W_P.rows.size < tokens.size:
        raise InputError(f"W_P has {W_P.rows.size} positions, the text {tokens.size} words", about="W_P")
    rows = select_rows(W_P, 0, tokens.size, "position")
    return c.step("P", in_role(rows, tokens, W_P.columns), "Position embeddings", picture="heat map")


def _sinusoidal(c: Recorder, tokens: Axis, d_model: Axis, wavelength: Fraction) -> Matrix:
    pairs = Axis.numbered("pair", (d_model.size + 1) // 2)
    places = c.numbers([[place] for place in range(tokens.size)], tokens, SINGLE, "position")
    exponents = [Fraction(2 * i, d_model.size) for i in range(pairs.size)]
    slowness = power(c.number(wavelength, "wavelength"), c.numbers([exponents], SINGLE, pairs, "(2i ÷ d)"))
    angle = c.step("angle", places / slowness, "Angles", note="pos and i from 0")  # n × ⌈d/2⌉
    P = interleave(sine(angle), cosine(angle), d_model)
    note = "PE(pos, 2i) = sin(angle), PE(pos, 2i+1) = cos(angle)"
    return c.step("P", P, "Positional encoding", note=note, picture="heat map")
