"""Sums from the first term to the last, as cells are worked out.

numpy and its BLAS choose the order of additions, and whether a product is rounded before it is added, by
processor. These functions give the same bits on every processor.
"""

from __future__ import annotations

from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array


def sequential_sum(a: Array, axis: int) -> Array:
    """The sums along an axis; the axis stays, with length 1."""
    running = np.cumsum(a, axis=axis)
    return running[:, -1:] if axis == 1 else running[-1:]


def sequential_matmul(a: Array, b: Array) -> Array:
    """The product of two matrices."""
    total = a[:, :1] * b[:1]
    for k in range(1, a.shape[1]):
        total = total + a[:, k : k + 1] * b[k : k + 1]
    return np.asarray(total)
