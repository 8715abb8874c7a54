"""Misconceptions: each rewrites the formula of a step into the one that a common mistake calculates.

Each matches the shape of an expression, in any topic, and yields the formulas that students with this
misconception calculate; none if it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.sheets.exchanges import factors, scores, shares
from handcalc.sheets.exchanges.shapes import Origins

Forms = Callable[[Matrix, Origins], Iterator[Matrix]]


class Exchange(NamedTuple):
    """A misconception: its name, and its rewriting of a step's formula."""

    name: str
    forms: Forms


EXCHANGES = (
    Exchange("no-scaling", scores.no_scaling),
    Exchange("scaled-by-d", scores.scaled_by_d),
    Exchange("softmax-wrong-axis", shares.softmax_wrong_axis),
    Exchange("k-q-swapped", scores.k_q_swapped),
    Exchange("a-transposed", scores.a_transposed),
    Exchange("mask-forgotten", shares.mask_forgotten),
    Exchange("n-minus-1", factors.n_minus_1),
    Exchange("eps-forgotten", factors.eps_forgotten),
    Exchange("softmax-before-topk", shares.softmax_before_topk),
    Exchange("not-renormalized", shares.not_renormalized),
    Exchange("alpha-r-forgotten", factors.alpha_r_forgotten),
    Exchange("a-for-abar", factors.a_for_abar),
)
"""All misconceptions that exchange an operation."""
