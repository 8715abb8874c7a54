"""The feed-forward network: combinations for the laws, PyTorch, and what only it promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.ffn import ffn as reference

_SQUARE: dict[str, Any] = {
    "X": [[1, 2, 0, 1], [0, -1, 3, 2]],
    "W_1": [[1, 0, -1], [0, 1, 1], [-1, 0, 0.5], [1, 1, 0]],
    "W_2": [[1, 0, 0, 2], [0, 1, -1, 0], [1, 1, 0, 1]],
}
_BIASES: dict[str, Any] = {"b_1": [1, -2, 0.5], "b_2": [0, 1, 0, -1]}
_SCALES: dict[str, Any] = {"gamma": [1, 2, -1, "1/2"], "beta": [0, 1, 0.5, -3]}
ACTIVATIONS = ("relu", "gelu", "gelu-tanh", "silu", "none")
COMPANIONS: dict[str, dict[str, Any]] = {
    "norm": {"residual": True},
    "d_out": {},
    "gamma": {"norm": "pre"},
    "beta": {"norm": "pre"},
}
VARIANTS: dict[str, dict[str, Any]] = {
    "biases": {**_SQUARE, **_BIASES},
    "biases, drawn weights": {"seed": 1, "d_ff": 3, "b_1": [1, 0, -1], "b_2": [1, 2, 3, 4]},
    "residual": {"seed": 2, "residual": True, "activation": "silu"},
    "post norm": {**_SQUARE, **_BIASES, **_SCALES, "residual": True, "norm": "post", "eps": 0},
    "pre norm": {**_SQUARE, **_SCALES, "residual": True, "norm": "pre", "activation": "gelu"},
    "pre norm, no residual": {"seed": 3, "norm": "pre", "d_out": 2, "activation": "gelu-tanh"},
    "no activation": {**_SQUARE, "activation": "none", "rounding": "carry"},
    "fractions": {"X": [["1/3", 1]], "W_1": [[1], ["1/2"]], "W_2": [[3, 1]], "b_1": ["1/7"]},
    "in columns": {
        "X": [[1, 0, 1], [2, -1, 0]],
        "W_1": [[1, 1], [0, 2], [1, -1]],
        "W_2": [[1, 0, 1], [0, 1, 1]],
        "b_1": [1, 0, -1],
        "norm": "pre",
        "gamma": [2, 1],
        "vectors": "columns",
        "labels": {"tokens": ["the", "the", "cat"]},
    },
}


def _random(seed: int) -> dict[str, Any]:
    """Random sizes and options; the result is as wide as X where it is added to X."""
    random = np.random.default_rng(seed)
    n, d, f, o = random.integers(1, 6, size=4).tolist()
    norm, residual = ("none", "pre", "post")[seed % 3], seed % 3 == 2 or bool(seed % 2)
    o = d if residual else o
    given: dict[str, Any] = {
        "X": random.normal(size=(n, d)),
        "W_1": random.normal(size=(d, f)),
        "W_2": random.normal(size=(f, o)),
        "activation": ACTIVATIONS[seed % 5],
        "residual": residual,
        "norm": norm,
        "eps": 0.25,
    }
    vectors = {"b_1": f, "b_2": o} | ({} if norm == "none" else {"gamma": d, "beta": d})
    return given | {name: random.normal(size=size) for name, size in vectors.items() if random.random() < 0.6}


@pytest.mark.parametrize("seed", range(60))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Random sizes, options and vectors give the reference's steps, in its order."""
    given = _random(seed)
    expected, worked = reference(**given), handcalc.ffn(**given)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("norm", ["none", "pre", "post"])
def test_result_is_that_of_torch(activation: str, norm: str) -> None:
    """The result is torch's linear, activation and layer_norm, one after the other."""
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    numbers = {
        name: torch.tensor(np.array(value, dtype=float)) for name, value in (_SQUARE | _BIASES).items()
    }
    gamma, beta = torch.tensor([1, 2, -1, 0.5]).double(), torch.tensor([0, 1, 0.5, -3]).double()
    activations = {
        "relu": functional.relu,
        "gelu": functional.gelu,
        "gelu-tanh": lambda x: functional.gelu(x, approximate="tanh"),
        "silu": functional.silu,
        "none": lambda x: x,
    }
    x = numbers["X"]
    normed = functional.layer_norm(x, (4,), gamma, beta, 1e-5) if norm == "pre" else x
    hidden = activations[activation](functional.linear(normed, numbers["W_1"].T, numbers["b_1"]))
    expected = x + functional.linear(hidden, numbers["W_2"].T, numbers["b_2"])
    if norm == "post":
        expected = functional.layer_norm(expected, (4,), gamma, beta, 1e-5)
    scales = {} if norm == "none" else _SCALES
    more = {"activation": activation, "norm": norm, "residual": True}
    worked = handcalc.ffn(**_SQUARE, **_BIASES, **scales, **more)
    npt.assert_allclose(expected.numpy(), next(iter(worked.results.values())), rtol=1e-9, atol=1e-9)


def test_every_step_is_there_where_it_changes_nothing() -> None:
    """Without an activation G equals H, and it is said."""
    worked = handcalc.ffn(**_SQUARE, activation="none")
    assert ["H", "G", "F"] == worked.ids
    npt.assert_array_equal(worked["H"].values, worked["G"].values)
    assert "No activation" in str(worked)


def test_fractions_go_through() -> None:
    """Relu keeps fractions: 1/3 + 1/2 + 1/7 is 41/42."""
    worked = handcalc.ffn(**VARIANTS["fractions"], rounding="exact")
    assert worked["G"].fractions is not None
    assert "41/42" == str(worked["G"].fractions[0][0])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"norm": "post"}, "norm post follows the residual connection: it needs residual"),
        (
            {"residual": True, "W_2": [[1, 2]] * 3},
            "residual adds X to the result, but X has 4 features per token",
        ),
        ({"gamma": [1, 2, 3, 4]}, "no effect without a norm"),
        ({"beta": [1, 2, 3, 4]}, "no effect without a norm"),
        ({"norm": "pre", "gamma": [1]}, "gamma has 1 value"),
        ({"b_1": [1, 2]}, "b_1 has 2 values"),
        ({"W_2": [[1, 2]]}, "W_2 has 1 row"),
        ({"activation": "tanh"}, "activation must be"),
        ({"eps": -1}, "eps must be"),
        ({"activation": "gelu", "rounding": "exact"}, "step G gelu(2) is not a fraction"),
    ],
)
def test_refusals_name_what_is_at_fault(more: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the input, option or step."""
    with pytest.raises(InputError) as caught:
        handcalc.ffn(**{**_SQUARE, **more})
    assert words in str(caught.value)
