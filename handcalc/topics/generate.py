"""Decoding: greedy, beam search, sampling from a bigram table."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from handcalc.errors import InputError
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix, needed
from handcalc.record.operations import (
    column_of,
    concatenate_columns,
    in_role,
    ln,
    row_of,
    scalar_function,
    take,
    take_cells,
)
from handcalc.record.options import option, size
from handcalc.record.parameters import Words, matrix, text, words
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import (
    Computed,
    IntegerValue,
    NonzeroPattern,
    NumberRows,
    Ranking,
    largest_first,
)
from handcalc.record.topic import Group, topic
from handcalc.text import did_you_mean, quoted
from handcalc.topics._dimensions import step, word
from handcalc.topics._probabilities import probabilities, random_numbers, random_transitions
from handcalc.topics._search import Places, Table, Texts, grown, label
from handcalc.topics.sample import Sampling, SamplingTemperature, TopK, TopP, first_of, sample_token
from handcalc.topics.softmax import softmax_rows

Strategy = Literal["greedy", "beam", "sample"]

_WORDS = first_of("the", "cat", "sat", "down", "and", "purred", "on", "mat")
_RANKED = Axis("quantity", ("p(sequence)", "log p", "score"))


def _draws(options: Mapping[str, Any]) -> bool:
    return bool(options["strategy"] == "sample" and options["temperature"] > 0)


@topic(Group.SAMPLING)
def generate(
    c: Recorder,
    vocabulary: Annotated[Words, words("vocabulary", word, example=_WORDS)],
    start: Annotated[str | Words, text("start token", example="the")],
    next: Annotated[
        Matrix | None,
        probabilities(
            word, word.role("next"), "bigram table P(next | current)", random_transitions, transposes=False
        ),
    ] = None,
    logits: Annotated[
        Matrix | None, matrix(word, word.role("next"), "bigram logits", transposes=False)
    ] = None,
    end: Annotated[str | Words | None, text("end token")] = None,
    draws: Annotated[Matrix | None, random_numbers(step, _draws)] = None,
    *,
    strategy: Annotated[Strategy, option("decoding strategy")] = "beam",
    beam: Annotated[int, option("beam width", least=1)] = 2,
    steps: Annotated[int, option("maximum number of new tokens", axis=step, least=1, most=100)] = 3,
    length_penalty: Annotated[
        Fraction, option("length normalization: score = log p ÷ length^α", least=0)
    ] = Fraction(0),
    temperature: SamplingTemperature = Fraction(1),
    top_k: TopK = 0,
    top_p: TopP = Fraction(1),
    vocabulary_size: Annotated[int, size(word, "drawn table: vocabulary size")] = 4,
) -> dict[str, Matrix]:
    """Decoding: greedy, beam search, sampling from a bigram table.

    Symbols: next (V × V) the bigram table, P(next | current) with the current token as row, or logits, of
    which P is the softmax; for each time step: p the probability of each sequence, P(w₁ … w_t) =
    P(w₁ … w_(t−1)) · P(w_t | w_(t−1)); ln its log-probability; score = log p ÷ length^α, α = length_penalty;
    candidates p of the next token, p of the sequence, log p, score, and 1 if kept; ranking the final
    hypotheses, best first. With strategy sample also the steps of the topic sample.

    Source: beam search after B. Lowerre, The Harpy Speech Recognition System (1976); the length penalty
    as in K. Murray and D. Chiang, Correcting Length Bias in Neural Machine Translation (2018).

    Simplifications: a bigram table looks at the last token only, a language model at the whole sequence.
    Length counts new tokens, the end token included. Temperature, top-k and top-p change what is sampled; the
    probability of a sequence is always that of the table.
    """
    if next is not None and logits is not None:
        raise InputError("logits has no effect: next is given", about="logits")
    P = (
        next
        if logits is None
        else softmax_rows(c, logits, base="e", stable=False, name="P", title="Probabilities")
    )
    table = Table(
        needed(P),
        vocabulary,
        _place(start, vocabulary, "start"),
        None if end is None else _place(end, vocabulary, "end"),
        c.decide(needed(P), NonzeroPattern()),
    )
    rule = Sampling(temperature, top_k, top_p)
    beam_texts = Texts([()])
    for number in range(steps):
        if not all(table.ended(words) for words in beam_texts.words):
            part = c.under(f"step{number + 1}", f"Token {number + 1}")
            token = None
            if strategy == "sample":
                draw = column_of(needed(draws), number) if temperature else None
                rows = table.P if logits is None else logits
                token = _sampled(part, rows, table, beam_texts, draw, rule, of_logits=logits is not None)
            keep = beam if strategy == "beam" else 1
            beam_texts = grown(part, table, beam_texts, length_penalty, keep, token)
    return _results(c, table, beam_texts, (strategy, steps, length_penalty))


def _place(word: str | Words, vocabulary: Words, name: str) -> int:
    word = word if isinstance(word, str) else " ".join(word)
    if word not in vocabulary:
        near = did_you_mean(word, vocabulary)
        raise InputError(f"{name} is {quoted(word)}, which is not in the vocabulary{near}", about=name)
    return vocabulary.index(word)


def _sampled(
    c: Recorder,
    rows: Matrix,
    table: Table,
    texts: Texts,
    draw: Matrix | None,
    rule: Sampling,
    *,
    of_logits: bool,
) -> int:
    """The next token, sampled as in the topic sample."""
    last = table.last(texts.words[0])
    row = in_role(row_of(rows, last), Axis("word", (table.vocabulary[last],)), rows.columns)  # 1 × V
    place = sample_token(c, row, table.vocabulary, draw, rule, of_logits=of_logits).place
    return c.decide(place, IntegerValue())


def _results(
    c: Recorder, table: Table, beam: Texts, options: tuple[Strategy, int, Fraction]
) -> dict[str, Matrix]:
    """The final hypotheses in order, and the best of them."""
    score, rows = needed(beam.score), beam.rows
    order = c.decide(score, Ranking(among=rows))
    texts = [beam.words[rows.index(row)] for row in order]
    c = c.section("Result")
    columns = concatenate_columns([needed(beam.p), needed(beam.ln), score], _RANKED)
    ranked = Axis("text", tuple(label(table.text(words)) for words in texts))
    ties = scalar_function("ties", Computed(_ties, (rows,)), score)
    note = "best score first" + ("; tie: the hypothesis listed first comes first" if c.occurs(ties) else "")
    ranking = c.step("ranking", take(columns, order, ranked), "Ranking", note=note, transposes=False)
    best = texts[0]
    words = [[table.vocabulary[word] for word in best]]
    places = Axis.numbered("position", len(best))
    results = {
        "sequence": c.table("sequence", words, "Generated sequence", columns=places),
        "probability": c.step("probability", _first(ranking, 0), "Its probability", transposes=False),
        "log_probability": c.step(
            "log_probability", _first(ranking, 1), "Its log-probability", transposes=False
        ),
    }
    _conclude(c, table, best, ranking, options)
    return results


def _first(ranking: Matrix, column: int) -> Matrix:
    return take_cells(ranking, [(0, column)], SINGLE, f"1, {_RANKED.labels[column]}")


def _ties(scores: NumberRows, rows: Places) -> float:
    """How many of these rows have the score of another one."""
    numbers = [round(float(scores[row][0]), 10) for row in rows]
    return float(len(numbers) - len(set(numbers)))


_STRATEGIES = {"greedy": "Greedy", "beam": "Beam search", "sample": "Sampled"}


def _conclude(
    c: Recorder, table: Table, best: Places, ranking: Matrix, options: tuple[Strategy, int, Fraction]
) -> None:
    """The best text with its start; and the greedy one, if it is another."""
    strategy, steps, penalty = options

    def sentence(method: str, words: Places, p: Matrix, score: Matrix) -> str:
        text = table.text((table.first, *words))
        scored = f", score {c.text_of(score)}" if penalty else ""
        return f"{method}: '{text}' (p = {c.text_of(p)}{scored})."

    sentences = [sentence(_STRATEGIES[strategy], best, _first(ranking, 0), _first(ranking, 2))]
    greedy = c.decide(table.P, Computed(_greedy, (table.first, table.end, steps)))
    if greedy != best:
        p = table.sequence_probability(greedy)
        divisor = c.numbers([[len(greedy) ** float(penalty)]], SINGLE, SINGLE, "length^α")
        sentences.append(sentence("Greedy", greedy, p, ln(p) / divisor))
    c.conclude(" ".join(sentences))


def _greedy(p: NumberRows, first: int, end: int | None, steps: int) -> Places:
    """Greedy decoding: the most probable token at each step, up to the end token."""
    words: Places = ()
    last: int | None = None
    while len(words) < steps and (last is None or last != end):
        last = largest_first(p[first if last is None else last])[0]
        words = (*words, last)
    return words
