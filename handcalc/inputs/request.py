"""What was asked for, from a file, the command line or Python, before it is made to fit a topic's sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handcalc.errors import InputError, Place
from handcalc.inputs.numbers import Number
from handcalc.record.topic import Input, OptionValue, Topic
from handcalc.wording import counted, quoted

Rows = list[list[Number]]


@dataclass
class Request:
    """A topic, and what is given for it.

    matrices: as written, by name; a vector is one row, an item of a list has its own name (layer1.W).
    words: words, texts and mappings by name. counts: how many items a given list has. options: only those
    that were stated. labels: by the plural of their axis. places: where the value of a key stands.
    own: handcalc wrote it, with the sizes that its matrices had; where these change, the matrices say.
    """

    topic: Topic
    title: str | None = None
    vectors: str = "rows"
    seed: int | None = None
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    matrices: dict[str, Rows] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    options: dict[str, OptionValue] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    file: str | None = None
    own: bool = False

    @property
    def draws(self) -> bool:
        """Whether what is left out is drawn: with a seed, and when nothing at all is given."""
        return self.seed is not None or self.empty

    @property
    def empty(self) -> bool:
        """Whether nothing at all is given."""
        return self.file is None and not (self.matrices or self.words or self.counts)

    def gave(self, name: str) -> bool:
        """Whether an input of this name was given."""
        return name in self.matrices or name in self.words or name in self.counts

    def spec(self, name: str) -> Input:
        """The declaration of an input, or of an item's field (layer1.W)."""
        return self.topic.inputs.get(name) or self.specs({})[name]

    def specs(self, drawn: Mapping[str, int]) -> dict[str, Input]:
        """All inputs by name, lists taken apart; drawn says how many items a list has that is not given."""
        found: dict[str, Input] = {}
        for name, spec in self.topic.inputs.items():
            found[name] = spec
            if spec.kind == "list":
                for number in range(1, self.counts.get(name, drawn.get(name, 0)) + 1):
                    found |= {field.name: field for field in spec.item(number)}
        return found

    def overridden(self, options: dict[str, OptionValue], seed: int | None) -> Request:
        """The same request with the command line's words, which win and have no place in the file."""
        places = {name: place for name, place in self.places.items() if name not in options}
        seed = self.seed if seed is None else seed
        return replace(self, options={**self.options, **options}, seed=seed, places=places)

    def in_rows(self, name: str) -> Rows:
        """A matrix in the row convention; vectors and what does not turn stay as they are."""
        rows = self.matrices[name]
        spec = self.spec(name)
        if self.vectors == "rows" or spec.kind in ("vector", "number") or not spec.turns:
            return rows
        return [list(column) for column in zip(*rows, strict=True)]

    def words_in(self, name: str) -> tuple[str, ...]:
        """The words of an input: a text is split at white space."""
        value = self.words[name]
        return tuple(value.split() if isinstance(value, str) else value)

    def refusal(self, fact: str, about: str) -> InputError:
        """A refusal that points at the value of a key, where the file has it."""
        return InputError(fact, self.places.get(about), self.file, about)


def checked(spec: Input, number: Number, where: str) -> Number:
    """The number, if this input may hold it.

    Raises InputError: it is neither 0 nor 1 in a mask, or out of range.
    """
    too_small = spec.least is not None and number.value < spec.least
    if too_small or (spec.below is not None and number.value >= spec.below):
        span = f"from {spec.least}" if spec.below is None else f"in [{spec.least}, {spec.below})"
        fact = f"{where} is {quoted(number.text)}: {spec.name} holds numbers {span}"
        raise InputError(fact, about=spec.name)
    if spec.zero_one and number.value not in (0, 1):
        raise InputError(f"{where} is {quoted(number.text)}: {spec.name} holds 0 and 1", about=spec.name)
    return number


def diagonal_of(name: str, rows: Rows, place: Callable[[int, int], Place | None]) -> Rows:
    """The diagonal of a matrix that has numbers nowhere else, as one row.

    Raises InputError: it is not square, or has numbers elsewhere.
    """
    if len(rows) != len(rows[0]):
        shape = f"{len(rows)} × {len(rows[0])}"
        raise InputError(f"{name} is {shape}: a list of numbers or a diagonal matrix is needed", about=name)
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            if i != j and number.value != 0:
                where = f"{name}, row {i + 1}, column {j + 1}"
                fact = f"{where} is {number.text}: only the diagonal may differ from 0"
                raise InputError(fact, place(i, j), about=name)
    return [[row[i] for i, row in enumerate(rows)]]


def checked_rows(name: str, rows: Rows) -> Rows:
    """The rows, if they are a matrix.

    Raises InputError: there are none, or they differ in length.
    """
    if not rows:
        raise InputError(f"{name} has no rows", about=name)
    for number, row in enumerate(rows, start=1):
        if not row:
            raise InputError(f"{name}, row {number}: the row is empty", about=name)
        if len(row) != len(rows[0]):
            has = counted(len(row), "value")
            raise InputError(f"{name}, row {number}: {has} where row 1 has {len(rows[0])}", about=name)
    return rows
