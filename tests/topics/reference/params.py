"""The parameters of a transformer, counted layer by layer and head by head (section params)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Steps = dict[str, npt.NDArray[Any]]


def params(
    *,
    d_model: int,
    layers: int,
    heads: int,
    d_k: int,
    d_ff: int | None = None,
    vocabulary: int,
    context: int = 0,
    kv_heads: int | None = None,
    value_map: str = "low-rank",
    biases: bool = False,
    norms: bool = False,
    tied: bool = False,
    preset: str = "none",
) -> Steps:
    """Every step by its id; d_model, layers, heads, d_k and vocabulary are stated, whatever the preset."""
    del preset
    d_ff, kv_heads = d_ff or 4 * d_model, kv_heads or heads
    one_layer = [(d_model, d_k, heads), (d_model, d_k, kv_heads)]
    one_layer += [(d_model, d_k, kv_heads), (d_k, d_model, heads)]
    lengths = [(d_k, heads), (d_k, kv_heads), (d_k, kv_heads), (d_model, 1)]
    if value_map == "full":
        one_layer[2:] = [(d_model, d_model, heads)]
        lengths[2:] = [(d_model, heads)]
    one_layer += [(d_model, d_ff, 1), (d_ff, d_model, 1)]
    if biases:
        one_layer += [(1, length, times) for length, times in [*lengths, (d_ff, 1), (d_model, 1)]]
    if norms:
        one_layer.append((2, d_model, 2))
    rows = [(vocabulary, d_model, 1)]
    rows += [(context, d_model, 1)] if context else []
    rows += [(first, second, times * layers) for first, second, times in one_layer]
    rows += [(2, d_model, 1)] if norms else []
    rows += [] if tied else [(d_model, vocabulary, 1)]
    counts = [first * second * times for first, second, times in rows]
    return {
        "table": np.array([(*row, count) for row, count in zip(rows, counts, strict=True)], dtype=float),
        "per_layer": np.array([[float(sum(a * b * times for a, b, times in one_layer))]]),
        "total": np.array([[float(sum(counts))]]),
    }
