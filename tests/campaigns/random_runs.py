"""Real runs of all topics, with numbers of every family in the place of those that are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.errors import InputError
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from tests.record.number_families import FAMILIES
from tests.variants import candidates, own_tests

REACH = 2.5
"""Powers of ten that the extreme numbers reach; e to the power of more is often refused."""


def random_run(topic: str, number: int) -> Calculation | None:
    """A run of a topic, its options, inputs, digits and rounding in turn; None where these are refused."""
    found, draw = topics.find(topic), Random(f"{topic} {number}")
    given = {**draw.choice(_bases(topic)), "digits": number % 11}
    if draw.random() < 0.2:
        given["rounding"] = "carry"
    if not given.keys() & found.inputs.keys() or "seed" in given:
        given["seed"] = number
    try:
        drawn = calculate(from_python(found, given))
        others = _other_numbers(drawn, draw, list(FAMILIES)[number % len(FAMILIES)])
        return calculate(from_python(found, {**given, **_words_of(drawn), **others})) if others else drawn
    except InputError:
        return None


@cache
def _bases(topic: str) -> list[Mapping[str, Any]]:
    """What the signature offers, and the variants of the topic's own tests."""
    own = getattr(own_tests(topic), "VARIANTS", {})
    return [given for _, given in candidates(topics.find(topic))] + list(own.values())


def _words_of(calculation: Calculation) -> dict[str, Any]:
    return {given.id: given.value for given in calculation.given if given.value is not None}


def _other_numbers(calculation: Calculation, draw: Random, family: str) -> dict[str, Any]:
    """Numbers of a family for the matrices that were drawn, but not for shares and draws, which must fit."""
    inputs = topics.find(calculation.topic).inputs
    found: dict[str, Any] = {}
    for given in calculation.given:
        if not given.is_random or given.matrix is None or inputs[given.id].domain.least is not None:
            continue
        rows, columns = given.matrix.shape
        numbers = [[FAMILIES[family](draw, REACH) for _ in range(columns)] for _ in range(rows)]
        found[given.id] = numbers[0] if given.kind == "vector" else numbers
    return found
