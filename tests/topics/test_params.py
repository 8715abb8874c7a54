"""Counting parameters: combinations for the laws, GPT-3, torch's own layers, defaults that follow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import handcalc
from handcalc.errors import InputError
from tests.topics.reference.params import params as reference

SMALL = {"d_model": 8, "layers": 2, "heads": 2, "vocabulary": 20}
COMPANIONS = {"d_model": {"d_k": 4}, "heads": {"d_k": 4}, "kv_heads": {"heads": 4}}
VARIANTS: dict[str, dict[str, Any]] = {
    "gpt3": {"preset": "gpt3"},
    "gpt3, changed": {"preset": "gpt3", "layers": 2, "d_ff": 100, "norms": True},
    "small": SMALL,
    "everything": {**SMALL, "context": 10, "biases": True, "norms": True, "tied": True, "kv_heads": 1},
    "full values": {**SMALL, "value_map": "full", "biases": True, "d_k": 3},
}


@pytest.mark.parametrize("number", range(40))
def test_random_sizes_as_the_reference(number: int) -> None:
    """The table and both sums are those of a count layer by layer and head by head."""
    random = np.random.default_rng(number)
    kv_heads, d_k = (int(random.integers(1, 5)) for _ in range(2))
    given: dict[str, Any] = {"kv_heads": kv_heads, "heads": kv_heads * int(random.integers(1, 5)), "d_k": d_k}
    for name in ("d_model", "layers", "d_ff", "vocabulary", "context"):
        given[name] = int(random.integers(1, 2000))
    for name in ("biases", "norms", "tied"):
        given[name] = bool(random.integers(2))
    given["value_map"] = ("low-rank", "full")[int(random.integers(2))]
    worked, expected = handcalc.params(**given), reference(**given)
    assert list(expected) == worked.ids
    for name, values in expected.items():
        np.testing.assert_array_equal(values, worked[name].values, err_msg=name)


def test_gpt3_has_175_181_291_520() -> None:
    """The preset's total, and the same number written in full in the conclusion."""
    worked = handcalc.params(preset="gpt3")
    assert 175_181_291_520 == worked["total"].values.item()
    assert "175,181,291,520 parameters" in (worked.conclusion or "")
    assert 12_288 == worked.options["d_model"]


def test_what_is_given_wins_over_the_preset() -> None:
    """Sizes beside a preset replace its own, and what follows from them follows."""
    options = handcalc.params(preset="gpt3", d_model=96, vocabulary=7).options
    assert {"d_model": 96, "d_k": 1, "d_ff": 384, "vocabulary": 7, "layers": 96}.items() <= options.items()


def test_defaults_follow_from_other_options() -> None:
    """d_k = d_model ÷ heads, d_ff = 4·d_model, kv_heads = heads; the options hold the values."""
    options = handcalc.params(d_model=24, heads=6).options
    assert {"d_k": 4, "d_ff": 96, "kv_heads": 6}.items() <= options.items()


def torch_count(module: Any) -> int:
    """How many numbers a module learns."""
    return sum(parameter.numel() for parameter in module.parameters())


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_a_layer_is_that_of_torch(heads: int) -> None:
    """With biases and norms a layer has what nn.TransformerEncoderLayer has."""
    torch = pytest.importorskip("torch")
    layer = torch.nn.TransformerEncoderLayer(8, heads, 24)
    worked = handcalc.params(**{**SMALL, "heads": heads}, d_ff=24, biases=True, norms=True)
    assert torch_count(layer) == worked["per_layer"].values.item()


def test_a_model_is_that_of_torch() -> None:
    """Embedding, positions, layers without biases, and the map to words."""
    torch = pytest.importorskip("torch")
    parts = [torch.nn.Embedding(20, 8), torch.nn.Embedding(5, 8), torch.nn.Linear(8, 20, bias=False)]
    layers = [torch.nn.TransformerEncoderLayer(8, 2, 32, bias=False) for _ in range(2)]
    norms = sum(torch_count(norm) for layer in layers for norm in (layer.norm1, layer.norm2))
    expected = sum(map(torch_count, [*parts, *layers])) - norms
    assert expected == handcalc.params(**SMALL, context=5)["total"].values.item()


def test_tied_embeddings_count_once() -> None:
    """The difference is one embedding, and it is said."""
    tied = handcalc.params(**SMALL, tied=True)
    difference = handcalc.params(**SMALL)["total"].values - tied["total"].values
    assert 20 * 8 == difference.item()
    assert "counted once" in str(tied)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"heads": 3}, "d_model (8) must be divisible by heads (3); or give d_k"),
        ({"kv_heads": 4}, "heads (2) must be divisible by kv_heads (4)"),
        ({"d_model": 0}, "d_model must be"),
        ({"preset": "gpt4"}, "did you mean gpt3"),
        ({"context": -1}, "context must be"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """Sizes that do not fit are refused with the option."""
    with pytest.raises(InputError) as caught:
        handcalc.params(**{**SMALL, **given})
    assert words in str(caught.value)
