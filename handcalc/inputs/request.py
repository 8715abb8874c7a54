"""What was asked for, from a file, the command line or Python, before it is made to fit a topic's sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handcalc.errors import InputError, Place
from handcalc.record.numbers import Number
from handcalc.record.options import OptionValue
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic

Rows = list[list[Number]]


CellPlaces = Callable[[int, int], Place | None]


@dataclass
class Request:
    """A topic, and what is given for it.

    matrices: as written, by name; a vector is one row, an item of a list has its own name (layer1.W).
    words: words, texts and mappings by name. counts: how many items a given list has. options: only those
    that were stated. labels: by the plural of their axis. places: where the value of a key stands.
    cell_places: of vectors that are written as matrices, where each of their numbers stands, from 0.
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
    cell_places: dict[str, CellPlaces] = field(default_factory=dict)
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
        lists = [spec for spec in self.topic.inputs.values() if spec.items]
        counts = {spec.name: self.counts.get(spec.name, drawn.get(spec.name, 0)) for spec in lists}
        lasts = {side.name: counts[spec.name] for spec in lists for side in spec.item_dimensions}
        found: dict[str, Input] = {}
        for name, spec in self.topic.inputs.items():
            found[name] = spec.of_item(0, lasts)
            for number in range(1, counts.get(name, 0) + 1):
                found |= {field.name: field for field in spec.item(number, lasts)}
        return found

    def overridden(self, options: dict[str, OptionValue], seed: int | None) -> Request:
        """The same request with the command line's words, which win and have no place in the file."""
        places = {name: place for name, place in self.places.items() if name not in options}
        seed = self.seed if seed is None else seed
        return replace(self, options={**self.options, **options}, seed=seed, places=places)

    def is_transposed(self, spec: Input) -> bool:
        """Whether the rows of an input are written as columns; never those of vectors."""
        return self.vectors == "columns" and spec.transposes and spec.kind == "matrix"

    def in_rows(self, spec: Input) -> Rows:
        """The matrix given for an input, in the row convention."""
        rows = self.matrices[spec.name]
        return [list(column) for column in zip(*rows, strict=True)] if self.is_transposed(spec) else rows

    def words_in(self, name: str) -> tuple[str, ...]:
        """The words of an input: a text is split at white space."""
        value = self.words[name]
        return tuple(value.split() if isinstance(value, str) else value)

    def refusal(self, fact: str, about: str) -> InputError:
        """A refusal that points at the value of a key, where the file has it."""
        return InputError(fact, self.places.get(about), self.file, about)
