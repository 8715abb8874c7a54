"""Mixture of experts: a router sends each token to its top-k experts."""

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
from handcalc.record.parameters import LineTarget, items, matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import NonzeroPattern
from handcalc.record.topic import Group, topic
from handcalc.text import counted, listed, quoted
from handcalc.topics._dimensions import d_model, d_out, token
from handcalc.topics._gate import (
    Gate,
    RoutingRule,
    kept,
    placed,
    prefer_clear_scores,
    prefer_work_for_all,
    weights,
)
from handcalc.topics.ffn import ActivationName, activated
from handcalc.topics.softmax import Base

Expert = Mapping[str, Matrix]
Route = tuple[int, ...]
Routes = tuple[Route, ...]

expert = Dimension("expert")

# Each expert prefers one feature, so that a random router uses all of them.
_WANTED = LineTarget(
    each=lambda options: "column", accepts=lambda column, options: column.count(2) == 1 or len(column) > 8
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
        Matrix,
        matrix(d_model, expert, "router (gate) weights", drawn_from=(-1, 0, 0, 0, 1, 2), line_target=_WANTED),
    ],
    experts: Experts,
    b_g: Annotated[Matrix | None, vector(expert, "router bias")] = None,
    *,
    top_k: Annotated[int, option("experts per token", least=1)] = 1,
    gate: Annotated[
        Gate,
        option(
            "softmax: over all experts, then top-k (Switch); topk-softmax: top-k, then softmax (Mixtral); "
            "sigmoid (DeepSeek-V3); max: hard top-1"
        ),
    ] = "softmax",
    renormalize: Annotated[bool, option("divide the top-k gate values of a token by their sum")] = False,
    activation: Annotated[ActivationName, option("activation after combining")] = "none",
    capacity: Annotated[int, option("expert capacity in tokens (0: no limit)", least=0)] = 0,
    shared: Annotated[int, option("number of shared experts, first in the list", least=0)] = 0,
    base: Base = "e",
    tokens: Annotated[int, size(token, "drawn X: number of tokens")] = 4,
    d_model: Annotated[int, size(d_model, "drawn X: d_model")] = 3,
    n_experts: Annotated[int, size(expert, "drawn W_g: number of experts")] = 3,
    d_out: Annotated[int, size(d_out, "drawn experts: d_out", like="d_model")] = 0,
) -> Matrix:
    """Mixture of experts: a router sends each token to its top-k experts.

    Symbols: X (n × d_model) token vectors; G = X W_g + b_g (n × E) router logits; E, D, P exponentials,
    normalizers and router probabilities (sigmoid: P alone); keep the routing mask, 1 for the top_k of each
    token; routed the mask after capacity; w combine weights; expert1.H = X W + b for the tokens routed
    there; Y = Σ w · H; O = activation(Y); f the fraction of assignments routed to each expert, p its mean
    router probability; load tokens per expert, f and p; balance = E · Σ f · p, 1 when perfectly balanced.

    Source: N. Shazeer et al., Outrageously Large Neural Networks (2017); capacity and balance as in
    W. Fedus et al., Switch Transformers (2021); topk-softmax as in A. Jiang et al., Mixtral of Experts
    (2024); shared experts and sigmoid gates as in DeepSeek-AI, DeepSeek-V3 Technical Report (2024).

    Simplifications: an expert is one linear layer instead of a feed-forward network; the router adds no
    noise. A token that overflows keeps X, as through the residual connection around the layer.
    """
    rule = RoutingRule(top_k, gate, renormalize, capacity, shared, base)
    _refuse_misfits(X, W_g, experts, rule)
    G = c.step("G", _with_bias(X @ W_g, b_g), "Router logits", note=_OUTSIDE if shared else None)  # n × E
    prefer_clear_scores(c, G, top_k)
    keep, P = kept(c, G, rule)  # n × E each
    routed = placed(c, keep, capacity)  # n × E of 0 and 1
    prefer_work_for_all(c, G, routed, top_k)
    w = weights(c, keep, P, routed, rule)  # n × E
    wanted, routes = _routes(c, keep), _routes(c, routed)
    parts = _expert_outputs(c, X, w, routes, experts, shared)
    dropped = len(set().union(*routes)) < X.rows.size
    combined = c.section("Combine")
    Y = _combined(combined, X, w, routed, parts, rule, dropped=dropped)  # n × d_out
    if activation != "none":
        O = activated(Y, activation)
        O = where(max_of(routed), O, Y) if capacity and not shared else O
        Y = combined.step("O", O, f"Activation {activation}")  # n × d_out
    _loads(c, routed, None if gate == "sigmoid" else P)
    c.conclude(_conclusion(X.rows, W_g.columns, routes, wanted, shared))
    return Y


_OUTSIDE = "the shared experts, first in the list, are not routed: they have no logit"


def _routes(c: Recorder, routed: Matrix) -> Routes:
    """The tokens of each expert."""
    pattern = c.decide(routed, NonzeroPattern())
    return tuple(tuple(compress(count(), column)) for column in zip(*pattern, strict=True))


def _expert_outputs(
    c: Recorder, X: Matrix, w: Matrix, routes: Routes, experts: Sequence[Expert], shared: int
) -> list[tuple[ExpertRows, Matrix]]:
    """The output of each expert that has tokens."""
    everyone = tuple(range(X.rows.size))
    columns = [None] * shared + list(range(len(routes)))
    parts = []
    for number, (column, expert) in enumerate(zip(columns, experts, strict=True), start=1):
        rows = everyone if column is None else routes[column]
        if rows:
            name = "shared" if column is None else w.columns.called(column, shared)
            part = c.under(f"expert{number}", f"Expert {number}" + f", {name}" * (name != f"expert {number}"))
            parts.append(
                (ExpertRows(rows, column), _expert_output(part, X, rows, expert, shared=column is None))
            )
    return parts


def _combined(
    c: Recorder,
    X: Matrix,
    w: Matrix,
    routed: Matrix,
    parts: list[tuple[ExpertRows, Matrix]],
    rule: RoutingRule,
    *,
    dropped: bool,
) -> Matrix:
    Y = combine(w.columns.name, w, parts)  # n × d_out
    note = "shared experts have weight 1" if rule.shared else None
    if rule.capacity and not rule.shared:
        Y = where(max_of(routed), Y, in_role(X, X.rows, Y.columns))
        note = f"dropped {X.rows}s (overflow) pass through unchanged" if dropped else None
    return c.step("Y", Y, "Combined output", note=note)


def _expert_output(c: Recorder, X: Matrix, rows: Route, expert: Expert, shared: bool) -> Matrix:
    """The output of one expert for its tokens."""
    labels = tuple(X.rows.labels[row] for row in rows)
    own = X if len(rows) == X.rows.size else take(X, rows, X.rows._replace(labels=labels))
    note = f"shared expert: every {X.rows}, without routing" if shared else None
    return c.step("H", _with_bias(own @ expert["W"], expert.get("b")), "Expert output", note=note)


def _loads(c: Recorder, routed: Matrix, P: Matrix | None) -> None:
    """Load and balance of the routed experts; shared experts are left out."""
    c = c.section("Load balancing")
    experts, assigned = routed.columns, sum_of(routed, "column")
    title = "f_i, fraction of assignments routed to expert i"
    f = c.step("f", assigned / sum_of(assigned), title)  # 1 × E
    c.check(f, "the fractions of assignments sum to 1", sum_of(f), c.number(1), terms=experts.size)
    lines, names = [assigned, f], ["tokens", "f"]
    if P is not None:
        p = c.step("p", mean_of(P, "column"), "P_i, mean router probability of expert i")  # 1 × E
        lines, names = [*lines, p], [*names, "p"]
    table = concatenate_rows(lines, Axis("load", tuple(names))).T
    c.step("load", table, "Tokens per expert", picture="bars", transposes=False)  # E × 2 or 3
    if P is not None:
        balance = scale(c.size(experts, "experts"), sum_of(f * p))
        title = "Auxiliary load-balancing loss (before its coefficient)"
        c.step("balance", balance, title, note="1 when perfectly balanced")


def _with_bias(product: Matrix, b: Matrix | None) -> Matrix:
    return product if b is None else product + b


def _refuse_misfits(X: Matrix, W_g: Matrix, experts: Sequence[Expert], rule: RoutingRule) -> None:
    gated, d_out = W_g.columns.size, experts[0]["W"].columns.size
    if rule.top_k > gated:
        raise InputError(
            f"top_k is {rule.top_k}, but the router has only {counted(gated, 'expert')}", about="top_k"
        )
    if rule.capacity and d_out != X.columns.size:
        raise InputError(
            f"with capacity a dropped token keeps X, so d_out must be d_model: X has {X.columns.size} "
            f"columns, the expert outputs {d_out}",
            about="capacity",
        )


def _conclusion(tokens: Axis, experts: Axis, routes: Routes, wanted: Routes, shared: int) -> str:
    """Where each token goes, and which tokens overflow."""
    instead = " goes to the shared experts only" if shared else " passes through unchanged"
    routed, overflow = [], []
    for row, label in enumerate(tokens.labels):
        there, chosen = _experts_of(row, routes), _experts_of(row, wanted)
        full = [column for column in chosen if column not in there]
        if there:
            routed.append(f"{label} → {listed(experts.called(column, shared) for column in there)}")
        if full:
            overflow.append(f"{quoted(label)} ({_full(experts, full, shared)}){'' if there else instead}")
    return f"Routing: {', '.join(routed)}." + (f" Overflow: {'; '.join(overflow)}." if overflow else "")


def _experts_of(row: int, routes: Routes) -> list[int]:
    return [column for column, rows in enumerate(routes) if row in rows]


def _full(experts: Axis, columns: Sequence[int], shared: int) -> str:
    numbered = experts == Axis.numbered(experts.name, experts.size)
    names = [str(shared + column + 1) if numbered else quoted(experts.labels[column]) for column in columns]
    return f"expert {names[0]} is full" if len(names) == 1 else f"experts {listed(names)} are full"
