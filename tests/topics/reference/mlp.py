"""The multilayer perceptron as the specification words it, and the activations of ffn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix


def mlp(X: npt.ArrayLike, layers: Sequence[Mapping[str, Any]], *, activation: str = "relu") -> Steps:
    """Per layer Z = X W + b and H = activation(Z), no H where it is none; the last layer has none."""
    steps: Steps = {}
    last = matrix(X)
    for number, layer in enumerate(layers, start=1):
        last = last @ matrix(layer["W"]) + np.array(layer.get("b", 0.0), dtype=np.float64)
        steps[f"layer{number}.Z"] = last
        own = layer.get("activation", "none" if number == len(layers) else activation)
        if own != "none":
            last = steps[f"layer{number}.H"] = activated(last, own)
    return steps


def activated(z: Matrix, name: str) -> Matrix:
    """The activation of every number, one at a time, by Python's own functions."""
    found: Matrix = np.vectorize(_FUNCTIONS[name], otypes=[np.float64])(z)
    return found


def _gelu_tanh(x: float) -> float:
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


_FUNCTIONS = {
    "none": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "gelu": lambda x: x * 0.5 * math.erfc(-x / math.sqrt(2)),
    "gelu-tanh": _gelu_tanh,
    "silu": lambda x: x / (1 + math.exp(-x)),
}
