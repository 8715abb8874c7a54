"""Four families of numbers that calculations are tried with."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

FAMILIES: dict[str, Callable[[Random, float], float]] = {
    "integers": lambda draw, reach: float(draw.randint(-9, 9)),
    "one decimal": lambda draw, reach: draw.randint(-99, 99) / 10,
    "normal": lambda draw, reach: draw.gauss(0, 1),
    "extreme": lambda draw, reach: draw.choice((-1, 1)) * 10 ** draw.uniform(-reach, reach),
}
"""By name, from a source of chance and, for the extreme ones, how many powers of ten they reach."""
