"""Search over texts: a table of next words, and texts that grow by it, the best of them kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from handcalc.record.axes import SINGLE, Axis
from handcalc.record.matrix import Matrix
from handcalc.record.operations import column_function, concatenate_columns, ln, scalar_function, take_cells
from handcalc.record.parameters import Words
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Computed, Largest, NumberRows, Ranking

Places = tuple[int, ...]
"""Words by their place in the vocabulary, from 0."""

_CANDIDATES = Axis("quantity", ("p(word)", "p(all)", "ln p(all)", "score", "kept"))
_LONGEST_LABEL = 30


class Table(NamedTuple):
    """The table of next words: probabilities, words, the first and the ending one, what may follow what."""

    P: Matrix
    vocabulary: Words
    first: int
    end: int | None
    possible: tuple[tuple[bool, ...], ...]

    def last(self, words: Places) -> int:
        """The word that the next one follows."""
        return words[-1] if words else self.first

    def ended(self, words: Places) -> bool:
        """Whether nothing follows."""
        return bool(words) and words[-1] == self.end

    def text(self, words: Places) -> str:
        """The words themselves."""
        return " ".join(self.vocabulary[word] for word in words)

    def chance(self, words: Places) -> Matrix:
        """The probability of a whole text, as an expression."""
        pairs = list(pairwise((self.first, *words)))
        product, *factors = [take_cells(self.P, [pair], SINGLE, "last, word") for pair in pairs]
        for factor in factors:
            product = product * factor
        return product


class Texts(NamedTuple):
    """The texts that are kept, with the row that each has among the candidates.

    p, ln, score: a number for each candidate.
    """

    words: list[Places]
    rows: tuple[int, ...] = ()
    p: Matrix | None = None
    ln: Matrix | None = None
    score: Matrix | None = None


def grown(c: Recorder, table: Table, old: Texts, penalty: Fraction, keep: int, drawn: int | None) -> Texts:
    """Every text with every word that may follow; then the best are kept, or what was drawn."""
    candidates = _candidates(table, old, drawn)
    words = [old.words[parent] + (() if word is None else (word,)) for parent, word in candidates]
    axis = Axis("candidate", tuple(label(table.text(one)) for one in words))
    word_p, p = _probabilities(table, old, candidates, axis)
    ended = "a text that has ended keeps its place" if any(map(table.ended, old.words)) else None
    p = c.step("p", p, "Probability of each text", note=ended, transposes=False)
    log = c.step("ln", ln(p), "Its logarithm", transposes=False)
    score = _score(c, log, words, penalty)
    if drawn is None:
        rows, kept = _best(c, score, keep)
    else:
        rows = tuple(row for row, (_, word) in enumerate(candidates) if word == drawn)
        kept = c.numbers([[float(row in rows)] for row in range(len(candidates))], axis, SINGLE, "drawn")
    note = "cut by score; of equal scores the one listed first is kept" if drawn is None else None
    columns = concatenate_columns([word_p, p, log, score, kept], _CANDIDATES)
    c.step("candidates", columns, "Candidates", note=note, picture="tree", transposes=False)
    return Texts([words[row] for row in rows], rows, p, log, score)


def _candidates(table: Table, old: Texts, drawn: int | None) -> list[tuple[int, int | None]]:
    """Each text that may come next: the one that it continues, and the word; None after the end."""
    return [
        (parent, word)
        for parent, words in enumerate(old.words)
        for word in ([None] if table.ended(words) else _following(table, words, drawn))
    ]


def _probabilities(
    table: Table, old: Texts, candidates: Sequence[tuple[int, int | None]], axis: Axis
) -> tuple[Matrix, Matrix]:
    """The probability of each candidate's last word, and of all its words; candidates × 1 each."""
    places = [None if word is None else (table.last(old.words[parent]), word) for parent, word in candidates]
    word_p = take_cells(table.P, places, axis, "last, word")
    if old.p is None:
        return word_p, word_p
    before = take_cells(old.p, [(old.rows[parent], 0) for parent, _ in candidates], axis, "before")
    return word_p, before * word_p


def _score(c: Recorder, log: Matrix, words: Sequence[Places], penalty: Fraction) -> Matrix:
    """The logarithm of each text, divided by its length^penalty; without a penalty the logarithm."""
    if not penalty:
        return log
    lengths = [[len(one) ** float(penalty)] for one in words]
    divisors = c.numbers(lengths, log.rows, SINGLE, "length^penalty")
    note = "length counts new words, the end word included"
    return c.step("score", log / divisors, "Score", note=note, transposes=False)


def _best(c: Recorder, score: Matrix, keep: int) -> tuple[Places, Matrix]:
    """The rows of the best scores, and 1 for each of them; a random table should not leave it to chance."""
    rows = c.decide(score, Ranking(first=keep, as_listed=True))
    c.prefer(scalar_function("gap", Computed(_gap, (keep,)), score), 2.02, 1000)
    return rows, column_function(str(Largest(keep)), Largest(keep), score)


def _following(table: Table, words: Places, drawn: int | None) -> list[int | None]:
    """The words that may come next; of a row that rounding left without any, all, so that ln refuses."""
    possible = table.possible[table.last(words)]
    return [word for word in range(len(possible)) if possible[word] or word == drawn or not any(possible)]


def _gap(scores: NumberRows, keep: int) -> float:
    """2 + how far the last score that is kept is from the first that is cut."""
    ordered = sorted((float(row[0]) for row in scores), reverse=True)
    return 2 + (ordered[keep - 1] - ordered[keep] if keep < len(ordered) else 1.0)


def label(text: str) -> str:
    """A text as the label of a row; of a long one the end."""
    return text if len(text) <= _LONGEST_LABEL else f".. {text[-_LONGEST_LABEL:].partition(' ')[2]}"
