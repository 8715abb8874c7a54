"""Compute-optimal training as the specification words it, in plain Python."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

Steps = dict[str, npt.NDArray[Any]]

FITS = {
    "published": (1.69, 406.4, 410.7, 0.34, 0.28),
    "refit": (1.8172, 482.01, 2085.43, 0.3478, 0.3658),
}


def chinchilla(
    N: npt.ArrayLike | None = None,
    D: npt.ArrayLike | None = None,
    C: npt.ArrayLike | None = None,
    *,
    ratio: float = 20,
    constants: str = "published",
) -> Steps:
    """Every step by its id, in the order of the specification; the table's columns before the table."""
    n, d, c = (None if one is None else float(np.asarray(one).item()) for one in (N, D, C))
    steps: dict[str, Any] = {}
    if n is not None and d is not None:
        steps["C"] = c = 6 * n * d
    elif n is not None and c is not None:
        steps["D"] = d = c / (6 * n)
    elif d is not None and c is not None:
        steps["N"] = n = c / (6 * d)
    if c is None:
        raise ValueError("two of N, D and C are needed, or C")
    best = math.sqrt(c / (6 * ratio))
    steps |= {"N_opt": best, "D_opt": ratio * best}
    if n is not None and d is not None:
        steps["L"] = loss(n, d, constants)
    steps["L_opt"] = loss(best, ratio * best, constants)
    sizes = [best * 2.0**power for power in range(-3, 4)]
    splits = [(size, c / 6 / size) for size in sizes]
    losses = [loss(*split, constants) for split in splits]
    steps |= {
        "table.N": [[size] for size, _ in splits],
        "table.D": [[tokens] for _, tokens in splits],
        "table.L": [[one] for one in losses],
        "table": [[n, d, d / n, one] for (n, d), one in zip(splits, losses, strict=True)],
    }
    return {name: np.atleast_2d(np.array(value, dtype=float)) for name, value in steps.items()}


def loss(n: float, d: float, constants: str) -> float:
    """The law of approach 3."""
    E, A, B, alpha, beta = FITS[constants]
    found: float = E + A * n**-alpha + B * d**-beta
    return found
