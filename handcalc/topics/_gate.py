"""The gate of a mixture of experts: what it keeps, what finds room, and the weights."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, NamedTuple

from handcalc.record.matrix import Matrix
from handcalc.record.operations import (
    column_function,
    count_empty_columns,
    count_repeated_rows,
    count_ties_at,
    mask_scores,
    scale,
    sigmoid,
    sum_of,
    top_k_mask,
)
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import FirstOnes, Largest
from handcalc.text import counted
from handcalc.topics.softmax import shares

Gate = Literal["max", "softmax", "topk-softmax", "sigmoid"]


class Rule(NamedTuple):
    """The options that concern routing and weights."""

    top_k: int
    gate: Gate
    renormalize: bool
    capacity: int
    shared: int
    base: Literal["e"] | Fraction


def kept(c: Recorder, G: Matrix, rule: Rule) -> tuple[Matrix, Matrix | None]:
    """Which experts the gate keeps, and the shares (or sigmoids) that weigh them; none under max."""

    def top(scores: Matrix) -> Matrix:
        note = f"1 for {Largest(rule.top_k)} of each {G.rows}; of equal ones the lower expert comes first"
        return c.step("keep", top_k_mask(scores, rule.top_k), "What the gate keeps", note=note)  # n × E

    if rule.gate == "max":
        return top(G), None
    if rule.gate == "sigmoid":
        P = c.step("P", sigmoid(G), "Each score on its own", picture="heat map")  # n × E
        return top(P), P
    if rule.gate == "softmax":
        P = shares(c, G, base=rule.base, stable=False, name="P", title="Shares of all experts")  # n × E
        return top(P), P
    keep = top(G)
    alone = mask_scores(G, keep)
    return keep, shares(c, alone, base=rule.base, stable=False, name="P", title="Shares of what is kept")


def placed(c: Recorder, keep: Matrix, capacity: int) -> Matrix:
    """What is kept and finds room, tokens in order."""
    if not capacity:
        return keep

    says = f"the first {capacity} of each {keep.columns}"
    note = f"each {keep.columns} has room for {counted(capacity, keep.rows.name)}, placed from first to last"
    routed = column_function(says, FirstOnes(capacity), keep)
    return c.step("routed", routed, "What finds room", note=note)  # n × E


def weights(c: Recorder, keep: Matrix, P: Matrix | None, routed: Matrix, rule: Rule) -> Matrix:
    """What each token gives each of its experts."""
    w = routed if P is None else P * routed
    note = "the winner's weight is 1" if P is None else "kept weights stay as they are, not renormalized"
    if rule.renormalize:
        w = w / sum_of(keep if P is None else P * keep)
        note = "divided by the sum of what is kept" + (", before capacity" if rule.capacity else "")
    w = c.step("w", w, "Weights", note=note)  # n × E
    if rule.renormalize and not rule.capacity:
        c.check(w, f"the weights of each {w.rows} sum to 1", sum_of(w), c.number(1), terms=w.columns.size)
    return w


def wish_clear_scores(c: Recorder, scores: Matrix, top_k: int) -> None:
    """A random gate should not choose between equals, nor see tokens that are alike."""
    for count in (count_ties_at(scores, top_k), count_repeated_rows(scores)):
        c.prefer(scale(c.number(2), count), 0, 1)


def wish_work_for_all(c: Recorder, scores: Matrix, routed: Matrix, top_k: int) -> None:
    """Nor should it send all tokens to a few experts."""
    if scores.columns.size <= scores.rows.size * top_k:
        c.prefer(scale(c.number(2), count_empty_columns(routed)), 0, 1)
