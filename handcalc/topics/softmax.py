"""The softmax, step by step."""

from __future__ import annotations

from fractions import Fraction
from math import e
from typing import Annotated, Literal

from handcalc.record.matrix import Matrix
from handcalc.record.operations import max_of, power, sum_of
from handcalc.record.options import option, size
from handcalc.record.parameters import Words, matrix, words
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic
from handcalc.topics._dimensions import position, word

Base = Annotated[
    Literal["e"] | Fraction, option("base of the exponential: e, or a number above 1 (3 in class)", above=1)
]
Temperature = Annotated[Fraction, option("divides the logits; above 1 evens out the shares", above=0)]
Stable = Annotated[bool, option("subtract the largest of each row before the exponential")]


@topic(Group.TRANSFORMER)
def softmax(
    c: Recorder,
    logits: Annotated[Matrix, matrix(position, word, "logits", drawn_from=(-1, 0, 0, 1, 1, 2, 3))],
    vocabulary: Annotated[Words | None, words("the words that the columns stand for", word)] = None,
    *,
    base: Base = "e",
    temperature: Temperature = Fraction(1),
    stable: Stable = False,
    positions: Annotated[int, size(position, "positions of random logits")] = 2,
    vocabulary_size: Annotated[int, size(word, "words of random logits")] = 4,
) -> Matrix:
    """Softmax: logits to shares that are positive and sum to 1.

    Symbols: logits (positions × words) any numbers; Z logits ÷ temperature; N = Z minus the largest of
    its row; E = base^Z; D = the sum of each row of E; P = E ÷ D, the shares.

    Source: J. Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs (1990);
    temperature as in G. Hinton et al., Distilling the Knowledge in a Neural Network (2015).

    Simplifications: libraries always subtract the maximum first; here only with stable, and the shares are
    the same. A base other than e is a classroom stand-in: base^z is e^(z · ln base).
    """
    Z = tempered(c, logits, temperature)  # positions × words
    return shares(c, Z, base=base, stable=stable, name="P", title="Shares")


def tempered(c: Recorder, logits: Matrix, temperature: Fraction) -> Matrix:
    """The logits divided by a temperature, as step Z; with 1 there is nothing to do."""
    if temperature == 1:
        return logits
    return c.step("Z", logits / c.number(temperature), "Logits ÷ temperature")


def shares(
    c: Recorder,
    Z: Matrix,
    *,
    base: Literal["e"] | Fraction,
    stable: bool,
    name: str,
    title: str,
    note: str | None = None,
) -> Matrix:
    """The softmax of each row of Z as steps [N], E, D and the shares, under the name A or P."""
    exponent, shifted = Z, []
    if stable:
        exponent = c.step("N", Z - max_of(Z), f"Minus the largest of each {Z.rows}", transposes=Z.transposes)
        shifted = [exponent]
    number = c.number(e, "e") if base == "e" else c.number(Fraction(base))
    E = c.step("E", power(number, exponent), "Powers of the base", transposes=Z.transposes)
    D = c.step("D", sum_of(E), "Sums", transposes=Z.transposes)
    P = c.step(name, E / D, title, note=note, picture="heat map", transposes=Z.transposes)
    c.block("softmax", source=Z, base=number, steps=[*shifted, E, D, P])
    c.check(P, f"the shares of each {Z.rows} sum to 1", sum_of(P), c.number(1), terms=P.columns.size)
    c.wish(P, 0.02, 0.95)
    return P
