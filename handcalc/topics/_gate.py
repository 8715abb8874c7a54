"""The router of a mixture of experts: top-k mask, expert capacity, combine weights."""

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
from handcalc.record.selection_rules import FirstOnes
from handcalc.text import counted
from handcalc.topics.softmax import softmax_rows

Gate = Literal["max", "softmax", "topk-softmax", "sigmoid"]


class RoutingRule(NamedTuple):
    """The options that concern routing and weights."""

    top_k: int
    gate: Gate
    renormalize: bool
    capacity: int
    shared: int
    base: Literal["e"] | Fraction


def kept(c: Recorder, G: Matrix, rule: RoutingRule) -> tuple[Matrix, Matrix | None]:
    """The top-k mask, and the router probabilities (or sigmoid affinities); None for hard routing (max)."""

    def top(scores: Matrix) -> Matrix:
        tie = c.occurs(count_ties_at(scores, rule.top_k))
        note = f"tie: the {G.columns} listed first is taken" if tie else None
        title = f"Routing mask (top-{rule.top_k})"
        return c.step("keep", top_k_mask(scores, rule.top_k), title, note=note)  # n × E

    if rule.gate == "max":
        return top(G), None
    if rule.gate == "sigmoid":
        P = c.step("P", sigmoid(G), "Sigmoid affinities", picture="heat map")  # n × E
        return top(P), P
    if rule.gate == "softmax":
        P = softmax_rows(c, G, base=rule.base, stable=False, name="P", title="Router probabilities")  # n × E
        return top(P), P
    keep = top(G)
    masked = mask_scores(G, keep)
    return keep, softmax_rows(
        c, masked, base=rule.base, stable=False, name="P", title="Gate values over the top-k"
    )


def placed(c: Recorder, keep: Matrix, capacity: int) -> Matrix:
    """The routing mask after capacity, filled in token order."""
    if not capacity:
        return keep

    tokens = counted(capacity, keep.rows.name)
    note = f"{keep.columns} capacity C = {capacity}, filled in {keep.rows} order; the rest overflow"
    routed = column_function(f"the first {tokens} per {keep.columns}", FirstOnes(capacity), keep)
    return c.step("routed", routed, "Routing mask after capacity", note=note)  # n × E


def weights(c: Recorder, keep: Matrix, P: Matrix | None, routed: Matrix, rule: RoutingRule) -> Matrix:
    """The combine weights of each token."""
    w = routed if P is None else P * routed
    note: str | None = "hard routing: weight 1" if P is None else "not renormalized"
    if rule.gate == "topk-softmax":
        note = None
    if rule.renormalize:
        w = w / sum_of(keep if P is None else P * keep)
        note = "renormalized: divided by the sum over the top-k" + (
            ", before capacity" if rule.capacity else ""
        )
    w = c.step("w", w, "Combine weights (gate values)", note=note)  # n × E
    if rule.renormalize and not rule.capacity:
        c.check(
            w, f"the combine weights of each {w.rows} sum to 1", sum_of(w), c.number(1), terms=w.columns.size
        )
    return w


def prefer_clear_scores(c: Recorder, scores: Matrix, top_k: int) -> None:
    """A random router should have no ties at the top-k boundary, and no two equal rows of scores."""
    for count in (count_ties_at(scores, top_k), count_repeated_rows(scores)):
        c.prefer(scale(c.number(2), count), 0, 1)


def prefer_work_for_all(c: Recorder, scores: Matrix, routed: Matrix, top_k: int) -> None:
    """A random router should use every expert, if there are enough tokens."""
    if scores.columns.size <= scores.rows.size * top_k:
        c.prefer(scale(c.number(2), count_empty_columns(routed)), 0, 1)
