"""An image as tokens, as the specification words it, pixel by pixel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tests.topics.reference.softmax import Steps, matrix


def vit(
    image: npt.ArrayLike,
    W: npt.ArrayLike,
    cls: npt.ArrayLike | None = None,
    W_P: npt.ArrayLike | None = None,
    *,
    patch: int = 2,
) -> Steps:
    """patches, T, [C], [X]."""
    pixels = matrix(image)
    height, width = pixels.shape
    flattened = []
    for top in range(0, height, int(patch)):
        for left in range(0, width, int(patch)):
            block = [[pixels[top + i, left + j] for j in range(int(patch))] for i in range(int(patch))]
            flattened.append([number for row in block for number in row])
    steps: Steps = {"patches": matrix(flattened)}
    last = steps["T"] = steps["patches"] @ matrix(W)
    if cls is not None:
        last = steps["C"] = np.vstack([np.array(cls, dtype=np.float64), last])
    if W_P is not None:
        steps["X"] = last + matrix(W_P)
    return steps
