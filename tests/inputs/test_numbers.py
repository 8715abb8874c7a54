"""The number rule: what is a number, which number it is, and what is said about everything else."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handcalc.errors import InputError
from handcalc.inputs.numbers import parse_number
from handcalc.record.numbers import Number
from handcalc.record.options import spelled
from handcalc.text import is_decimal
from tests.campaigns.fuzzing.independent import exact_value

RULE = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?\d+/\d+", re.ASCII)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Fraction(0)),
        ("7", Fraction(7)),
        ("010", Fraction(10)),
        ("+1", Fraction(1)),
        ("-1.5", Fraction(-3, 2)),
        ("-0.0", Fraction(0)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("1e-5", Fraction(1, 100000)),
        ("1.0E+3", Fraction(1000)),
        ("1/2", Fraction(1, 2)),
        ("-4/6", Fraction(-2, 3)),
        ("+03/04", Fraction(3, 4)),
        ("0/7", Fraction(0)),
        ("18446744073709551616", Fraction(2**64)),
        ("5e-324", Fraction(5, 10**324)),
        ("9" * 64, Fraction(10**64 - 1)),
    ],
)
def test_numbers_have_their_exact_value(text: str, value: Fraction) -> None:
    """A number is read exactly, and keeps the text it was typed as."""
    assert Number(value, text) == parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            ".",
            "e5",
            "1e",
            "1.5/2",
            "1/-2",
            "1/",
            "--1",
            "1 2",
            "\n1",
            "1\n",
            "²",
            "½",
            "50%",
            "1e5.0",
        ),
        *("2001-01-01", "1:30", "[1]", "one", "0b1", "=1+1", "1" * 65, "٣", "１", "1\x00"),
    ],
)
def test_what_is_not_a_number_is_refused(text: str) -> None:
    """A text outside the rule is refused, without a place, since numbers know of no file."""
    with pytest.raises(InputError) as caught:
        parse_number(text)
    assert caught.value.place is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,5", "write 1.5"),
        ("1,500", "write 1.500 or 1500"),
        ("1_000", "write 1000"),
        ("1\N{NO-BREAK SPACE}000", "write 1000"),
        ("\N{MINUS SIGN}1.5", "write -1.5"),
        ("٣", "write 3"),
        ("0x1F", "write 31"),
        ("3cm", "write 3"),
        ("1 / 2", "write 1/2"),
        ("true", "write 1"),
        ("No", "write 0"),
        ("null", "empty"),
        (".nan", "finite"),
        ("-.inf", "finite"),
        ("Infinity", "finite"),
        ("1:30", "'1:30' is not a number"),
        ("", "a number is missing"),
        ("1e400", "too large"),
        ("-1e999999999999", "too large"),
        ("1e-400", "too small"),
        ("1e-999999999999", "too small"),
        ("1/0", "divides by 0"),
        ("0/000", "divides by 0"),
        ("1" * 65, "at most 64"),
        ("\x1b[31m1", "<U+001B>"),
    ],
)
def test_refusals_say_what_helps(text: str, said: str) -> None:
    """A refusal says what is wrong with this text or how to write it."""
    with pytest.raises(InputError) as caught:
        parse_number(text)
    assert said in caught.value.fact


@pytest.mark.parametrize("text", ["0e-999999999", "0.00e999999999", "-0e400", "1e-999999999", "1e999999999"])
def test_gigantic_exponents_cost_nothing(text: str) -> None:
    """A gigantic exponent is zero or refused, and never becomes an integer of that many digits."""
    start = time.process_time()
    with suppress(InputError):
        assert 0 == parse_number(text).value
    assert time.process_time() - start < 0.5


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_is_read_back(value: float) -> None:
    """What Python prints for a double is read as that double."""
    assert value == float(parse_number(repr(value)).value)


@given(st.integers(-(10**30), 10**30), st.integers(1, 10**30))
def test_every_fraction_is_read_back(above: int, below: int) -> None:
    """A fraction is read without rounding."""
    assert Fraction(above, below) == parse_number(f"{above}/{below}").value


@given(st.from_regex(RULE, fullmatch=True) | st.from_regex(re.compile(f"({RULE.pattern}).?", re.ASCII)))
def test_a_number_has_the_value_that_decimals_give(text: str) -> None:
    """What the pattern allows, within 64 characters and a double's range, is read exactly; no more is."""
    found = None
    with suppress(InputError):
        found = parse_number(text)
    wanted = exact_value(text)
    assert (None if wanted is None else (wanted, text)) == found


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=9))
def test_what_is_spelled_is_read_back(decimal: Decimal) -> None:
    """The spelling of an option's value, as messages and JSON have it, is the same number again."""
    value = Fraction(decimal)
    assert value == parse_number(spelled(value)).value


@given(st.text(max_size=70) | st.text("0123456789+-.eE/,_ x", max_size=70))
def test_the_rule_decides_alone(text: str) -> None:
    """A text is a number only if the number pattern matches all of it; nothing else is ever raised."""
    with suppress(InputError):
        number = parse_number(text)
        assert RULE.fullmatch(text)
        assert is_decimal(text) != ("/" in number.text)


def test_long_texts_are_refused_at_once() -> None:
    """Texts made to keep a careless pattern busy are refused in an instant."""
    start = time.process_time()
    for text in ("1" * 63 + "x", "1" * 10**6 + "x", "." * 64, "1." * 32, "1e" * 32, "1," * 32):
        with pytest.raises(InputError):
            parse_number(text)
    assert time.process_time() - start < 0.5


def test_a_hundred_thousand_numbers_are_quick() -> None:
    """The most numbers that a file may hold are read well within the three seconds of a whole run."""
    start = time.process_time()
    for index in range(100_000):
        parse_number(f"{index % 97}.{index % 1000}")
    assert time.process_time() - start < 2
