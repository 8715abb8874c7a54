"""Embedding: combinations for the laws, PyTorch's table, and what only it promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.embed import embed as reference

_TEXT = "the bank by the river bank"
_WORDS = ["the", "bank", "by", "river"]
_W_E: list[list[float]] = [[1, 0, 0.5], [0, 2, -1], [1, 1, 0], [-1, 0, 3]]
_W_P = [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0], [9, 9, 9]]
_BANK: dict[str, Any] = {"text": _TEXT, "W_E": _W_E}
# W_P counts with position learned only, which needs it.
COMPANIONS: dict[str, dict[str, Any]] = {
    "position learned": {**_BANK, "W_P": _W_P},
    "W_P": {**_BANK, "position": "learned", "W_P": _W_P},
}
VARIANTS: dict[str, dict[str, Any]] = {
    "sinusoids": _BANK,
    "learned": {**_BANK, "W_P": _W_P, "position": "learned"},
    "none": {**_BANK, "position": "none", "vocabulary": _WORDS},
    "short waves": {**_BANK, "wavelength": 10},
    "drawn, odd width": {"text": "to be or not to be", "seed": 2, "d_model": 5},
    "unknown word": {"text": ["a", "zebra", "a", "yak"], "vocabulary": ["[UNK]", "a"], "seed": 3},
    "another unknown": {
        "text": "a b",
        "vocabulary": ["a", "?"],
        "unknown": "?",
        "seed": 4,
        "position": "none",
    },
    "lower case": {"text": "The the THE", "lowercase": True, "seed": 5},
    "in columns": {**_BANK, "W_E": np.transpose(_W_E).tolist(), "vectors": "columns"},
    "one word": {"text": "a", "W_E": [[3, 4]]},
}


def _random(seed: int) -> dict[str, Any]:
    """Random words, some unknown, in random widths."""
    random = np.random.default_rng(seed)
    said = random.choice(["a", "B", "b", "c", "on", "1"], size=random.integers(1, 9)).tolist()
    words = ["a", "b", "on", "[UNK]", "1"]
    d, position = int(random.integers(1, 7)), ("sinusoidal", "learned", "none")[seed % 3]
    given: dict[str, Any] = {
        "text": said if seed % 2 else " ".join(said),
        "vocabulary": words,
        "W_E": random.normal(size=(5, d)),
        "position": position,
        "lowercase": seed % 4 < 2,
        "wavelength": (10_000, 2.5, 100)[seed % 5 % 3],
    }
    return given | ({"W_P": random.normal(size=(len(said) + seed % 2, d))} if position == "learned" else {})


@pytest.mark.parametrize("seed", range(45))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Random words, widths and positions give the reference's steps, in its order."""
    given = _random(seed)
    expected, worked = reference(**given), handcalc.embed(**given)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("seed", range(30))
def test_drawn_tables_too(seed: int) -> None:
    """What is drawn is calculated as the reference does."""
    worked = handcalc.embed(seed=seed)
    text = "the cat sat on the mat"
    expected = reference(text, ["the", "cat", "sat", "on", "mat"], worked.given["W_E"])
    npt.assert_allclose(expected["X"], worked["X"].values, rtol=1e-9, atol=1e-9)


def test_vectors_are_those_of_torch() -> None:
    """W is torch's embedding and H its one_hot of the same ids."""
    torch = pytest.importorskip("torch")
    worked = handcalc.embed(**_BANK)
    ids = torch.tensor(worked["ids"].values[:, 0]).long()
    looked_up = torch.nn.functional.embedding(ids, torch.tensor(_W_E, dtype=torch.float64))
    npt.assert_array_equal(looked_up.numpy(), worked["W"].values)
    npt.assert_array_equal(torch.nn.functional.one_hot(ids).numpy(), worked["H"].values)


def test_the_vocabulary_is_in_order_of_appearance() -> None:
    """Without a vocabulary the words of the text are it, each once; ids count from 0."""
    worked = handcalc.embed(**_BANK)
    assert tuple(_WORDS) == worked["H"].labels[1]
    npt.assert_array_equal([[0], [1], [2], [0], [3], [1]], worked["ids"].values)


@pytest.mark.parametrize("position", ["sinusoidal", "learned"])
def test_a_word_that_occurs_twice(position: str) -> None:
    """Same row in W, different rows in X: two checks that hold."""
    more = {"W_P": _W_P} if position == "learned" else {}
    worked = handcalc.embed(**_BANK, position=position, **more)
    assert {True} == set(worked.checks.values())
    assert ["W", "X"] == [check.split(":")[0] for check in worked.checks]
    npt.assert_array_equal(worked["W"].values[1], worked["W"].values[5])
    assert (worked["X"].values[1] != worked["X"].values[5]).any()


def test_the_check_of_places_bites() -> None:
    """Guard: position vectors that are all the same leave the two alike, and the check says so."""
    worked = handcalc.embed(**_BANK, position="learned", W_P=[[1, 1, 1]] * 6)
    assert [True, False] == list(worked.checks.values())


def test_words_are_read_as_they_stand() -> None:
    """Only lowercase makes The and the one word; a word in a list may hold a space."""
    apart, one = (handcalc.embed(text="The the", seed=1, lowercase=lowercase) for lowercase in (False, True))
    npt.assert_array_equal([[0], [1]], apart["ids"].values)
    npt.assert_array_equal([[0], [0]], one["ids"].values)
    worked = handcalc.embed(text=["New York", "New"], seed=1)
    assert ("New York", "New") == worked["ids"].labels[0]


def test_exact_angles() -> None:
    """10000^(1/2) is 100, a fraction; a sine of 1 is none, and the step is named."""
    with pytest.raises(InputError, match=r"step P sin\(1\) is not a fraction"):
        handcalc.embed(text="a b", W_E=[[1, 2, 3, 4], [5, 6, 7, 8]], rounding="exact")
    learned = handcalc.embed(**_BANK, W_P=_W_P, position="learned", rounding="exact")
    assert learned["X"].fractions is not None
    assert "3/2" == str(learned["X"].fractions[0][2])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "the zebra"}, "'zebra' is not in the vocabulary, and the vocabulary has no '[UNK]'"),
        ({"text": "the zebra", "unknown": "?"}, "has no '?'"),
        ({"position": "learned"}, "position learned needs W_P"),
        ({"W_P": _W_P}, "W_P has no effect with position sinusoidal"),
        ({"W_P": _W_P, "position": "none"}, "W_P has no effect with position none"),
        ({"W_P": _W_P[:5], "position": "learned"}, "W_P has 5 positions, the text 6 words"),
        ({"W_P": [[1, 2]] * 6, "position": "learned"}, "W_P has 2 columns but W_E has 3"),
        ({"W_E": _W_E[:3]}, "W_E has 3 rows but vocabulary has 4 words"),
        ({"wavelength": 0}, "wavelength must be"),
        ({"position": "rotary"}, "position must be"),
    ],
)
def test_refusals_name_what_is_at_fault(more: dict[str, Any], words: str) -> None:
    """What does not fit is refused with the word, input or option."""
    with pytest.raises(InputError) as caught:
        handcalc.embed(**{**_BANK, "vocabulary": _WORDS, **more})
    assert words in str(caught.value)
