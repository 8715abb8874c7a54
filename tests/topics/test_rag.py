"""Retrieval-augmented generation: combinations for the laws, the prompt, the budget, refusals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.rag import rag as reference
from tests.topics.retrieval_inputs import TEXTS, W_P, W

COMPANIONS = {"activation": {"W": W}}
VARIANTS: dict[str, dict[str, Any]] = {
    "an encoder": {**TEXTS, "W": W, "b": [0, 1, -1, 0], "W_P": W_P, "seed": 1, "budget": 4},
    "all that there are": {**TEXTS, "top": 9, "metric": "euclidean", "seed": 2},
    "no activation": {**TEXTS, "W": W, "activation": "none", "seed": 6},
    "nothing fits": {**TEXTS, "budget": 1, "seed": 3},
    "another template": {**TEXTS, "template": "{query}: {context} / {query}", "seed": 4},
    "places in the texts": {"documents": ["{query} a", "b"], "query": "{context} b", "seed": 5},
    "the largest, unknown": {
        "documents": ["a x", "y"],
        "query": ["a", "z"],
        "vocabulary": ["a", "?"],
        "unknown": "?",
        "pooling": "max",
        "metric": "cosine",
        "W_E": [[1, 2], [3, -1]],
    },
    "in columns": {**TEXTS, "W_E": [[1, 0, 2], [0, 3, -1]], "vectors": "columns"},
}
PLAIN = {
    "documents": ["one two", "three", "two two two"],
    "query": "two",
    "vocabulary": ["one", "two", "three"],
    "W_E": [[1, 0], [0, 2], [-1, 1]],
}


def lines(worked: Any, step: str = "prompt") -> list[str]:
    """The words of a step with one column."""
    return [row[0] for row in worked[step].values.tolist()]


@pytest.mark.parametrize("budget", [0, 1, 3, 4, 6])
@pytest.mark.parametrize("number", range(30))
def test_random_numbers_as_the_reference(budget: int, number: int) -> None:
    """Every step on random numbers is that of plain Python, with every budget."""
    given: dict[str, Any] = {**PLAIN, "W_E": np.random.default_rng(number).normal(size=(3, 2))}
    given |= {"template": "Notes:\n\n{context}\n\n{query}?"}
    worked = handcalc.rag(**given, top=3, budget=budget)
    expected = reference(**given, top=3, budget=budget)
    assert_as_reference(expected, worked)


def test_the_nearest_texts_become_lines_of_the_prompt() -> None:
    """The two nearest texts, nearest first, a line each, in place of {context}."""
    worked = handcalc.rag(**PLAIN, template="Look:\n{context}\nWhat is {query}?")
    assert ["two two two", "one two"] == lines(worked, "retrieved")
    assert ["Look:", "two two two", "one two", "What is two?"] == lines(worked)
    assert 9 == worked["words"].values.item()


def test_the_budget_cuts_at_the_first_that_does_not_fit() -> None:
    """A later, shorter text that would fit is left out too, and all left out are named."""
    worked = handcalc.rag(**PLAIN, top=3, budget=4, template="{context} {query}")
    assert ["two two two", "one two", "three"] == lines(worked, "retrieved")
    assert ["two two two two"] == lines(worked)
    assert "Left out, over the budget of 4 words: 'one two' and 'three'." in (worked.conclusion or "")


def test_a_budget_that_is_just_met_is_no_cut() -> None:
    """Three and two words fit into five."""
    worked = handcalc.rag(**PLAIN, budget=5)
    assert "The prompt contains 2 documents." in (worked.conclusion or "")


def test_what_is_put_in_is_not_a_template() -> None:
    """A document that says {query} stays as it is."""
    worked = handcalc.rag(documents=["{query}"], query="{context}", seed=0, template="{context} | {query}")
    assert ["{query} | {context}"] == lines(worked)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"template": "{context}"}, "template has no {query}"),
        ({"template": "{}"}, "template has no {context} and no {query}"),
        ({"budget": -1}, "budget must be"),
        ({"query": "four"}, "'four' is not in the vocabulary"),
        ({"b": [1, 1]}, "b has no effect without W"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the word or option."""
    with pytest.raises(InputError) as caught:
        handcalc.rag(**{**PLAIN, **given})
    assert words in str(caught.value)
