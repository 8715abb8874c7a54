"""King − man + woman ≈ ?: arithmetic with word vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import row_of, sqrt, square, sum_of, take
from handcalc.record.options import option, size
from handcalc.record.parameters import LineWish, Words, matrix, words
from handcalc.record.parameters import text as text_of
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Ranking
from handcalc.record.topic import Group, topic
from handcalc.text import did_you_mean, quoted, visible
from handcalc.topics._dimensions import d_model, word
from handcalc.topics.embed import words_of

Metric = Annotated[
    Literal["cosine", "dot", "euclidean"], option("how near two vectors are: by angle, product or distance")
]
_EXAMPLE = ("king", "man", "woman", "queen", "prince", "apple")
_FORM = "write three words with signs between them, such as king - man + woman"
_SIGNS = {"+": 1, "-": -1, "−": -1}


def _example_words(options: Mapping[str, Any]) -> Words:
    """The words of the expression, and as many others as vocabulary_size says."""
    wanted = max(options["vocabulary_size"], 3)
    return (*_EXAMPLE[:wanted], *(f"word{number}" for number in range(len(_EXAMPLE) + 1, wanted + 1)))


def _has_whole_length(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether a word's vector has a length that a person can calculate with."""
    squares = sum(number**2 for number in line)
    return squares > 0 and isqrt(squares) ** 2 == squares


WHOLE_LENGTH = LineWish(each=lambda options: "row", fulfilled=_has_whole_length)


@topic(Group.TRANSFORMER)
def analogy(
    c: Recorder,
    expression: Annotated[str | Words, text_of("what is asked", example="king - man + woman")],
    vocabulary: Annotated[Words, words("the words that have vectors", word, example=_example_words)],
    W_E: Annotated[
        Matrix,
        matrix(word, d_model, "word vectors", drawn_from=(-2, -1, 0, 0, 1, 1, 2, 2, 4), wish=WHOLE_LENGTH),
    ],
    *,
    metric: Metric = "cosine",
    exclude: Annotated[bool, option("the words of the expression do not compete")] = True,
    top: Annotated[int, option("how many of the nearest words are ranked", least=1)] = 3,
    d_model: Annotated[int, size(d_model, "columns of random word vectors")] = 3,
    vocabulary_size: Annotated[int, size(word, "words when none are given", least=3)] = 6,
) -> dict[str, Matrix]:
    """Analogy: king − man + woman, and the word that is nearest.

    Symbols: W_E (V × d_model) a vector for each word; difference = first word − the word with the minus;
    target = difference + the word with the plus; scores how near each word is to the target. cosine:
    dot = W_E targetᵀ, norms the length of each word's vector, target_norm that of the target,
    scores = dot ÷ (norms · target_norm). dot: the products alone. euclidean: the distances, the smallest is
    the nearest. ranking: the scores of the words that compete, the nearest first.

    Source: T. Mikolov et al., Linguistic Regularities in Continuous Space Word Representations (2013).

    Simplifications: the words are added as they are; some libraries give each the length 1 first. Without the
    words of the expression among the rest the answer is often one of them, which exclude=false shows.
    """
    asked = _asked(expression, vocabulary)
    target = _target(c, W_E, asked)  # 1 × d_model
    scores = _scores(c, W_E, target, metric)  # V × 1
    competing = _competing(asked, vocabulary, exclude)
    nearest = Ranking(smallest_first=metric == "euclidean", among=competing, first=max(top, 2))
    order = c.decide(scores, nearest)
    labels = tuple(vocabulary[index] for index in order)
    ranking = c.step(
        "ranking",
        take(scores, order[:top], Axis("candidate", labels[:top])),
        "The nearest words",
        note=_rules(asked, vocabulary, exclude, metric),
        transposes=False,
    )
    _conclude(c, scores, asked, order, labels)
    return {"target": target, "ranking": ranking}


class Asked(NamedTuple):
    """The expression: first word − second + third, as numbers of words, and as it reads."""

    first: int
    minus: int
    plus: int
    text: str


def _asked(expression: str | Words, vocabulary: Words) -> Asked:
    pieces = words_of(expression)
    signs = [_SIGNS.get(sign, 0) for sign in pieces[1::2]]
    if len(pieces) != 5 or sorted(signs) != [-1, 1]:
        raise InputError(f"expression is {quoted(' '.join(pieces))}: {_FORM}", about="expression")
    first, *others = (_index(word, vocabulary) for word in pieces[::2])
    minus, plus = others if signs[0] < 0 else others[::-1]
    return Asked(first, minus, plus, visible(" ".join(pieces).replace(" - ", " − ")))


def _index(word: str, vocabulary: Words) -> int:
    if word not in vocabulary:
        near = did_you_mean(word, vocabulary)
        raise InputError(f"{quoted(word)} is not in the vocabulary{near}", about="expression")
    return vocabulary.index(word)


def _target(c: Recorder, W_E: Matrix, asked: Asked) -> Matrix:
    first, minus, plus = (row_of(W_E, index) for index in asked[:3])
    names = [quoted(W_E.rows.labels[index]) for index in asked[:3]]
    difference = c.step("difference", first - minus, "Difference", note=f"{names[0]} − {names[1]}")
    note = f"plus {names[2]}; the words are added as they are, some libraries give each the length 1 first"
    return c.step("target", difference + plus, "Target", note=note)


def _scores(c: Recorder, W_E: Matrix, target: Matrix, metric: str) -> Matrix:
    if metric == "euclidean":
        distance = sqrt(sum_of(square(W_E - target)))
        return c.step("scores", distance, "Distances", note="the smallest distance is the nearest")
    products = W_E @ target.T  # V × 1
    if metric == "dot":
        return c.step("scores", products, "Scores")
    _refuse_zeros(c, W_E)
    dot = c.step("dot", products, "Products with the target")
    norms = c.step("norms", sqrt(sum_of(square(W_E))), "Lengths")  # V × 1
    target_norm = c.step("target_norm", sqrt(sum_of(square(target))), "Length of the target")  # 1 × 1
    return c.step("scores", dot / (norms * target_norm), "Cosines")


def _refuse_zeros(c: Recorder, W_E: Matrix) -> None:
    for label, (squares,) in zip(W_E.rows.labels, c.input_values(sum_of(square(W_E))), strict=True):
        if squares == 0:
            raise InputError(f"the vector of {quoted(label)} is all zeros: it has no angle", about="W_E")


def _competing(asked: Asked, vocabulary: Words, exclude: bool) -> tuple[int, ...]:
    """The numbers of the words among which the nearest is looked for."""
    out = {vocabulary[index] for index in asked[:3]} if exclude else set()
    found = tuple(index for index, word in enumerate(vocabulary) if word not in out)
    if not found:
        raise InputError("the vocabulary has no other words than those of the expression", about="exclude")
    return found


def _rules(asked: Asked, vocabulary: Words, exclude: bool, metric: str) -> str:
    order = "smallest first" if metric == "euclidean" else "largest first"
    if not exclude:
        return f"{order}; the words of the expression compete too; of equals the first in the vocabulary wins"
    out = ", ".join(dict.fromkeys(quoted(vocabulary[index]) for index in asked[:3]))
    return f"{order}; {out} do not compete; of equals the first in the vocabulary wins"


def _conclude(c: Recorder, scores: Matrix, asked: Asked, order: tuple[int, ...], labels: Words) -> None:
    if len(order) == 1:
        c.conclude(f"{asked.text} is nearest to {quoted(labels[0])}, the only word that competes.")
        return
    first, second = (take(scores, [index], Axis("candidate", ("",))) for index in order[:2])
    c.wish(square(first - second) + c.number(2), 2.0004, 1e9)
    c.wish(first + c.number(2), 2.2, 1e9)
    c.conclude_from(
        lambda one, two: (
            f"{asked.text} is nearest to {quoted(labels[0])}; {quoted(labels[1])} is "
            f"{c.shown(abs(float(one[0, 0]) - float(two[0, 0])))} behind."
        ),
        first,
        second,
    )
