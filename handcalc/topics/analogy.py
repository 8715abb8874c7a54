"""Word analogy: king − man + woman ≈ ?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import row_of, scalar_function, sqrt, square, sum_of, take
from handcalc.record.options import option, size
from handcalc.record.parameters import LineTarget, Words, matrix, words
from handcalc.record.parameters import text as text_of
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, NumberRows, Ranking
from handcalc.record.topic import Group, topic
from handcalc.text import did_you_mean, listed, quoted
from handcalc.topics._dimensions import d_model, word
from handcalc.topics.embed import words_of

Metric = Annotated[Literal["cosine", "dot", "euclidean"], option("similarity metric")]
_EXAMPLE = ("king", "man", "woman", "queen", "prince", "apple")
_FORM = "write three words with signs between them, such as king - man + woman"
_SIGNS = {"+": 1, "-": -1, "−": -1}


def _example_words(options: Mapping[str, Any]) -> Words:
    """The words of the expression, and as many others as vocabulary_size says."""
    wanted = max(options["vocabulary_size"], 3)
    return (*_EXAMPLE[:wanted], *(f"word{number}" for number in range(len(_EXAMPLE) + 1, wanted + 1)))


def _has_whole_length(line: Sequence[int], options: Mapping[str, Any]) -> bool:
    """Whether the norm of a word's vector is a whole number above 0."""
    squares = sum(number**2 for number in line)
    return squares > 0 and isqrt(squares) ** 2 == squares


WHOLE_LENGTH = LineTarget(each=lambda options: "row", accepts=_has_whole_length)


@topic(Group.TRANSFORMER)
def analogy(
    c: Recorder,
    expression: Annotated[str | Words, text_of("analogy", example="king - man + woman")],
    vocabulary: Annotated[Words, words("vocabulary", word, example=_example_words)],
    W_E: Annotated[
        Matrix,
        matrix(
            word, d_model, "word vectors", drawn_from=(-2, -1, 0, 0, 1, 1, 2, 2, 4), line_target=WHOLE_LENGTH
        ),
    ],
    *,
    metric: Metric = "cosine",
    exclude: Annotated[bool, option("leave the words of the expression out of the ranking")] = True,
    top: Annotated[int, option("number of nearest neighbours", least=1)] = 3,
    d_model: Annotated[int, size(d_model, "drawn W_E: d_model")] = 3,
    vocabulary_size: Annotated[int, size(word, "drawn W_E: vocabulary size", least=3)] = 6,
) -> dict[str, Matrix]:
    """Word analogy: king − man + woman ≈ ?

    Symbols: W_E (V × d_model) a vector for each word; difference = first word − the word with the minus;
    target = difference + the word with the plus; scores the similarity of each word to the target. cosine:
    dot = W_E targetᵀ, norms the norm of each word's vector, target_norm the norm of the target,
    scores = dot ÷ (norms · target_norm). dot: scores = W_E targetᵀ. euclidean: scores are the distances,
    smaller is nearer. ranking: the scores of the candidates, nearest first.

    Source: T. Mikolov et al., Linguistic Regularities in Continuous Space Word Representations (2013).

    Simplifications: the vectors are not normalized first, as some libraries do. The words of the expression
    are left out of the ranking because one of them is often the nearest, which exclude=false shows.
    """
    terms = _terms(expression, vocabulary)
    target = _target(c, W_E, terms)  # 1 × d_model
    scores = _scores(c, W_E, target, metric)  # V × 1
    candidates = _candidates(terms, vocabulary, exclude)
    nearest = Ranking(smallest_first=metric == "euclidean", among=candidates, first=max(top, 2))
    order = c.decide(scores, nearest)
    labels = tuple(vocabulary[index] for index in order)
    ties = scalar_function("ties", Computed(_ties, (candidates, order[:top])), scores)
    ranking = c.step(
        "ranking",
        take(scores, order[:top], Axis("candidate", labels[:top])),
        "Nearest neighbours",
        note=_note(terms, vocabulary, exclude, metric, tie=c.occurs(ties)),
        transposes=False,
    )
    _conclude(c, scores, order, labels, "distance " if metric == "euclidean" else "")
    return {"target": target, "ranking": ranking}


class Terms(NamedTuple):
    """The terms of the expression, first − minus + plus, as indices into the vocabulary."""

    first: int
    minus: int
    plus: int


def _terms(expression: str | Words, vocabulary: Words) -> Terms:
    pieces = words_of(expression)
    signs = [_SIGNS.get(sign, 0) for sign in pieces[1::2]]
    if len(pieces) != 5 or sorted(signs) != [-1, 1]:
        raise InputError(f"expression is {quoted(' '.join(pieces))}: {_FORM}", about="expression")
    first, *others = (_index(word, vocabulary) for word in pieces[::2])
    minus, plus = others if signs[0] < 0 else others[::-1]
    return Terms(first, minus, plus)


def _index(word: str, vocabulary: Words) -> int:
    if word not in vocabulary:
        near = did_you_mean(word, vocabulary)
        raise InputError(f"{quoted(word)} is not in the vocabulary{near}", about="expression")
    return vocabulary.index(word)


def _target(c: Recorder, W_E: Matrix, terms: Terms) -> Matrix:
    first, minus, plus = (row_of(W_E, index) for index in terms)
    vectors = [f"vec({W_E.rows.labels[index]})" for index in terms]
    difference = c.step("difference", first - minus, "Difference", note=f"{vectors[0]} − {vectors[1]}")
    note = f"difference + {vectors[2]}; the vectors are not normalized first"
    return c.step("target", difference + plus, "Target", note=note)


def _scores(c: Recorder, W_E: Matrix, target: Matrix, metric: str) -> Matrix:
    if metric == "euclidean":
        distance = sqrt(sum_of(square(W_E - target)))
        return c.step("scores", distance, "Euclidean distances", note="smaller is nearer")
    products = W_E @ target.T  # V × 1
    if metric == "dot":
        return c.step("scores", products, "Dot products with the target")
    _refuse_zeros(c, W_E)
    dot = c.step("dot", products, "Dot products with the target")
    norms = c.step("norms", sqrt(sum_of(square(W_E))), "Norms ‖w‖")  # V × 1
    target_norm = c.step("target_norm", sqrt(sum_of(square(target))), "Norm of the target")  # 1 × 1
    return c.step("scores", dot / (norms * target_norm), "Cosine similarities")


def _refuse_zeros(c: Recorder, W_E: Matrix) -> None:
    for label, (squares,) in zip(W_E.rows.labels, c.input_values(sum_of(square(W_E))), strict=True):
        if squares == 0:
            raise InputError(
                f"the vector of {quoted(label)} is all zeros: its cosine is not defined", about="W_E"
            )


def _candidates(terms: Terms, vocabulary: Words, exclude: bool) -> tuple[int, ...]:
    """The indices of the words that are ranked."""
    excluded = {vocabulary[index] for index in terms} if exclude else set()
    candidates = tuple(index for index, word in enumerate(vocabulary) if word not in excluded)
    if not candidates:
        raise InputError("the vocabulary has no other words than those of the expression", about="exclude")
    return candidates


def _note(terms: Terms, vocabulary: Words, exclude: bool, metric: str, *, tie: bool) -> str:
    order = "smallest first" if metric == "euclidean" else "largest first"
    excluded = listed(dict.fromkeys(quoted(vocabulary[index]) for index in terms))
    rest = f"without {excluded}" if exclude else "the words of the expression included"
    return f"scores, {order}, {rest}" + ("; tie: the word listed first is taken" if tie else "")


def _ties(rows: NumberRows, candidates: tuple[int, ...], order: tuple[int, ...]) -> float:
    """How many words of the ranking have the score of another candidate."""
    scores = [round(float(rows[index][0]), 10) for index in candidates]
    return float(sum(scores.count(round(float(rows[index][0]), 10)) > 1 for index in order))


def _conclude(c: Recorder, scores: Matrix, order: tuple[int, ...], labels: Words, metric: str) -> None:
    numbers = [c.text_of(row_of(scores, index)) for index in order[:2]]
    nearest = f"Nearest: {quoted(labels[0])} ({metric}{numbers[0]})"
    if len(order) == 1:
        c.conclude(f"{nearest}, the only candidate.")
        return
    c.conclude(f"{nearest}, then {quoted(labels[1])} ({metric}{numbers[1]}).")
    first, second = (take(scores, [index], Axis("candidate", ("",))) for index in order[:2])
    c.prefer(square(first - second) + c.number(2), 2.0004, 1e9)
    c.prefer(first + c.number(2), 2.2, 1e9)
