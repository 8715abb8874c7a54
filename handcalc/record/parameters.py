"""What a topic's parameters may be, as annotations declare them: matrices, vectors, words, lists, options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from handcalc.record.operations.reductions import Each

# bool, int, Fraction, str or a tuple of words: as the option was declared.
OptionValue = Any
InputKind = Literal["matrix", "vector", "number", "words", "text", "texts", "mapping", "list"]
Words = tuple[str, ...]

# Small numbers that a person multiplies in the head; zeros keep sums short.
BINARY = (0, 0, 0, 1, 1)
SPARSE = (-1, 0, 0, 0, 0, 0, 1)
SPARSE_EVEN = (-2, 0, 0, 0, 0, 0, 2)


class LineWish(NamedTuple):
    """What every row (or column) of a random matrix should be like, so that what follows is kind.

    each: rows or columns, by the options. fulfilled: whether a line is as wished.
    """

    each: Callable[[Mapping[str, Any]], Each]
    fulfilled: Callable[[Sequence[Any], Mapping[str, Any]], bool]


class Input(NamedTuple):
    """What a topic takes: a matrix, a vector, words, …

    rows, columns: names of its axes; `heads * d_k` is that many times the option heads, `patch * patch` the
    option patch squared, `token as query` the axis token in the role of a query.
    unless: not needed when all of these are given. beside: needed only with this other input. absent: the
    axes that its own stand for when it is not given, () where they are nobody's. drawn_from: what a random
    one is made of. zero_one: only 0 and 1 are meant. wish: what its lines should be like. turns: whether
    the column convention transposes it. example: the words (or the text of a number) that stand for it when
    nothing at all is given, or a function of the options that tells them. otherwise: how it follows from
    the other words and the options.
    drawn_when: of an optional one, with which options it is drawn where it is not given, seed or not.
    distribution: every row is drawn as probabilities, and refused if it does not sum to 1. least, below: the
    range of its numbers.
    diagonal: a vector that may also be written as a diagonal matrix.
    each, fields, how_many: of a list: the prefix of an item's names (layer gives layer1.W), what an item
    holds (a field without a name is the item itself), the option that says how many a random one has.
    """

    kind: InputKind
    rows: str
    columns: str
    title: str
    unless: tuple[str, ...] = ()
    beside: str = ""
    absent: tuple[str, str] | tuple[()] | None = None
    detached: tuple[str, ...] = ()
    drawn_from: tuple[int | Fraction, ...] = SPARSE
    drawn_when: Callable[[Mapping[str, Any]], bool] | None = None
    distribution: bool = False
    least: int | None = None
    below: int | None = None
    zero_one: bool = False
    diagonal: bool = False
    wish: LineWish | None = None
    turns: bool = True
    example: Any = None
    otherwise: Callable[[Mapping[str, Any], Mapping[str, Any]], Any] | None = None
    each: str = ""
    fields: tuple[Input, ...] = ()
    how_many: str = ""
    name: str = ""
    required: bool = True

    @property
    def wordy(self) -> bool:
        """Whether it is made of words, which no seed can draw."""
        return self.kind in ("words", "text", "texts", "mapping")

    def item(self, number: int) -> list[Input]:
        """Of a list, the inputs of one item, with names and axes of their own: layer2.W."""
        places = {"number": number, "before": number - 1}
        return [
            field._replace(
                name=f"{self.each}{number}.{field.name}" if field.name else f"{self.each}{number}",
                rows=field.rows.format(**places),
                columns=field.columns.format(**places),
                required=field.required and self.required,
            )
            for field in self.fields
        ]


class Derived(NamedTuple):
    """A default that follows from other options, which stand before it in the signature.

    words: how, for help. rule: from the values so far to the default.
    """

    words: str
    rule: Callable[[Mapping[str, OptionValue]], OptionValue]


class Option(NamedTuple):
    """A choice that a topic offers.

    words: the words it may be. number: whether it may be a number, whole or with decimals. least, above,
    most: the range of the number. like: the option whose value is its default. axis: the axis whose
    random size it gives; width{number} those of all items of a list but the last, width{last} that of the
    last. flag: yes or no. free: it may be any word. many: it may be any list of words.
    derived: how its default follows from other options.
    """

    help: str
    least: int | None = None
    above: int | None = None
    most: int | None = None
    like: str | None = None
    axis: str | None = None
    name: str = ""
    default: OptionValue | None = None
    words: tuple[str, ...] = ()
    number: Literal["whole", "decimal"] | None = None
    flag: bool = False
    free: bool = False
    many: bool = False
    derived: Derived | None = None

    def default_among(self, values: Mapping[str, OptionValue]) -> OptionValue | None:
        """Its default, given the values of the options before it."""
        if self.derived:
            return self.derived.rule(values)
        return values[self.like] if self.like else self.default

    @property
    def default_in_words(self) -> str | None:
        """How its default follows from other options; None for one that stands for itself."""
        return self.derived.words if self.derived else f"as {self.like}" if self.like else None


def matrix(rows: str, columns: str, title: str, **more: Any) -> Input:
    """Annotate a parameter as a matrix with these axes."""
    return Input("matrix", rows, columns, title, **more)


def vector(columns: str, title: str, **more: Any) -> Input:
    """Annotate a parameter as a vector along this axis: a flat list in a file, one row in the record."""
    return Input("vector", "single", columns, title, **more)


def number(title: str, **more: Any) -> Input:
    """Annotate a parameter as a single number."""
    return Input("number", "single", "single", title, **more)


def words(axis: str, title: str, **more: Any) -> Input:
    """Annotate a parameter as a list of words; they are the labels of this axis, if it has a name."""
    return Input("words", "single", axis or "single", title, **more)


def text(title: str, axis: str = "", **more: Any) -> Input:
    """Annotate a parameter as a text, words in a row or a list of them; they label this axis, if any."""
    return Input("text", "single", axis or "single", title, **more)


def texts(axis: str, title: str, **more: Any) -> Input:
    """Annotate a parameter as a list of texts along an axis."""
    return Input("texts", "single", axis, title, **more)


def mapping(title: str, **more: Any) -> Input:
    """Annotate a parameter as a mapping of words to counts, or a text whose words are counted."""
    return Input("mapping", "single", "single", title, **more)


def items(each: str, title: str, how_many: str, *fields: Input, **more: Any) -> Input:
    """Annotate a parameter as a list whose items hold these fields; see Input."""
    return Input("list", "single", "single", title, each=each, fields=fields, how_many=how_many, **more)


def option(text: str, **more: Any) -> Option:
    """Annotate a keyword-only parameter as an option."""
    return Option(text, **more)


def size(axis: str, text: str, least: int = 1, like: str | None = None) -> Option:
    """Annotate a keyword-only parameter as the size of an axis of what is drawn."""
    return Option(text, least=least, axis=axis, like=like)
