"""The softmax, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import e
from typing import Annotated, Literal

from handcalc.record.matrix import Matrix
from handcalc.record.operations import max_of, power, sum_of
from handcalc.record.options import option, size
from handcalc.record.parameters import Words, matrix, words
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.text import quoted
from handcalc.topics._conclusions import Numbers, first_rows, tie_note, top_two
from handcalc.topics._dimensions import position, word

Base = Annotated[
    Literal["e"] | Fraction,
    option("base of the softmax: e, or a number above 1; 3 for the classroom's 3^x", above=1),
]
Temperature = Annotated[
    Fraction,
    option("divides the logits: above 1 flattens the distribution, below 1 sharpens it", above=0),
]
Stable = Annotated[bool, option("subtract the maximum before the exponential (numerically stable softmax)")]


@topic(Group.TRANSFORMER)
def softmax(
    c: Recorder,
    logits: Annotated[Matrix, matrix(position, word, "logits", drawn_from=(-1, 0, 0, 1, 1, 2, 3))],
    vocabulary: Annotated[Words | None, words("vocabulary", word)] = None,
    *,
    base: Base = "e",
    temperature: Temperature = Fraction(1),
    stable: Stable = False,
    positions: Annotated[int, size(position, "drawn logits: number of positions")] = 2,
    vocabulary_size: Annotated[int, size(word, "drawn logits: number of words")] = 4,
) -> Matrix:
    """Softmax: from logits to probabilities.

    Symbols:
      logits (positions × words): any numbers
      Z = logits ÷ temperature
      N = Z minus the maximum of its position, with stable
      E = base^Z: exponentials
      D: normalizers, the sum of E over the words
      P = E ÷ D: probabilities, positive with sum 1

    Source: J. Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs (1990);
    temperature as in G. Hinton et al., Distilling the Knowledge in a Neural Network (2015).

    Simplifications: libraries always subtract the maximum first; here only with stable. The probabilities are
    the same. A base other than e is a classroom stand-in: base^z is e^(z · ln base).
    """
    Z = tempered(c, logits, temperature)  # positions × words
    P = softmax_rows(c, Z, base=base, stable=stable, name="P", title="Probabilities")
    c.conclude_from(lambda rows: _conclusion(c, P, rows), P)
    return P


def tempered(c: Recorder, logits: Matrix, temperature: Fraction) -> Matrix:
    """The logits divided by the temperature, as step Z; temperature 1 records no step."""
    if temperature == 1:
        return logits
    return c.step("Z", logits / c.number(temperature), "Logits ÷ temperature")


def softmax_rows(
    c: Recorder,
    Z: Matrix,
    *,
    base: Literal["e"] | Fraction,
    stable: bool,
    name: str,
    title: str,
    meaning: str = "probabilities",
) -> Matrix:
    """The softmax of each row of Z as steps [N], E, D and the result, called `name`.

    meaning: the term for the results in the check that they sum to 1.
    """
    exponent, shifted = Z, []
    if stable:
        exponent = c.step("N", Z - max_of(Z), "Shifted scores (maximum subtracted)", transposes=Z.transposes)
        shifted = [exponent]
    number = c.number(e, "e") if base == "e" else c.number(Fraction(base))
    E = c.step("E", power(number, exponent), "Exponentials", transposes=Z.transposes)
    D = c.step("D", sum_of(E), f"Normalizers (sum of each {Z.rows})", transposes=Z.transposes)
    P = c.step(name, E / D, title, picture="heat map", transposes=Z.transposes)
    c.block("softmax", source=Z, base=number, steps=[*shifted, E, D, P])
    c.check(P, f"the {meaning} of each {Z.rows} sum to 1", sum_of(P), c.number(1), terms=P.columns.size)
    c.prefer(P, 0.02, 0.95)
    return P


def _conclusion(c: Recorder, P: Matrix, rows: Sequence[Numbers]) -> str:
    """The two most probable words of each position."""
    best = [top_two(P.columns.labels, row, c.text_of) for row in rows]
    if len(best) == 1:
        return f"Most probable: {best[0]}{tie_note(*rows)}."
    parts = [f"{quoted(label)}: {two}" for label, two in zip(P.rows.labels, best, strict=True)]
    return f"Most probable at {first_rows(parts)}{tie_note(*rows)}."
