"""What was asked for, from a file, the command line or Python, before it is made to fit a topic's sizes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handcalc.errors import InputError, Place
from handcalc.inputs.numbers import Number
from handcalc.record.topic import Input, OptionValue, Topic
from handcalc.wording import counted, quoted

Rows = list[list[Number]]


@dataclass
class Request:
    """A topic, and what is given for it.

    matrices: as written, by name; a vector is one row. options: only those that were stated. labels: by
    the plural of their axis. places: where the value of a key stands in the file.
    """

    topic: Topic
    title: str | None = None
    vectors: str = "rows"
    seed: int | None = None
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    matrices: dict[str, Rows] = field(default_factory=dict)
    options: dict[str, OptionValue] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    file: str | None = None

    @property
    def draws(self) -> bool:
        """Whether what is left out is drawn: with a seed, and when nothing at all is given."""
        return self.seed is not None or (self.file is None and not self.matrices)

    def overridden(self, options: dict[str, OptionValue], seed: int | None) -> Request:
        """The same request with the command line's words, which win and have no place in the file."""
        places = {name: place for name, place in self.places.items() if name not in options}
        seed = self.seed if seed is None else seed
        return replace(self, options={**self.options, **options}, seed=seed, places=places)

    def in_rows(self, name: str) -> Rows:
        """A matrix in the row convention; vectors and what does not turn stay as they are."""
        rows = self.matrices[name]
        if self.vectors == "rows" or self.topic.inputs[name].kind == "vector":
            return rows
        return [list(column) for column in zip(*rows, strict=True)]

    def refusal(self, fact: str, about: str) -> InputError:
        """A refusal that points at the value of a key, where the file has it."""
        return InputError(fact, self.places.get(about), self.file, about)


def checked(spec: Input, number: Number, where: str) -> Number:
    """The number, if this input may hold it.

    Raises InputError: it is neither 0 nor 1 in a mask.
    """
    if spec.zero_one and number.value not in (0, 1):
        raise InputError(f"{where} is {quoted(number.text)}: {spec.name} holds 0 and 1", about=spec.name)
    return number


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
