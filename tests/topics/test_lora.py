"""LoRA: combinations for the laws, PyTorch's gradients, and what only thin matrices promise."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.lora import lora as reference

_GIVEN: dict[str, Any] = {
    "W": [[1, 0, 2], [0, 1, 0]],
    "A": [[1, 0], [1, 2]],
    "B": [[0, 1, 0], [1, 0, -1]],
}
_X = [[1, 0], [0, 1], [1, -1]]
_TARGET = [[1, 1, 2], [0, 1, 1], [2, 1, 2]]
COMPANIONS: dict[str, dict[str, Any]] = {"steps": {**_GIVEN, "X": _X, "target": _TARGET}}
VARIANTS: dict[str, dict[str, Any]] = {
    "forward": {**_GIVEN, "X": _X},
    "alpha of a third": {**_GIVEN, "X": _X, "alpha": "2/3"},
    "alpha of seven": {**_GIVEN, "X": _X, "alpha": 7},
    "one step": {**_GIVEN, "X": _X, "target": _TARGET, "steps": 1, "lr": "1/2"},
    "three steps": {**_GIVEN, "X": _X, "target": _TARGET, "steps": 3, "alpha": 1},
    "from B of zeros": {**_GIVEN, "B": [[0, 0, 0], [0, 0, 0]], "X": _X, "target": _TARGET, "steps": 2},
    "tokens for a random update": {"X": [[1, 0, 0, 2, 0, 1]], "seed": 3},
    "rank 3, drawn": {"rank": 3, "d_in": 5, "d_out": 4, "seed": 4},
    "fractions": {"W": [["1/3"]], "A": [["1/7", 1]], "B": [["1/2"], [3]], "X": [[2]]},
    "in columns": {
        "W": [[1, 0], [0, 1], [2, 0]],
        "A": [[1, 2]],
        "B": [[1], [0], [2]],
        "X": [[1], [1]],
        "vectors": "columns",
        "labels": {"tokens": ["snow"], "d_out": ["hat", "boots", "scarf"]},
    },
}


def _random(seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    n, d, o, r = 1 + seed % 4, 2 + seed % 3, 2 + seed % 5, 1 + seed % 2
    return {
        "W": random.normal(size=(d, o)),
        "A": random.normal(size=(d, r)),
        "B": random.normal(size=(r, o)),
        "X": random.normal(size=(n, d)),
        "target": random.normal(size=(n, o)),
    }


@pytest.mark.parametrize("seed", range(30))
def test_every_step_is_that_of_the_reference(seed: int) -> None:
    """Random matrices give what plain numpy gives, update, forward pass and training."""
    given = _random(seed)
    options: dict[str, Any] = {"steps": 1 + seed % 3, "lr": 0.25} | ({"alpha": 3.0} if seed % 2 else {})
    worked = handcalc.lora(**given, **options)
    assert_as_reference(reference(**given, **options), worked)


@pytest.mark.parametrize("seed", range(30))
def test_training_is_that_of_torch(seed: int) -> None:
    """Autograd's gradients and plain SGD on A and B, with W frozen, give the same losses and matrices."""
    torch = pytest.importorskip("torch")
    given, alpha, lr = _random(seed), 2.0, 0.25
    worked = handcalc.lora(**given, alpha=alpha, steps=3, lr=lr)
    tensors = {name: torch.tensor(values, requires_grad=name in "AB") for name, values in given.items()}
    A, B = tensors["A"], tensors["B"]
    optimizer = torch.optim.SGD([A, B], lr=lr)

    def loss() -> Any:
        Y = tensors["X"] @ tensors["W"] + alpha / A.shape[1] * (tensors["X"] @ A @ B)
        return torch.nn.functional.mse_loss(Y, tensors["target"])

    for number in (1, 2, 3):
        optimizer.zero_grad()
        current = loss()
        current.backward()
        gradients = {"loss": current[None, None], "dA": A.grad, "dB": B.grad}
        optimizer.step()
        for name, expected in {**gradients, "A": A, "B": B}.items():
            actual = worked[f"step{number}.{name}"].values
            np.testing.assert_allclose(expected.detach().numpy(), actual, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(loss().detach().numpy(), worked["loss_after"].values.item(), rtol=1e-9)


def test_columns_are_the_paper() -> None:
    """In columns A is r × d, B is o × r and the update is B A."""
    worked = handcalc.lora(**VARIANTS["in columns"])
    assert worked["delta"].formula == "(α ÷ r) · B A"
    np.testing.assert_array_equal([[1, 2], [0, 0], [2, 4]], worked["delta"].values)
    rows = handcalc.lora(**_GIVEN)
    assert rows["delta"].formula == "(α ÷ r) · A B"


@pytest.mark.parametrize(
    ("A", "B", "expected"),
    [
        ([[1, 1], [1, 1]], [[1, 0], [0, 1]], 1),
        ([["0.1", "0.3"], ["0.2", "0.6"]], [["0.7", "0.1"], ["0.1", "0.9"]], 1),
        ([["1/3", "1/7"], ["2/3", "2/7"]], [[1, 0], [0, 1]], 1),
        ([[1, 0], [0, "1e-12"]], [[1, 0], [0, 1]], 2),
        ([[1, -1], [2, -2]], [[1, 1], [1, 1]], 0),
        ([[1], [2]], [[0, 0]], 0),
        ([[1, 0, 0], [0, 1, 0]], [[1, 0], [0, 1], [1, 1]], 2),
    ],
)
@pytest.mark.parametrize("rounding", ["full", "exact"])
def test_rank_is_exact(A: Any, B: Any, expected: int, rounding: str) -> None:
    """Tenths and sevenths that double precision blurs do not raise the rank, tiny numbers do not vanish."""
    worked = handcalc.lora(W=[[1, 0], [0, 1]], A=A, B=B, rounding=rounding)
    assert worked["rank"].values.item() == expected
    assert f"rank {expected}" in str(worked.conclusion)


@pytest.mark.parametrize("seed", range(30))
def test_rank_is_that_of_numpy(seed: int) -> None:
    """Of products of random small matrices, dependent or not."""
    random = np.random.default_rng(seed)
    A, B = random.integers(-1, 2, size=(5, 3)), random.integers(-1, 2, size=(3, 4))
    worked = handcalc.lora(W=np.ones((5, 4)), A=A, B=B)
    assert worked["rank"].values.item() == np.linalg.matrix_rank(A @ B)


def test_counts_are_those_of_the_paper() -> None:
    """W 6 × 4 has 24 numbers, A and B of rank 2 have 2 · (6 + 4)."""
    worked = handcalc.lora(d_in=6, d_out=4, rank=2)
    counts = [worked[name].values.item() for name in ("full_count", "lora_count", "share")]
    np.testing.assert_allclose([24, 20, 20 / 24], counts)


def test_alpha_follows_the_rank() -> None:
    """Without alpha the update is A B itself, whatever r is; with alpha it is scaled by alpha ÷ r."""
    given = {"W": [[0, 0]], "A": [[1, 1, 1]], "B": [[1, 0], [1, 0], [0, 3]]}
    np.testing.assert_array_equal([[2, 3]], handcalc.lora(**given)["delta"].values)
    halved = handcalc.lora(**given, alpha="3/2", rounding="exact")["delta"].fractions
    assert halved == [[Fraction(1), Fraction(3, 2)]]


def test_exact_training_gives_fractions() -> None:
    """One weight, A = 1, B = 0, target 1: loss 1, dB = −2, dA = 0, and B = 1 after a step of a half."""
    worked = handcalc.lora(
        W=[[0]], A=[[1]], B=[[0]], X=[[1]], target=[[1]], steps=1, lr="1/2", rounding="exact"
    )
    expected = {"loss": 1, "dY": -2, "dB": -2, "dA": 0, "A": 1, "B": 1}
    assert expected == {name: worked[f"step1.{name}"].values.item() for name in expected}
    assert worked["loss_after"].fractions == [[Fraction(0)]]


@pytest.mark.parametrize("rounding", ["full", "carry", "exact"])
@pytest.mark.parametrize("name", VARIANTS)
def test_checks_hold(name: str, rounding: str) -> None:
    """Merged and taken out again is W, and X through the merged matrix is Y, however it is rounded."""
    worked = handcalc.lora(**VARIANTS[name], rounding=rounding)
    assert "does not hold" not in worked.to("plain")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"steps": 1}, "steps has no effect without target"),
        ({"target": _TARGET, "steps": 1}, "target has no effect without X"),
        ({"target": _TARGET, "X": _X}, "target has no effect without steps"),
        ({"A": [[1], [1]]}, "B has 2 rows but A has 1 column"),
        ({"alpha": 0}, "alpha"),
    ],
)
def test_misfits_are_refused(change: dict[str, Any], says: str) -> None:
    """What would have no effect or no meaning is refused with a reason."""
    with pytest.raises(InputError, match=says):
        handcalc.lora(**{**_GIVEN, **change})


@pytest.mark.parametrize("seed", range(6))
def test_random_updates_have_full_rank(seed: int) -> None:
    """An exercise shows r independent rows and no row of zeros."""
    worked = handcalc.lora(seed=seed)
    assert worked["rank"].values.item() == 2
    assert worked["delta"].values.any(axis=1).all()
