"""Mixture of experts: combinations for the laws, the reference, and what only routing promises."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.moe import moe as reference

_EXPERTS = [{"W": [[1, 0], [0, 1]], "b": [1, 0]}, {"W": [[2, 0], [0, 2]]}, {"W": [[0, -1], [1, 0]]}]
_GIVEN: dict[str, Any] = {
    "X": [[1, 0], [0, 1], [2, 1], [1, 1]],
    "W_g": [[1, 0, 2], [0, 1, -1]],
    "experts": _EXPERTS,
}
VARIANTS: dict[str, dict[str, Any]] = {
    "two of three, exact": {"top_k": 2, "base": 3, "seed": 1},
    "two of three, renormalized": {"top_k": 2, "renormalize": True, "seed": 2},
    "max with a bias": {**_GIVEN, "gate": "max", "b_g": [0, 1, -2], "activation": "relu"},
    "max of two, shares of one": {**_GIVEN, "gate": "max", "top_k": 2, "renormalize": True},
    "kept scores alone": {**_GIVEN, "gate": "topk-softmax", "top_k": 2, "base": 2},
    "all kept": {**_GIVEN, "gate": "topk-softmax", "top_k": 3, "base": "5/2"},
    "sigmoid, renormalized": {**_GIVEN, "gate": "sigmoid", "top_k": 2, "renormalize": True},
    "room for one": {**_GIVEN, "capacity": 1, "activation": "relu"},
    "room for one, two of three": {**_GIVEN, "capacity": 1, "top_k": 2, "renormalize": True, "base": 3},
    "shared": {"shared": 1, "top_k": 2, "seed": 3},
    "shared and room for one": {**_GIVEN, "W_g": [[1, 0], [0, 1]], "shared": 1, "capacity": 1},
    "gelu": {"activation": "gelu", "seed": 4},
    "ties": {**_GIVEN, "X": [[0, 0], [0, 0], [0, 0]], "top_k": 2, "base": 3},
    "experts drawn for a gate": {"W_g": [[1, 0, 2, 1], [0, 1, -1, 0]], "seed": 5, "d_out": 3},
    "gate drawn for experts": {"experts": _EXPERTS[:2], "seed": 6},
    "in columns": {
        "vectors": "columns",
        "X": [[2, 3], [1, 1], [3, 2]],
        "W_g": [[1, 1, 0], [0, 1, 1]],
        "experts": [{"W": [[1, 0, 1]]}, {"W": [[0, 1, 1]], "b": [1]}],
        "labels": {"tokens": ["the", "the"], "experts": ["left", "right"]},
    },
}


def _random(seed: int, shared: int = 0, d_out: int = 3) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    experts = [
        {"W": random.normal(size=(3, d_out)), "b": random.normal(size=d_out)} for _ in range(4 + shared)
    ]
    return {
        "X": random.normal(size=(6, 3)),
        "W_g": random.normal(size=(3, 4)),
        "b_g": random.normal(size=4),
        "experts": experts,
    }


def _same_as_reference(given: dict[str, Any], options: dict[str, Any]) -> None:
    worked = handcalc.moe(**given, **options)
    expected = reference(**given, **options)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("seed", range(30))
def test_every_step_is_that_of_the_reference(seed: int) -> None:
    """Random tokens, gates and experts give what plain Python gives, whatever the gate."""
    gates = ["max", "softmax", "topk-softmax", "sigmoid"]
    options = {"gate": gates[seed % 4], "top_k": 1 + seed % 3, "renormalize": seed % 5 == 0}
    _same_as_reference(_random(seed), options)


@pytest.mark.parametrize(
    ("gate", "capacity", "shared", "activation"),
    [*itertools.product(["max", "softmax", "topk-softmax", "sigmoid"], [0, 1, 2], [0, 2], ["none", "relu"])],
)
def test_options_combine(gate: str, capacity: int, shared: int, activation: str) -> None:
    """Capacity, shared experts and an activation mean the same under every gate."""
    options = {"gate": gate, "capacity": capacity, "shared": shared, "activation": activation}
    _same_as_reference(_random(99, shared), {**options, "top_k": 2, "renormalize": capacity == 2})


@pytest.mark.parametrize("activation", ["relu", "gelu", "gelu-tanh", "silu"])
def test_activation_acts_on_the_sum(activation: str) -> None:
    """O is the activation of Y, under a base of one's own too."""
    _same_as_reference(_random(7), {"activation": activation, "base": 3})


def test_weights_are_those_of_torch() -> None:
    """Renormalized shares are Mixtral's: softmax over the scores that topk keeps."""
    torch = pytest.importorskip("torch")
    given = _random(17)
    scores, kept = torch.topk(torch.tensor(given["X"] @ given["W_g"] + given["b_g"]), 2)
    expected = torch.zeros(6, 4, dtype=torch.float64).scatter(1, kept, torch.softmax(scores, 1)).numpy()
    for options in ({"gate": "topk-softmax"}, {"renormalize": True}):
        actual = handcalc.moe(**given, top_k=2, **options)["w"].values
        np.testing.assert_allclose(expected, actual, rtol=1e-9, atol=1e-9)


def test_balance_is_that_of_the_switch_transformer() -> None:
    """Balance is E · Σ f · p: 1 when tokens and shares are even, E when one expert takes all."""
    even = handcalc.moe(
        X=[[1, 0], [0, 1]], W_g=[[1, 0], [0, 1]], experts=_EXPERTS[:2], rounding="exact", base=3
    )
    assert even["balance"].fractions == [[Fraction(1)]]
    one = handcalc.moe(X=[[1, 0], [1, 0]], W_g=[[900, 0], [0, 0]], experts=_EXPERTS[:2], base=2)
    np.testing.assert_allclose([[2.0]], one["balance"].values)


def test_exact_weights_are_fractions() -> None:
    """3², 3⁰ and 3¹ over their sum are 9/13, 1/13 and 3/13; of the first and last, 3/4 and 1/4."""
    given = {"X": [[1]], "W_g": [[2, 0, 1]], "experts": [{"W": [[1]]}] * 3, "base": 3, "top_k": 2}
    kept = handcalc.moe(**given, rounding="exact")
    assert kept["w"].fractions == [[Fraction(9, 13), 0, Fraction(3, 13)]]
    renormalized = handcalc.moe(**given, rounding="exact", renormalize=True)
    assert renormalized["w"].fractions == [[Fraction(3, 4), 0, Fraction(1, 4)]]


@pytest.mark.parametrize("gate", ["max", "softmax", "topk-softmax", "sigmoid"])
def test_ties_go_to_the_lower_expert(gate: str) -> None:
    """Equal scores, 0.1 + 0.2 and 0.3 too, go to the expert listed first; only then there is a note."""
    given = {"X": [[1, 1], [0, 0]], "W_g": [["0.1", "0.3"], ["0.2", 0]], "experts": _EXPERTS[:2]}
    worked = handcalc.moe(**given, gate=gate)
    np.testing.assert_array_equal([[1, 0], [1, 0]], worked["keep"].values)
    assert "tie: the expert listed first is taken" in worked.to("plain")
    clear = handcalc.moe(**{**given, "W_g": [[1, 0], [1, 0]], "b_g": [1, 0]}, gate=gate)
    assert "tie:" not in clear.to("plain")


def test_without_room_a_token_passes_by_unchanged() -> None:
    """A token that overflows keeps its row in Y and, negative or not, in O; note and conclusion name it."""
    given = {"X": [[2, -1], [3, -4], [-1, 0]], "W_g": [[1, 0], [0, 0]], "experts": _EXPERTS[:2]}
    labels = {"tokens": ["cat", "dog", "runs"], "experts": ["nouns", "verbs"]}
    worked = handcalc.moe(**given, labels=labels, gate="max", capacity=1, activation="relu")
    np.testing.assert_array_equal([[1, 0], [1, 0], [0, 1]], worked["keep"].values)
    np.testing.assert_array_equal([[1, 0], [0, 0], [0, 1]], worked["routed"].values)
    np.testing.assert_array_equal([[3, -1], [3, -4], [-2, 0]], worked["Y"].values)
    np.testing.assert_array_equal([[3, 0], [3, -4], [0, 0]], worked["O"].values)
    np.testing.assert_array_equal([[1, 0.5], [1, 0.5]], worked["load"].values)
    assert "Overflow: 'dog' (expert 'nouns' is full) passes through unchanged." in str(worked.conclusion)
    assert "dropped tokens (overflow) pass through unchanged" in worked.to("plain")
    roomy = handcalc.moe(**given, labels=labels, gate="max", capacity=2, activation="relu")
    assert "Routing: cat → nouns, dog → nouns, runs → verbs." == roomy.conclusion
    assert "dropped" not in roomy.to("plain")


def test_shared_experts_take_every_token() -> None:
    """The first of the list has every token at weight 1; the gate's first column is the second in it."""
    given = {"X": [[1, 0], [0, 1]], "W_g": [[1, 0], [0, 1]], "experts": _EXPERTS}
    worked = handcalc.moe(**given, gate="max", shared=1)
    np.testing.assert_array_equal([[2, 0], [1, 1]], worked["expert1.H"].values)
    np.testing.assert_array_equal([[4, 0], [2, 1]], worked["Y"].values)
    assert worked["expert2.H"].labels[0] == ("x1",)
    assert str(worked.conclusion) == "Routing: x1 → expert 2, x2 → expert 3."


def test_experts_without_tokens_are_not_calculated() -> None:
    """Only who is asked answers, with the asking tokens' labels as rows."""
    given = {**_GIVEN, "X": [[1, 0], [0, 1], [2, 1]]}
    worked = handcalc.moe(**given, gate="max", labels={"tokens": ["a", "b", "c"]})
    assert [name for name in worked.ids if name.startswith("expert")] == ["expert2.H", "expert3.H"]
    assert worked["expert2.H"].labels[0] == ("b",)
    assert worked["expert3.H"].labels[0] == ("a", "c")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"top_k": 4}, "top_k is 4, but the router has only 3 experts"),
        ({"experts": _EXPERTS[:2]}, "experts has 2 items but W_g has 3 columns"),
        ({"shared": 3}, "experts has 3 items and shared is 3: none is left"),
        ({"shared": 1}, "experts has 3 items but W_g has 3 columns"),
        (
            {"capacity": 1, "experts": [{"W": [[1], [1]]}] * 3},
            "a dropped token keeps X, so d_out must be d_model: X has 2 columns, the expert outputs 1",
        ),
    ],
)
def test_misfits_are_refused(change: dict[str, Any], says: str) -> None:
    """Sizes that cannot be are refused with both numbers."""
    with pytest.raises(InputError, match=says):
        handcalc.moe(**{**_GIVEN, **change})


@pytest.mark.parametrize("seed", range(6))
def test_random_gates_are_kind(seed: int) -> None:
    """No ties where experts are chosen, no expert without a token, no two tokens alike."""
    worked = handcalc.moe(seed=seed)
    scores = np.sort(worked["G"].values, axis=1)
    assert (scores[:, -1] > scores[:, -2]).all()
    assert (worked["load"].values[:, 0] > 0).all()
    assert len(np.unique(worked["G"].values, axis=0)) == len(scores)


def test_the_unrounded_result_takes_its_own_way() -> None:
    """Where rounding makes a tie of 0.35 and 0.44, the true result beside it is still the second expert's."""
    given = {"X": [[1]], "W_g": [["0.35", "0.44"]], "experts": [{"W": [[1]]}, {"W": [[7]]}], "gate": "max"}
    worked = handcalc.moe(**given, rounding="carry", digits=1)
    assert str(worked.conclusion) == "Routing: x1 → expert 1."
    unrounded = worked.to("plain").partition("Without rounding in between")[2]
    assert "Y[x1, d1] = 7" in unrounded


@pytest.mark.parametrize("vectors", ["rows", "columns"])
@pytest.mark.parametrize("rounding", ["full", "carry"])
@pytest.mark.parametrize("name", VARIANTS)
def test_checks_hold(name: str, rounding: str, vectors: str) -> None:
    """Shares, weights and assignments sum to 1, however it is rounded and shown."""
    given = {**VARIANTS[name], "rounding": rounding}
    text = handcalc.moe(**given).to("plain", vectors=vectors)
    assert ": holds" in text
    assert "does not hold" not in text
