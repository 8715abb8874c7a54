"""Sampling the next token: temperature, top-k, top-p, min-p."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

from handcalc.errors import InputError
from handcalc.record.axes import Axis
from handcalc.record.dimensions import count_of
from handcalc.record.matrix import Matrix, needed
from handcalc.record.operations import (
    column_of,
    count_ties_at,
    count_zeros,
    cumulative_probability,
    in_role,
    intervals,
    ln_of_share,
    min_p_mask,
    row_of,
    scalar_function,
    square,
    sum_of,
    top_k_mask,
    top_p_mask,
)
from handcalc.record.options import option, size
from handcalc.record.parameters import Words, matrix, words
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import IntervalLookup, NotAllZero, Ranking
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import position, word
from handcalc.topics._probabilities import probabilities, random_numbers
from handcalc.topics.softmax import Base, softmax_rows

Order = Literal["given", "reversed", "sorted"]
SamplingTemperature = Annotated[
    Fraction,
    option("divides the logits (or ln P): above 1 flattens, below 1 sharpens, 0 is greedy", least=0),
]
TopK = Annotated[int, option("top-k: keep the k most probable tokens (0: all)", least=0)]
TopP = Annotated[
    Fraction, option("nucleus: keep the most probable tokens until they sum to p", least=0, most=1)
]

count = count_of("count")

_ORDERS = {
    "given": "",
    "reversed": "in reverse order of the vocabulary",
    "sorted": "in order of probability, the largest first",
}


def first_of(*some: str) -> Callable[[Mapping[str, Any]], Words]:
    """An example vocabulary of vocabulary_size words: these words, then w9, w10, …"""

    def first(options: Mapping[str, Any]) -> Words:
        size: int = options["vocabulary_size"]
        return (*some, *(f"w{number}" for number in range(len(some) + 1, size + 1)))[:size]

    return first


_WORDS = first_of("how", "are", "you", "today", "my", "old", "friend", "there")


class Sampling(NamedTuple):
    """How a token is sampled from a row of logits or probabilities."""

    temperature: Fraction = Fraction(1)
    top_k: int = 0
    top_p: Fraction = Fraction(1)
    min_p: Fraction = Fraction(0)
    base: Literal["e"] | Fraction = "e"
    order: Order = "given"

    @property
    def filters(self) -> bool:
        """Whether a filter may remove tokens."""
        return bool(self.top_k or self.top_p < 1 or self.min_p)


@topic(Group.SAMPLING)
def sample(
    c: Recorder,
    vocabulary: Annotated[Words, words("vocabulary", word, example=_WORDS)],
    P: Annotated[Matrix | None, probabilities(position, word, "probabilities")] = None,
    logits: Annotated[Matrix | None, matrix(position, word, "logits")] = None,
    draws: Annotated[
        Matrix | None, random_numbers(position.times(count), lambda options: options["temperature"] > 0)
    ] = None,
    *,
    temperature: SamplingTemperature = Fraction(1),
    top_k: TopK = 0,
    top_p: TopP = Fraction(1),
    min_p: Annotated[Fraction, option("keep tokens with p ≥ min_p × p_max", least=0, most=1)] = Fraction(0),
    base: Base = "e",
    order: Annotated[Order, option("order in which probabilities are accumulated")] = "given",
    count: Annotated[int, option("number of draws from a single row", least=1)] = 1,
    positions: Annotated[int, size(position, "drawn P: number of positions")] = 2,
    vocabulary_size: Annotated[int, size(word, "drawn P: vocabulary size")] = 4,
) -> dict[str, Matrix]:
    """Sampling the next token: temperature, top-k, top-p, min-p.

    Symbols, for each position: P (positions × words) probabilities, or logits; Z logits ÷ temperature
    (ln P ÷ temperature if P is an input); E = base^Z exponentials; D their sum; P = E ÷ D probabilities;
    keep_k, keep_p, keep_m the masks of top-k, top-p, min-p; Q the filtered distribution, renormalized; C
    cumulative probabilities; interval the interval of each token, between the cumulative probability
    before it and its own; draw the uniform draw u; word the token whose interval contains u.

    Source: A. Fan et al., Hierarchical Neural Story Generation (2018) for top-k; A. Holtzman et al., The
    Curious Case of Neural Text Degeneration (2020) for top-p; M. Nguyen et al., Turning Up the Heat
    (2025) for min-p.

    Simplifications: the filters run in the order top-k, top-p, min-p; libraries differ in this order, in ties
    and at boundaries. Sums are compared as decimals, not as binary numbers.
    """
    rows = _rows(P, logits, count)
    rule = Sampling(temperature, top_k, top_p, min_p, base, order)
    samples = []
    for number in range(rows.rows.size * count):
        part = c.under(f"p{number + 1}", f"Position {number + 1}")
        row = row_of(rows, number // count)
        position = Axis("position", (rows.rows.labels[number // count],))
        row = in_role(row, position, rows.columns)  # 1 × V
        draw = column_of(needed(draws), number) if temperature else None  # 1 × 1
        samples.append(sample_token(part, row, vocabulary, draw, rule, of_logits=logits is not None))
    method = "Sampled" if temperature else "Greedy"
    c.conclude_from(
        lambda *places: f"{method}: {', '.join(vocabulary[int(place.item())] for place in places)}",
        *(one.place for one in samples),
    )
    return {f"p{number}.word": one.word for number, one in enumerate(samples, start=1)}


def _rows(P: Matrix | None, logits: Matrix | None, count: int) -> Matrix:
    if P is not None and logits is not None:
        raise InputError("logits has no effect: P is given", about="logits")
    rows = needed(P if logits is None else logits)
    if count > 1 and rows.rows.size > 1:
        raise InputError(
            f"count needs a single position, but there are {rows.rows.size} positions", about="count"
        )
    return rows


class SampledToken(NamedTuple):
    """A sampled token: its step, and its index in the vocabulary (from 0)."""

    word: Matrix
    place: Matrix


def sample_token(
    c: Recorder, row: Matrix, vocabulary: Words, draw: Matrix | None, rule: Sampling, *, of_logits: bool
) -> SampledToken:
    """One token from a row of logits or probabilities, as steps [Z, E, D, P, keep_…], Q, C, … word."""
    if rule.temperature == 0:
        greedy = "temperature 0: no filters, no random draw"
        greedy += f"; {_TIE}" if c.occurs(count_ties_at(row, 1)) else ""
        Q = c.step("Q", top_k_mask(row, 1), "Greedy: argmax", note=greedy)  # 1 × V
        return _token(c, Q, vocabulary, None, rule.order)
    P, note = _probabilities(c, row, rule, of_logits)
    if not rule.filters:
        Q = c.step("Q", P, "Distribution", note=note, picture="heat map")
    else:
        filtered, title = P * _mask(c, P, rule), "Filtered distribution, renormalized"
        Q = c.step("Q", filtered / sum_of(filtered), title, note=note, picture="heat map")
        c.check(Q, "the filtered probabilities sum to 1", sum_of(Q), c.number(1), terms=Q.columns.size)
    return _token(c, Q, vocabulary, draw, rule.order)


def _probabilities(c: Recorder, row: Matrix, rule: Sampling, of_logits: bool) -> tuple[Matrix, str | None]:
    """The probabilities before the filters, and a note on them."""
    temperature = c.number(rule.temperature)
    if of_logits:
        Z = row if rule.temperature == 1 else row / temperature
        Z = c.step("Z", Z, "Logits" if rule.temperature == 1 else "Logits ÷ temperature")
    elif rule.temperature != 1:
        note = "the input is probabilities: the temperature acts on their logarithms"
        Z = c.step("Z", ln_of_share(row) / temperature, "ln P ÷ temperature", note=note)
    else:
        idle = None if rule.base == "e" else "base has no effect: the input is probabilities"
        return (c.step("P", row, "Probabilities") if rule.filters else row), idle
    return softmax_rows(c, Z, base=rule.base, stable=False, name="P", title="Probabilities"), None


_TIE = "tie: the token listed first is taken"


def _mask(c: Recorder, P: Matrix, rule: Sampling) -> Matrix:
    """1 for each token that all filters keep, filter by filter."""
    mask, filtered = P, P
    if rule.top_k:
        note = _TIE if c.occurs(count_ties_at(P, rule.top_k)) else None
        mask = c.step("keep_k", top_k_mask(P, rule.top_k), f"Top-k mask (k = {rule.top_k})", note=note)
        filtered = P * mask
    if rule.top_p < 1:
        p = f"{float(rule.top_p):g}"
        goal = f"{p} of the sum after top-k" if rule.top_k else p
        note = f"sorted by probability, kept until the cumulative sum ≥ {goal} (the crossing token included)"
        nucleus = top_p_mask(filtered, rule.top_p, f"top-p {p}", of_sum=bool(rule.top_k))
        mask = c.step("keep_p", nucleus, f"Nucleus mask (top-p = {p})", note=note)
        filtered = P * mask
    if rule.min_p:
        p = f"{float(rule.min_p):g}"
        likely = min_p_mask(filtered, rule.min_p, f"min-p {p}")
        mask = c.step("keep_m", likely, f"Min-p mask (min-p = {p})", note=f"kept if p ≥ {p} × p_max")
    return mask


def _token(c: Recorder, Q: Matrix, vocabulary: Words, draw: Matrix | None, order: Order) -> SampledToken:
    """The token whose interval of cumulative probability contains the draw."""
    assert Q.name is not None
    c.decide(Q, NotAllZero(Q.name.id))
    listed = tuple(range(Q.columns.size))
    along = listed if order == "given" else listed[::-1]
    if order == "sorted":
        along = c.decide(Q, Ranking())
    rounded = "rounded probabilities: the last interval is set to end at 1" if _misses_one(c, Q) else ""
    note = "; ".join(filter(None, (_ORDERS[order], rounded)))
    title = "Cumulative probabilities (CDF)"
    C = c.step("C", cumulative_probability(Q, along), title, note=note or None)  # 1 × V
    note = "half-open intervals [left, right)"
    note += "; probability 0 has an empty one" if c.occurs(count_zeros(Q)) else ""
    ends = c.step("interval", intervals(C, along), "Intervals", note=note, transposes=False)  # V × 2
    says, title, operands = "the token with the whole interval", "Most probable token", [ends]
    if draw is not None:
        u = c.step("draw", draw, "Uniform draw u ∈ [0, 1)")
        c.prefer(square(C - u) + c.number(2), 2.0001, 3)  # plus 2: targets pass over the numbers 0 and 1
        says, title, operands = "the token whose interval contains u", "Sampled token", [ends, u]
    word = scalar_function(says, IntervalLookup(vocabulary), *operands)
    place = scalar_function(says, IntervalLookup(), *operands)
    return SampledToken(c.step("word", word, title, picture="unit interval", transposes=False), place)


def _misses_one(c: Recorder, Q: Matrix) -> bool:
    """Whether rounded probabilities do not sum to 1."""
    return c.occurs(square(sum_of(Q) - c.number(1)) - c.number(Fraction(1, 10**18)))
