"""Attention: combinations for the laws, PyTorch, and what only attention promises."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import handcalc
from handcalc.errors import InputError


def _grid(rows: int, columns: int, start: int = 0) -> list[list[int]]:
    """Small whole numbers, some negative, some 0."""
    return [[(start + 3 * i + 2 * j) % 5 - 2 for j in range(columns)] for i in range(rows)]


_MASK = [[1, 0, 0, 1], [1, 1, 0, 0], [0, 0, 1, 1], [1, 1, 1, 1]]
_THIRDS = {"base": 3, "scale": "floor-half"}
COMPANIONS = {"residual": {"d_v": 6}}
VARIANTS: dict[str, dict[str, Any]] = {
    "thirds": {**_THIRDS, "seed": 11},
    "thirds, causal and masked": {**_THIRDS, "seed": 1, "causal": True, "mask": _MASK},
    "thirds, stable": {**_THIRDS, "seed": 2, "stable": True, "causal": True},
    "base 2, not scaled": {"base": 2, "scale": "none", "seed": 3},
    "2.5, stable, by a number": {"base": 2.5, "scale": "7/2", "stable": True, "seed": 4},
    "causal in floats": {"causal": True, "mask": _MASK, "stable": True, "seed": 5},
    "memory": {"memory": 3, "seed": 6},
    "memory under a mask": {"memory": 2, "tokens": 3, "seed": 7, "mask": [[1, 0], [1, 1], [0, 1]]},
    "memory of another width": {"Y": _grid(3, 2), "seed": 8},
    "two heads": {"heads": 2, "seed": 9, "W_O": _grid(6, 6, 1), "residual": True},
    "two heads, thirds": {**_THIRDS, "heads": 2, "seed": 10, "W_O": _grid(6, 2), "causal": True},
    "groups": {"heads": 4, "kv_heads": 2, "seed": 12, "d_k": 2, "d_v": 2, "W_O": _grid(8, 3)},
    "multi-query, masked": {"heads": 2, "kv_heads": 1, "seed": 13, "mask": _MASK, "stable": True},
    "two thin value maps": {"W_V2": _grid(3, 6, 2), "residual": True, "seed": 14},
    "residual, one output map": {"W_O": _grid(3, 6), "residual": True, "seed": 15},
    "weights and values given": {"A": [[1, 2], [0.5, 0.5]], "V": _grid(2, 3)},
    "weights given": {"A": _grid(4, 4), "seed": 16, "residual": True, "d_v": 6},
    "values given": {"V": _grid(4, 2), "seed": 17, **_THIRDS},
    "fractions": {
        "X": [["1/3", 0], [1, "2/3"]],
        "W_Q": [[3], [0]],
        "W_K": [[0], [3]],
        "W_V": [["1/7"], [-1]],
        **_THIRDS,
    },
    "in columns": {
        "X": _grid(3, 2),
        "W_Q": _grid(2, 3),
        "W_K": _grid(2, 3, 1),
        "W_V": _grid(1, 3),
        "vectors": "columns",
        "labels": {"tokens": ["the", "the"]},
    },
}
RANDOM = np.random.default_rng(2017)
INPUTS = {
    "X": RANDOM.normal(size=(4, 6)),
    "W_Q": RANDOM.normal(size=(6, 8)),
    "W_K": RANDOM.normal(size=(6, 8)),
    "W_V": RANDOM.normal(size=(6, 8)),
}
MASK = np.array(_MASK)
MEMORY = RANDOM.normal(size=(3, 6))
OUTPUT = RANDOM.normal(size=(8, 6))


def _tensor(given: npt.ArrayLike, heads: int = 1) -> Any:
    """(n × heads·k) as torch wants it: heads × n × k."""
    torch = pytest.importorskip("torch")
    whole = np.array(given)
    return torch.tensor(whole.reshape(len(whole), heads, -1).transpose(1, 0, 2)[None])


def _torch_attention(heads: int = 1, kv_heads: int = 1, memory: Any = None, **choices: Any) -> Any:
    torch = pytest.importorskip("torch")
    source = INPUTS["X"] if memory is None else memory
    q = _tensor(INPUTS["X"] @ INPUTS["W_Q"], heads)
    k, v = (_tensor(source @ INPUTS[name][:, : 8 * kv_heads // heads], kv_heads) for name in ("W_K", "W_V"))
    found = torch.nn.functional.scaled_dot_product_attention(q, k, v, **choices)
    return found[0].numpy().transpose(1, 0, 2).reshape(4, -1)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({}, {}),
        ({"stable": True}, {}),
        ({"causal": True}, {"is_causal": True}),
        ({"mask": MASK}, {"attn_mask": MASK == 1}),
        ({"mask": MASK, "causal": True}, {"attn_mask": np.tril(MASK) == 1}),
        ({"scale": "none"}, {"scale": 1.0}),
        ({"scale": 4}, {"scale": 0.25}),
        ({"Y": MEMORY}, {"memory": MEMORY}),
        ({"heads": 2}, {"heads": 2, "kv_heads": 2}),
    ],
)
def test_result_is_that_of_torch(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """O is torch's scaled_dot_product_attention, with each option that both have."""
    torch = pytest.importorskip("torch")
    choices = {k: torch.tensor(v) if k == "attn_mask" else v for k, v in theirs.items()}
    expected = _torch_attention(**choices)
    np.testing.assert_allclose(
        handcalc.attention(**INPUTS, **ours)["O"].values, expected, rtol=1e-9, atol=1e-9
    )


@pytest.mark.parametrize("kv_heads", [1, 2, 4])
def test_groups_are_those_of_torch(kv_heads: int) -> None:
    """Neighbouring heads share keys and values, as with enable_gqa."""
    columns = slice(0, 2 * kv_heads)
    narrow = {**INPUTS, **{name: INPUTS[name][:, columns] for name in ("W_K", "W_V")}}
    expected = _torch_attention(4, kv_heads, enable_gqa=True)
    actual = handcalc.attention(**narrow, heads=4, kv_heads=kv_heads)["O"].values
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("heads", [1, 2, 4])
def test_projection_is_that_of_torch(heads: int) -> None:
    """P is nn.MultiheadAttention with our weights, transposed, in its own."""
    torch = pytest.importorskip("torch")
    square = {"X": INPUTS["W_Q"], **{name: OUTPUT @ INPUTS[name] for name in ("W_Q", "W_K", "W_V")}}
    module = torch.nn.MultiheadAttention(8, heads, bias=False, batch_first=True, dtype=torch.float64)
    out = OUTPUT @ INPUTS["W_Q"] / 3
    with torch.no_grad():
        stacked = np.vstack([square[name].T for name in ("W_Q", "W_K", "W_V")])
        module.in_proj_weight.copy_(torch.tensor(stacked))
        module.out_proj.weight.copy_(torch.tensor(out.T))
        x = torch.tensor(square["X"])
        expected = module(x, x, x)[0].numpy()
    actual = handcalc.attention(**square, W_O=out, heads=heads)["P"].values
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-9)


def test_exact_shares_of_the_published_exercise() -> None:
    """Exercise 11 in thirds: the first token gives 9/46, 27/46, 1/46 and 9/46."""
    given = {
        "X": [[2, 0, 0, 2], [0, 1, 0, 0], [0, 2, 1, 0], [0, 0, 1, 1], [2, 0, 0, 0], [1, 0, 1, 1]],
        "W_Q": [[1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 1]],
        "W_K": [[0, 0, 1, 0, 0, 0], [0, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, -1]],
        "W_V": [[10, 0, 0, 0, 0, 0], [0, 0, 0, 10, 0, 0], [0, 10, 0, 0, 0, 0]],
    }
    worked = handcalc.attention(**given, vectors="columns", rounding="exact", **_THIRDS)
    assert worked["A"].fractions is not None
    expected = [Fraction(9, 46), Fraction(27, 46), Fraction(1, 46), Fraction(9, 46)]
    assert expected == [row[0] for row in worked["A"].fractions]


def test_given_weights_may_be_those_of_a_memory() -> None:
    """A (n × m) and V (m × v) need no X and no Y: one token looks at two."""
    worked = handcalc.attention(A=[[1, 2]], V=[[1, 0, 1], [0, 3, 0]])
    np.testing.assert_array_equal(worked["O"].values, [[1, 6, 1]])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"mask": [[1] * 4, [0] * 4, [1] * 4, [1] * 4]},
            "every key is masked for 'x2': leave it at least one 1",
        ),
        ({"mask": [[0, 1, 1, 1]] * 4, "causal": True}, "'x1'"),
        ({"Y": MEMORY, "causal": True}, "as many keys as queries"),
        ({"heads": 3}, "cannot be split over 3 heads"),
        ({"heads": 4, "kv_heads": 3}, "kv_heads"),
        ({"W_V2": OUTPUT, "W_O": OUTPUT}, "W_V2 does not go together"),
        ({"W_O": OUTPUT[:, :5], "residual": True}, "residual adds X"),
        ({"scale": 0}, "scale must be"),
        ({"base": 1}, "base must be"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What has no meaning is refused with the token, size or option."""
    with pytest.raises(InputError) as caught:
        handcalc.attention(**INPUTS, **given)
    assert words in str(caught.value)
