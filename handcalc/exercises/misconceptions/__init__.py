"""The list of misconceptions: what students do instead of the right operation, in any topic.

A misconception is a function of a step's formula. It matches a shape of expression and yields the formulas
that students with this misconception calculate; none if it does not apply.
"""

from __future__ import annotations

from typing import NamedTuple

from handcalc.exercises.misconceptions import factors, scores, softmax
from handcalc.exercises.misconceptions.shapes import WrongForms


class Misconception(NamedTuple):
    """A misconception: its name, and its rewriting of a step's formula."""

    name: str
    forms: WrongForms


MISCONCEPTIONS = (
    Misconception("no-scaling", scores.no_scaling),
    Misconception("scaled-by-d", scores.scaled_by_d),
    Misconception("softmax-wrong-axis", softmax.softmax_wrong_axis),
    Misconception("k-q-swapped", scores.k_q_swapped),
    Misconception("a-transposed", scores.a_transposed),
    Misconception("mask-forgotten", softmax.mask_forgotten),
    Misconception("n-minus-1", factors.n_minus_1),
    Misconception("eps-forgotten", factors.eps_forgotten),
    Misconception("softmax-before-topk", softmax.softmax_before_topk),
    Misconception("not-renormalized", softmax.not_renormalized),
    Misconception("alpha-r-forgotten", factors.alpha_r_forgotten),
    Misconception("a-for-abar", factors.a_for_abar),
)
"""All misconceptions that replace an operation; diagnosis adds transposed, swapped-cells and lost-sign."""
