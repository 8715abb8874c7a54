"""Inputs of a topic, declared by annotations: matrices, vectors, words, lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Literal, NamedTuple, Protocol, TypedDict, Unpack

from handcalc.errors import InputError
from handcalc.record.dimensions import SINGLE_SIDE, Dimension, OptionCount
from handcalc.record.numbers import ANY_NUMBER, Domain, Rows
from handcalc.record.operations.reductions import Each
from handcalc.record.options import Options

InputKind = Literal["matrix", "vector", "number", "words", "text", "texts", "mapping", "list"]
Words = tuple[str, ...]

# Small numbers are easy to multiply; zeros keep sums short.
BINARY = (0, 0, 0, 1, 1)
SPARSE = (-1, 0, 0, 0, 0, 0, 1)
SPARSE_EVEN = (-2, 0, 0, 0, 0, 0, 2)

RandomLines = Callable[[Callable[[], float], int, int], list[list[int | Fraction]]]
"""A function of (uniform random source, number of lines, length of a line) that returns the lines."""


class LineTarget(NamedTuple):
    """A quality target for the lines of a random matrix, so that the steps are easy by hand.

    each: whether a line is a row or a column, by the options. accepts: whether a line meets the target.
    """

    each: Callable[[Options], Each]
    accepts: Callable[[Sequence[Any], Options], bool]


class StandIn(NamedTuple):
    """The axes used for a missing input, unless all inputs in `unless` are present."""

    rows: Dimension
    columns: Dimension
    unless: tuple[str, ...] = ()


class Refusal(Protocol):
    """Creates the error for a number of an input; row and column count from 1."""

    def __call__(self, fact: str, row: int | None = None, column: int | None = None) -> InputError: ...


class ListItems(NamedTuple):
    """The items of a list.

    item_prefix: layer gives names like layer1.W. fields: the inputs of each item; a field without a name is
    the item itself. count_option: the number of items of a random list.
    """

    item_prefix: str
    fields: tuple[Input, ...]
    count_option: OptionCount


class Input(NamedTuple):
    """An input of a topic: a matrix, a vector, words, …

    rows, columns: its dimensions. transposes: whether the column convention transposes it.

    required: whether the calculation needs it; required_unless: not if all of these inputs are present;
    required_when: only with these options; requires: another input without which it has no effect.
    stand_in: its axes while it is missing.

    domain: the numbers it may hold. prepare: converts the numbers of the file (in rows) to those of the
    calculation, after the sizes are checked; raises the refusal. A vector with `prepare` may also be written
    as a matrix, which `prepare` reduces to one row.
    drawn_from: the numbers of a random one. line_target: a quality target for its lines. drawn_when: the
    options with which an optional one is random if it is missing, even without a seed.

    example: the words (or the number as text) used if the user gives nothing at all, or a function of the
    options that returns them. default_from: a function of the other words and the options.
    items: the items of a list.
    """

    kind: InputKind
    rows: Dimension
    columns: Dimension
    title: str
    name: str = ""
    transposes: bool = True
    required: bool = True
    required_unless: tuple[str, ...] = ()
    required_when: Callable[[Options], bool] | None = None
    requires: str = ""
    stand_in: StandIn | None = None
    domain: Domain = ANY_NUMBER
    prepare: Callable[[Rows, Refusal], Rows] | None = None
    drawn_from: tuple[int | Fraction, ...] | RandomLines = SPARSE
    line_target: LineTarget | None = None
    drawn_when: Callable[[Options], bool] | None = None
    example: Any = None
    default_from: Callable[[Mapping[str, Any], Options], Any] | None = None
    items: ListItems | None = None

    @property
    def wordy(self) -> bool:
        """Whether it consists of words, which are never random."""
        return self.kind in ("words", "text", "texts", "mapping")

    @property
    def dimensions(self) -> tuple[Dimension, Dimension]:
        """Its rows and its columns."""
        return self.rows, self.columns

    @property
    def fields(self) -> tuple[Input, ...]:
        """The fields of a list item; () for other kinds."""
        return self.items.fields if self.items else ()

    @property
    def shape(self) -> str:
        """The shape in words: 'tokens × d_model'; one length for a vector, the kind for words."""
        if self.kind == "matrix":
            return f"{self.rows} × {self.columns}"
        return str(self.columns) if self.kind == "vector" else self.kind

    @property
    def item_dimensions(self) -> set[Dimension]:
        """The dimensions of a list that differ from item to item."""
        return {side for field in self.fields for side in field.dimensions if side.item == "each"}

    def item(self, number: int, lasts: Mapping[str, int]) -> list[Input]:
        """The inputs of one list item, with its names (layer2.W) and axes."""
        assert self.items is not None
        item_name = f"{self.items.item_prefix}{number}"
        return [
            field._replace(
                name=f"{item_name}.{field.name}" if field.name else item_name,
                required=field.required and self.required,
            ).of_item(number, lasts)
            for field in self.items.fields
        ]

    def of_item(self, number: int, lasts: Mapping[str, int]) -> Input:
        """The input in this item of a list; lasts: the number of the last item by dimension."""
        if all(side.item is None for side in self.dimensions):
            return self
        rows, columns = (side.of_item(number, lasts.get(side.name, 0)) for side in self.dimensions)
        return self._replace(rows=rows, columns=columns)


class WordsSettings(TypedDict, total=False):
    """The settings of an input of words; see Input."""

    name: str
    required: bool
    example: Any
    default_from: Callable[[Mapping[str, Any], Options], Any]


matrix = partial(Input, "matrix")
"""Annotate a parameter as a matrix: rows, columns, title, and other fields of Input."""

vector = partial(Input, "vector", SINGLE_SIDE)
"""Annotate a parameter as a vector along an axis: a flat list in a file, one row in the record."""

number = partial(Input, "number", SINGLE_SIDE, SINGLE_SIDE)
"""Annotate a parameter as a single number."""


def _of_words(
    kind: InputKind, title: str, axis: Dimension = SINGLE_SIDE, **settings: Unpack[WordsSettings]
) -> Input:
    return Input(kind, SINGLE_SIDE, axis, title, **settings)


words = partial(_of_words, "words")
"""Annotate a parameter as a list of words, the labels of this axis, if any."""

text = partial(_of_words, "text")
"""Annotate a parameter as a text or a list of its words, the labels of this axis, if any."""

texts = partial(_of_words, "texts")
"""Annotate a parameter as a list of texts along an axis."""

mapping = partial(_of_words, "mapping")
"""Annotate a parameter as a mapping from words to counts, or a text whose words are counted."""


def items(item_prefix: str, title: str, axis: Dimension, count_option: OptionCount, *fields: Input) -> Input:
    """Annotate a parameter as a list along an axis; see ListItems."""
    return Input("list", SINGLE_SIDE, axis, title, items=ListItems(item_prefix, fields, count_option))
