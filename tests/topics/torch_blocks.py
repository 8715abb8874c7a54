"""PyTorch's transformer layers with our weights and options, for encoder and decoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest


def fill(module: Any, weights: Mapping[str, Any]) -> None:
    """Our weights, transposed, in a torch attention; its biases are 0."""
    torch = pytest.importorskip("torch")
    stacked = np.vstack([weights[name].T for name in ("W_Q", "W_K", "W_V")])
    module.in_proj_weight.copy_(torch.tensor(stacked))
    module.in_proj_bias.zero_()
    module.out_proj.weight.copy_(torch.tensor(weights["W_O"].T))
    module.out_proj.bias.zero_()


def fill_rest(layer: Any, weights: Mapping[str, Any], norms: Mapping[int, int]) -> None:
    """The feed-forward network and the norms; norms says which of torch's is which of ours."""
    torch = pytest.importorskip("torch")
    for number in (1, 2):
        linear = getattr(layer, f"linear{number}")
        linear.weight.copy_(torch.tensor(weights[f"W_{number}"].T))
        linear.bias.copy_(torch.tensor(weights[f"b_{number}"]))
    for theirs, ours in norms.items():
        norm = getattr(layer, f"norm{theirs}")
        norm.weight.copy_(torch.tensor(weights[f"gamma_{ours}"]))
        norm.bias.copy_(torch.tensor(weights[f"beta_{ours}"]))


def choices(heads: int, norm: str, activation: str, eps: float) -> dict[str, Any]:
    """The options as torch calls them."""
    return {
        "nhead": heads,
        "norm_first": norm == "pre",
        "activation": activation,
        "layer_norm_eps": eps,
        "dropout": 0.0,
        "batch_first": True,
        "dtype": pytest.importorskip("torch").float64,
    }
