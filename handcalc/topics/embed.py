"""From words to vectors, with their positions."""

from __future__ import annotations

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
from handcalc.text import quoted
from handcalc.topics._dimensions import d_model, position, word

Position = Annotated[
    Literal["sinusoidal", "learned", "none"], option("what is added for the place of a word in the text")
]
Wavelength = Annotated[Fraction, option("how slowly the last pair of sinusoids turns", above=0)]
Unknown = Annotated[str, option("the entry of the vocabulary for words that it does not have")]


def words_of(text: str | Words, lowercase: bool = False) -> Words:
    """A text as its words."""
    found = text.split() if isinstance(text, str) else text
    return tuple(word.lower() for word in found) if lowercase else tuple(found)


def words_in_order(given: Mapping[str, Any], options: Mapping[str, Any]) -> Words | None:
    """The vocabulary of a text: its words in order of appearance."""
    if "text" not in given:
        return None
    return tuple(dict.fromkeys(words_of(given["text"], options.get("lowercase", False))))


@topic(Group.TRANSFORMER)
def embed(
    c: Recorder,
    text: Annotated[str | Words, text_of("the words to look up", example="the cat sat on the mat")],
    vocabulary: Annotated[Words, words("the words that have vectors", word, default_from=words_in_order)],
    W_E: Annotated[Matrix, matrix(word, d_model, "word vectors")],
    W_P: Annotated[Matrix | None, matrix(position, d_model, "position vectors")] = None,
    *,
    position: Position = "sinusoidal",
    wavelength: Wavelength = Fraction(10_000),
    lowercase: Annotated[bool, option("read every word in lower case")] = False,
    unknown: Unknown = "[UNK]",
    d_model: Annotated[int, size(d_model, "columns of random word vectors")] = 4,
) -> Matrix:
    """Embedding: words to vectors that also say where each word stands.

    Symbols: ids the number of each word in the vocabulary, from 0; H (n × V) one-hot rows; W = H W_E the
    word vectors; angle = position ÷ wavelength^(2i/d); P the position vectors, sin and cos of the angles
    in turn, or the rows of W_P; X = W + P.

    Source: A. Vaswani et al., Attention Is All You Need (2017), section 3.5.

    Simplifications: positions count from 0; the paper also scales word vectors by √d, which is left out here.
    """
    if W_P is not None and position != "learned":
        raise InputError(f"W_P has no effect with position {position}: position learned adds it", about="W_P")
    tokens = Axis("token", words_of(text, lowercase))
    W = looked_up(c, tokens, vocabulary, W_E, unknown)  # n × d
    if position == "none":
        return c.step("X", W, "Word vectors alone", note="position none: nothing is added")
    learned = position == "learned"
    P = _learned(c, tokens, W_P) if learned else _sinusoidal(c, tokens, W_E.columns, wavelength)  # n × d
    X = c.step("X", W + P, "Word and position")
    _check_repeated(c, tokens, W, X)
    return X


def looked_up(c: Recorder, tokens: Axis, vocabulary: Words, W_E: Matrix, unknown: str) -> Matrix:
    """The word vectors of tokens, as steps ids, H and W."""
    ids = [place_in(vocabulary, word, unknown) for word in tokens.labels]
    c.table("ids", [[number] for number in ids], "Ids", rows=tokens, note="ids count from 0", transposes=True)
    one_hot = [[int(number == other) for other in range(len(vocabulary))] for number in ids]
    H = c.table("H", one_hot, "One-hot", rows=tokens, columns=W_E.rows, transposes=True)  # n × V
    return c.step("W", H @ W_E, "Word vectors")  # n × d


def place_in(vocabulary: Words, word: str, unknown: str, about: str = "text") -> int:
    """The number of a word in the vocabulary, from 0; of one that it does not have, that of `unknown`.

    Raises InputError: it has neither.
    """
    for candidate in (word, unknown):
        if candidate in vocabulary:
            return vocabulary.index(candidate)
    raise InputError(
        f"{quoted(word)} is not in the vocabulary, and the vocabulary has no {quoted(unknown)}", about=about
    )


def _check_repeated(c: Recorder, tokens: Axis, W: Matrix, X: Matrix) -> None:
    """The same word has the same vector, but stands elsewhere."""
    first: dict[str, int] = {}
    before = [first.setdefault(word, place) for place, word in enumerate(tokens.labels)]
    later = [place for place, earlier in enumerate(before) if earlier < place]
    if not later:
        return
    before = [before[place] for place in later]
    twice = Axis("token", tuple(tokens.labels[place] for place in later))

    def pairs(a: Matrix) -> tuple[Matrix, Matrix]:
        return take(a, before, twice), take(a, later, twice)

    c.check(W, "a word that occurs twice has the same vector", *pairs(W))
    equal = scalar_function("how many are equal", Computed(_equal_rows), *pairs(X))
    c.check(X, "with their places added the two differ", equal, c.number(0))


def _equal_rows(one: NumberRows, other: NumberRows) -> int:
    return sum(map(eq, one, other))


def _learned(c: Recorder, tokens: Axis, W_P: Matrix | None) -> Matrix:
    if W_P is None:
        raise InputError("position learned needs W_P, a vector for each position", about="position")
    if W_P.rows.size < tokens.size:
        raise InputError(f"W_P has {W_P.rows.size} positions, the text {tokens.size} words", about="W_P")
    rows = select_rows(W_P, 0, tokens.size, "position")
    return c.step("P", in_role(rows, tokens, W_P.columns), "Position vectors", picture="heat map")


def _sinusoidal(c: Recorder, tokens: Axis, d_model: Axis, wavelength: Fraction) -> Matrix:
    pairs = Axis.numbered("pair", (d_model.size + 1) // 2)
    places = c.numbers([[place] for place in range(tokens.size)], tokens, SINGLE, "position")
    exponents = [Fraction(2 * i, d_model.size) for i in range(pairs.size)]
    slowness = power(c.number(wavelength, "wavelength"), c.numbers([exponents], SINGLE, pairs, "(2i ÷ d)"))
    angle = c.step("angle", places / slowness, "Angles", note="positions and i count from 0")  # n × ⌈d/2⌉
    P = interleave(sine(angle), cosine(angle), d_model)
    return c.step("P", P, "Position vectors", note="sin and cos take turns", picture="heat map")
