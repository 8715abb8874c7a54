"""Axes: a name and labels for the rows or columns of a matrix."""

from __future__ import annotations

from typing import NamedTuple

# Prefix of default labels: x1, x2 for tokens, d1, d2 for features; else the first letter of the axis name.
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

    name: in the singular (token, key, d_k).
    labels: one text an item; they may repeat, like words in a sentence.
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
        """The number of items."""
        return len(self.labels)

    @property
    def single(self) -> bool:
        """Whether this is the axis of length 1 of a vector or number."""
        return self is SINGLE or self == SINGLE

    def renamed(self, name: str | None) -> Axis:
        """The same labels under another name, such as query or key for token; None keeps the name."""
        return self if name is None else self._replace(name=name)

    def called(self, index: int, before: int = 0) -> str:
        """The label of an item in a sentence; with default labels 'token 3', counted after `before` items."""
        numbered = self == Axis.numbered(self.name, self.size)
        return f"{self.name} {before + index + 1}" if numbered else self.labels[index]

    def __str__(self) -> str:
        return self.name


SINGLE = Axis("single", ("",))
