"""Scaled dot-product attention: self, cross, masked, causal; multi-head, grouped-query, multi-query."""

from __future__ import annotations

from typing import Annotated

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import count_of, symbol
from handcalc.record.matrix import Matrix, needed
from handcalc.record.numbers import ZERO_OR_ONE
from handcalc.record.operations import concatenate_columns, in_role
from handcalc.record.options import Options, option, size
from handcalc.record.parameters import BINARY, SPARSE_EVEN, StandIn, matrix
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import counted
from handcalc.topics._attention_heads import (
    AttentionRule,
    Head,
    Scale,
    attend,
    attend_in_heads,
    check_projection,
    conclude_weights,
    output,
)
from handcalc.topics._dimensions import d_k, d_model, d_out, d_v, heads, memory, token
from handcalc.topics._groups import Residual
from handcalc.topics.softmax import Base, Stable

d_memory = symbol("d_memory")
kv_heads = count_of("kv_heads")
query, key = token.role("query"), memory.role("key")

Scaling = Annotated[
    Scale,
    option(
        "what divides the scores: sqrt (√d_k), none, floor-half (⌊S ÷ 2⌋ as on Yeh's sheets), or a number",
        above=0,
    ),
]
Heads = Annotated[int, option("number of heads", least=1)]

# Self-attention is cross-attention to X; if A and V are given, neither X nor Y is needed.
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
        matrix(
            memory,
            d_memory,
            "memory (keys and values come from here)",
            stand_in=_X,
            required_when=_has_memory,
            drawn_from=BINARY,
        ),
    ] = None,
    mask: Annotated[Matrix | None, matrix(query, key, "mask: 1 attend, 0 masked", domain=ZERO_OR_ONE)] = None,
    W_O: Annotated[Matrix | None, matrix(d_v.times(heads), d_out, "output projection")] = None,
    W_V2: Annotated[Matrix | None, matrix(d_v, d_out, "value up-projection (low-rank value map)")] = None,
    A: Annotated[Matrix | None, matrix(query, key, "attention weights")] = None,
    V: Annotated[Matrix | None, matrix(key, d_v.times(kv_heads), "values")] = None,
    *,
    base: Base = "e",
    scale: Scaling = "sqrt",
    causal: Annotated[bool, option("causal mask: a token attends to itself and earlier tokens")] = False,
    heads: Heads = 1,
    kv_heads: Annotated[
        int,
        option("key/value heads: fewer than heads is GQA, 1 is MQA", like="heads", least=1),
    ] = 0,
    residual: Residual = False,
    stable: Stable = False,
    tokens: Annotated[int, size(token, "drawn X: number of tokens")] = 4,
    d_model: Annotated[int, size(d_model, "drawn X: d_model")] = 6,
    d_k: Annotated[int, size(d_k, "drawn weights: d_k of each head")] = 4,
    d_v: Annotated[int, size(d_v, "drawn weights: d_v of each head")] = 3,
    memory: Annotated[int, size(memory, "drawn Y: number of tokens (0: self-attention)", least=0)] = 0,
) -> Matrix:
    """Scaled dot-product attention: each query takes a weighted average of the values.

    Symbols:
      X (n × d_model): token vectors
      Y (m × d_memory): memory, for cross-attention
      Q = X W_Q, K = Y W_K, V = Y W_V: queries, keys, values; without Y from X
      U = Y W_V, V = U W_V2: low-rank values, with W_V2
      S = Q Kᵀ: scores
      Z: scaled scores
      M: masked scores, −∞ where a query may not attend
      N: shifted scores, with stable
      E = base^Z, D: exponentials and their sum for each query
      A = E ÷ D: attention weights
      O = A V: attention output; with heads the outputs are concatenated
      P = O W_O: output projection
      R = X + P, or X + O without W_O: residual connection
      head1.Q, head1.S, …: the steps of each head, on its columns of Q, K and V

    Source: A. Vaswani et al., Attention Is All You Need (2017); N. Shazeer, Fast Transformer Decoding
    (2019) for one kv head; J. Ainslie et al., GQA (2023) for groups.

    Simplifications: no biases, no dropout. floor-half, ⌊S ÷ 2⌋, is the paper-and-pencil stand-in for ÷√3.
    """
    rule = AttentionRule(base, scale, causal, stable, mask)
    weights = {"W_Q": W_Q, "W_K": W_K, "W_V": W_V, "W_V2": W_V2, "W_O": W_O}
    _refuse_clashes(rule, heads, kv_heads, weights, A, V)
    source = X if Y is None else Y
    if A is None:
        Q = c.step("Q", needed(X) @ needed(W_Q), "Queries", rows="query")  # n × heads·d_k
        K = c.step("K", needed(source) @ needed(W_K), "Keys", rows="key")  # m × kv_heads·d_k
    if V is None:
        V = _values(c, needed(source) @ needed(W_V), W_V2)  # m × kv_heads·d_v
    if A is not None:
        results = [Head(A, output(c, A, V))]
    elif heads == 1:
        results = [attend(c, Q, K, V, rule)]
    else:
        results = attend_in_heads(c, Q, K, V, heads, kv_heads, rule)
    last = _projected(c, [head.O for head in results], V.columns.name, W_O)
    conclude_weights(c, [head.A for head in results])
    return _with_residual(c, needed(X), last) if residual else last


def _projected(c: Recorder, outputs: list[Matrix], d_v: str, W_O: Matrix | None) -> Matrix:
    """The outputs of the heads concatenated as step O, if there are several, and projected as step P."""
    last = outputs[0]  # n × d_v
    if len(outputs) > 1:
        c = c.section("Concatenation" if W_O is None else "Concatenation and output projection")
        together = concatenate_columns(outputs, Axis.numbered(d_v, sum(O.columns.size for O in outputs)))
        last = c.step("O", together, "Concatenate heads")  # n × heads·d_v
    if W_O is None:
        return last
    last = c.step("P", last @ W_O, "Output projection")  # n × d_out
    if len(outputs) > 1:
        check_projection(c, last, outputs, W_O)
    return last


def _values(c: Recorder, U: Matrix, W_V2: Matrix | None) -> Matrix:
    if W_V2 is None:
        return c.step("V", U, "Values", rows="key")
    U = c.step("U", U, "Values, low-rank (X W_V)", rows="key")  # m × rank
    return c.step("V", U @ W_V2, "Values")  # m × d_out


def _with_residual(c: Recorder, X: Matrix, last: Matrix) -> Matrix:
    if X.columns.size != last.columns.size:
        raise InputError(
            f"residual adds X to the result, but X has {counted(X.columns.size, 'feature')} per token and "
            f"the result {last.columns.size}",
            about="residual",
        )
    return c.step("R", X + in_role(last, X.rows, X.columns), "Residual connection")


def _refuse_clashes(
    rule: AttentionRule,
    heads: int,
    kv_heads: int,
    weights: dict[str, Matrix | None],
    A: Matrix | None,
    V: Matrix | None,
) -> None:
    """Refuse inputs and options that the others leave without effect or meaning."""
    if heads % kv_heads:
        raise InputError(f"heads ({heads}) must be divisible by kv_heads ({kv_heads})", about="kv_heads")
    if weights["W_V2"] is not None and (heads > 1 or weights["W_O"] is not None):
        raise InputError("W_V2 does not go together with heads or W_O", about="W_V2")
    idle = ["W_V", "W_V2"] if V is not None else []
    if A is not None:
        idle += ["W_Q", "W_K"]
        if rule != AttentionRule() or heads > 1:
            raise InputError(
                "A is given: base, scale, causal, stable, mask and heads have no effect", about="A"
            )
    for name in idle:
        if weights[name] is not None:
            raise InputError(
                f"{name} has no effect: {'A' if name in ('W_Q', 'W_K') else 'V'} is given", about=name
            )
