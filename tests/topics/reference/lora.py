"""LoRA as the specification words it, in rows and in double precision."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Matrix, Steps, matrix


def lora(
    W: npt.ArrayLike,
    A: npt.ArrayLike,
    B: npt.ArrayLike,
    X: npt.ArrayLike | None = None,
    target: npt.ArrayLike | None = None,
    *,
    alpha: float | None = None,
    steps: int = 0,
    lr: float = 0.1,
) -> Steps:
    """Every step by its id; alpha is r when it is not said."""
    frozen, a, b = matrix(W), matrix(A), matrix(B)
    (d, r), o = a.shape, b.shape[1]
    s = (r if alpha is None else alpha) / r
    delta = s * (a @ b)
    found: Steps = {
        "delta": delta,
        "W_merged": frozen + delta,
        "W_back": frozen + delta - delta,
    }
    x = None if X is None else matrix(X)
    if x is not None:
        found |= _forward("", x, frozen, a, b, s)
    found |= {
        "rank": _number(float(np.linalg.matrix_rank(delta))),
        "full_count": _number(d * o),
        "lora_count": _number(r * (d + o)),
        "share": _number(r * (d + o) / (d * o)),
    }
    if x is None or target is None:
        return found
    return found | _training(x, frozen, a, b, matrix(target), s, steps, lr)


def _forward(prefix: str, x: Matrix, frozen: Matrix, a: Matrix, b: Matrix, s: float) -> Steps:
    """Base (once: it stays), low, up, Y."""
    steps = {"low": x @ a, "up": x @ a @ b, "Y": x @ frozen + s * (x @ a @ b)}
    if not prefix:
        return {"base": x @ frozen} | steps
    return {f"{prefix}.{name}": value for name, value in steps.items()}


def _training(
    x: Matrix, frozen: Matrix, a: Matrix, b: Matrix, target: Matrix, s: float, steps: int, lr: float
) -> Steps:
    found: Steps = {}
    for number in range(1, steps + 1):
        if number > 1:
            found |= _forward(f"step{number}", x, frozen, a, b, s)
        error = x @ frozen + s * (x @ a @ b) - target
        dY = 2 * error / error.size
        dA, dB = s * (x.T @ dY @ b.T), s * ((x @ a).T @ dY)
        a, b = a - lr * dA, b - lr * dB
        mean = _number(float((error**2).mean()))
        step = {"loss": mean, "dY": dY, "dB": dB, "dA": dA, "A": a, "B": b}
        found |= {f"step{number}.{name}": value for name, value in step.items()}
    found |= _forward("after", x, frozen, a, b, s)
    error = x @ frozen + s * (x @ a @ b) - target
    return found | {"loss_after": _number(float((error**2).mean()))}


def _number(value: float) -> Matrix:
    return np.array([[float(value)]])
