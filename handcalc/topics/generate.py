"""Making a text word by word: greedily, with a beam, or by drawing."""

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
from handcalc.topics.sample import Rule, SamplingTemperature, TopK, TopP, draw_word, first_of
from handcalc.topics.softmax import shares

Strategy = Literal["greedy", "beam", "sample"]

_WORDS = first_of("the", "cat", "sat", "down", "and", "purred", "on", "mat")
_RANKED = Axis("quantity", ("p(all)", "ln p(all)", "score"))


def _draws(options: Mapping[str, Any]) -> bool:
    return bool(options["strategy"] == "sample" and options["temperature"] > 0)


@topic(Group.SAMPLING)
def generate(
    c: Recorder,
    vocabulary: Annotated[Words, words("the words of rows and columns", word, example=_WORDS)],
    start: Annotated[str | Words, text("the word before the first new one", example="the")],
    next: Annotated[
        Matrix | None,
        probabilities(
            word, word.role("next"), "probability of each next word", random_transitions, transposes=False
        ),
    ] = None,
    logits: Annotated[
        Matrix | None, matrix(word, word.role("next"), "logits of each next word", transposes=False)
    ] = None,
    end: Annotated[str | Words | None, text("the word that ends a text")] = None,
    draws: Annotated[Matrix | None, random_numbers(step, _draws)] = None,
    *,
    strategy: Annotated[Strategy, option("take the best word, keep several texts, or draw")] = "beam",
    beam: Annotated[int, option("how many texts a beam keeps", least=1)] = 2,
    steps: Annotated[int, option("how many new words at most", axis=step, least=1, most=100)] = 3,
    length_penalty: Annotated[Fraction, option("score = ln p ÷ length^penalty", least=0)] = Fraction(0),
    temperature: SamplingTemperature = Fraction(1),
    top_k: TopK = 0,
    top_p: TopP = Fraction(1),
    vocabulary_size: Annotated[int, size(word, "words of a random table")] = 4,
) -> dict[str, Matrix]:
    """Generating: from a table of next words to a text.

    Symbols: next (V × V) the probability of each word (column) after the last one (row), or logits, of
    which P is the softmax; for each time step: p the probability of each text so far, the product of its
    words'; ln its logarithm; score = ln p ÷ length^penalty; candidates all of it, and what is kept. When
    drawing also the steps of sample.

    Source: beam search after B. Lowerre, The Harpy Speech Recognition System (1976); the length penalty
    as in K. Murray and D. Chiang, Correcting Length Bias in Neural Machine Translation (2018).

    Simplifications: a real model looks at the whole text, this table at the last word only. Length counts new
    words, the end word included. Temperature, top-k and top-p act only when drawing, and then decide what
    is drawn; the probability of a text is that of the table.
    """
    if next is not None and logits is not None:
        raise InputError("logits has no effect: next is given", about="logits")
    P = next if logits is None else shares(c, logits, base="e", stable=False, name="P", title="Probabilities")
    table = Table(
        needed(P),
        vocabulary,
        _place(start, vocabulary, "start"),
        None if end is None else _place(end, vocabulary, "end"),
        c.decide(needed(P), NonzeroPattern()),
    )
    rule = Rule(temperature, top_k, top_p)
    found = Texts([()])
    for number in range(steps):
        if not all(table.ended(words) for words in found.words):
            part = c.under(f"step{number + 1}", f"Word {number + 1}")
            word = None
            if strategy == "sample":
                draw = column_of(needed(draws), number) if temperature else None
                rows = table.P if logits is None else logits
                word = _drawn(part, rows, table, found, draw, rule, of_logits=logits is not None)
            keep = beam if strategy == "beam" else 1
            found = grown(part, table, found, length_penalty, keep, word)
    return _results(c, table, found, (strategy, steps, length_penalty))


def _place(word: str | Words, vocabulary: Words, name: str) -> int:
    word = word if isinstance(word, str) else " ".join(word)
    if word not in vocabulary:
        near = did_you_mean(word, vocabulary)
        raise InputError(f"{name} is {quoted(word)}, which is not in the vocabulary{near}", about=name)
    return vocabulary.index(word)


def _drawn(
    c: Recorder,
    rows: Matrix,
    table: Table,
    found: Texts,
    draw: Matrix | None,
    rule: Rule,
    *,
    of_logits: bool,
) -> int:
    """The next word, drawn as in the topic sample."""
    last = table.last(found.words[0])
    row = in_role(row_of(rows, last), Axis("word", (table.vocabulary[last],)), rows.columns)  # 1 × V
    place = draw_word(c, row, table.vocabulary, draw, rule, of_logits=of_logits).place
    return c.decide(place, IntegerValue())


def _results(
    c: Recorder, table: Table, found: Texts, told: tuple[Strategy, int, Fraction]
) -> dict[str, Matrix]:
    """The texts that are left in order, and the best of them."""
    score, rows = needed(found.score), found.rows
    order = c.decide(score, Ranking(among=rows))
    texts = [found.words[rows.index(row)] for row in order]
    c = c.section("The outcome")
    columns = concatenate_columns([needed(found.p), needed(found.ln), score], _RANKED)
    ranked = Axis("text", tuple(label(table.text(words)) for words in texts))
    note = "the best score first; of equal ones the one listed first"
    ranking = c.step("ranking", take(columns, order, ranked), "Ranking", note=note, transposes=False)
    best = texts[0]
    words = [[table.vocabulary[word] for word in best]]
    places = Axis.numbered("position", len(best))
    results = {
        "sequence": c.table("sequence", words, "The new words", columns=places),
        "probability": c.step("probability", _first(ranking, 0), "Its probability", transposes=False),
        "log_probability": c.step("log_probability", _first(ranking, 1), "Its logarithm", transposes=False),
    }
    _conclude(c, table, best, ranking, told)
    return results


def _first(ranking: Matrix, column: int) -> Matrix:
    return take_cells(ranking, [(0, column)], SINGLE, f"1, {_RANKED.labels[column]}")


_FOUND = {"greedy": "Greedy takes", "beam": "The best text found is", "sample": "The draws give"}


def _conclude(
    c: Recorder, table: Table, best: Places, ranking: Matrix, told: tuple[Strategy, int, Fraction]
) -> None:
    """The best text; and what greedy takes, where that is another."""
    strategy, steps, penalty = told
    scored = f", score {c.told(_first(ranking, 2))}" if penalty else ""
    said = f"{_FOUND[strategy]}: {table.text(best)} (probability {c.told(_first(ranking, 0))}{scored})"
    greedy = c.decide(table.P, Computed(_greedy, (table.first, table.end, steps)))
    if greedy != best:
        product = table.chance(greedy)
        divisor = c.numbers([[len(greedy) ** float(penalty)]], SINGLE, SINGLE, "length^penalty")
        scored = f", score {c.told(ln(product) / divisor)}" if penalty else ""
        said += f"; greedy takes: {table.text(greedy)} (probability {c.told(product)}{scored})"
    c.conclude(f"{said}.")


def _greedy(p: NumberRows, first: int, end: int | None, steps: int) -> Places:
    """The most probable word again and again, until the text ends."""
    words: Places = ()
    last: int | None = None
    while len(words) < steps and (last is None or last != end):
        last = largest_first(p[first if last is None else last])[0]
        words = (*words, last)
    return words
