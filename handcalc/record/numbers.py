"""Typed numbers with their exact values, and the domains of inputs."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Number(NamedTuple):
    """An exact value and the text that was typed."""

    value: Fraction
    text: str


Rows = list[list[Number]]


class Domain(NamedTuple):
    """The numbers that an input may hold: at least `least`, below `upper_exclusive`, only 0 and 1."""

    least: int | None = None
    upper_exclusive: int | None = None
    binary: bool = False

    def __contains__(self, value: object) -> bool:
        assert isinstance(value, Fraction)
        below = self.least is not None and value < self.least
        above = self.upper_exclusive is not None and value >= self.upper_exclusive
        return not (below or above or (self.binary and value not in (0, 1)))

    def __str__(self) -> str:
        if self.binary:
            return "0 and 1"
        whole = self.upper_exclusive is None
        return f"numbers from {self.least}" if whole else f"numbers in [{self.least}, {self.upper_exclusive})"


ANY_NUMBER = Domain()
NON_NEGATIVE = Domain(least=0)
UNIT_INTERVAL = Domain(least=0, upper_exclusive=1)
ZERO_OR_ONE = Domain(binary=True)
