"""Heads of attention: scores, mask, softmax, weighted sum of values; which key each query attends to most."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.functions import snapped
from handcalc.record.matrix import Matrix, lower_triangle, needed
from handcalc.record.operations import floor, mask_scores, select_columns, select_rows, sqrt
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import largest_first
from handcalc.text import listed, quoted
from handcalc.topics._conclusions import MOST_NAMED, Numbers, NumberText, first_rows
from handcalc.topics.softmax import softmax_rows

Scale = Literal["sqrt", "none", "floor-half"] | Fraction


class AttentionRule(NamedTuple):
    """How scores become weights: the options of attention that concern one head."""

    base: Literal["e"] | Fraction = "e"
    scale: Scale = "sqrt"
    causal: bool = False
    stable: bool = False
    mask: Matrix | None = None


class Head(NamedTuple):
    """The result of one head: weights A (query × key) and output O (token × d_v)."""

    A: Matrix
    O: Matrix


def attend(c: Recorder, Q: Matrix, K: Matrix, V: Matrix, rule: AttentionRule) -> Head:
    """One head, from queries, keys and values, as steps S, Z, [M], [N], E, D, A, O."""
    S = c.step("S", Q @ K.T, "Scores")  # query × key
    Z = _scaled(c, S, Q.columns, rule.scale)
    visible = _visible(c, Q.rows, K.rows, rule)
    if visible is not None:
        Z = c.step("M", mask_scores(Z, visible), f"Masked scores ({_masked_keys(rule)} at −∞)")
    A = softmax_rows(
        c,
        Z,
        base=rule.base,
        stable=rule.stable,
        name="A",
        title="Attention weights",
        meaning="attention weights",
    )
    if visible is not None:
        c.check(A, "masked weights are 0", A * (c.number(1) - visible), c.number(0))
    return Head(A, output(c, A, V))


def output(c: Recorder, A: Matrix, V: Matrix) -> Matrix:
    """The values weighted by A, as step O (token × d_v)."""
    return c.step("O", A @ V, "Attention output (weighted sum of values)", rows="token")


def attend_in_heads(
    c: Recorder, Q: Matrix, K: Matrix, V: Matrix, heads: int, kv_heads: int, rule: AttentionRule
) -> list[Head]:
    """Every head on its own columns of Q, K and V; with fewer kv_heads several heads use the same K and V."""
    results = []
    for head in range(heads):
        part = c.under(f"head{head + 1}", f"Head {head + 1}")
        group = head * kv_heads // heads
        q = part.step("Q", _slice(Q, head, heads), f"Queries of head {head + 1}")
        note = _group_note(head, group, heads, kv_heads)
        k = part.step("K", _slice(K, group, kv_heads), f"Keys of head {head + 1}", note=note)
        v = part.step("V", _slice(V, group, kv_heads), f"Values of head {head + 1}")
        results.append(attend(part, q, k, v, rule))
    return results


def check_projection(c: Recorder, P: Matrix, outputs: Sequence[Matrix], W_O: Matrix) -> None:
    """Check that the heads' outputs, each times its part of W_O, add up to P."""
    first, total = 0, None
    for O in outputs:
        rows = select_rows(W_O, first, first + O.columns.size, O.columns.name)
        total = O @ rows if total is None else total + O @ rows
        first += O.columns.size
    text = "P is the sum over heads of O times the head's part of W_O"
    c.check(P, text, needed(total), P, terms=first)


def conclude_weights(c: Recorder, weights: Sequence[Matrix]) -> None:
    """Conclude with the largest attention weights: of each query, or of each of several heads."""
    queries, keys = weights[0].rows.labels, weights[0].columns.labels

    def tell(*heads: Sequence[Numbers]) -> str:
        if len(heads) > 1:
            parts = [
                f"head {n} {_strongest(queries, keys, A, c.text_of)}" for n, A in enumerate(heads, start=1)
            ]
            return f"Largest attention weights: {first_rows(parts)}."
        rows = list(zip(queries, heads[0], strict=True))
        parts = [f"{quoted(query)} {_focus(keys, row, c.text_of)}" for query, row in rows[: MOST_NAMED + 1]]
        if len(rows) == 1:
            parts[0] += _second(keys, rows[0][1], c.text_of)
        return f"{first_rows(parts)}."

    c.conclude_from(tell, *weights)


def _scaled(c: Recorder, S: Matrix, d_k: Axis, scale: Scale) -> Matrix:
    if scale == "none":
        return c.step("Z", S, "Scaled scores", note="scale none: Z = S")
    if scale == "floor-half":
        note = "rounded down, towards −∞; a paper-and-pencil stand-in for ÷ √3"
        return c.step("Z", floor(S / c.number(2)), "Scaled scores", note=note)
    divisor = sqrt(c.size(d_k, "d_k")) if scale == "sqrt" else c.number(scale)
    return c.step("Z", S / divisor, "Scaled scores")


def _visible(c: Recorder, queries: Axis, keys: Axis, rule: AttentionRule) -> Matrix | None:
    """Which keys each query may attend to: the mask, the causal triangle, or what both allow."""
    if not rule.causal:
        return rule.mask if rule.mask is None else _with_a_key_for_each_query(c, rule.mask)
    if queries.size != keys.size:
        raise InputError(
            f"causal needs as many keys as queries: there are {queries.size} queries and {keys.size} keys",
            about="causal",
        )
    triangle = lower_triangle(queries, keys, "causal")
    return triangle if rule.mask is None else _with_a_key_for_each_query(c, rule.mask * triangle)


def _with_a_key_for_each_query(c: Recorder, visible: Matrix) -> Matrix:
    for label, row in zip(visible.rows.labels, c.input_values(visible), strict=True):
        if not any(row):
            raise InputError(
                f"every key is masked for {quoted(label)}: leave it at least one 1", about="mask"
            )
    return visible


def _masked_keys(rule: AttentionRule) -> str:
    if rule.mask is None:
        return "future keys"
    return "masked and future keys" if rule.causal else "masked keys"


def _slice(a: Matrix, part: int, parts: int) -> Matrix:
    width = a.columns.size // parts
    return select_columns(a, part * width, (part + 1) * width, a.columns.name)


def _group_note(head: int, group: int, heads: int, kv_heads: int) -> str | None:
    """Which keys and values a head uses, where heads share them."""
    if kv_heads == heads:
        return None
    if kv_heads == 1:
        return None if head else "multi-query attention: all heads use the same keys and values"
    return f"grouped-query attention: head {head + 1} uses K/V group {group + 1} of {kv_heads}"


def _focus(keys: Sequence[str], weights: Numbers, text: NumberText) -> str:
    """The key with the largest weight: "attends most to 'fish' (0.643)"; equal ones are named together."""
    largest = snapped(max(weights))
    best = [key for key, weight in zip(keys, weights, strict=True) if snapped(weight) == largest]
    number = text(max(weights))
    if len(best) == len(keys) > 1:
        return f"attends equally to all {len(keys)} keys ({number} each)"
    if sum(weight != 0 for weight in weights) == 1:
        return f"attends only to {quoted(best[0])} ({number})"
    if len(best) > MOST_NAMED:
        return f"attends most to {len(best)} keys alike ({number} each)"
    return f"attends most to {listed(map(quoted, best))} ({number}{' each' if len(best) > 1 else ''})"


def _second(keys: Sequence[str], weights: Numbers, text: NumberText) -> str:
    """The key that comes next, where one key is first and another has a weight."""
    order = largest_first(list(weights))
    if len(order) < 2 or snapped(weights[order[0]]) == snapped(weights[order[1]]) or not weights[order[1]]:
        return ""
    return f", then to {quoted(keys[order[1]])} ({text(weights[order[1]])})"


def _strongest(queries: Sequence[str], keys: Sequence[str], A: Sequence[Numbers], text: NumberText) -> str:
    """The largest weight of a head: "'she' to 'books' (0.731)"; queries with one visible key do not count."""
    chosen = [place for place, row in enumerate(A) if sum(weight != 0 for weight in row) > 1]
    pairs = [(place, key) for place in chosen or range(len(A)) for key in range(len(keys))]
    query, key = pairs[largest_first([A[row][column] for row, column in pairs])[0]]
    return f"{quoted(queries[query])} to {quoted(keys[key])} ({text(A[query][key])})"
