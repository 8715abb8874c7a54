"""Law 7: every printed = is exact as printed, and no ≈ could be =."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from handcalc.errors import CalculationError, NotRational
from handcalc.record.calculation import Calculation
from tests.readers import latex, mathml, typst
from tests.readers.printed_equations import claims, falsehoods, needlessly_approximate
from tests.sampling import daily_first, daily_sample
from tests.variants import (
    ORIENTATIONS,
    ROUNDINGS,
    TEXT_FORMATS,
    Variant,
    all_variants,
    rational_variants,
    record,
    text_of,
)

SEEDS, MANY_SEEDS = range(40), range(500)
DIGITS = (1, 2, 3, 4)
# What writes arithmetic as text; json carries it too, csv has only values.
WRITTEN = [name for name in TEXT_FORMATS if name != "csv"]


def readable(text: str, format: str) -> str:
    """The printed claims of a format as lines of text."""
    if format == "html":
        return mathml.lines(text)
    if format == "typst":
        return typst.lines(text)
    if format == "latex":
        return "\n".join(latex.equations(latex.body(text)))
    if format == "json":
        return "\n".join(re.findall(r'"text": "([^"]*)"', text))
    return text


def random_calculation(seed: int, rounding: str, digits: int) -> Calculation | None:
    """A random variant and its calculation by seed; None if rounding makes it undefined."""
    variant: Variant = Random(seed).choice(rational_variants() if rounding == "exact" else all_variants())
    try:
        return record(variant, rounding, digits, seed if variant.draws else None)
    except NotRational:
        return record(variant, rounding, digits)
    except CalculationError:
        return None


def faults(text: str) -> list[str]:
    """The lines that are false, or needlessly approximate."""
    return falsehoods(text) + [claim.line for claim in claims(text) if needlessly_approximate(claim)]


def assert_true(calculation: Calculation, format: str, seed: int) -> None:
    """No claim in this format is false."""
    choices: dict[str, Any] = {
        "vectors": ORIENTATIONS[seed % 2],
        "cells": "all" if seed % 3 == 0 or format == "json" else "first",
        "ascii_only": seed % 5 == 0,
        "width": (40, 80, 120)[seed % 7 % 3],
    }
    text = readable(text_of(calculation, format, **choices), format)
    assert [] == faults(text)


@pytest.mark.parametrize("format", WRITTEN)
@pytest.mark.parametrize("seed", daily_first(SEEDS, count=16))
def test_every_equation_is_true(seed: int, format: str) -> None:
    """One variant, rounding and number of digits for each seed."""
    rounding, digits = ROUNDINGS[seed // 4 % 3], DIGITS[seed % 4]
    calculation = random_calculation(seed, rounding, digits)
    if calculation is not None:
        assert_true(calculation, format, seed)


@pytest.mark.slow
@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("seed", MANY_SEEDS)
def test_every_equation_of_many_seeds_is_true(seed: int, rounding: str) -> None:
    """Every rounding for each seed, with two numbers of digits, and the formats in turn."""
    for digits in DIGITS[seed % 2 :: 2]:
        calculation = random_calculation(seed, rounding, digits)
        if calculation is not None:
            assert_true(calculation, WRITTEN[(seed // 2 + digits) % len(WRITTEN)], seed)


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=12))
def test_every_cell_of_every_variant_is_true(variant: Variant) -> None:
    """All cells of all variants, in sentences, with 3, 0 and 4 decimals in turn."""
    place = all_variants().index(variant)
    text = text_of(record(variant), "plain", cells="all", digits=(3, 0, 4)[place % 3])
    assert [] == faults(text)


@pytest.mark.parametrize("digits", [0, 1, 2, 3])
def test_a_small_divisor_is_not_printed_as_zero(digits: int) -> None:
    """The deviation √ε = 0.003 of a constant row is printed with enough decimals to divide by."""
    variant = Variant("layernorm", "constant", {"X": [[1, 1]]})
    assert [] == faults(text_of(record(variant), "plain", cells="all", digits=digits))


@pytest.mark.parametrize("format", WRITTEN)
def test_a_false_equation_is_seen(format: str) -> None:
    """Guard: a changed digit after any = or ≈ of a worked-out cell is reported, in every format."""
    variant = next(one for one in all_variants() if str(one) == "attention: thirds")
    text = readable(text_of(record(variant), format, cells="all"), format)
    assert [] == falsehoods(text)
    results = list(re.finditer(r"[·÷/^*] ?[0-9.]+ (?:=|≈|~=) (?P<last>[0-9.]+)`?$", text, re.MULTILINE))
    assert results
    for match in results[:20]:
        wrong = text[: match.start("last")] + f"{float(match['last']) + 1:g}" + text[match.end("last") :]
        assert falsehoods(wrong)


def test_most_seeds_give_something_to_read() -> None:
    """Guard: most variants have claims, and most seeds are defined under carried rounding."""
    worked = [claims(text_of(record(variant), "plain")) for variant in all_variants()[::20]]
    assert sum(any(len(claim.parts) >= 2 for claim in lines) for lines in worked) > 0.9 * len(worked)
    assert sum(random_calculation(seed, "carry", 1) is not None for seed in SEEDS) > 30
    assert all(random_calculation(seed, "exact", 3) is not None for seed in SEEDS)
