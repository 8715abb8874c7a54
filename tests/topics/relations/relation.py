"""What a relation is made of: calculations, random numbers, and the claim that two results are the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

import handcalc

Array = NDArray[Any]
Steps = dict[str, Array]
"""The values of every step, by its id."""
Run = Callable[..., Steps]
"""From a topic, its inputs and options to its steps."""


class Numbers:
    """Random inputs of a relation."""

    def __init__(self, seed: object) -> None:
        self.random = Random(str(seed))

    def matrix(self, rows: int, columns: int) -> Array:
        """Normal numbers with three decimals: no two are likely to be equal."""
        return np.array([self.vector(columns) for _ in range(rows)])

    def vector(self, size: int) -> Array:
        """The same in a row."""
        return np.array([round(self.random.gauss(0, 1), 3) for _ in range(size)])

    def order(self, size: int) -> list[int]:
        """The places from 0 in another order."""
        places = list(range(size))
        while size > 1 and places == sorted(places):
            self.random.shuffle(places)
        return places

    def some(self, least: int, most: int) -> int:
        """A size."""
        return self.random.randint(least, most)


Relation = Callable[[Run, Numbers], None]
RELATIONS: dict[str, list[Relation]] = defaultdict(list)


def relation_of(topic: str) -> Callable[[Relation], Relation]:
    """Enter a relation that holds for a topic; its docstring says what."""

    def entered(relation: Relation) -> Relation:
        RELATIONS[topic].append(relation)
        return relation

    return entered


def run(topic: str, **given: Any) -> Steps:
    """The steps of a calculation."""
    worked = getattr(handcalc, topic.replace("-", "_"))(**given)
    return {step.id: step.values for step in worked}


def same(expected: Any, actual: Any) -> None:
    """Two results are the same: words exactly, numbers to nine digits."""
    one, other = np.asarray(expected), np.asarray(actual)
    if "O" in (one.dtype.char, other.dtype.char) or "U" in (one.dtype.char, other.dtype.char):
        assert one.tolist() == other.tolist()
    else:
        np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-9, strict=True)
