"""The reader of printed arithmetic accepts true lines and rejects a false twin of each."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.readers.printed_equations import (
    MINUS_INFINITY,
    Claim,
    Unreadable,
    claims,
    falsehoods,
    holds,
    needlessly_approximate,
    value,
)

EXACT = [
    ("0·1 + 1·1 + 1·0", Fraction(1)),
    ("0*1 + 1*1 + -1*2", Fraction(-1)),
    ("2·(−1)", Fraction(-2)),
    ("2 × −3", Fraction(-6)),
    ("3 ÷ (46/3)", Fraction(9, 46)),
    ("20·9/46 + 0·27/46", Fraction(90, 23)),
    ("9/28 / 3", Fraction(3, 28)),
    ("12 ÷ 2 ÷ 3", Fraction(2)),
    ("12 ÷ 2·3", Fraction(18)),
    ("1.5/3", Fraction(1, 2)),
    ("3^2", Fraction(9)),
    ("3^(−1)", Fraction(1, 3)),
    ("3^−1", Fraction(1, 3)),
    ("2^3^2", Fraction(512)),
    ("−3^2", Fraction(-9)),
    ("(−3)²", Fraction(9)),
    ("(-3)^2", Fraction(9)),
    ("2⁻¹", Fraction(1, 2)),
    ("10¹²", Fraction(10**12)),
    ("2/3²", Fraction(4, 9)),
    ("e^0", Fraction(1)),
    ("e^(−∞)", Fraction(0)),
    ("3^(-inf)", Fraction(0)),
    ("√4", Fraction(2)),
    ("sqrt(4)", Fraction(2)),
    ("√9/4", Fraction(3, 2)),
    ("√(2 + 0.25)", Fraction(3, 2)),
    ("8^(1/3)", Fraction(2)),
    ("0 ÷ √3", Fraction(0)),
    ("0·√3", Fraction(0)),
    ("⌊3 ÷ 2⌋", Fraction(1)),
    ("⌊−1 ÷ 2⌋", Fraction(-1)),
    ("floor(-1 / 2)", Fraction(-1)),
    ("⌊√2⌋", Fraction(1)),
    ("max(1, 2, −∞)", Fraction(2)),
    ("min(√2, 1)", Fraction(1)),
    ("(1 + 3) ÷ 2", Fraction(2)),
    ("((1 + 3)·2 − 1)", Fraction(7)),
    ("1.235e+09", Fraction(1235000000)),
    ("−1.5e−03", Fraction(-3, 2000)),
    ("ln(1)", Fraction(0)),
    ("sin(0) + cos(0)", Fraction(1)),
    ("0.00001", Fraction(1, 100000)),
]

IRRATIONAL = [
    ("√2", math.sqrt(2)),
    ("3 ÷ √3", math.sqrt(3)),
    ("√(2 + 0.00001)", math.sqrt(2.00001)),
    ("e^0.70711", math.exp(0.70711)),
    ("e^(-1.5)", math.exp(-1.5)),
    ("3^0.5", math.sqrt(3)),
    ("2^0.70711", 2**0.70711),
    ("2^(1 ÷ √2)", 2 ** (1 / math.sqrt(2))),
    ("ln(3)", math.log(3)),
    ("−ln(0.25)", -math.log(0.25)),
    ("sin(1)", math.sin(1)),
    ("sin(−100)", math.sin(-100)),
    ("cos(1)", math.cos(1)),
    ("cos(9999.5)", math.cos(9999.5)),
    ("cos(3.14159)", math.cos(3.14159)),
    ("max(√2, 1)", math.sqrt(2)),
    ("e", math.e),
]

UNREADABLE = [
    "",
    "1 +",
    "(1",
    "1)",
    "2 3",
    "x",
    "⌊1",
    "max 1",
    "√(1, 2)",
    "sqrt(1, 2)",
    "1..2",
    "Σ",
    "2⁻",
    "1] = 2",
]

TRUE = [
    "S[cat, sat] = 0·1 + 1·1 + 1·0 = 1",
    "S[cat, sat] = 0*1 + 1*1 + 1*0 = 1",
    "A[1,2] = 3 ÷ 15.33333 ≈ 0.196",
    "A[1,2] = 3 / 15.33333 ~= 0.196",
    "A[a,b] = 3 ÷ (46/3) = 9/46",
    "O[a,b] = 20·9/46 + 0·27/46 = 90/23",
    "E[1,1] = 3^2 = 9",
    "E[1,1] = 3^(−1) = 1/3",
    "E[1,1] = e^0.70711 ≈ 2.028",
    "E[1,1] = e^(−∞) = 0",
    "E[1,1] = e^(-inf) = 0",
    "Q[1,1] = (−3)² = 9",
    "Q[1,1] = (-3)^2 = 9",
    "Z[1,1] = 3 ÷ √3 ≈ 1.732",
    "Z[1,1] = 3 ÷ √4 = 3 ÷ 2 = 1.5",
    "sd[a] = √(2 + 0.00001) ≈ 1.414",
    "sd[a] = sqrt(2 + 0.00001) ~= 1.414",
    "Z[1,1] = ⌊3 ÷ 2⌋ = 1",
    "Z[1,1] = floor(3 / 2) = 1",
    "N[1,1] = 2 − max(1, 2, −∞) = 0",
    "M[1,2] = −∞",
    "M[1,2] = -inf",
    "Z[1,2] = −∞ ÷ √2 = −∞",
    "mu[a] = (1 + 3) ÷ 2 = 2",
    "loss[a] = −ln(0.25) ≈ 1.386",
    "P[0,1] = cos(0) = 1",
    "F[1,1] = 1234567890·1 ≈ 1.235e+09",
    "A[1,1] = 1 ÷ 8 ≈ 0.13",
    "A[1,1] = −1 ÷ 8 ≈ −0.13",
    "A[1,1] = 2 ÷ 3 ≈ 0.6666666667",
    "E[1,1] = e^(1 ÷ √2) ≈ e^0.70711 ≈ 2.028",
    "E[1,1] = e^(2 ÷ √4) = e^1 ≈ 2.718",
    "Y[1,1] = 2·0.5 + 1 = 2.000",
    "Q[1,1] = 2",
    "head1.A[1,1] = 1 ÷ 2 = 0.5",
    "σ²[1] = 4 ÷ 2 = 2",
    "Ā[1,1] = 1·2 = 2",
]

FALSE = [
    "S[cat, sat] = 0·1 + 1·1 + 1·0 = 2",
    "S[cat, sat] = 0*1 + 1*1 + 1*0 = -1",
    "A[1,1] = 0.33 · 3 = 1.00",
    "A[1,2] = 3 ÷ 15.33333 ≈ 0.195",
    "A[1,2] = 3 ÷ 15.33333 ≈ 0.197",
    "A[1,2] = 3 ÷ 15.33333 = 0.196",
    "A[1,2] = 3 / 15.33333 ~= 0.2957",
    "A[a,b] = 3 ÷ (46/3) = 9/47",
    "O[a,b] = 20·9/46 + 0·27/46 = 3.913",
    "E[1,1] = 3^2 = 6",
    "E[1,1] = 3^(−1) = 0.333",
    "E[1,1] = e^0.70711 = 2.028",
    "E[1,1] = e^0.70711 ≈ 2.029",
    "E[1,1] = e^(−∞) = 1",
    "Q[1,1] = −3² = 9",
    "Z[1,1] = 3 ÷ √3 = 1.732",
    "Z[1,1] = 3 ÷ √3 ≈ 1.733",
    "sd[a] = √(2 + 0.00001) ≈ 1.415",
    "Z[1,1] = ⌊−1 ÷ 2⌋ = 0",
    "N[1,1] = 2 − max(1, 2, −∞) = 1",
    "Z[1,2] = −∞ ÷ √2 = 0",
    "Z[1,2] = 1 ÷ 2 ≈ −∞",
    "mu[a] = 1 + 3 ÷ 2 = 2",
    "loss[a] = −ln(0.25) ≈ −1.386",
    "F[1,1] = 1234567890·1 ≈ 1.234e+09",
    "F[1,1] = 1234567890·1 = 1.235e+09",
    "A[1,1] = 2 ÷ 3 ≈ 0.6666666666",
    "E[1,1] = e^(1 ÷ √2) ≈ e^0.70721 ≈ 2.028",
    "E[1,1] = e^(1 ÷ √2) = e^0.70711 ≈ 2.028",
    "E[1,1] = e^0.70711 ≈ e^1 ≈ 2.718",
    "Z[1,1] = 3 ÷ √4 = 3 ÷ 3 = 1",
    "Z[1,1] = 3 ÷ √4 = 1.5 = 1.6",
    "A[1,1] = 1 ÷ 0 = 0",
    "A[1,1] = 0 ÷ 0 ≈ 0",
    "N[1,1] = −∞ − −∞ = 0",
    "S[1,1] = 1·1 + … + 2·2 = 5",
    "S[1,1] = 1·1  +  2·2 = 6",
    "S[1,1] = 1·1 = 1 (or so)",
    "A[1,1] = 1 ÷ (1 + e^(−200)) = 1",
    "A[1,1] = 2^0.00001 = 1",
]


@pytest.mark.parametrize(("text", "expected"), EXACT)
def test_rational_expressions_stay_exact(text: str, expected: Fraction) -> None:
    """Rational arithmetic gives a fraction."""
    assert value(text) == expected
    assert isinstance(value(text), Fraction)


@pytest.mark.parametrize(("text", "expected"), IRRATIONAL)
def test_irrational_expressions_are_precise_decimals(text: str, expected: float) -> None:
    """The double-precision libraries agree, and the type says that the value is not rational."""
    result = value(text)
    assert isinstance(result, Decimal)
    assert math.isclose(float(result), expected, rel_tol=1e-12)


def test_roots_and_powers_have_fifty_digits() -> None:
    """Irrational values have more digits than are ever printed."""
    root_of_two = "1.4142135623730950488016887242096980785696718753769"
    e = "2.7182818284590452353602874713526624977572470936999"
    assert str(value("√2")).startswith(root_of_two)
    assert str(value("e")).startswith(e)


@pytest.mark.parametrize("text", ["−∞", "-inf", "−∞ − 3", "3·(−∞)", "max(−∞, −∞)", "⌊−∞⌋"])
def test_minus_infinity(text: str) -> None:
    """−∞ is a value of its own."""
    assert value(text) == MINUS_INFINITY


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_expression_is_refused(text: str) -> None:
    """Unknown text is Unreadable."""
    with pytest.raises(Unreadable):
        value(text)


@pytest.mark.parametrize("text", ["1 ÷ 0", "0 ÷ 0", "0·(−∞)", "−∞ − −∞", "√(−1)", "ln(−1)"])
def test_what_has_no_value_is_an_arithmetic_error(text: str) -> None:
    """An undefined value is an ArithmeticError."""
    with pytest.raises(ArithmeticError):
        value(text)


@pytest.mark.parametrize("line", TRUE)
def test_true_lines_hold(line: str) -> None:
    """Each true line has one claim, which holds."""
    assert len(claims(line)) == 1
    assert falsehoods(line) == []


@pytest.mark.parametrize("line", FALSE)
def test_false_lines_do_not_hold(line: str) -> None:
    """Each false line is reported."""
    assert falsehoods(line) == [line]


NASTY_LABELS = [
    "[CLS], [SEP]",
    "a = b, c",
    "a, x] = 1",
    "x] = 1, a",
    "x] ≈ 1, 50%",
    "日本, 語",
    "a|b, c│d",
    "a`b, c",
    'it\'s, "q"',
    "q:the, k:cat",
    "[b]x[/b], :smile:",
    "a[0], b[1]",
    "1/2, 3·4",
    "−∞, =",
    "a, b[c]",
    "  two  spaces , c",
]


@pytest.mark.parametrize("labels", NASTY_LABELS)
def test_labels_may_be_anything(labels: str) -> None:
    """A wrapped claim is read as one; the true line holds and its false twin does not."""
    (claim,) = claims(f"S[{labels}] = 2·3 + 1·(−1) = 5")
    assert claim.parts == ("2·3 + 1·(−1)", "5")
    assert claim.relations == ("=", "=")
    assert holds(claim)
    assert len(falsehoods(f"S[{labels}] = 2·3 + 1·(−1) = 6")) == 1


@pytest.mark.parametrize("labels", NASTY_LABELS)
def test_name_and_labels_are_told_apart(labels: str) -> None:
    """Also where the labels have brackets and equal signs."""
    (claim,) = claims(f"  head2.S[{labels}] ≈ √2 ≈ 1.414")
    assert (claim.name, claim.labels, claim.relations) == ("head2.S", labels, ("≈", "≈"))


TABLE = """\
╭────────────────────────────────────────────╮
│ Step 4 of 9   S = Q Kᵀ                     │
│    q:cat  ▏0  1  1▕   4   3  ▏1▕           │
│ S[cat,sat] = 0·1 + 1·1 + 1·0 = 1           │
│ A[cat,sat] = 3 ÷ 15.33333                  │
│     ≈ 0.196                                │
│ O[cat,d1] = 20·0.19565 +                   │
│   0·0.58696 = 3.913                        │
╰────────────────────────────────────────────╯
"""

MARKDOWN = r"""
# Self\-attention

| S | k:cat |
| --- | --- |
| q:cat | 1 |

- S\[cat, \[SEP\]\] = 0\*1 + 1\*1 + 1\*0 = 1
- `A[1,2] = 3 ÷ 15.33333 ≈ 0.196` and `A[1,3] = 1 ÷ 4 = 0.25`

| cell | note |
| :-- | :-- |
| E\[1,1\] = 3^2 = 9 | three squared |
"""


def test_claims_in_a_terminal_table() -> None:
    """Borders are removed and wrapped lines joined."""
    assert [claim.name for claim in claims(TABLE)] == ["S", "A", "O"]
    assert falsehoods(TABLE) == []
    assert len(falsehoods(TABLE.replace("0.196", "0.197").replace("3.913", "3.914"))) == 2


def test_claims_in_markdown() -> None:
    """Escapes and code spans are removed; both claims of a line are read."""
    assert [claim.name for claim in claims(MARKDOWN)] == ["S", "A", "A", "E"]
    assert falsehoods(MARKDOWN) == []
    assert (
        len(falsehoods(MARKDOWN.replace("0.196", "0.2957").replace("= 9", "= 8").replace(" = 1\n", " = 2\n")))
        == 3
    )


@pytest.mark.parametrize("between", ["   ", " ", ", ", "; ", " and ", " │ "])
def test_no_claim_hides_behind_another(between: str) -> None:
    """Both claims of a line are read, with any text between them."""
    assert len(claims(f"S[1,1] = 1·1 = 1{between}S[1,2] = 2·2 = 4")) == 2
    assert len(falsehoods(f"S[1,1] = 1·1 = 3{between}S[1,2] = 2·2 = 4")) == 1
    assert len(falsehoods(f"S[1,1] = 1·1 = 1{between}S[1,2] = 2·2 = 5")) == 1


def test_a_text_without_claims_is_seen_to_have_none() -> None:
    """Formulas, headings and matrices are not claims."""
    text = "S = Q Kᵀ\nA[i,j] = E[i,j] ÷ D[i]\nS[i,j] = Σ Q[i,k]·K[j,k]\n=====\nx [1, 2]\n[1 2]\n"
    assert claims(text) == []
    assert falsehoods(text) == []


@pytest.mark.parametrize(
    ("line", "needless"),
    [
        ("A[1,1] = 1 ÷ 4 ≈ 0.250", True),
        ("E[1,1] = e^0 ≈ 1", True),
        ("Z[1,1] = 3 ÷ √4 ≈ 1.5", True),
        ("M[1,1] = −∞ ÷ 2 ≈ −∞", True),
        ("A[1,1] = 1 ÷ 3 ≈ 0.333", False),
        ("Z[1,1] = 3 ÷ √3 ≈ 1.732", False),
        ("A[1,1] = 1 ÷ 4 = 0.25", False),
        ("A[1,1] = 1 ÷ 0 ≈ 3", False),
    ],
)
def test_needless_approximation(line: str, needless: bool) -> None:
    """An `≈` that is exactly true should have been `=`."""
    assert [needlessly_approximate(claim) for claim in claims(line)] == [needless]


def test_a_claim_keeps_its_line() -> None:
    """The message of a failure is the original line."""
    line = "A[1,2] = 3 ÷ 15.33333 ≈ 0.196"
    assert claims(line) == [Claim("A", "1,2", ("3 ÷ 15.33333", "0.196"), ("=", "≈"), line)]
