"""Mixture of experts: a gate sends every token to a few of many networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress, count
from typing import Annotated

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import Dimension, count_of
from handcalc.record.matrix import Matrix
from handcalc.record.operations import (
    ExpertRows,
    combine,
    concatenate_rows,
    in_role,
    max_of,
    mean_of,
    scale,
    sum_of,
    take,
    where,
)
from handcalc.record.options import option, size
from handcalc.record.parameters import LineWish, items, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import NonzeroPattern
from handcalc.record.topic import Group, topic
from handcalc.text import counted, listed
from handcalc.topics._dimensions import d_model, d_out, token
from handcalc.topics._gate import Gate, Rule, kept, placed, weights, wish_clear_scores, wish_work_for_all
from handcalc.topics.ffn import ActivationName, activated
from handcalc.topics.softmax import Base

Expert = Mapping[str, Matrix]
Route = tuple[int, ...]
Routes = tuple[Route, ...]

expert = Dimension("expert")

# Every expert is after one feature, so that a random gate has work for all of them.
_WANTED = LineWish(
    each=lambda options: "column", fulfilled=lambda column, options: column.count(2) == 1 or len(column) > 8
)

Experts = Annotated[
    Sequence[Expert],
    items(
        "expert",
        "experts",
        expert,
        count_of("shared") + count_of("n_experts"),
        matrix(d_model, d_out, "weights", name="W"),
        vector(d_out, "bias", name="b", required=False),
    ),
]


@topic(Group.EXPERTS)
def moe(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, d_model, "token vectors", drawn_from=(0, 0, 0, 1, 1))],
    W_g: Annotated[
        Matrix, matrix(d_model, expert, "gate weights", drawn_from=(-1, 0, 0, 0, 1, 2), wish=_WANTED)
    ],
    experts: Experts,
    b_g: Annotated[Matrix | None, vector(expert, "bias of the gate")] = None,
    *,
    top_k: Annotated[int, option("experts that a token goes to", least=1)] = 1,
    gate: Annotated[Gate, option("how scores become weights; max: the winner's weight is 1")] = "softmax",
    renormalize: Annotated[bool, option("divide the kept weights of a token by their sum")] = False,
    activation: Annotated[ActivationName, option("the function of the sum")] = "none",
    capacity: Annotated[int, option("tokens that an expert has room for (0: for all)", least=0)] = 0,
    shared: Annotated[int, option("first experts that take every token, at weight 1", least=0)] = 0,
    base: Base = "e",
    tokens: Annotated[int, size(token, "tokens of a random X")] = 4,
    d_model: Annotated[int, size(d_model, "columns of a random X")] = 3,
    n_experts: Annotated[int, size(expert, "experts behind a random gate")] = 3,
    d_out: Annotated[int, size(d_out, "columns of the result", like="d_model")] = 0,
) -> Matrix:
    """Mixture of experts: each token goes to the experts that its gate scores highest.

    Symbols: X (n × d_model) token vectors; G = X W_g + b_g (n × E) the gate's scores; E, D, P powers,
    sums and shares of each row of G (sigmoid: P alone); keep 1 for the top_k of each token; routed what of
    it finds room; w the weights of what is routed; expert1.H = X W + b for the tokens routed there;
    Y = Σ w · H; O = activation(Y); f each expert's share of all assignments, p its mean probability;
    load the two beside the number of tokens; balance = E · Σ f · p, 1 when all is even.

    Source: N. Shazeer et al., Outrageously Large Neural Networks (2017); capacity and balance as in
    W. Fedus et al., Switch Transformers (2021); topk-softmax as in A. Jiang et al., Mixtral of Experts
    (2024); shared experts and sigmoid gates as in DeepSeek-AI, DeepSeek-V3 Technical Report (2024).

    Simplifications: experts are one layer here, feed-forward networks there; no noise in the gate. Where a
    token finds no room, layers drop it and their residual connection carries it on; here it stays X.
    """
    rule = Rule(top_k, gate, renormalize, capacity, shared, base)
    _refuse_misfits(X, W_g, experts, rule)
    G = c.step("G", _with_bias(X @ W_g, b_g), "Gate scores", note=_OUTSIDE if shared else None)  # n × E
    wish_clear_scores(c, G, top_k)
    keep, P = kept(c, G, rule)  # n × E each
    routed = placed(c, keep, capacity)  # n × E of 0 and 1
    wish_work_for_all(c, G, routed, top_k)
    w = weights(c, keep, P, routed, rule)  # n × E
    wanted, routes = _routes(c, keep), _routes(c, routed)
    parts = _asked_all(c, X, w, routes, experts, shared)
    together = c.section("Together")
    Y = _summed(together, X, w, routed, parts, rule)  # n × d_out
    if activation != "none":
        O = activated(Y, activation)
        O = where(max_of(routed), O, Y) if capacity and not shared else O
        Y = together.step("O", O, f"Activation {activation}")  # n × d_out
    _loads(c, routed, None if gate == "sigmoid" else P)
    c.conclude(_told(X.rows, W_g.columns, routes, wanted, shared))
    return Y


_OUTSIDE = "the shared experts, first in the list, stand outside the gate and have no score"


def _routes(c: Recorder, routed: Matrix) -> Routes:
    """For each expert the tokens that go there."""
    pattern = c.decide(routed, NonzeroPattern())
    return tuple(tuple(compress(count(), column)) for column in zip(*pattern, strict=True))


def _asked_all(
    c: Recorder, X: Matrix, w: Matrix, routes: Routes, experts: Sequence[Expert], shared: int
) -> list[tuple[ExpertRows, Matrix]]:
    """Each expert that has tokens, and what it makes of them."""
    everyone = tuple(range(X.rows.size))
    columns = [None] * shared + list(range(len(routes)))
    parts = []
    for number, (column, expert) in enumerate(zip(columns, experts, strict=True), start=1):
        rows = everyone if column is None else routes[column]
        if rows:
            name = "shared" if column is None else w.columns.called(column, shared)
            part = c.under(f"expert{number}", f"Expert {number}" + f", {name}" * (name != f"expert {number}"))
            parts.append((ExpertRows(rows, column), _asked(part, X, rows, expert, shared=column is None)))
    return parts


def _summed(
    c: Recorder, X: Matrix, w: Matrix, routed: Matrix, parts: list[tuple[ExpertRows, Matrix]], rule: Rule
) -> Matrix:
    Y = combine(w.columns.name, w, parts)  # n × d_out
    note = f"a {X.rows} sums over the experts that it went to"
    if rule.shared:
        note += "; the shared ones have weight 1"
    elif rule.capacity:
        Y = where(max_of(routed), Y, in_role(X, X.rows, Y.columns))
        note += "; without room it passes by unchanged"
    return c.step("Y", Y, "Weighted sum", note=note)


def _asked(c: Recorder, X: Matrix, rows: Route, expert: Expert, shared: bool) -> Matrix:
    """What one expert makes of its tokens."""
    labels = tuple(X.rows.labels[row] for row in rows)
    own = X if len(rows) == X.rows.size else take(X, rows, X.rows._replace(labels=labels))
    note = "shared: it takes every token, whatever the gate says" if shared else None
    return c.step("H", _with_bias(own @ expert["W"], expert.get("b")), "What it makes of them", note=note)


def _loads(c: Recorder, routed: Matrix, P: Matrix | None) -> None:
    """How evenly the experts are used; what is shared is always used, and is left out."""
    c = c.section("Load")
    experts, assigned = routed.columns, sum_of(routed, "column")
    title = "Share of all assignments"
    f = c.step("f", assigned / sum_of(assigned), title)  # 1 × E
    c.check(f, "the shares of all assignments sum to 1", sum_of(f), c.number(1), terms=experts.size)
    lines, names = [assigned, f], ["tokens", "f"]
    if P is not None:
        p = c.step("p", mean_of(P, "column"), "Mean probability")  # 1 × E
        lines, names = [*lines, p], [*names, "p"]
    table = concatenate_rows(lines, Axis("load", tuple(names))).T
    c.step("load", table, "Load of each expert", picture="bars", transposes=False)  # E × 2 or 3
    if P is not None:
        even = "1 when all experts are used alike; training adds a little of it to the loss"
        c.step("balance", scale(c.size(experts, "experts"), sum_of(f * p)), "Load balance", note=even)


def _with_bias(product: Matrix, b: Matrix | None) -> Matrix:
    return product if b is None else product + b


def _refuse_misfits(X: Matrix, W_g: Matrix, experts: Sequence[Expert], rule: Rule) -> None:
    gated, d_out = W_g.columns.size, experts[0]["W"].columns.size
    if rule.top_k > gated:
        raise InputError(
            f"top_k is {rule.top_k}, but the gate has only {counted(gated, 'expert')}", about="top_k"
        )
    if rule.capacity and d_out != X.columns.size:
        raise InputError(
            f"with capacity a token may pass by unchanged, but X has {X.columns.size} columns and the "
            f"experts' results {d_out}",
            about="capacity",
        )


def _told(tokens: Axis, experts: Axis, routes: Routes, wanted: Routes, shared: int) -> str:
    """Which token went where, and who found no room, in sentences."""
    went, told = [], []
    for row in range(tokens.size):
        token = tokens.called(row)
        there, full = (
            [experts.called(column, shared) for column, rows in enumerate(of) if row in rows]
            for of in (routes, [set(all_) - set(some) for all_, some in zip(wanted, routes, strict=True)])
        )
        went += [f"{token} to {listed(there)}"] if there else []
        if full:
            instead = ": the shared ones alone take it" if shared else ": it passes by unchanged"
            told.append(f"There is no room for {token} with {listed(full)}{'' if there else instead}.")
    return " ".join([f"The gate sends {', '.join(went)}.", *told])
