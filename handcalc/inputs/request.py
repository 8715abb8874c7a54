"""A request as stated in a file, on the command line or in Python, before sizes are known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handcalc.errors import InputError, Place
from handcalc.record.numbers import Rows
from handcalc.record.options import OptionValue
from handcalc.record.parameters import Input
from handcalc.record.topic import Topic

CellPlaces = Callable[[int, int], Place | None]


@dataclass
class Request:
    """A topic and the values stated for it.

    matrices: by name, in the orientation of the file; a vector is one row, layer1.W a field of a list's item.
    words: words, texts and mappings by name. counts: the number of items of each given list. options: only
    the stated ones. labels: by the plural of their axis. places: of the value of each key. cell_places: for
    vectors written as matrices, from row and column, counted from 0, to the place of a number.
    is_saved: whether handcalc wrote the file; then sizes follow the matrices, not the options.
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
    is_saved: bool = False

    @property
    def draws(self) -> bool:
        """Whether missing matrices are random: with a seed, or when no input is given."""
        return self.seed is not None or self.empty

    @property
    def empty(self) -> bool:
        """Whether no input is given."""
        return self.file is None and not (self.matrices or self.words or self.counts)

    def gave(self, name: str) -> bool:
        """Whether the input of this name is given."""
        return name in self.matrices or name in self.words or name in self.counts

    def spec(self, name: str) -> Input:
        """The declaration of an input, or of a field of a list's item (layer1.W)."""
        return self.topic.inputs.get(name) or self.specs({})[name]

    def specs(self, random_counts: Mapping[str, int]) -> dict[str, Input]:
        """All inputs by name, with the fields of list items; random_counts: those of random lists."""
        lists = [spec for spec in self.topic.inputs.values() if spec.items]
        counts = {spec.name: self.counts.get(spec.name, random_counts.get(spec.name, 0)) for spec in lists}
        lasts = {side.name: counts[spec.name] for spec in lists for side in spec.item_dimensions}
        specs: dict[str, Input] = {}
        for name, spec in self.topic.inputs.items():
            specs[name] = spec.of_item(0, lasts)
            for number in range(1, counts.get(name, 0) + 1):
                specs |= {field.name: field for field in spec.item(number, lasts)}
        return specs

    def overridden(self, options: dict[str, OptionValue], seed: int | None) -> Request:
        """The request with options and seed of the command line, which have precedence and no place."""
        places = {name: place for name, place in self.places.items() if name not in options}
        seed = self.seed if seed is None else seed
        return replace(self, options={**self.options, **options}, seed=seed, places=places)

    def is_transposed(self, spec: Input) -> bool:
        """Whether the rows of an input are written as columns; never for vectors."""
        return self.vectors == "columns" and spec.transposes and spec.kind == "matrix"

    def in_rows(self, spec: Input) -> Rows:
        """The given matrix of an input, in the row convention."""
        rows = self.matrices[spec.name]
        return [list(column) for column in zip(*rows, strict=True)] if self.is_transposed(spec) else rows

    def words_in(self, name: str) -> tuple[str, ...]:
        """The words of an input; a text is split at white space."""
        value = self.words[name]
        return tuple(value.split() if isinstance(value, str) else value)

    def refusal(self, fact: str, about: str) -> InputError:
        """An error about the value of a key, with its place if the file has it."""
        return InputError(fact, self.places.get(about), self.file, about)
