"""Law 2: every topic gives what a reference gives that shares no code with handcalc.

The references are plain numpy in tests/reference, one file a topic. Each topic's own test file compares with
PyTorch besides.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.calculate import record_attempt
from handcalc.errors import CalculationError
from handcalc.inputs.binding import bind
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Given
from tests.sampling import daily_sample
from tests.topics.agreement import differences, holds_words
from tests.topics.reference import reference_of
from tests.topics.reference.softmax import Steps
from tests.variants import Variant, all_variants, drawn_inputs, record

EVERYDAY_SEEDS = range(40, 44)
ALL_SEEDS = range(6)
MOST_ATTEMPTS = 10


def reference_steps(calculation: Calculation) -> Steps:
    """The reference on the same inputs and options; sizes it takes only where they do more than draw."""
    reference = reference_of(calculation.topic)
    known = inspect.signature(reference).parameters
    offered = topics.find(calculation.topic).options.items()
    told = [name for name, option in offered if option.axis is None or name in known]
    options = {name: plain(calculation.options[name]) for name in told}
    steps: Steps = reference(**inputs_of(calculation), **options)
    return steps


def plain(option: Any) -> Any:
    """An option as a reference takes it."""
    return math.e if option == "e" else float(option) if isinstance(option, Fraction) else option


def inputs_of(calculation: Calculation) -> dict[str, Any]:
    """The inputs as numpy arrays, a vector as one dimension; words as they are, a list as a list."""
    return {given.id: value_of(given) for given in calculation.given}


def value_of(given: Given) -> Any:
    """An input, or a field of an item, as a reference takes it."""
    if given.kind == "list":
        return [item_of(fields) for fields in given.items]
    if given.exact is None:
        return given.value
    numbers = floats(given.exact)
    return numbers[0] if given.kind == "vector" else numbers


def item_of(fields: Sequence[Given]) -> Any:
    """A matrix, or a mapping of what an item holds."""
    if "." not in fields[0].id:
        return value_of(fields[0])
    return {field.id.rpartition(".")[2]: value_of(field) for field in fields}


def first_draw(variant: Variant, seed: int) -> Calculation:
    """The first draw of a seed that can be calculated: a vector of zeros has no cosine."""
    bound = bind(variant.request(seed=seed))
    for attempt in range(MOST_ATTEMPTS):
        with suppress(CalculationError):
            return record_attempt(bound, attempt)
    raise AssertionError(f"{variant}, seed {seed}: no draw can be calculated")


def assert_seeds(variant: Variant, seeds: range) -> None:
    """The variant with each seed, if it draws at all."""
    for seed in seeds if variant.draws else [None]:
        calculation = record(variant) if seed is None else first_draw(variant, seed)
        assert [] == differences(calculation, reference_steps(calculation)), f"seed {seed}"


@pytest.mark.parametrize("variant", all_variants(), ids=str)
def test_every_variant(variant: Variant) -> None:
    """Same steps, same order, same numbers to nine digits."""
    calculation = record(variant)
    assert [] == differences(calculation, reference_steps(calculation))


@pytest.mark.parametrize("variant", daily_sample([one for one in all_variants() if one.draws], one_in=6))
def test_variants_with_other_seeds(variant: Variant) -> None:
    """The same with other numbers: some of the variants each day, all of them with -m slow."""
    assert_seeds(variant, EVERYDAY_SEEDS)


@pytest.mark.parametrize("topic", topics.names())
def test_many_seeds(topic: str) -> None:
    """Twenty seeds of the defaults."""
    assert_seeds(Variant(topic, "defaults", {}), range(20))


@pytest.mark.slow
@pytest.mark.parametrize("variant", all_variants(), ids=str)
def test_every_variant_with_many_seeds(variant: Variant) -> None:
    """Half a dozen seeds of every variant."""
    assert_seeds(variant, ALL_SEEDS)


def spoil(values: Any) -> Any:
    """Other words, or numbers off in the eighth digit."""
    if holds_words(values):
        return np.full(values.shape, "another", dtype=object)
    numbers = values.astype(float)
    return numbers + np.where(np.isfinite(numbers), 1e-7 + 1e-7 * np.nan_to_num(abs(numbers)), 0)


@pytest.mark.parametrize("variant", all_variants()[::5], ids=str)
def test_a_wrong_step_is_seen(variant: Variant) -> None:
    """Guard: a step of the reference that is off in the eighth digit, missing or turned is found."""
    calculation = record(variant)
    right = reference_steps(calculation)
    for name, values in right.items():
        spoiled = spoil(values)
        assert [name] == differences(calculation, {**right, name: spoiled})
        assert differences(calculation, {k: v for k, v in right.items() if k != name})
        assert values.shape in (values.T.shape, (1, 1)) or differences(calculation, {**right, name: values.T})


DRAWING = [name for name in topics.names() if drawn_inputs(topics.find(name))]


def test_what_draws_nothing() -> None:
    """Counting, tokenizing and a law of three numbers have nothing to draw; everything else draws."""
    assert {"chinchilla", "params", "tokenize"} == set(topics.names()) - set(DRAWING)


@pytest.mark.parametrize("topic", DRAWING)
def test_the_draws_differ(topic: str) -> None:
    """Guard: another seed gives other numbers, so many seeds are as many calculations."""
    variant = Variant(topic, "defaults", {})
    seen = {str(inputs_of(record(variant, seed=seed))) for seed in range(20)}
    assert len(seen) > 15
