"""The references of attention, layernorm and softmax do what the specification says in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.topics.reference.attention import attention
from tests.topics.reference.layernorm import layernorm
from tests.topics.reference.softmax import softmax
from tests.topics.reference_inputs import assert_same, attention_inputs, start_again, whole_matrix

_same_numbers_in_any_order = pytest.fixture(autouse=True)(start_again)


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ({}, "Q K V S Z E D A O"),
        ({"causal": True}, "Q K V S Z M E D A O"),
        ({"stable": True, "residual": True, "W_O": np.eye(4, 6)}, "Q K V S Z N E D A O P R"),
        ({"W_V2": np.ones((4, 6)), "residual": True}, "Q K U V S Z E D A O R"),
        ({"A": np.ones((4, 4))}, "V O"),
        ({"V": np.ones((4, 2))}, "Q K S Z E D A O"),
    ],
)
def test_ids_of_attention(options: dict[str, Any], ids: str) -> None:
    """In the order of the specification; what is optional or given is left out."""
    assert " ".join(attention(**attention_inputs(), **options)) == ids


def test_ids_of_two_heads() -> None:
    """Whole Q, K, V, then head by head, then the heads side by side; D is n×1."""
    steps = attention(**attention_inputs(), heads=2, causal=True)
    ids = ("Q", "K", "V", "S", "Z", "M", "E", "D", "A", "O")
    heads = [f"head{i}.{name}" for i in (1, 2) for name in ids]
    assert list(steps) == ["Q", "K", "V", *heads, "O"]
    assert steps["head2.D"].shape == (4, 1)


def test_given_weights_and_values_need_nothing_else() -> None:
    """Rows of A need not sum to 1."""
    steps = attention(A=[[1, 2]], V=[[1, 0, 1], [0, 3, 0]])
    assert list(steps) == ["O"]
    assert_same(steps["O"], [[1, 6, 1]])


def test_stable_changes_no_weight() -> None:
    """Subtracting the row maximum cancels, also beside −∞."""
    inputs = attention_inputs()
    plain, stable = attention(**inputs, causal=True), attention(**inputs, causal=True, stable=True)
    assert_same(stable["A"], plain["A"])
    assert np.all(stable["N"].max(axis=1) == 0)


def test_heads_times_their_rows_of_the_output_map_add_up() -> None:
    """The check of the specification: Σ head_i.O · (its rows of W_O) = P."""
    W_O = whole_matrix(4, 5)
    steps = attention(**attention_inputs(), heads=2, W_O=W_O)
    assert_same(steps["head1.O"] @ W_O[:2] + steps["head2.O"] @ W_O[2:], steps["P"])


@pytest.mark.parametrize(
    "options",
    [
        {"mask": [[1] * 4, [0] * 4, [1] * 4, [1] * 4]},
        {"causal": True, "mask": [[0, 1, 1, 1]] * 4},
        {"causal": True, "Y": np.ones((3, 6))},
        {"heads": 3},
        {"heads": 4, "kv_heads": 3},
        {"W_V2": np.ones((4, 6)), "heads": 2},
        {"A": np.ones((4, 4)), "heads": 2},
    ],
)
def test_refusals_of_attention(options: dict[str, Any]) -> None:
    """Fully masked rows, causal with n ≠ m, sizes that heads do not divide, W_V2 with heads."""
    with pytest.raises(ValueError, match=r"row|causal|divide|heads|head"):
        attention(**attention_inputs(), **options)


@pytest.mark.parametrize("variance", ["n", "n-1"])
@pytest.mark.parametrize("kind", ["layer", "batch"])
@pytest.mark.parametrize("constant", [0.1, -3.0, 1e8 + 0.1])
def test_a_constant_row_gives_zero(constant: float, kind: str, variance: str) -> None:
    """Never 0 ÷ 0, and no last bit magnified, also with eps = 0."""
    X = np.full((7, 7), constant)
    assert not layernorm(X, eps=0, kind=kind, variance=variance)["N"].any()
    assert not layernorm(np.zeros((2, 3)), eps=0, kind="rms")["N"].any()


@pytest.mark.parametrize(
    ("kind", "ids", "shape"),
    [
        ("layer", "mu C Q var sd N Y", (3, 1)),
        ("batch", "mu C Q var sd N Y", (1, 2)),
        ("rms", "Q ms rms N Y", (3, 1)),
    ],
)
def test_ids_of_layernorm(kind: str, ids: str, shape: tuple[int, int]) -> None:
    """Not optional, so always there; statistics are vectors across the other axis."""
    steps = layernorm([[1, 2], [3, 5], [0, 0]], kind=kind)
    assert " ".join(steps) == ids
    assert steps[{"rms": "ms"}.get(kind, "var")].shape == shape


def test_variance_of_a_sample() -> None:
    """n−1 divides by one less, against numpy's ddof."""
    X = whole_matrix(3, 5)
    assert_same(layernorm(X, variance="n-1")["var"], X.var(axis=1, ddof=1, keepdims=True))


def test_ids_and_temperature_of_softmax() -> None:
    """Z is there only when the temperature is not 1."""
    assert list(softmax([[1, 2]])) == ["E", "D", "P"]
    assert list(softmax([[1, 2]], temperature=2, stable=True)) == ["Z", "N", "E", "D", "P"]
    assert_same(softmax([[2, 4]], temperature=2)["P"], softmax([[1, 2]])["P"])
    assert_same(softmax([[1, 2]], base=2)["P"], [[1 / 3, 2 / 3]])
