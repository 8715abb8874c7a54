"""Law 2: every topic gives what a reference gives that shares no code with handcalc.

The references are plain numpy in tests/reference, one file a topic. Each topic's own test file compares with
PyTorch besides.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation
from tests.reference.softmax import Steps
from tests.support import Variant, all_variants, record

EVERYDAY_SEEDS = range(40, 44)
ALL_SEEDS = range(44)


def reference_of(topic: str) -> Callable[..., Steps]:
    """The reference of a topic, found by its name."""
    name = topic.replace("-", "_")
    found: Callable[..., Steps] = getattr(import_module(f"tests.reference.{name}"), name)
    return found


def reference_steps(calculation: Calculation) -> Steps:
    """The reference on the same inputs and options; sizes are options that only drawing needs."""
    reference = reference_of(calculation.topic)
    known = inspect.signature(reference).parameters
    offered = topics.find(calculation.topic).options.items()
    options = {k: plain(calculation.options[k]) for k, option in offered if option.axis is None}
    assert options.keys() <= known.keys(), "an option that the reference does not know"
    return reference(**inputs_of(calculation), **options)


def plain(option: Any) -> Any:
    """An option as a reference takes it."""
    return math.e if option == "e" else float(option) if isinstance(option, Fraction) else option


def inputs_of(calculation: Calculation) -> dict[str, Any]:
    """The inputs as numpy arrays, a vector as one dimension."""
    found = {}
    for given in calculation.given:
        assert given.exact is not None
        found[given.id] = floats(given.exact)[0] if given.kind == "vector" else floats(given.exact)
    return found


def differences(calculation: Calculation, expected: Mapping[str, Any]) -> list[str]:
    """The steps that differ, or that only one of the two has, in their order."""
    if list(expected) != calculation.ids:
        return [f"{list(expected)} are not {calculation.ids}"]
    return [
        step.id
        for step in calculation.steps
        if expected[step.id].shape != step.values.shape
        or not np.allclose(step.values.astype(float), expected[step.id], rtol=1e-9, atol=1e-9)
    ]


def assert_seeds(variant: Variant, seeds: range) -> None:
    """The variant with each seed, if it draws at all."""
    for seed in seeds if variant.draws else [None]:
        calculation = record(variant, seed=seed)
        assert [] == differences(calculation, reference_steps(calculation)), f"seed {seed}"


@pytest.mark.parametrize("variant", all_variants(), ids=str)
def test_every_variant(variant: Variant) -> None:
    """Same steps, same order, same numbers to nine digits, as written and for some seeds."""
    calculation = record(variant)
    assert [] == differences(calculation, reference_steps(calculation))
    assert_seeds(variant, EVERYDAY_SEEDS)


@pytest.mark.parametrize("topic", topics.names())
def test_many_seeds(topic: str) -> None:
    """Forty seeds of the defaults."""
    assert_seeds(Variant(topic, "defaults", {}), range(40))


@pytest.mark.slow
@pytest.mark.parametrize("variant", all_variants(), ids=str)
def test_every_variant_with_many_seeds(variant: Variant) -> None:
    """Forty-four seeds of every variant."""
    assert_seeds(variant, ALL_SEEDS)


@pytest.mark.parametrize("variant", all_variants()[::5], ids=str)
def test_a_wrong_step_is_seen(variant: Variant) -> None:
    """Guard: a step of the reference that is off in the eighth digit, missing or turned is found."""
    calculation = record(variant)
    right = reference_steps(calculation)
    for name, values in right.items():
        spoiled = np.where(np.isfinite(values), values + 1e-7 + 1e-7 * abs(values), values)
        assert [name] == differences(calculation, {**right, name: spoiled})
        assert differences(calculation, {k: v for k, v in right.items() if k != name})
        assert values.shape in (values.T.shape, (1, 1)) or differences(calculation, {**right, name: values.T})


@pytest.mark.parametrize("topic", topics.names())
def test_the_draws_differ(topic: str) -> None:
    """Guard: another seed gives other numbers, so forty seeds are forty calculations."""
    variant = Variant(topic, "defaults", {})
    seen = {str(inputs_of(record(variant, seed=seed))) for seed in range(40)}
    assert len(seen) > 30
