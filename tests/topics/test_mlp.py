"""The multilayer perceptron: combinations for the laws, PyTorch, and what only it promises."""

from __future__ import annotations

import inspect
import json
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
from handcalc import formats
from handcalc.calculate import calculate
from handcalc.errors import InputError
from handcalc.formats.document.presentation import present
from handcalc.from_document import from_document
from handcalc.inputs.document import read_document
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.mlp import mlp as reference

_LAYERS: list[dict[str, Any]] = [
    {"W": [[1, -1, 0], [2, 0, 1]], "b": [0, 1, -1], "activation": "silu"},
    {"W": [[1, 0], [-1, 1], [0, 2]], "activation": "none"},
    {"W": [[1], [-2]], "b": [0.5], "activation": "gelu"},
]
_X = [[1, 2], [-1, 0.5], [0, -2]]
VARIANTS: dict[str, dict[str, Any]] = {
    "four layers": {"n_layers": 4, "d_hidden": 3, "d_out": 5, "tokens": 2, "d_in": 2, "seed": 4},
    "one layer": {"n_layers": 1, "seed": 5},
    "gelu, a drawn X": {"layers": _LAYERS[1:], "activation": "gelu", "seed": 6},
    "drawn layers": {"X": _X, "activation": "gelu-tanh", "seed": 7},
    "each its own": {"X": _X, "layers": _LAYERS},
    "no activation": {"X": _X, "layers": [{"W": _LAYERS[0]["W"]}, _LAYERS[1]], "activation": "none"},
    "fractions": {"X": [["1/3", 2]], "layers": [{"W": [["3/7"], [1]], "b": ["-1/7"]}]},
    "in columns": {
        "X": [[1, 2, 3], [0, -1, 1]],
        "layers": [{"W": [[1, 1], [0, 2], [1, -1]], "b": [1, 0, 0]}, {"W": [[1, 1, 1]]}],
        "vectors": "columns",
        "labels": {"tokens": ["red", "green", "blue"], "width0": ["height", "width"]},
    },
}
ACTIVATIONS = ("relu", "gelu", "gelu-tanh", "silu", "none")


def _random(seed: int) -> dict[str, Any]:
    """A network of one to four layers, some with biases and activations of their own."""
    random = np.random.default_rng(seed)
    widths = random.integers(1, 5, size=random.integers(2, 6))
    layers = []
    for before, width in pairwise(widths):
        layer = {"W": random.normal(size=(before, width))}
        layer |= {"b": random.normal(size=width)} if random.random() < 0.6 else {}
        layer |= {"activation": random.choice(ACTIVATIONS)} if random.random() < 0.5 else {}
        layers.append(layer)
    return {
        "X": random.normal(size=(random.integers(1, 4), widths[0])),
        "layers": layers,
        "activation": str(random.choice(ACTIVATIONS)),
    }


@pytest.mark.parametrize("seed", range(40))
def test_steps_are_those_of_the_reference(seed: int) -> None:
    """Networks of random depth, width and activations give the reference's steps, in its order."""
    given = _random(seed)
    worked, expected = handcalc.mlp(**given), reference(**given)
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("seed", range(30))
def test_drawn_networks_too(seed: int) -> None:
    """What is drawn is calculated as the reference does, and shown in `given`."""
    worked = handcalc.mlp(seed=seed, n_layers=1 + seed % 4, activation=ACTIVATIONS[seed % 5])
    layers = [{"W": worked.given[f"layer{number}.W"]} for number in range(1, 2 + seed % 4)]
    expected = reference(worked.given["X"], layers, activation=ACTIVATIONS[seed % 5])
    assert_as_reference(expected, worked)


@pytest.mark.parametrize("activation", ["relu", "gelu", "gelu-tanh", "silu"])
def test_result_is_that_of_torch(activation: str) -> None:
    """The last Z is that of nn.Sequential with nn.Linear layers, whose weights are transposed."""
    torch = pytest.importorskip("torch")
    functions = {
        "relu": torch.nn.ReLU(),
        "gelu": torch.nn.GELU(),
        "gelu-tanh": torch.nn.GELU(approximate="tanh"),
        "silu": torch.nn.SiLU(),
    }
    linear = [
        torch.nn.Linear(before, width, dtype=torch.float64) for before, width in ((3, 5), (5, 4), (4, 2))
    ]
    network = torch.nn.Sequential(
        linear[0], functions[activation], linear[1], functions[activation], linear[2]
    )
    x = torch.tensor(np.random.default_rng(1).normal(size=(6, 3)))
    layers = [{"W": one.weight.detach().numpy().T, "b": one.bias.detach().numpy()} for one in linear]
    worked = handcalc.mlp(X=x.numpy(), layers=layers, activation=activation)
    npt.assert_allclose(worked["layer3.Z"].values, network(x).detach().numpy(), rtol=1e-9, atol=1e-9)


def test_the_last_layer_has_no_activation_unless_it_says_so() -> None:
    """The option is for all layers but the last; a layer's own word wins; none leaves Z alone."""
    one = {"W": [[1]]}
    assert ["layer1.Z", "layer1.H", "layer2.Z"] == handcalc.mlp(X=[[1]], layers=[one, one]).ids
    own = [{**one, "activation": "none"}, {**one, "activation": "relu"}]
    worked = handcalc.mlp(X=[[-1]], layers=own)
    assert ["layer1.Z", "layer2.Z", "layer2.H"] == worked.ids
    assert ["layer2.H"] == list(worked.results)
    npt.assert_array_equal(worked["layer2.H"].values, [[0]])


def test_fractions_stay_fractions() -> None:
    """1/3 · 3/7 + 2 · 1 − 1/7 is 2."""
    worked = handcalc.mlp(**VARIANTS["fractions"], rounding="exact")
    assert [[Fraction(2)]] == worked["layer1.Z"].fractions


def test_a_tiny_network_learns_exclusive_or() -> None:
    """The textbook's network: h1 = relu(a + b), h2 = relu(a + b − 1), and h1 − 2 h2 is a xor b."""
    layers = [{"W": [[1, 1], [1, 1]], "b": [0, -1]}, {"W": [[1], [-2]]}]
    worked = handcalc.mlp(X=[[0, 0], [0, 1], [1, 0], [1, 1]], layers=layers)
    npt.assert_array_equal(worked["layer2.Z"].values, [[0], [1], [1], [0]])


@pytest.mark.parametrize("seed", range(6))
def test_drawn_networks_are_kind(seed: int) -> None:
    """No row of zeros, and no two tokens alike after any activation."""
    worked = handcalc.mlp(seed=seed)
    assert all(step.values.any(axis=1).all() for step in worked)
    for step in worked:
        rows = {tuple(row) for row in step.values.tolist()}
        assert step.id.endswith(".Z") or len(rows) == len(step.values)


@pytest.mark.parametrize("vectors", ["rows", "columns"])
def test_own_json_gives_the_same_bytes(vectors: Literal["rows", "columns"]) -> None:
    """The words in a list's items survive the way out and back."""
    text = handcalc.mlp(**VARIANTS["each its own"]).to("json", vectors=vectors)
    request = from_document(read_document(text.encode(), "own.json"), "own.json")
    assert text == formats.find("json").render(present(calculate(request), vectors=vectors, digits=3))
    given = {one["id"]: one for one in json.loads(text)["given"]}
    assert ["silu", "none", "gelu"] == [item["activation"]["value"] for item in given["layers"]["items"]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"layers": [{"W": [[1]]}]}, "layer1.W has 1 row but X has 2 columns"),
        ({"layers": [{"W": [[1], [1]]}, {"W": [[1], [1]]}]}, "layer2.W has 2 rows but layer1.W has 1 column"),
        ({"layers": [{"W": [[1], [1]], "b": [1, 2]}]}, "layer1.b has 2 values but layer1.W has 1 column"),
        ({"layers": [{"W": [[1], [1]], "activation": "rellu"}]}, "did you mean relu?"),
        ({"layers": [{"b": [1]}]}, "layer1.W is missing"),
        ({"layers": _LAYERS, "n_layers": 2}, "n_layers is 2"),
        ({"layers": _LAYERS, "d_out": 2}, "d_out is 2"),
        ({"layers": _LAYERS, "d_hidden": 9}, "d_hidden is 9"),
        ({"n_layers": 1_000_000_000, "seed": 1}, "the limit is 512"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """Sizes that do not meet, an unknown activation, a missing matrix: each is named."""
    with pytest.raises(InputError) as caught:
        handcalc.mlp(X=_X, **given)
    assert words in str(caught.value)


def test_the_reference_knows_every_input_and_option() -> None:
    """Guard: a new parameter of the topic has to reach the reference."""
    assert {"X", "layers", "activation"} == set(inspect.signature(reference).parameters)
