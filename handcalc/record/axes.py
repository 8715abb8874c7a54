"""Axes: what the rows and columns of a matrix stand for, with a label for each."""

from __future__ import annotations

from typing import NamedTuple

# How a default label begins: x1, x2 are tokens; d1, d2 features. Without an entry: the axis's first letter.
_PREFIXES = {
    "token": "x",
    "query": "x",
    "key": "x",
    "memory": "y",
    "d_model": "d",
    "feature": "d",
    "word": "w",
    "step": "t",
    "state": "n",
}


class Axis(NamedTuple):
    """A named axis.

    name: what its items are, in the singular (token, key, d_k).
    labels: one text an item; texts may repeat, as words in a sentence do.
    """

    name: str
    labels: tuple[str, ...]

    @classmethod
    def numbered(cls, name: str, size: int) -> Axis:
        """An axis with default labels: x1, x2, … for tokens, d1, d2, … for features."""
        prefix = _PREFIXES.get(name, name[:1])
        return cls(name, tuple(f"{prefix}{number}" for number in range(1, size + 1)))

    @property
    def size(self) -> int:
        """How many items the axis has."""
        return len(self.labels)

    @property
    def single(self) -> bool:
        """Whether this is the axis of a vector or number that has no items to speak of."""
        return self is SINGLE or self == SINGLE

    def renamed(self, name: str | None) -> Axis:
        """The same items in another role: tokens that ask are queries, tokens that answer are keys."""
        return self if name is None else self._replace(name=name)

    def called(self, index: int, before: int = 0) -> str:
        """An item in a sentence: its own label, or its number, counted on from some before."""
        numbered = self == Axis.numbered(self.name, self.size)
        return f"{self.name} {before + index + 1}" if numbered else self.labels[index]

    def __str__(self) -> str:
        return self.name


SINGLE = Axis("single", ("",))
