"""Inputs: what a topic takes, as its annotations declare it: matrices, vectors, words, lists."""

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

# Small numbers that a person multiplies in the head; zeros keep sums short.
BINARY = (0, 0, 0, 1, 1)
SPARSE = (-1, 0, 0, 0, 0, 0, 1)
SPARSE_EVEN = (-2, 0, 0, 0, 0, 0, 2)

RandomLines = Callable[[Callable[[], float], int, int], list[list[int | Fraction]]]
"""From a source of numbers in [0, 1) to so many lines of such a length."""


class LineTarget(NamedTuple):
    """A quality target for the lines of a random matrix, so that the steps are easy by hand.

    each: whether a line is a row or a column, by the options. accepts: whether a line meets the target.
    """

    each: Callable[[Options], Each]
    accepts: Callable[[Sequence[Any], Options], bool]


class StandIn(NamedTuple):
    """The axes that stand for an input's own while it is not given, unless all of some others are."""

    rows: Dimension
    columns: Dimension
    unless: tuple[str, ...] = ()


class Refusal(Protocol):
    """Makes a refusal of an input's numbers; row and column, from 1, say which, and find its place."""

    def __call__(self, fact: str, row: int | None = None, column: int | None = None) -> InputError: ...


class ListItems(NamedTuple):
    """What the items of a list hold.

    item_prefix: begins their names; layer gives layer1.W. fields: of each item; a field without a name is
    the item itself. count_option: how many items a random list has.
    """

    item_prefix: str
    fields: tuple[Input, ...]
    count_option: OptionCount


class Input(NamedTuple):
    """What a topic takes: a matrix, a vector, words, …

    rows, columns: its dimensions. turns: whether the column convention transposes it.

    required: whether a calculation needs it; required_unless: not when all of these are given;
    required_when: only with these options; requires: only beside this other input, without which it has no
    effect. stand_in: what its axes are while it is not given.

    domain: the numbers it may hold. prepare: from the numbers that are given (in rows) to those that are
    calculated with; raises what the refusal makes. A vector that has one may be written as a matrix, too,
    of which it makes one row; a matrix is prepared when its sizes fit.
    drawn_from: what a random one is made of. wish: what its lines should be like. drawn_when: with which
    options an optional one is drawn where it is not given, seed or not.

    example: the words (or the text of a number) that stand for it when nothing at all is given, or a
    function of the options that makes them. default_from: from the other words and the options to it.
    items: of a list, what its items hold.
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
        """Whether it is made of words, which no seed can draw."""
        return self.kind in ("words", "text", "texts", "mapping")

    @property
    def dimensions(self) -> tuple[Dimension, Dimension]:
        """Its rows and its columns."""
        return self.rows, self.columns

    @property
    def fields(self) -> tuple[Input, ...]:
        """Of a list, what an item holds; () for all else."""
        return self.items.fields if self.items else ()

    @property
    def shape(self) -> str:
        """'tokens × d_model', 'd_model × heads·d_k'; a vector has one length, and words are words."""
        if self.kind == "matrix":
            return f"{self.rows} × {self.columns}"
        return str(self.columns) if self.kind == "vector" else self.kind

    @property
    def item_dimensions(self) -> set[Dimension]:
        """Of a list, the dimensions that each of its items has for itself."""
        return {side for field in self.fields for side in field.dimensions if side.item == "each"}

    def item(self, number: int, lasts: Mapping[str, int]) -> list[Input]:
        """Of a list, the inputs of one item, with names and axes of their own: layer2.W."""
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
        """The input within this item of a list; lasts has the number of the last one by dimension."""
        if all(side.item is None for side in self.dimensions):
            return self
        rows, columns = (side.of_item(number, lasts.get(side.name, 0)) for side in self.dimensions)
        return self._replace(rows=rows, columns=columns)


class WordsSettings(TypedDict, total=False):
    """What may be said of an input of words; see Input."""

    name: str
    required: bool
    example: Any
    default_from: Callable[[Mapping[str, Any], Options], Any]


matrix = partial(Input, "matrix")
"""Annotate a parameter as a matrix: its rows, columns and title, and what else Input has."""

vector = partial(Input, "vector", SINGLE_SIDE)
"""Annotate a parameter as a vector along an axis: a flat list in a file, one row in the record."""

number = partial(Input, "number", SINGLE_SIDE, SINGLE_SIDE)
"""Annotate a parameter as a single number."""


def words(title: str, axis: Dimension = SINGLE_SIDE, **settings: Unpack[WordsSettings]) -> Input:
    """Annotate a parameter as a list of words; they are the labels of this axis, if there is one."""
    return Input("words", SINGLE_SIDE, axis, title, **settings)


def text(title: str, axis: Dimension = SINGLE_SIDE, **settings: Unpack[WordsSettings]) -> Input:
    """Annotate a parameter as a text, words in a row or a list of them; they label this axis, if any."""
    return Input("text", SINGLE_SIDE, axis, title, **settings)


def texts(title: str, axis: Dimension, **settings: Unpack[WordsSettings]) -> Input:
    """Annotate a parameter as a list of texts along an axis."""
    return Input("texts", SINGLE_SIDE, axis, title, **settings)


def mapping(title: str, **settings: Unpack[WordsSettings]) -> Input:
    """Annotate a parameter as a mapping of words to counts, or a text whose words are counted."""
    return Input("mapping", SINGLE_SIDE, SINGLE_SIDE, title, **settings)


def items(item_prefix: str, title: str, axis: Dimension, count_option: OptionCount, *fields: Input) -> Input:
    """Annotate a parameter as a list along an axis whose items hold these fields; see ListItems."""
    return Input("list", SINGLE_SIDE, axis, title, items=ListItems(item_prefix, fields, count_option))
