"""Sums from the first term to the last, as a person adds them and as cells are worked out.

What numpy and its BLAS make of a sum depends on the processor: which terms are added first, and whether a
product is rounded before it is added. Here every processor gives the same number to the last bit.
"""

from __future__ import annotations

from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array


def sequential_sum(a: Array, axis: int) -> Array:
    """The sums along an axis, which stays with length 1."""
    running = np.cumsum(a, axis=axis)
    return running[:, -1:] if axis == 1 else running[-1:]


def sequential_matmul(a: Array, b: Array) -> Array:
    """The product of two matrices."""
    total = a[:, :1] * b[:1]
    for k in range(1, a.shape[1]):
        total = total + a[:, k : k + 1] * b[k : k + 1]
    return np.asarray(total)
