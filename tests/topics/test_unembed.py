"""Unembedding: combinations for the laws, PyTorch's cross entropy, and what only it promises."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.unembed import unembed as reference

_FOUR = ["the", "cat", "sat", "mat"]
_X = [[1, 0, 2], [0, 1, -1], [1, 1, 0.5]]
_W_U = [[1, 0, 0, 1], [0, 1, 0, -1], [1, 0, 1, 0]]
_ALL = {"X": _X, "W_U": _W_U, "vocabulary": _FOUR, "targets": ["cat", "sat", "the"], "positions": "all"}
COMPANIONS: dict[str, dict[str, Any]] = {
    "vocabulary": {"vocabulary_size": 2},
    "targets": {"X": _X, "W_U": _W_U, "vocabulary": _FOUR},
}
VARIANTS: dict[str, dict[str, Any]] = {
    "all positions": {"positions": "all", "seed": 1, "vocabulary": _FOUR},
    "loss of the last": {**_ALL, "positions": "last", "targets": ["mat"]},
    "loss of all, base 3, warm": {**_ALL, "base": 3, "temperature": 2, "b_U": [1, 0, "1/2", -1]},
    "bias and temperature": {"seed": 2, "vocabulary": _FOUR, "b_U": [0, 1, -1, 2], "temperature": "1/2"},
    "fractions": {"X": [["1/3", 1]], "W_U": [[3, 0], [-1, 2]], "vocabulary": ["a", "b"], "base": 3},
    "in columns": {
        "X": [[1, 0], [2, 1], [0, -1]],
        "W_U": np.transpose(_W_U).tolist(),
        "vocabulary": _FOUR,
        "targets": ["the", "mat"],
        "positions": "all",
        "vectors": "columns",
        "labels": {"tokens": ["the", "the"]},
    },
    "one word": {"X": [[1]], "W_U": [[2]], "vocabulary": ["a"], "targets": ["a"]},
}


def _random(seed: int) -> dict[str, Any]:
    """Random sizes, options and, half of the time, biases and targets."""
    random = np.random.default_rng(seed)
    n, d, V = random.integers(1, 6, size=3)
    words = [f"w{number}" for number in range(V)]
    positions = ("last", "all")[seed % 2]
    given: dict[str, Any] = {
        "X": random.normal(size=(n, d)),
        "W_U": random.normal(size=(d, V)),
        "vocabulary": words,
        "positions": positions,
        "base": (2.5, 3, 2)[seed % 3],
        "temperature": (1, 0.5, 2, 1)[seed % 4],
    }
    if random.random() < 0.5:
        given["b_U"] = random.normal(size=V)
    if random.random() < 0.7:
        given["targets"] = random.choice(words, size=n if positions == "all" else 1).tolist()
    return given


@pytest.mark.parametrize("seed", range(40))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Random sizes and options give the reference's steps, in its order."""
    given = _random(seed)
    expected, worked = reference(**given), handcalc.unembed(**given)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("seed", range(30))
def test_drawn_exercises_have_a_winner(seed: int) -> None:
    """What is drawn is calculated as the reference does, and one word is ahead of the others."""
    worked = handcalc.unembed(seed=seed, positions="all", vocabulary=_FOUR)
    expected = reference(worked.given["X"], worked.given["W_U"], _FOUR, positions="all")
    npt.assert_allclose(expected["P"], worked["P"].values, rtol=1e-9, atol=1e-9)
    ordered = np.sort(worked["P"].values)
    assert (ordered[:, -1] - ordered[:, -2] > 0.02).all()


@pytest.mark.parametrize("temperature", [1, 0.5, 3])
def test_loss_is_that_of_torch(temperature: float) -> None:
    """loss, mean_loss and perplexity are torch's cross_entropy, with and without reduction."""
    torch = pytest.importorskip("torch")
    worked = handcalc.unembed(**_ALL, temperature=temperature)
    logits, targets = torch.tensor(np.array(_X) @ np.array(_W_U) / temperature), torch.tensor([1, 2, 0])
    losses = torch.nn.functional.cross_entropy(logits, targets, reduction="none")
    mean = torch.nn.functional.cross_entropy(logits, targets)
    npt.assert_allclose(losses.numpy(), worked["loss"].values[:, 0], rtol=1e-9, atol=1e-9)
    npt.assert_allclose(mean.item(), worked["mean_loss"].values.item(), rtol=1e-9, atol=1e-9)
    npt.assert_allclose(mean.exp().item(), worked["perplexity"].values.item(), rtol=1e-9, atol=1e-9)


def test_only_the_last_token_is_asked() -> None:
    """By default there is one row of logits, that of the last token, with its label."""
    worked = handcalc.unembed(X=_X, W_U=_W_U, vocabulary=_FOUR, labels={"tokens": ["a", "b", "c"]})
    npt.assert_array_equal([[1 + 0.5, 1, 0.5, 0]], worked["L"].values)
    assert (("c",), tuple(_FOUR)) == worked["L"].labels


def test_the_loss_is_natural_whatever_the_base() -> None:
    """With base 3 the share of a changes, and its loss is −ln of it, not the logarithm to base 3."""
    worked = handcalc.unembed(X=[[1]], W_U=[[1, 0]], vocabulary=["a", "b"], targets=["a"], base=3)
    npt.assert_allclose([[-np.log(3 / 4)]], worked["loss"].values, rtol=1e-12)
    assert "natural logarithm" in worked.to("plain")


def test_probabilities_are_exact_where_the_base_allows() -> None:
    """Logits 2, 1, 0 and base 3 are probabilities of 9, 3 and 1 thirteenths."""
    given = {"X": [[1]], "W_U": [[2, 1, 0]], "vocabulary": ["a", "b", "c"], "base": 3}
    found = handcalc.unembed(**given, rounding="exact")["P"].fractions
    assert [[Fraction(9, 13), Fraction(3, 13), Fraction(1, 13)]] == found


def test_conclusion_names_the_most_probable_words() -> None:
    """The most probable word after each position; a tie is stated, and the first listed is taken."""
    last = handcalc.unembed(X=_X, W_U=_W_U, vocabulary=_FOUR).conclusion
    assert last is not None
    assert "'the'" in last
    tie = handcalc.unembed(X=[[1], [-1]], W_U=[[0, 2, 2]], vocabulary=["a", "b", "c"], positions="all")
    assert tie.conclusion is not None
    assert tie.conclusion.index("'b'") < tie.conclusion.index("'a'")
    assert tie.conclusion.endswith("; tie: the one listed first is taken.")
    assert "tie" not in last


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"targets": ["cat", "sat"]},
            "targets has 2 words for 3 positions: give one target for each position",
        ),
        ({"targets": ["cat"], "positions": "all"}, "targets has 1 word"),
        ({"targets": ["cat"] * 3, "positions": "last"}, "targets has 3 words for 1 position"),
        ({"targets": ["cat", "sat", "ca"]}, "'ca' is not in the vocabulary, did you mean cat?"),
        ({"vocabulary": ["the", "cat"]}, "vocabulary has 2 words"),
        ({"b_U": [1, 2]}, "b_U has 2 values"),
        ({"positions": "first"}, "positions must be"),
        ({"temperature": 0}, "temperature must be"),
        ({"base": 1}, "base must be"),
    ],
)
def test_refusals_name_what_is_at_fault(more: dict[str, Any], words: str) -> None:
    """What does not fit is refused with the input, word or option."""
    with pytest.raises(InputError) as caught:
        handcalc.unembed(**{**_ALL, **more})
    assert words in str(caught.value)
