"""Analogies: combinations for the laws, PyTorch's cosine similarity, and what only they promise."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.analogy import analogy as reference

_WORDS = ["king", "man", "woman", "queen", "prince", "princess"]
_W_E = [[4, 3], [0, 3], [0, -3], [4, -3], [3, 4], [3, -4]]
_KING: dict[str, Any] = {"expression": "king - man + woman", "vocabulary": _WORDS, "W_E": _W_E}
METRICS = ("cosine", "dot", "euclidean")
VARIANTS: dict[str, dict[str, Any]] = {
    "king and queen": _KING,
    "everybody competes": {**_KING, "exclude": False, "top": 6},
    "plus before minus": {**_KING, "expression": "king + woman - man", "metric": "dot"},
    "distances": {**_KING, "metric": "euclidean", "top": 1},
    "distances, drawn": {"metric": "euclidean", "seed": 4},
    "products, drawn": {"metric": "dot", "seed": 5, "exclude": False, "vocabulary_size": 3},
    "all alike": {"expression": "a - b + c", "vocabulary": ["a", "b", "c", "d", "e"], "W_E": [[1, 2]] * 5},
    "one competitor": {**_KING, "vocabulary": _WORDS[:4], "W_E": _W_E[:4]},
    "in columns": {**_KING, "W_E": np.transpose(_W_E).tolist(), "vectors": "columns"},
    "a list, a true minus": {**_KING, "expression": ["king", "−", "man", "+", "woman"]},
}


@pytest.mark.parametrize("seed", range(45))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Random vectors, small whole numbers so that words tie, give the reference's steps, in its order."""
    random = np.random.default_rng(seed)
    V, d = random.integers(4, 9), random.integers(1, 4)
    words = [f"w{number}" for number in range(V)]
    one, two, three = random.choice(words, size=3)
    given: dict[str, Any] = {
        "expression": f"{one} - {two} + {three}" if seed % 2 else f"{one} + {two} - {three}",
        "vocabulary": words,
        "W_E": random.integers(1, 4, size=(V, d)) * random.choice([-1, 1], size=(V, d)),
        "metric": METRICS[seed % 3],
        "exclude": seed % 4 < 2,
        "top": int(random.integers(1, 5)),
    }
    expected = reference(**given)
    assert expected.get("target_norm", np.ones(1)).all(), "no seed gives the zero vector, which has no angle"
    worked = handcalc.analogy(**given)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("seed", range(12))
def test_drawn_exercises_have_a_winner(seed: int, metric: str) -> None:
    """What is drawn is calculated as the reference does, and the nearest word is clearly ahead."""
    worked = handcalc.analogy(seed=seed, metric=metric)
    words = worked["scores"].labels[0]
    expected = reference("king - man + woman", words, worked.given["W_E"], metric=metric)
    npt.assert_allclose(expected["ranking"], worked["ranking"].values, rtol=1e-9, atol=1e-9)
    first, second, *_ = worked["ranking"].values[:, 0]
    assert abs(first - second) >= 0.019


def test_scores_are_those_of_torch() -> None:
    """Torch's cosine_similarity and cdist."""
    torch = pytest.importorskip("torch")
    vectors = torch.tensor(_W_E, dtype=torch.float64) + 0.25
    target = vectors[0] - vectors[1] + vectors[2]
    cosine = torch.nn.functional.cosine_similarity(vectors, target[None])
    distances = torch.cdist(vectors, target[None])[:, 0]
    for metric, expected in (("cosine", cosine), ("euclidean", distances), ("dot", vectors @ target)):
        worked = handcalc.analogy(**{**_KING, "W_E": vectors.numpy(), "metric": metric})
        npt.assert_allclose(expected.numpy(), worked["scores"].values[:, 0], rtol=1e-9, atol=1e-9)


def test_queen_in_fractions() -> None:
    """King − man + woman is exactly queen: its cosine is 1, that of princess 24/25."""
    worked = handcalc.analogy(**_KING, rounding="exact")
    npt.assert_array_equal([[4, -3]], worked["target"].values)
    assert worked["ranking"].fractions is not None
    assert [Fraction(1), Fraction(24, 25)] == [row[0] for row in worked["ranking"].fractions[:2]]
    assert ("queen", "princess", "prince") == worked["ranking"].labels[0]
    assert "Nearest: 'queen' (1), then 'princess' (24/25)." == worked.conclusion


@pytest.mark.parametrize("metric", METRICS)
def test_of_equals_the_first_wins(metric: str) -> None:
    """A tie is ranked in the order of the vocabulary, with a note; without a tie there is no such note."""
    worked = handcalc.analogy(**VARIANTS["all alike"], metric=metric)
    assert ("d", "e") == worked["ranking"].labels[0]
    assert "tie: the word listed first is taken" in str(worked)
    assert "tie:" not in str(handcalc.analogy(**_KING, metric=metric))


def test_the_words_of_the_expression_are_ranked_with_exclude_false() -> None:
    """With exclude false the nearest word may be one of the expression; a note says which are ranked."""
    near = {**_KING, "W_E": [[6, 2], [1, 2], [2, 1], [5, -1], [0, 3], [1, 3]]}
    alone, together = (handcalc.analogy(**near, exclude=exclude) for exclude in (True, False))
    assert "queen" == alone["ranking"].labels[0][0]
    assert "king" == together["ranking"].labels[0][0]
    assert "without 'king', 'man' and 'woman'" in str(alone)
    assert "the words of the expression included" in str(together)


def test_vectors_are_not_normalized_first() -> None:
    """Doubling the vector of king moves the target; a note says that nothing is normalized."""
    longer = handcalc.analogy(**{**_KING, "W_E": [[8, 6], *_W_E[1:]]})
    npt.assert_array_equal([[8, 0]], longer["target"].values)
    assert "the vectors are not normalized first" in str(longer)


def test_the_ranking_does_not_turn() -> None:
    """In columns the scores are a row, the ranking stays a column: it is a table."""
    worked = handcalc.analogy(**VARIANTS["in columns"])
    assert (1, 6) == worked["scores"].values.shape
    assert (3, 1) == worked["ranking"].values.shape


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"expression": "king - man"}, "three words with signs"),
        ({"expression": "king-man+woman"}, "three words with signs"),
        ({"expression": "king - man - woman"}, "three words with signs"),
        ({"expression": "king - man + womann"}, "'womann' is not in the vocabulary, did you mean woman?"),
        ({"vocabulary": _WORDS[:3], "W_E": _W_E[:3]}, "no other words"),
        ({"W_E": [[0, 0], *_W_E[1:]]}, "the vector of 'king' is all zeros"),
        ({"W_E": _W_E[:5]}, "W_E has 5 rows"),
        (
            {"expression": "man - king + king", "W_E": [[1, 0], [0, 1], [0, 1], *_W_E[3:]], "top": 0},
            "top must",
        ),
        ({"expression": "king - man + woman", "W_E": [[1, 0], [2, 0], [1, 0], *_W_E[3:]]}, "step scores"),
        ({"metric": "manhattan"}, "metric must be"),
    ],
)
def test_refusals_name_what_is_at_fault(more: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the word, input or step."""
    with pytest.raises(InputError) as caught:
        handcalc.analogy(**{**_KING, **more})
    assert words in str(caught.value)
