"""The decoder block and its head: combinations for the laws, PyTorch, and what only they promise."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest

import handcalc
import handcalc.topics as topics
from handcalc.errors import InputError
from tests.sampling import daily_first
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.decoder import decoder as reference
from tests.topics.torch_blocks import choices, fill, fill_rest

_NORM = {
    "gamma_1": [0.5, 1, -0.5, 0.5],
    "beta_1": [0, 1, 0, -1],
    "gamma_3": [2, 1, 1, 1],
    "beta_3": [0, 0, 3, 0],
}
_CROSS_NORM = {"gamma_2": [1, 1, 2, 1], "beta_2": [1, 0, 0, 0]}
_WORDS = ["the", "cat", "sat"]
_EXACT = {
    "d_model": 2,
    "d_k": 1,
    "d_v": 2,
    "base": 3,
    "scale": "none",
    "eps": 0,
    "vocabulary": _WORDS,
}
COMPANIONS = {"d_k_cross": {"n_memory": 2}, "d_v_cross": {"n_memory": 2}}
VARIANTS: dict[str, dict[str, Any]] = {
    "decoder-only, all optional": {
        **_NORM,
        "b_1": [1, 0, -1, 0, 2],
        "b_2": [0, 1, 0, -1],
        "vocabulary": _WORDS,
        "seed": 1,
    },
    "memory": {"n_memory": 2, "seed": 2, "vocabulary": _WORDS},
    "memory, pre, norms": {
        **_NORM,
        **_CROSS_NORM,
        "n_memory": 3,
        "seed": 3,
        "norm": "pre",
        "vocabulary": _WORDS,
    },
    "memory given": {"memory": [[1, 0, 1, 0], [0, 2, 0, -1]], "seed": 4, "heads": 2, "vocabulary": _WORDS},
    "two heads, thirds": {"heads": 2, "base": 3, "scale": "floor-half", "seed": 5, "vocabulary": _WORDS},
    "text": {"text": "the cat the", "seed": 6},
    "text and its vocabulary": {
        "text": ["a", "dog", "ran"],
        "vocabulary": ["a", "cat", "[UNK]"],
        "seed": 7,
        "norm": "pre",
        "n_memory": 2,
    },
    "one word to choose from": {"vocabulary": ["yes"], "seed": 8},
    "two features, exact": {**_EXACT, "n_memory": 2, "seed": 9},
    "two features, exact, two heads": {**_EXACT, "heads": 2, "seed": 10},
    "two features, exact, 2^x": {**_EXACT, "base": 2, "tokens": 2, "n_memory": 3, "seed": 11},
    "in columns": {
        "X": [[1, 0, 2], [0, 1, 1]],
        "memory": [[1, 1], [0, -1]],
        **{f"{part}_W_{letter}": [[1, -1], [0, 1]] for part in ("self", "cross") for letter in "QKVO"},
        "W_1": [[1, 0], [0, 1], [1, 1]],
        "W_2": [[1, 0, -1], [0, 1, 0]],
        "W_U": [[1, 0], [0, 1], [2, 1]],
        "vocabulary": _WORDS,
        "vectors": "columns",
        "labels": {"tokens": ["time", "flies", "fast"], "memory": ["die", "Zeit"]},
    },
}


def random_block(seed: int, memory: bool = True, d_model: int = 8, d_ff: int = 6) -> dict[str, Any]:
    """A block with norms and biases, with or without a memory, as torch can have it too."""
    random = np.random.default_rng(seed)
    parts, numbers = (("self", "cross"), (1, 2, 3)) if memory else (("self",), (1, 3))
    names = [f"{part}_W_{letter}" for part in parts for letter in "QKVO"]
    return {
        "X": random.normal(size=(5, d_model)),
        **{name: random.normal(size=(d_model, d_model)) / 2 for name in names},
        **({"memory": random.normal(size=(3, d_model))} if memory else {}),
        "W_1": random.normal(size=(d_model, d_ff)),
        "W_2": random.normal(size=(d_ff, d_model)),
        "W_U": random.normal(size=(d_model, 3)),
        "vocabulary": _WORDS,
        "b_1": random.normal(size=d_ff),
        "b_2": random.normal(size=d_model),
        **{f"gamma_{number}": random.normal(size=d_model) for number in numbers},
        **{f"beta_{number}": random.normal(size=d_model) for number in numbers},
    }


def _part(given: dict[str, Any], part: str) -> dict[str, Any]:
    return {f"W_{letter}": given[f"{part}_W_{letter}"] for letter in "QKVO"}


def _torch_words(vectors: Any, W_U: Any) -> Any:
    """What torch makes of the last row."""
    torch = pytest.importorskip("torch")
    return torch.softmax(vectors[0, -1:] @ torch.tensor(W_U), dim=-1).numpy()


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize(
    ("heads", "activation", "eps"), [(1, "relu", 1e-5), (2, "gelu", 1e-5), (4, "relu", 0.1)]
)
def test_result_is_that_of_torch(norm: str, heads: int, activation: str, eps: float) -> None:
    """With a memory, the last vectors and P are those of nn.TransformerDecoderLayer with our weights."""
    torch = pytest.importorskip("torch")
    given = random_block(heads)
    layer = torch.nn.TransformerDecoderLayer(8, dim_feedforward=6, **choices(heads, norm, activation, eps))
    with torch.no_grad():
        fill(layer.self_attn, _part(given, "self"))
        fill(layer.multihead_attn, _part(given, "cross"))
        fill_rest(layer, given, {1: 1, 2: 2, 3: 3})
        hidden = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
        expected = layer(torch.tensor(given["X"])[None], torch.tensor(given["memory"])[None], tgt_mask=hidden)
    worked = handcalc.decoder(**given, heads=heads, norm=norm, activation=activation, eps=eps)
    last = worked["norm3.Y" if norm == "post" else "add3"]
    npt.assert_allclose(last.values, expected[0].numpy(), rtol=1e-9, atol=1e-9)
    npt.assert_allclose(worked["P"].values, _torch_words(expected, given["W_U"]), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("heads", [1, 2])
def test_decoder_only_is_torchs_encoder_under_a_causal_mask(norm: str, heads: int) -> None:
    """Without a memory, it is nn.TransformerEncoderLayer with a causal mask; its norm2 is our norm3."""
    torch = pytest.importorskip("torch")
    given = random_block(heads, memory=False)
    layer = torch.nn.TransformerEncoderLayer(8, dim_feedforward=6, **choices(heads, norm, "relu", 1e-5))
    with torch.no_grad():
        fill(layer.self_attn, _part(given, "self"))
        fill_rest(layer, given, {1: 1, 2: 3})
        hidden = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
        expected = layer(torch.tensor(given["X"])[None], src_mask=hidden)
    worked = handcalc.decoder(**given, heads=heads, norm=norm)
    last = worked["norm3.Y" if norm == "post" else "add3"]
    npt.assert_allclose(last.values, expected[0].numpy(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", daily_first(range(30), count=6))
def test_drawn_blocks_are_those_of_the_reference(seed: int) -> None:
    """Thirty seeds, with and without memory, over both norms, heads, activations and bases."""
    options: dict[str, Any] = {
        "norm": ("post", "pre")[seed % 2],
        "heads": 1 + seed % 3,
        "activation": ("relu", "gelu", "gelu-tanh", "silu", "none")[seed % 5],
        "base": (3, 2, 2.5)[seed % 3],
        "scale": ("sqrt", "none", "floor-half", 4)[seed % 4],
    }
    worked = handcalc.decoder(seed=seed, n_memory=(0, 2, 3)[seed % 3], **options)
    assert_as_reference(reference(**worked.given, **options), worked)


@pytest.mark.parametrize("seed", range(30))
def test_random_blocks_are_those_of_the_reference(seed: int) -> None:
    """Random real weights, norms with gain and bias, with and without a memory."""
    given, heads, norm = (
        random_block(100 + seed, memory=seed % 2 == 0),
        (1, 2, 4)[seed % 3],
        ("post", "pre")[seed % 2],
    )
    worked = handcalc.decoder(**given, heads=heads, norm=norm)
    assert_as_reference(reference(**given, heads=heads, norm=norm), worked)


@pytest.mark.parametrize("text", ["the cat sat", ["cat", "cat"], "the dog sat the"])
def test_from_text_it_starts_with_sinusoidal_embeddings(text: str | list[str]) -> None:
    """embed.* comes first, X is its result, unknown words take [UNK]; nothing else is given."""
    vocabulary = [*_WORDS, "[UNK]"]
    worked = handcalc.decoder(text=text, vocabulary=vocabulary, seed=1)
    assert "X" not in worked.given
    assert_as_reference(reference(text=text, vocabulary=vocabulary, **worked.given), worked)


def test_without_a_vocabulary_it_is_the_words_of_the_text() -> None:
    """As in embed: the words in their order of appearance."""
    worked = handcalc.decoder(text="a rose is a rose", seed=1)
    assert ("a", "rose", "is") == worked["P"].labels[1]


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_steps_come_in_the_order_of_the_catalogue(norm: str) -> None:
    """Decoder-only leaves out cross, add2 and norm2 and keeps the other numbers; then L, E, D, P."""
    whole = {
        "post": "self add1 norm1 cross add2 norm2 ffn add3 norm3 L E D P",
        "pre": "norm1 self add1 norm2 cross add2 norm3 ffn add3 L E D P",
    }[norm].split()
    for n_memory, left_out in ((2, ()), (0, ("cross", "add2", "norm2"))):
        worked = handcalc.decoder(norm=norm, n_memory=n_memory)
        parts = list(dict.fromkeys(name.split(".")[0] for name in worked.ids))
        assert [part for part in whole if part not in left_out] == parts
        assert ["P"] == list(worked.results)


def test_no_word_sees_what_comes_after_it() -> None:
    """Self-attention is causal, attention to the memory is not."""
    worked = handcalc.decoder(n_memory=2)
    npt.assert_array_equal(np.triu(worked["self.A"].values, 1), np.zeros((3, 3)))
    assert (worked["cross.A"].values > 0).all()
    assert "cross.M" not in worked.ids


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n_memory", [0, 2])
def test_drawn_blocks_are_kind(seed: int, n_memory: int) -> None:
    """No saturated softmax, no row of zeros, no tie for the next word, and all checks hold."""
    worked = handcalc.decoder(seed=seed, n_memory=n_memory)
    for name in ("self.A", "cross.A", "P")[:: 1 if n_memory else 2]:
        shares = worked[name].values[(worked[name].values > 0) & (worked[name].values < 1)]
        assert 0.02 < shares.min() <= shares.max() < 0.95
    assert all(step.values.any(axis=1).all() for step in worked if step.values.shape[1] > 1)
    best, second = sorted(worked["P"].values[0])[:-3:-1]
    assert best - second > 0.01
    assert all(worked.checks.values())


def _plain(W_U: list[list[float]], vocabulary: list[str]) -> Any:
    """The conclusion for one token (1, −1) that comes through unchanged: L is a difference of W_U's rows."""
    nothing = {
        name: [[0, 0], [0, 0]] for name in ("self_W_Q", "self_W_K", "self_W_V", "self_W_O", "W_1", "W_2")
    }
    return handcalc.decoder(X=[[1, -1]], **nothing, W_U=W_U, vocabulary=vocabulary, eps=0).conclusion


def test_conclusion_names_the_word_and_the_runner_up() -> None:
    """The most probable word first, then the second; of equal ones the first listed."""
    words = ["red", "green", "blue"]
    conclusion = _plain([[1, 3, 2], [0, 0, 0]], words) or ""
    assert conclusion.index("'green'") < conclusion.index("'blue'")
    assert "red" not in conclusion
    tied = _plain([[1, 2, 2], [0, 0, 0]], words) or ""
    assert tied.index("'green'") < tied.index("'blue'")
    assert "'red'" in (_plain([[1], [0]], ["red"]) or "")


def test_two_features_are_exact() -> None:
    """The deviation of two numbers is half their difference; with 3^x and whole logits P is rational."""
    worked = handcalc.decoder(**VARIANTS["two features, exact"], rounding="exact")
    assert worked["P"].fractions is not None
    assert [1] == [sum(row) for row in worked["P"].fractions]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"cross_W_Q": np.ones((8, 8))}, "cross_W_Q has no effect: there is no memory"),
        ({"gamma_2": np.ones(8)}, "gamma_2 has no effect: there is no memory"),
        ({"beta_2": np.ones(8)}, "beta_2 has no effect: there is no memory"),
        ({"d_k_cross": 3}, "d_k_cross has no effect: there is no memory"),
        ({"d_v_cross": 7}, "d_v_cross has no effect: there is no memory"),
        ({"W_E": np.ones((3, 8))}, "W_E has no effect: there is no text"),
        ({"text": "the cat sat the cat", "W_E": np.ones((3, 8))}, "X has no effect: text is given"),
        ({"memory": np.ones((2, 8))}, "cross_W_Q, cross_W_K, cross_W_V and cross_W_O are missing"),
        ({"memory": np.ones((2, 7)), "seed": 1}, "memory has 7 columns but X has 8 columns"),
        ({"vocabulary": None}, "vocabulary is missing"),
        ({"vocabulary": ["the"]}, "W_U"),
        ({"heads": 3}, "cannot be split over 3 heads"),
        ({"X": None}, "X is missing"),
        ({"X": None, "text": "the cat sat"}, "W_E is missing"),
        ({"X": None, "text": "a dog", "W_E": np.ones((3, 8))}, "'a' is not in the vocabulary"),
        ({"labels": {"memory": ["a", "b"]}}, "there are no memory"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What is missing, does not fit or would have no effect is refused with its name."""
    with pytest.raises(InputError) as caught:
        handcalc.decoder(**{**random_block(1, memory=False), **given})
    assert words in str(caught.value)


def test_cross_attention_may_be_wider_than_self_attention() -> None:
    """The d_k and d_v of the two attentions are sizes of their own."""
    given = random_block(3)
    given |= {"cross_W_Q": np.ones((8, 2)), "cross_W_K": np.eye(8)[:, :2], "cross_W_V": np.eye(8)[:, :4]}
    worked = handcalc.decoder(**given | {"cross_W_O": np.eye(8)[:4]}, heads=2)
    assert_as_reference(reference(**given | {"cross_W_O": np.eye(8)[:4]}, heads=2), worked)


def test_the_reference_knows_every_input_and_option() -> None:
    """Guard: a new parameter of the topic has to reach the reference."""
    topic = topics.find("decoder")
    options = {name for name, option in topic.options.items() if option.axis is None}
    assert set(topic.inputs) | options == set(inspect.signature(reference).parameters)
