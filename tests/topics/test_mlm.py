"""Masked language modelling: combinations for the laws, PyTorch, and what only it promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.mlm import mlm as reference

_TEXT = "a [MASK] barks , a [MASK] meows"
_WORDS = ["a", "dog", "cat", "barks", "meows", ",", "[MASK]"]
_W_U = [[0, 2, -1, 0, 0, 0, -1], [0, -1, 2, 0, 0, 1, 0]]
_FROM_TEXT: dict[str, Any] = {
    "W_E": [[0, 0, 0], [1, 0, 0], [0, 1, 0], [2, 0, 1], [0, 2, 1], [0, 1, 1], [1, 0, 2]],
    "W_Q": [[1], [0], [0]],
    "W_K": [[1], [0], [1]],
    "W_V": [[1, 0], [0, 1], [1, -1]],
}
_X = [[1, 0], [0, 2], [1, 1], [0, 0], [2, -1], [1, 0.5], [0, 1]]
_WITH_X: dict[str, Any] = {"text": _TEXT, "vocabulary": _WORDS, "W_U": _W_U, "X": _X}
_MADE: dict[str, Any] = {"text": _TEXT, "vocabulary": _WORDS, "W_U": _W_U, **_FROM_TEXT}
COMPANIONS: dict[str, dict[str, Any]] = {
    "position": _MADE,
    "vocabulary_size": {},
    "targets": _WITH_X,
    **dict.fromkeys(_FROM_TEXT, _MADE),
}
VARIANTS: dict[str, dict[str, Any]] = {
    "contextual vectors": _WITH_X,
    "with targets, base 3": {**_WITH_X, "targets": ["dog", "cat"], "base": 3},
    "from the text": {**_MADE, "targets": ["dog", "cat"]},
    "from the text, with positions": {**_MADE, "position": "sinusoidal", "base": 2},
    "one mask, drawn": {"text": "the [MASK] sat", "vocabulary": ["cat", "dog"], "seed": 3, "base": 2},
    "a list of words": {"text": ["[MASK]", "sat"], "vocabulary": ["cat", "dog"], "seed": 4},
    "in columns": {
        "text": "the [MASK]",
        "vocabulary": ["cat", "dog", "mat"],
        "X": [[1, 0], [2, 1], [0, 1]],
        "W_U": [[1, 0, 0], [0, 1, 0], [0, 0, 2]],
        "targets": ["mat"],
        "vectors": "columns",
    },
}


def _random(seed: int) -> dict[str, Any]:
    """Random vectors, given or made from the text."""
    random = np.random.default_rng(seed)
    d, k, v = random.integers(1, 5, size=3)
    said = [*random.choice([*_WORDS, "[MASK]", "[MASK]"], size=random.integers(1, 7)).tolist(), "[MASK]"]
    given: dict[str, Any] = {"text": said, "vocabulary": _WORDS, "base": (3, 2, 2.5)[seed % 3]}
    if seed % 2:
        given |= {"X": random.normal(size=(len(said), v))}
    else:
        shapes = {"W_E": (len(_WORDS), d), "W_Q": (d, k), "W_K": (d, k), "W_V": (d, v)}
        given |= {name: random.normal(size=shape) for name, shape in shapes.items()}
        given |= {"position": ("none", "sinusoidal")[seed % 4 // 2]}
    given |= {"W_U": random.normal(size=(v, len(_WORDS)))}
    if random.random() < 0.5:
        given |= {"targets": random.choice(_WORDS, size=said.count("[MASK]")).tolist()}
    return given


@pytest.mark.parametrize("seed", range(40))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Random vectors, given or made from the text, give the reference's steps, in its order."""
    given = _random(seed)
    expected, worked = reference(**given), handcalc.mlm(**given)
    assert_as_reference(expected, worked)


def test_loss_is_that_of_torch() -> None:
    """Torch's cross_entropy of the masked rows, the others ignored as BERT's training does (−100)."""
    torch = pytest.importorskip("torch")
    logits = torch.tensor(np.array(_X) @ np.array(_W_U, dtype=float))
    labels = torch.tensor([-100, 1, -100, -100, -100, 2, -100])
    expected = torch.nn.functional.cross_entropy(logits, labels, ignore_index=-100)
    worked = handcalc.mlm(**_WITH_X, targets=["dog", "cat"])
    npt.assert_allclose(expected.item(), worked["mean_loss"].values.item(), rtol=1e-9, atol=1e-9)


def test_masks_differ_only_by_their_places() -> None:
    """Without positions two masks get the same shares; sinusoids make them differ."""
    same, apart = (
        handcalc.mlm(**_MADE, position=position)["P"].values for position in ("none", "sinusoidal")
    )
    npt.assert_allclose(same[0], same[1], rtol=1e-12)
    assert abs(apart[0] - apart[1]).max() > 0.01


def test_rows_of_the_masks() -> None:
    """H holds the rows of X at which the text has [MASK], in order; L has a column a word."""
    worked = handcalc.mlm(**_WITH_X)
    npt.assert_array_equal([_X[1], _X[5]], worked["H"].values)
    assert ("[MASK]", "[MASK]") == worked["H"].labels[0]
    assert tuple(_WORDS) == worked["L"].labels[1]


def test_probabilities_are_exact_where_the_base_allows() -> None:
    """Logits 1 and 0 with base 3 are three quarters and one quarter."""
    worked = handcalc.mlm(
        text="[MASK]", vocabulary=["a", "b"], X=[[1]], W_U=[[1, 0]], base=3, rounding="exact"
    )
    assert worked["P"].fractions is not None
    assert ["3/4", "1/4"] == [str(number) for number in worked["P"].fractions[0]]


def test_conclusion_says_the_words() -> None:
    """The most probable word of each mask, in the order of the text."""
    conclusion = handcalc.mlm(**_WITH_X).conclusion
    assert conclusion is not None
    P = reference(**_WITH_X)["P"]
    expected = [
        f"[MASK] {n} = '{_WORDS[row.argmax()]}' ({row.max():.3f})" for n, row in enumerate(P, start=1)
    ]
    assert f"Predictions: {expected[0]}, {expected[1]}." == conclusion


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({**_WITH_X, "text": "a dog barks , a cat meows"}, "the text has no [MASK]"),
        ({**_WITH_X, "targets": ["dog"]}, "targets has 1 word for 2 masks: give one target for each mask"),
        ({**_WITH_X, "targets": ["dog", "cow"]}, "'cow' is not in the vocabulary"),
        ({**_WITH_X, "W_E": _X}, "give either X, or all of W_E, W_Q, W_K and W_V"),
        ({**_WITH_X, "position": "sinusoidal"}, "position has no effect: X is given"),
        ({**_WITH_X, "X": _X[:3]}, "X has 3 rows but text has 7"),
        ({**_WITH_X, "vocabulary": _WORDS[:3]}, "3 words"),
        ({**_MADE, "vocabulary": [*_WORDS[:-1], "mask"]}, "[MASK] is not in the vocabulary"),
        ({**_MADE, "text": "a [MASK] moos"}, "'moos' is not in the vocabulary"),
        ({name: value for name, value in _MADE.items() if name != "W_K"}, "X is missing"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What does not fit is refused with the input, word or option."""
    with pytest.raises(InputError) as caught:
        handcalc.mlm(**given)
    assert words in str(caught.value)
