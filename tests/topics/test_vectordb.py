"""A vector database: combinations for the laws, the published exercise, ties, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import yaml

import handcalc
from handcalc.errors import InputError
from tests.paths import WORKED_EXAMPLES
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.vectordb import vectordb as reference
from tests.topics.retrieval_inputs import TEXTS, W_P, W

COMPANIONS = {"activation": {"W": W}}
VARIANTS: dict[str, dict[str, Any]] = {
    "an encoder": {**TEXTS, "W": W, "b": [0, 1, -1, 0], "W_P": W_P, "seed": 1},
    "an encoder without bias": {**TEXTS, "W": W, "activation": "silu", "seed": 2},
    "a projection alone": {**TEXTS, "W_P": [[1, 0], [0, 1], [1, 1]], "seed": 3, "top": 2},
    "no activation, the largest": {**TEXTS, "W": W, "activation": "none", "pooling": "max", "seed": 4},
    "cosine": {**TEXTS, "metric": "cosine", "W": W, "activation": "gelu-tanh", "seed": 5},
    "euclidean": {**TEXTS, "metric": "euclidean", "W": W, "activation": "gelu", "top": 9, "seed": 6},
    "whole roots": {
        "documents": ["a", "b"],
        "query": "c",
        "W_E": [[3, 4], [0, 2], [4, 3]],
        "metric": "cosine",
    },
    "unknown words": {
        "documents": ["a x", "y"],
        "query": ["a", "z"],
        "vocabulary": ["a", "?"],
        "unknown": "?",
        "W_E": [[1, 2], ["1/3", -1]],
    },
    "one document": {"documents": ["a b"], "query": "b", "seed": 7},
    "equal documents, labelled": {
        "documents": ["a", "a"],
        "query": "a",
        "seed": 8,
        "labels": {"documents": ["first", "second"]},
    },
    "in columns": {**TEXTS, "W_E": [[1, 0, 2], [0, 3, -1]], "vectors": "columns"},
}
PLAIN = {"documents": ["a", "b"], "query": "a", "W_E": [[1, 0], [0, 1]]}


@pytest.mark.parametrize("metric", ["dot", "cosine", "euclidean"])
@pytest.mark.parametrize("pooling", ["mean", "max"])
@pytest.mark.parametrize("number", range(30))
def test_random_numbers_as_the_reference(metric: str, pooling: str, number: int) -> None:
    """Every step of a calculation on random numbers is that of plain numpy."""
    random = np.random.default_rng(number)
    given: dict[str, Any] = {
        **TEXTS,
        "vocabulary": ["a", "b", "c"],
        "W_E": random.normal(size=(3, 4)),
        "W": random.normal(size=(4, 5)),
        "b": random.normal(size=5) + 1,
        "W_P": random.normal(size=(5, 2)),
    }
    worked = handcalc.vectordb(**given, metric=metric, pooling=pooling)
    expected = reference(**given, metric=metric, pooling=pooling)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("number", range(30))
def test_cosines_and_distances_are_those_of_torch(number: int) -> None:
    """Scores are cosine_similarity and cdist of the documents' vectors with the query's."""
    torch = pytest.importorskip("torch")
    W_E = np.random.default_rng(number).normal(size=(3, 4))
    cosines, distances = (
        handcalc.vectordb(**TEXTS, W_E=W_E, metric=metric) for metric in ("cosine", "euclidean")
    )
    DB, query = (torch.tensor(cosines[name].values) for name in ("DB", "query.m"))
    expected = torch.nn.functional.cosine_similarity(DB, query).numpy()
    np.testing.assert_allclose(cosines["scores"].values[:, 0], expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(distances["scores"].values, torch.cdist(DB, query).numpy(), rtol=1e-9)


def test_the_published_exercise_in_fractions() -> None:
    """Exercise 14: 'who am I' wins with 62/9, before 44/9 and 14/3."""
    text = (WORKED_EXAMPLES / "vectordb-who-am-i.yaml").read_text(encoding="utf-8")
    given = yaml.safe_load(text)["input"]
    worked = handcalc.vectordb(**given, rounding="exact")
    assert [[Fraction(62, 9)], [Fraction(44, 9)], [Fraction(14, 3)]] == worked["ranking"].fractions
    assert ("who am I", "how are you", "who are you") == worked["ranking"].labels[0]
    assert "Top result: 'who am I' (62/9), then 'how are you' (44/9)." in (worked.conclusion or "")


@pytest.mark.parametrize("metric", ["dot", "cosine", "euclidean"])
def test_of_equal_scores_the_first_wins(metric: str) -> None:
    """Two documents with one vector: the first in the list comes first, and both places say so."""
    worked = handcalc.vectordb(
        documents=["b", "a c", "c a"], query="a", W_E=[[-1, 1], [1, 2], [1, 2]], metric=metric
    )
    assert ("a c", "c a", "b") == worked["ranking"].labels[0]
    assert "tie: the document listed first comes first" in str(worked)
    assert (worked.conclusion or "").endswith(", a tie).")
    assert "tie:" not in str(handcalc.vectordb(**PLAIN, metric=metric))


def test_distances_are_ranked_from_the_smallest() -> None:
    """Euclidean: 1 before 5, roots taken."""
    worked = handcalc.vectordb(
        documents=["far", "near"], query="here", W_E=[[3, 4], [0, 1], [0, 0]], metric="euclidean"
    )
    np.testing.assert_allclose([[1.0], [5.0]], worked["ranking"].values)


def test_top_is_said() -> None:
    """The option top names what is retrieved, nearest first; more than there are is all there are."""
    two = handcalc.vectordb(**PLAIN, top=2).conclusion or ""
    assert two.endswith("Retrieved: 'a' and 'b'.")
    assert (handcalc.vectordb(**PLAIN, top=9).conclusion or "").endswith("Retrieved: 'a' and 'b'.")


def test_long_texts_are_shortened_as_labels() -> None:
    """A label is at most 32 characters, and labels given for documents stand instead."""
    long = " ".join(["word"] * 20)
    worked = handcalc.vectordb(documents=[long], query="word", seed=0)
    assert ("word word word word word...",) == worked["DB"].labels[0]
    named = handcalc.vectordb(documents=[long], query="word", seed=0, labels={"documents": ["one"]})
    assert ("one",) == named["DB"].labels[0]


def test_random_exercises_have_no_ties() -> None:
    """For seeds 0 to 9 and every metric all scores differ."""
    for metric in ("dot", "cosine", "euclidean"):
        for seed in range(10):
            scores = handcalc.vectordb(seed=seed, metric=metric)["scores"].values
            assert len(scores) == len(np.unique(scores.round(9)))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"query": "c"}, "'c' is not in the vocabulary"),
        ({"documents": ["a", "c"]}, "'c' is not in the vocabulary"),
        ({"b": [1, 1]}, "b has no effect without W"),
        ({"activation": "gelu"}, "activation has no effect without W"),
        ({"W_E": [[0, 0], [1, 1]], "metric": "cosine"}, "scores divides by zero"),
        ({"W": [[1, 0]]}, "W has 1 row but W_E has 2 columns"),
        ({"W": [[1], [0]], "W_P": [[1], [1]]}, "W_P has 2 rows but W has 1 column"),
        ({"W_P": [[1], [1], [1]]}, "W_P has 3 rows but W_E has 2 columns"),
        ({"W_E": [[1, 0]]}, "W_E has 1 row but vocabulary has"),
        ({"labels": {"documents": ["one"]}}, "1 label for documents"),
        ({"top": 0}, "top must be"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the word, size or option."""
    with pytest.raises(InputError) as caught:
        handcalc.vectordb(**{**PLAIN, "vocabulary": ["a", "b"], **given})
    assert words in str(caught.value)


def test_missing_words_are_named_together() -> None:
    """Documents and query cannot be drawn: one message names both."""
    with pytest.raises(InputError) as caught:
        handcalc.vectordb(vocabulary=["a"], W_E=[[1]])
    assert "documents and query are missing" in str(caught.value)
