"""Whole calculations beside each other: three relations or more that hold between those of a topic."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.errors import InputError
from tests.topics.relations import blocks, counting, experts, layers, retrieval, sequences, words
from tests.topics.relations.relation import RELATIONS, Array, Numbers, Relation, Steps, run

GROUPS = (blocks, counting, experts, layers, retrieval, sequences, words)
LEAST = 3
EVERYDAY, ALL = range(3), range(12)
EVERY = [
    pytest.param(relation, id=f"{topic}: {relation.__name__}")
    for topic, relations in RELATIONS.items()
    for relation in relations
]


@pytest.mark.parametrize("relation", EVERY)
def test_every_relation(relation: Relation) -> None:
    """It holds for numbers drawn anew."""
    for seed in EVERYDAY:
        relation(run, Numbers(seed))


@pytest.mark.slow
@pytest.mark.parametrize("relation", EVERY)
def test_every_relation_with_many_numbers(relation: Relation) -> None:
    """It holds for many more of them."""
    for seed in ALL:
        relation(run, Numbers(seed))


def too_few() -> list[str]:
    """Topics with fewer relations than each should have; a relation counts once."""
    return [name for name in topics.names() if len(set(RELATIONS.get(name, []))) < LEAST]


def test_every_topic_has_relations() -> None:
    """A topic has three at least, and there is none of a topic that is not there."""
    assert [] == too_few()
    assert set(RELATIONS) <= set(topics.names())


def test_a_topic_with_few_relations_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: two relations, or the same one three times, are too few."""
    first, second, *_ = RELATIONS["softmax"]
    monkeypatch.setitem(RELATIONS, "softmax", [first, second, second])
    monkeypatch.delitem(RELATIONS, "vit")
    assert ["softmax", "vit"] == too_few()


def spoiled(values: Array) -> Array:
    """Other words, and numbers that are off by a little, each by another little."""
    if any(isinstance(value, str) for value in values.flat):
        return values + "!"
    size = np.where(np.isfinite(values), abs(values), 0)
    return values + 1e-6 * (1 + size) * (1 + np.arange(values.size).reshape(values.shape))


class Broken:
    """Calculates, and spoils the result of one of its calculations, counted from 1; 0 is none."""

    def __init__(self, which: int) -> None:
        self.which = which
        self.calls = 0

    def __call__(self, topic: str, **given: Any) -> Steps:
        self.calls += 1
        steps = run(topic, **given)
        if self.calls != self.which:
            return steps
        return {name: spoiled(values) for name, values in steps.items()}


@pytest.mark.parametrize("relation", EVERY)
def test_a_broken_relation_is_seen(relation: Relation) -> None:
    """Guard: if any of its calculations came out a little otherwise, it would not hold, or be refused."""
    whole = Broken(0)
    relation(whole, Numbers(0))
    assert whole.calls
    for which in range(1, whole.calls + 1):
        with pytest.raises((AssertionError, InputError)):
            relation(Broken(which), Numbers(0))
