"""The encoder block: combinations for the laws, PyTorch, and what only it promises."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
import handcalc.topics as topics
from handcalc.errors import InputError, NotRational
from tests.sampling import daily_first
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.encoder import encoder as reference
from tests.topics.torch_blocks import choices, fill, fill_rest

_NORMS = {
    "gamma_1": [0.5, 1, -0.5, 0.5],
    "beta_1": [0, 1, 0, -1],
    "gamma_2": [2, 1, 1, 1],
    "beta_2": [0, 0, 3, 0],
}
VARIANTS: dict[str, dict[str, Any]] = {
    "everything optional": {**_NORMS, "b_1": [1, 0, -1, 0, 2], "b_2": [0, 1, 0, -1], "seed": 1},
    "everything, pre": {**_NORMS, "b_1": [1, 0, -1, 0, 2], "b_2": [0, 1, 0, -1], "seed": 2, "norm": "pre"},
    "two heads, thirds": {"heads": 2, "base": 3, "scale": "floor-half", "seed": 3},
    "two heads, pre, gelu": {"heads": 2, "norm": "pre", "activation": "gelu", "d_k": 2, "d_v": 2, "seed": 4},
    "by a number, large eps": {"scale": "7/2", "eps": "1/4", "activation": "silu", "seed": 5},
    "two features, exact": {"d_model": 2, "d_k": 1, "d_v": 2, "base": 3, "eps": 0, "seed": 6},
    "two features, exact, pre": {"d_model": 2, "d_k": 1, "base": 2, "eps": 0, "norm": "pre", "seed": 7},
    "constant rows": {
        "X": [[0, 0], [0, 0]],
        **{name: [[1, 0], [0, 1]] for name in ("W_Q", "W_K", "W_V", "W_O", "W_1", "W_2")},
        "eps": 0,
        "base": 3,
        "scale": "none",
    },
    "in columns": {
        "X": [[1, 0, 2], [0, 1, 1]],
        **{name: [[1, -1], [0, 1]] for name in ("W_Q", "W_K", "W_V", "W_O")},
        "W_1": [[1, 0], [0, 1], [1, 1]],
        "W_2": [[1, 0, -1], [0, 1, 0]],
        "vectors": "columns",
        "labels": {"tokens": ["time", "flies", "fast"]},
    },
}


def random_block(seed: int, d_model: int = 8, d_ff: int = 6) -> dict[str, Any]:
    """Weights of a block with norms and biases, as torch can have them too: heads·d_k is d_model."""
    random = np.random.default_rng(seed)
    square = {name: random.normal(size=(d_model, d_model)) / 2 for name in ("W_Q", "W_K", "W_V", "W_O")}
    return {
        "X": random.normal(size=(5, d_model)),
        **square,
        "W_1": random.normal(size=(d_model, d_ff)),
        "W_2": random.normal(size=(d_ff, d_model)),
        "b_1": random.normal(size=d_ff),
        "b_2": random.normal(size=d_model),
        **{f"gamma_{number}": random.normal(size=d_model) for number in (1, 2)},
        **{f"beta_{number}": random.normal(size=d_model) for number in (1, 2)},
    }


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize(
    ("heads", "activation", "eps"), [(1, "relu", 1e-5), (2, "gelu", 1e-5), (4, "relu", 0.1)]
)
def test_result_is_that_of_torch(norm: str, heads: int, activation: str, eps: float) -> None:
    """Y is nn.TransformerEncoderLayer with our weights, norm first or last."""
    torch = pytest.importorskip("torch")
    given = random_block(heads)
    layer = torch.nn.TransformerEncoderLayer(8, dim_feedforward=6, **choices(heads, norm, activation, eps))
    with torch.no_grad():
        fill(layer.self_attn, given)
        fill_rest(layer, given, {1: 1, 2: 2})
        expected = layer(torch.tensor(given["X"])[None])[0].numpy()
    worked = handcalc.encoder(**given, heads=heads, norm=norm, activation=activation, eps=eps)
    npt.assert_allclose(worked.results["Y"], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", daily_first(range(30), count=6))
def test_drawn_blocks_are_those_of_the_reference(seed: int) -> None:
    """Thirty seeds, over both norms, heads, activations and bases."""
    options: dict[str, Any] = {
        "norm": ("post", "pre")[seed % 2],
        "heads": 1 + seed % 3,
        "activation": ("relu", "gelu", "gelu-tanh", "silu", "none")[seed % 5],
        "base": (3, 2, 2.5)[seed % 3],
        "scale": ("sqrt", "none", "floor-half", 4)[seed % 4],
    }
    worked = handcalc.encoder(seed=seed, **options)
    assert_as_reference(reference(**worked.given, **options), worked)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("norm", ["post", "pre"])
def test_random_blocks_are_those_of_the_reference(seed: int, norm: str) -> None:
    """Random real weights, norms with gain and bias, one to four heads."""
    given, heads = random_block(100 + seed), (1, 2, 4)[seed % 3]
    worked = handcalc.encoder(**given, heads=heads, norm=norm)
    assert_as_reference(reference(**given, heads=heads, norm=norm), worked)


def test_post_and_pre_name_their_steps_in_their_own_order() -> None:
    """post: attention, add1, norm1, ffn, add2, norm2; pre: each norm before its part, none at the end."""
    orders = {"post": "attention add1 norm1 ffn add2 norm2", "pre": "norm1 attention add1 norm2 ffn add2"}
    for norm, order in orders.items():
        worked = handcalc.encoder(norm=norm)
        assert order.split() == list(dict.fromkeys(name.split(".")[0] for name in worked.ids))
        last = worked["norm2.Y" if norm == "post" else "add2"]
        npt.assert_array_equal(worked.results["Y"], last.values)


def test_a_constant_row_gives_zeros_and_no_division_by_zero() -> None:
    """With ε = 0, rows of zeros pass both norms as zeros."""
    npt.assert_array_equal(handcalc.encoder(**VARIANTS["constant rows"]).results["Y"], [[0, 0], [0, 0]])


def test_two_features_are_exact() -> None:
    """The deviation of two numbers is half their difference, so with 3^x and ε = 0 all is rational."""
    worked = handcalc.encoder(**VARIANTS["two features, exact"], rounding="exact")
    fractions = worked["norm2.Y"].fractions
    assert fractions is not None
    assert {-1, 0, 1} >= {value for row in fractions for value in row}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("norm", ["post", "pre"])
def test_drawn_blocks_are_kind(seed: int, norm: str) -> None:
    """Weights between 0.02 and 0.95, no row of zeros, and all checks hold; pre divides by fractions."""
    worked = handcalc.encoder(seed=seed, norm=norm, eps=0)
    assert worked["attention.A"].values.min() > 0.02
    assert worked["attention.A"].values.max() < 0.95
    assert all(step.values.any(axis=1).all() for step in worked if step.values.shape[1] > 1)
    assert all(worked.checks.values())
    if norm == "pre":
        npt.assert_array_equal(worked["norm1.sd"].values * 4, np.round(worked["norm1.sd"].values * 4))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"heads": 3}, "cannot be split over 3 heads"),
        ({"W_O": np.ones((8, 7))}, "W_O has 7 columns but X has 8 columns"),
        ({"W_2": np.ones((6, 7))}, "W_2 has 7 columns but X has 8 columns"),
        ({"gamma_2": np.ones(7)}, "gamma_2 has 7 values but X has 8 columns"),
        ({"norm": "none"}, "norm must be post or pre"),
        ({"eps": -1}, "eps must be"),
        ({"base": 1}, "base must be"),
        ({"W_Q": None}, "W_Q is missing"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What does not fit is refused with its name."""
    with pytest.raises(InputError) as caught:
        handcalc.encoder(**{**random_block(1), **given})
    assert words in str(caught.value)


def test_exact_names_the_step_that_is_not_rational() -> None:
    """e^x is no fraction: the step is named with its prefix."""
    with pytest.raises(NotRational, match=r"attention\.E"):
        handcalc.encoder(**random_block(2), scale="none", rounding="exact")


def test_the_reference_knows_every_input_and_option() -> None:
    """Guard: a new parameter of the topic has to reach the reference."""
    topic = topics.find("encoder")
    options = {name for name, option in topic.options.items() if option.axis is None}
    assert set(topic.inputs) | options == set(inspect.signature(reference).parameters)
