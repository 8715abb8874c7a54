"""Decoding from a bigram table: hypotheses, their scores, and the beam."""

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
"""A token sequence, as indices into the vocabulary, from 0."""

_CANDIDATES = Axis("quantity", ("p(next)", "p(sequence)", "log p", "score", "kept"))
_LONGEST_LABEL = 30


class Table(NamedTuple):
    """The bigram table: probabilities, vocabulary, start and end token, possible transitions."""

    P: Matrix
    vocabulary: Words
    first: int
    end: int | None
    possible: tuple[tuple[bool, ...], ...]

    def last(self, words: Places) -> int:
        """The last token of a sequence, or the start token."""
        return words[-1] if words else self.first

    def ended(self, words: Places) -> bool:
        """Whether a sequence has ended with the end token."""
        return bool(words) and words[-1] == self.end

    def text(self, words: Places) -> str:
        """The tokens of a sequence as text."""
        return " ".join(self.vocabulary[word] for word in words)

    def sequence_probability(self, words: Places) -> Matrix:
        """The probability of a sequence, as an expression."""
        pairs = list(pairwise((self.first, *words)))
        product, *factors = [take_cells(self.P, [pair], SINGLE, "current, next") for pair in pairs]
        for factor in factors:
            product = product * factor
        return product


class Texts(NamedTuple):
    """The hypotheses in the beam, and the row of each among the candidates.

    p, ln, score: one number per candidate.
    """

    words: list[Places]
    rows: tuple[int, ...] = ()
    p: Matrix | None = None
    ln: Matrix | None = None
    score: Matrix | None = None


def grown(c: Recorder, table: Table, old: Texts, penalty: Fraction, keep: int, sampled: int | None) -> Texts:
    """Extend each hypothesis by every possible token; keep the best `keep`, or the sampled one."""
    candidates = _candidates(table, old, sampled)
    words = [old.words[parent] + (() if word is None else (word,)) for parent, word in candidates]
    axis = Axis("candidate", tuple(label(table.text(one)) for one in words))
    word_p, p = _probabilities(table, old, candidates, axis)
    ended = "finished hypotheses stay in the beam" if any(map(table.ended, old.words)) else None
    p = c.step("p", p, "Sequence probability", note=ended, transposes=False)
    log = c.step("ln", ln(p), "Log-probability", transposes=False)
    score = _score(c, log, words, penalty)
    note = None
    if sampled is None:
        rows, mask = _best(c, score, keep)
        note = _note(keep, tie=len(candidates) > keep and not c.occurs(_gap(score, keep) - c.number(2)))
    else:
        rows = tuple(row for row, (_, word) in enumerate(candidates) if word == sampled)
        mask = c.numbers([[float(row in rows)] for row in range(len(candidates))], axis, SINGLE, "sampled")
    columns = concatenate_columns([word_p, p, log, score, mask], _CANDIDATES)
    c.step("candidates", columns, "Candidates", note=note, picture="tree", transposes=False)
    return Texts([words[row] for row in rows], rows, p, log, score)


def _note(keep: int, *, tie: bool) -> str:
    kept = (
        "the best hypothesis is kept" if keep == 1 else f"beam = {keep}: the best {keep} hypotheses are kept"
    )
    return kept + ("; tie: the hypothesis listed first is kept" if tie else "")


def _candidates(table: Table, old: Texts, sampled: int | None) -> list[tuple[int, int | None]]:
    """Each candidate: the row of the hypothesis that it extends, and the next token; None after the end."""
    return [
        (parent, word)
        for parent, words in enumerate(old.words)
        for word in ([None] if table.ended(words) else _following(table, words, sampled))
    ]


def _probabilities(
    table: Table, old: Texts, candidates: Sequence[tuple[int, int | None]], axis: Axis
) -> tuple[Matrix, Matrix]:
    """The probability of each candidate's last token, and of its whole sequence; candidates × 1 each."""
    places = [None if word is None else (table.last(old.words[parent]), word) for parent, word in candidates]
    word_p = take_cells(table.P, places, axis, "current, next")
    if old.p is None:
        return word_p, word_p
    before = take_cells(old.p, [(old.rows[parent], 0) for parent, _ in candidates], axis, "before")
    return word_p, before * word_p


def _score(c: Recorder, log: Matrix, words: Sequence[Places], penalty: Fraction) -> Matrix:
    """The log-probability of each candidate, divided by length^α if there is a penalty."""
    if not penalty:
        return log
    lengths = [[len(one) ** float(penalty)] for one in words]
    divisors = c.numbers(lengths, log.rows, SINGLE, "length^α")
    note = "length = number of new tokens, the end token included"
    return c.step("score", log / divisors, "Score (length-normalized)", note=note, transposes=False)


def _best(c: Recorder, score: Matrix, keep: int) -> tuple[Places, Matrix]:
    """The rows of the best scores, and their mask; a random table should have no tie there."""
    rows = c.decide(score, Ranking(first=keep, as_listed=True))
    c.prefer(_gap(score, keep), 2.02, 1000)
    return rows, column_function(str(Largest(keep)), Largest(keep), score)


def _following(table: Table, words: Places, sampled: int | None) -> list[int | None]:
    """The possible next tokens; all, if rounding made the whole row 0, so that ln refuses."""
    possible = table.possible[table.last(words)]
    return [word for word in range(len(possible)) if possible[word] or word == sampled or not any(possible)]


def _gap(score: Matrix, keep: int) -> Matrix:
    """2 + the difference between the last score that is kept and the first that is not."""
    return scalar_function("gap", Computed(_gap_at, (keep,)), score)


def _gap_at(scores: NumberRows, keep: int) -> float:
    ordered = sorted((float(row[0]) for row in scores), reverse=True)
    return 2 + (ordered[keep - 1] - ordered[keep] if keep < len(ordered) else 1.0)


def label(text: str) -> str:
    """A sequence as a row label; of a long one, the end."""
    return text if len(text) <= _LONGEST_LABEL else f".. {text[-_LONGEST_LABEL:].partition(' ')[2]}"
