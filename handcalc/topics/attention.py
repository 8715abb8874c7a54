"""Scaled dot-product attention: self, cross, masked, causal, with heads of three kinds."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import count_of, symbol
from handcalc.record.matrix import Matrix, lower_triangle, needed
from handcalc.record.numbers import ZERO_OR_ONE
from handcalc.record.operations import (
    concatenate_columns,
    floor,
    in_role,
    mask_scores,
    select_columns,
    select_rows,
    sqrt,
)
from handcalc.record.options import Options, option, size
from handcalc.record.parameters import BINARY, SPARSE_EVEN, StandIn, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import quoted
from handcalc.topics._dimensions import d_k, d_model, d_out, d_v, heads, memory, token
from handcalc.topics.softmax import Base, Stable, shares

d_memory = symbol("d_memory")
kv_heads = count_of("kv_heads")
query, key = token.role("query"), memory.role("key")

Scale = Literal["sqrt", "none", "floor-half"] | Fraction
Scaling = Annotated[Scale, option("divide scores by √d_k, by nothing, ⌊S ÷ 2⌋, or by a number", above=0)]
Heads = Annotated[int, option("number of heads", least=1)]

# Self-attention is cross-attention to X; weights and values that are given need neither.
_X = StandIn(token, d_model, unless=("A", "V"))


def _has_memory(options: Options) -> bool:
    return bool(options["memory"])


@topic(Group.TRANSFORMER)
def attention(
    c: Recorder,
    X: Annotated[
        Matrix | None, matrix(token, d_model, "token vectors", required_unless=("A", "V"), drawn_from=BINARY)
    ] = None,
    W_Q: Annotated[
        Matrix | None, matrix(d_model, d_k.times(heads), "query weights", required_unless=("A",))
    ] = None,
    W_K: Annotated[
        Matrix | None,
        matrix(d_memory, d_k.times(kv_heads), "key weights", required_unless=("A",), drawn_from=SPARSE_EVEN),
    ] = None,
    W_V: Annotated[
        Matrix | None, matrix(d_memory, d_v.times(kv_heads), "value weights", required_unless=("V",))
    ] = None,
    Y: Annotated[
        Matrix | None,
        matrix(memory, d_memory, "memory", stand_in=_X, required_when=_has_memory, drawn_from=BINARY),
    ] = None,
    mask: Annotated[Matrix | None, matrix(query, key, "1 visible, 0 masked", domain=ZERO_OR_ONE)] = None,
    W_O: Annotated[Matrix | None, matrix(d_v.times(heads), d_out, "output weights")] = None,
    W_V2: Annotated[Matrix | None, matrix(d_v, d_out, "second part of the value weights")] = None,
    A: Annotated[Matrix | None, matrix(query, key, "attention weights")] = None,
    V: Annotated[Matrix | None, matrix(key, d_v.times(kv_heads), "values")] = None,
    *,
    base: Base = "e",
    scale: Scaling = "sqrt",
    causal: Annotated[bool, option("a token sees itself and what is before it")] = False,
    heads: Heads = 1,
    kv_heads: Annotated[int, option("heads of keys and values; 1 is multi-query", like="heads", least=1)] = 0,
    residual: Annotated[bool, option("add X to the result")] = False,
    stable: Stable = False,
    tokens: Annotated[int, size(token, "tokens of a random X")] = 4,
    d_model: Annotated[int, size(d_model, "columns of a random X")] = 6,
    d_k: Annotated[int, size(d_k, "columns of random queries and keys, each head")] = 4,
    d_v: Annotated[int, size(d_v, "columns of random values, each head")] = 3,
    memory: Annotated[int, size(memory, "tokens of a random Y (0: self-attention)", least=0)] = 0,
) -> Matrix:
    """Attention: every token asks, every token answers, the answers are mixed.

    Symbols: X (n × d_model) token vectors; Y (m × d_Y) the memory of cross-attention; Q = X W_Q, K, V
    queries, keys and values; S = Q Kᵀ scores; Z scaled scores; M masked (−∞ where not visible); N minus
    the row's largest; E = base^; D sums of rows; A = E ÷ D attention weights; O = A V; P = O W_O;
    R = X + what came last. Heads are column slices: head1.Q, head1.S, …; with fewer kv_heads several
    query heads share keys and values.

    Source: A. Vaswani et al., Attention Is All You Need (2017); N. Shazeer, Fast Transformer Decoding
    (2019) for one kv head; J. Ainslie et al., GQA (2023) for groups.

    Simplifications: no biases, no dropout. floor-half, ⌊S ÷ 2⌋, is the paper-and-pencil stand-in for ÷√3.
    """
    rule = Rule(base, scale, causal, stable, mask)
    weights = {"W_Q": W_Q, "W_K": W_K, "W_V": W_V, "W_V2": W_V2, "W_O": W_O}
    _refuse_clashes(rule, heads, kv_heads, weights, A, V)
    source = X if Y is None else Y
    if A is None:
        Q = c.step("Q", needed(X) @ needed(W_Q), "Queries", rows="query")  # n × heads·d_k
        K = c.step("K", needed(source) @ needed(W_K), "Keys", rows="key")  # m × kv_heads·d_k
    if V is None:
        V = _values(c, needed(source) @ needed(W_V), W_V2)  # m × kv_heads·d_v
    if A is not None:
        last = c.step("O", A @ V, "Mixed values", rows="token")  # n × d_v
    elif heads == 1:
        last = attend(c, Q, K, V, rule)  # n × d_v
    else:
        mixed = _heads_apart(c, Q, K, V, heads, kv_heads, rule)  # heads times n × d_v
        c = c.section("All heads")
        together = concatenate_columns(
            mixed, Axis.numbered(V.columns.name, sum(O.columns.size for O in mixed))
        )
        last = c.step("O", together, "Heads side by side")  # n × heads·d_v
    if W_O is not None:
        last = c.step("P", last @ W_O, "Output projection")  # n × d_out
        if heads > 1:
            _check_projection(c, last, mixed, W_O)
    return _with_residual(c, needed(X), last) if residual else last


class Rule(NamedTuple):
    """How scores become weights: the options of attention that concern one head."""

    base: Literal["e"] | Fraction = "e"
    scale: Scale = "sqrt"
    causal: bool = False
    stable: bool = False
    mask: Matrix | None = None


def attend(c: Recorder, Q: Matrix, K: Matrix, V: Matrix, rule: Rule) -> Matrix:
    """One head: queries, keys and values to mixed values, as steps S, Z, [M], [N], E, D, A, O."""
    S = c.step("S", Q @ K.T, "Scores")  # query × key
    Z = _scaled(c, S, Q.columns, rule.scale)
    visible = _visible(c, Q.rows, K.rows, rule)
    if visible is not None:
        Z = c.step("M", mask_scores(Z, visible), "Masked scores")
    A = shares(c, Z, base=rule.base, stable=rule.stable, name="A", title="Attention weights")
    if visible is not None:
        c.check(A, "masked weights are 0", A * (c.number(1) - visible), c.number(0))
    return c.step("O", A @ V, "Mixed values", rows="token")  # token × d_v


def _scaled(c: Recorder, S: Matrix, d_k: Axis, scale: Scale) -> Matrix:
    if scale == "none":
        return c.step("Z", S, "Scaled scores", note="scale none: the scores stay as they are")
    if scale == "floor-half":
        note = "⌊ ⌋ rounds down, towards −∞, so ⌊−1 ÷ 2⌋ is −1; it stands in for ÷ √3"
        return c.step("Z", floor(S / c.number(2)), "Scaled scores", note=note)
    divisor = sqrt(c.size(d_k, "d_k")) if scale == "sqrt" else c.number(scale)
    return c.step("Z", S / divisor, "Scaled scores")


def _visible(c: Recorder, queries: Axis, keys: Axis, rule: Rule) -> Matrix | None:
    """Which keys each query sees: the mask, the causal triangle, or what both allow."""
    if not rule.causal:
        return rule.mask if rule.mask is None else _nobody_blind(c, rule.mask)
    if queries.size != keys.size:
        raise InputError(
            f"causal needs as many keys as queries: there are {queries.size} queries and {keys.size} keys",
            about="causal",
        )
    triangle = lower_triangle(queries, keys, "causal")
    return triangle if rule.mask is None else _nobody_blind(c, rule.mask * triangle)


def _nobody_blind(c: Recorder, visible: Matrix) -> Matrix:
    seen = c.input_values(visible)
    for label, row in zip(visible.rows.labels, seen, strict=True):
        if not any(row):
            raise InputError(f"the mask hides everything from {quoted(label)}: leave it a 1", about="mask")
    return visible


def _values(c: Recorder, U: Matrix, W_V2: Matrix | None) -> Matrix:
    if W_V2 is None:
        return c.step("V", U, "Values", rows="key")
    U = c.step("U", U, "Values, narrow", rows="key")  # m × rank
    return c.step("V", U @ W_V2, "Values")  # m × d_out


def _heads_apart(
    c: Recorder, Q: Matrix, K: Matrix, V: Matrix, heads: int, kv_heads: int, rule: Rule
) -> list[Matrix]:
    mixed = []
    for head in range(heads):
        part = c.under(f"head{head + 1}", f"Head {head + 1}")
        group = head * kv_heads // heads
        note = f"heads share keys and values; this one uses group {group + 1} of {kv_heads}"
        shared = note if kv_heads < heads else None
        q = part.step("Q", _slice(Q, head, heads), "Its queries")
        k = part.step("K", _slice(K, group, kv_heads), "Its keys", note=shared)
        v = part.step("V", _slice(V, group, kv_heads), "Its values")
        mixed.append(attend(part, q, k, v, rule))
    return mixed


def _slice(a: Matrix, part: int, parts: int) -> Matrix:
    width = a.columns.size // parts
    return select_columns(a, part * width, (part + 1) * width, a.columns.name)


def _check_projection(c: Recorder, P: Matrix, mixed: list[Matrix], W_O: Matrix) -> None:
    """The sum over heads of O · (its rows of W_O) is P."""
    first, total = 0, None
    for O in mixed:
        rows = select_rows(W_O, first, first + O.columns.size, O.columns.name)
        total = O @ rows if total is None else total + O @ rows
        first += O.columns.size
    c.check(P, "P is the sum over heads of O · (its rows of W_O)", needed(total), P, terms=first)


def _with_residual(c: Recorder, X: Matrix, last: Matrix) -> Matrix:
    if X.columns.size != last.columns.size:
        raise InputError(
            f"residual adds X to the result, but X has {X.columns.size} columns and the result "
            f"{last.columns.size}",
            about="residual",
        )
    return c.step("R", X + in_role(last, X.rows, X.columns), "Residual connection")


def _refuse_clashes(
    rule: Rule,
    heads: int,
    kv_heads: int,
    weights: dict[str, Matrix | None],
    A: Matrix | None,
    V: Matrix | None,
) -> None:
    """Refuse what would have no effect or no meaning beside what else is given."""
    if heads % kv_heads:
        raise InputError(f"kv_heads is {kv_heads}, which does not divide heads, {heads}", about="kv_heads")
    if weights["W_V2"] is not None and (heads > 1 or weights["W_O"] is not None):
        raise InputError("W_V2 does not go together with heads or W_O", about="W_V2")
    idle = ["W_V", "W_V2"] if V is not None else []
    if A is not None:
        idle += ["W_Q", "W_K"]
        if rule != Rule() or heads > 1:
            raise InputError(
                "A is given: base, scale, causal, stable, mask and heads have no effect", about="A"
            )
    for name in idle:
        if weights[name] is not None:
            raise InputError(
                f"{name} has no effect: {'A' if name in ('W_Q', 'W_K') else 'V'} is given", about=name
            )
