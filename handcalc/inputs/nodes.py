"""The content of a file, independent of topics: texts, lists and mappings, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handcalc.errors import InputError, Place
from handcalc.limits import DEPTH, VALUES
from handcalc.text import quoted

NEEDED = "a mapping of names to matrices is needed, such as X: [[1, 0], [0, 1]]"
EMPTY = f"the file is empty: {NEEDED}"

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class ScalarNode:
    """A number or a text as it was typed; `quoted` distinguishes the text "1" from the number 1."""

    place: Place
    text: str
    quoted: bool


@dataclass(slots=True)
class SequenceNode:
    """A list, in the order of the file."""

    place: Place
    items: list[Node]


@dataclass(slots=True)
class MappingNode:
    """Named values, in the order of the file, without duplicate names."""

    place: Place
    entries: list[tuple[ScalarNode, Node]]
    _values: dict[str, Node] | None = field(default=None, init=False, repr=False, compare=False)

    def find(self, key: str) -> Node | None:
        """The value of this name, None if there is none."""
        if self._values is None:
            self._values = {name.text: value for name, value in self.entries}
        return self._values.get(key)


Node = ScalarNode | SequenceNode | MappingNode


class Places:
    """Turns positions in a text into lines and columns; CR, LF and CR LF end a line.

    It counts from the last position, so that reading forward needs one pass and no table of lines.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = 0
        self._start = 0
        self._index = 0

    def at(self, index: int) -> Place:
        """The place of the character at this position, which counts from 0."""
        if index < self._index:
            self._lines = self._start = self._index = 0
        ends = self._ends(self._index, index)
        if ends:
            self._lines += ends
            self._start = 1 + max(self._text.rfind(end, self._index, index) for end in "\r\n")
        self._index = index
        return Place(self._lines + 1, index - self._start + 1)

    def _ends(self, start: int, stop: int) -> int:
        count = self._text.count
        returns = count("\r", start, stop)
        pairs = count("\r\n", start, stop) if returns else 0
        return count("\n", start, stop) + returns - pairs


@dataclass(slots=True)
class Guard:
    """Counts values and nesting while a file is read, to refuse a huge one before it fills the memory."""

    values_allowed: int = VALUES
    values: int = 0
    depth: int = 0

    def enter(self, place: Place) -> None:
        """Count an opening list or mapping; raises InputError if it is nested too deeply."""
        self.depth += 1
        if self.depth > DEPTH:
            raise InputError(f"lists are nested more than {DEPTH} deep, which is the limit", place)

    def leave(self, size: int, place: Place) -> None:
        """Count the end of the list or mapping at this place; an empty one counts as a value."""
        self.depth -= 1
        if not size:
            self.count(place)

    def count(self, place: Place) -> None:
        """Count a value; raises InputError if the file has too many."""
        self.values += 1
        if self.values > self.values_allowed:
            raise InputError(f"the file has more than {self.values_allowed:,} values, the limit", place)


def refuse_doubled(key: ScalarNode, lines: dict[str, int]) -> None:
    """Record a key and its line; raises InputError if its mapping already has this key."""
    first, second = lines.get(key.text), key.place.line
    if first is None:
        lines[key.text] = second
        return
    where = f"both in line {first}" if first == second else f"in lines {first} and {second}"
    name = key.text if key.text.isidentifier() and len(key.text) <= 40 else quoted(key.text)
    raise InputError(f"{name} is given twice, {where}; keep one", key.place)


def whole_text(text: str, place: Place) -> str:
    """The text itself; raises InputError if it contains half of a surrogate pair, which cannot be written."""
    if not text.isascii() and _SURROGATE.search(text):
        raise InputError("half of a surrogate pair (\\ud800 to \\udfff) is not a character", place)
    return text
