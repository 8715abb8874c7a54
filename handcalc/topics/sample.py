"""Drawing words from probabilities, filter by filter."""

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
from handcalc.topics.softmax import Base, shares

Order = Literal["given", "reversed", "sorted"]
SamplingTemperature = Annotated[
    Fraction, option("divides the logits, or ln P; above 1 evens out, 0 takes the largest", least=0)
]
TopK = Annotated[int, option("keep the k most probable words (0: all)", least=0)]
TopP = Annotated[Fraction, option("keep the most probable words until they sum to p", least=0, most=1)]

count = count_of("count")

_ORDERS = {
    "given": "added up from the top of the list",
    "reversed": "added up from the bottom of the list",
    "sorted": "added up from the largest down, of equal ones the first listed first",
}


def first_of(*some: str) -> Callable[[Mapping[str, Any]], Words]:
    """As many words as the option vocabulary_size asks for; beyond those that are there, numbered."""

    def first(options: Mapping[str, Any]) -> Words:
        wanted: int = options["vocabulary_size"]
        return (*some, *(f"w{number}" for number in range(len(some) + 1, wanted + 1)))[:wanted]

    return first


_WORDS = first_of("how", "are", "you", "today", "my", "old", "friend", "there")


class Rule(NamedTuple):
    """How a word is drawn from a row of logits or of probabilities."""

    temperature: Fraction = Fraction(1)
    top_k: int = 0
    top_p: Fraction = Fraction(1)
    min_p: Fraction = Fraction(0)
    base: Literal["e"] | Fraction = "e"
    order: Order = "given"

    @property
    def filters(self) -> bool:
        """Whether some words may be cut."""
        return bool(self.top_k or self.top_p < 1 or self.min_p)


@topic(Group.SAMPLING)
def sample(
    c: Recorder,
    vocabulary: Annotated[Words, words("the words that the columns stand for", word, example=_WORDS)],
    P: Annotated[Matrix | None, probabilities(position, word, "probabilities")] = None,
    logits: Annotated[Matrix | None, matrix(position, word, "logits")] = None,
    draws: Annotated[
        Matrix | None, random_numbers(position.times(count), lambda options: options["temperature"] > 0)
    ] = None,
    *,
    temperature: SamplingTemperature = Fraction(1),
    top_k: TopK = 0,
    top_p: TopP = Fraction(1),
    min_p: Annotated[
        Fraction, option("keep words with at least this part of the largest share", least=0, most=1)
    ] = Fraction(0),
    base: Base = "e",
    order: Annotated[Order, option("the order in which shares are added up from 0 to 1")] = "given",
    count: Annotated[int, option("how often to draw from a single row", least=1)] = 1,
    positions: Annotated[int, size(position, "positions of random probabilities")] = 2,
    vocabulary_size: Annotated[int, size(word, "words of random probabilities")] = 4,
) -> dict[str, Matrix]:
    """Sampling: probabilities and a random number to a word.

    Symbols, for each position: P (positions × words) given probabilities, or logits; Z logits ÷
    temperature (ln P ÷ temperature where P is given); E = base^Z; D its sum; P = E ÷ D; keep_k, keep_p,
    keep_m 1 for what is still in after top-k, top-p, min-p; Q what is left, summing to 1; C the right end
    of each word's interval; interval both ends; draw the random number; word what it falls on.

    Source: A. Fan et al., Hierarchical Neural Story Generation (2018) for top-k; A. Holtzman et al., The
    Curious Case of Neural Text Degeneration (2020) for top-p; M. Nguyen et al., Turning Up the Heat
    (2025) for min-p.

    Simplifications: libraries differ in the order of the filters, in ties and at boundaries; the rules used
    here are printed beside the steps. Sums are compared as decimals, not as binary numbers.
    """
    rows = _rows(P, logits, count)
    rule = Rule(temperature, top_k, top_p, min_p, base, order)
    drawn = []
    for number in range(rows.rows.size * count):
        part = c.under(f"p{number + 1}", f"Position {number + 1}")
        row = row_of(rows, number // count)
        position = Axis("position", (rows.rows.labels[number // count],))
        row = in_role(row, position, rows.columns)  # 1 × V
        draw = column_of(needed(draws), number) if temperature else None  # 1 × 1
        drawn.append(draw_word(part, row, vocabulary, draw, rule, of_logits=logits is not None))
    c.conclude_from(
        lambda *places: f"The words are: {' '.join(vocabulary[int(place.item())] for place in places)}",
        *(one.place for one in drawn),
    )
    return {f"p{number}.word": one.word for number, one in enumerate(drawn, start=1)}


def _rows(P: Matrix | None, logits: Matrix | None, count: int) -> Matrix:
    if P is not None and logits is not None:
        raise InputError("logits has no effect: P is given", about="logits")
    rows = needed(P if logits is None else logits)
    if count > 1 and rows.rows.size > 1:
        raise InputError(
            f"count repeats a single row, but there are {rows.rows.size} positions", about="count"
        )
    return rows


class Drawn(NamedTuple):
    """A word that was drawn, as a step, and its place in the vocabulary (from 0)."""

    word: Matrix
    place: Matrix


def draw_word(
    c: Recorder, row: Matrix, vocabulary: Words, draw: Matrix | None, rule: Rule, *, of_logits: bool
) -> Drawn:
    """One word from a row of logits or probabilities, as steps [Z, E, D, P, keep_…], Q, C, … word."""
    if rule.temperature == 0:
        greedy = "temperature 0 is greedy: no filter and no draw; of equal words the one listed first"
        Q = c.step("Q", top_k_mask(row, 1), "All to the largest", note=greedy)  # 1 × V
        return _word(c, Q, vocabulary, None, rule.order)
    P, note = _probabilities(c, row, rule, of_logits)
    if not rule.filters:
        Q = c.step("Q", P, "What is left", note=note, picture="heat map")
    else:
        left = P * _kept(c, P, rule)
        Q = c.step("Q", left / sum_of(left), "What is left, summing to 1", note=note, picture="heat map")
        c.check(Q, "what is left sums to 1", sum_of(Q), c.number(1), terms=Q.columns.size)
    return _word(c, Q, vocabulary, draw, rule.order)


def _probabilities(c: Recorder, row: Matrix, rule: Rule, of_logits: bool) -> tuple[Matrix, str | None]:
    """The probabilities before any filter, and what remains to be said about them."""
    temperature = c.number(rule.temperature)
    if of_logits:
        Z = row if rule.temperature == 1 else row / temperature
        Z = c.step("Z", Z, "Logits" if rule.temperature == 1 else "Logits ÷ temperature")
    elif rule.temperature != 1:
        note = "where probabilities are given, the temperature acts on their logarithms"
        Z = c.step("Z", ln_of_share(row) / temperature, "ln P ÷ temperature", note=note)
    else:
        idle = None if rule.base == "e" else "base has no part: the probabilities are given, not calculated"
        return (c.step("P", row, "Probabilities") if rule.filters else row), idle
    return shares(c, Z, base=rule.base, stable=False, name="P", title="Probabilities"), None


def _kept(c: Recorder, P: Matrix, rule: Rule) -> Matrix:
    """1 for each word that no filter cuts, filter by filter."""
    kept, left = P, P
    if rule.top_k:
        note = "the first of the filters; of equal words the one listed first is kept"
        kept = c.step("keep_k", top_k_mask(P, rule.top_k), "Kept by top-k", note=note)
        left = P * kept
    if rule.top_p < 1:
        note = "in falling order until the sum reaches p: the word that reaches it is kept, and at least one"
        note += "; p is a part of what top-k left" if rule.top_k else ""
        says = f"the largest up to {float(rule.top_p):g}"
        rest = top_p_mask(left, rule.top_p, says, of_sum=bool(rule.top_k))
        kept = c.step("keep_p", rest, "Kept by top-p", note=note)
        left = P * kept
    if rule.min_p:
        note = "kept is what has at least this part of the largest share"
        says = f"at least {float(rule.min_p):g} of the largest"
        rest = min_p_mask(left, rule.min_p, says)
        kept = c.step("keep_m", rest, "Kept by min-p", note=note)
    return kept


def _word(c: Recorder, Q: Matrix, vocabulary: Words, draw: Matrix | None, order: Order) -> Drawn:
    """The unit interval cut into words, and the one that the draw falls on."""
    assert Q.name is not None
    c.decide(Q, NotAllZero(Q.name.id))
    listed = tuple(range(Q.columns.size))
    along = listed if order == "given" else listed[::-1]
    if order == "sorted":
        along = c.decide(Q, Ranking())
    note = f"{_ORDERS[order]}; the last interval ends at 1, stretched where rounded shares miss it"
    C = c.step("C", cumulative_probability(Q, along), "Right ends", note=note)  # 1 × V
    note = "a word owns [left, right): its left end, not its right end; without a share it owns nothing"
    ends = c.step("interval", intervals(C, along), "Intervals", note=note, transposes=False)  # V × 2
    says, operands = "the word that owns it all", [ends]
    if draw is not None:
        u = c.step("draw", draw, "Random number")
        c.wish(square(C - u) + c.number(2), 2.0001, 3)  # plus 2: 0 and 1 are shares that no wish concerns
        says, operands = "the word whose interval holds the draw", [ends, u]
    word = scalar_function(says, IntervalLookup(vocabulary), *operands)
    place = scalar_function(says, IntervalLookup(), *operands)
    return Drawn(c.step("word", word, "The word", picture="unit interval", transposes=False), place)
