"""What a topic declares: its function's signature, read as inputs and options.

The signature is the only statement of a topic's parameters. Positional parameters annotated with
`matrix(…)` or `vector(…)` are the keys of an input file; keyword-only parameters annotated with
`option(…)` or `size(…)` are the options, in a file and on the command line.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args, get_origin

from handcalc.record.matrix import Matrix
from handcalc.record.operations.reductions import Each
from handcalc.record.recorder import Recorder

OptionValue = bool | int | Fraction | str
InputKind = Literal["matrix", "vector"]


class Group(Enum):
    """The parts of the list of topics, in the order in which they are shown."""

    TRANSFORMER = "Attention and the transformer"
    EXPERTS = "Mixture of experts"
    STATE_SPACE = "State space"
    SAMPLING = "Sampling and decoding"
    RETRIEVAL = "Embeddings and retrieval"
    ADAPTATION = "Adaptation"


# Small numbers that a person multiplies in the head; zeros keep sums short.
BINARY = (0, 0, 0, 1, 1)
SPARSE = (-1, 0, 0, 0, 0, 0, 1)
SPARSE_EVEN = (-2, 0, 0, 0, 0, 0, 2)


class LineWish(NamedTuple):
    """What every row (or column) of a random matrix should be like, so that what follows is kind.

    each: rows or columns, by the options. fulfilled: whether a line is as wished.
    """

    each: Callable[[Mapping[str, Any]], Each]
    fulfilled: Callable[[Sequence[int], Mapping[str, Any]], bool]


class Input(NamedTuple):
    """A matrix or vector that a topic takes.

    rows, columns: names of its axes; `heads * d_k` is that many times the option heads, `token as query` the
    axis token in the role of a query.
    unless: not needed when all of these are given. absent: the axes that its own stand for when it is not
    given. drawn_from: what a random one is made of. zero_one: only 0 and 1 are meant. wish: what its
    lines should be like.
    """

    kind: InputKind
    rows: str
    columns: str
    title: str
    unless: tuple[str, ...] = ()
    absent: tuple[str, str] | None = None
    drawn_from: tuple[int, ...] = SPARSE
    zero_one: bool = False
    wish: LineWish | None = None
    name: str = ""
    required: bool = True


class Option(NamedTuple):
    """A choice that a topic offers.

    words: the words it may be. number: whether it may be a number, whole or with decimals. least, above,
    most: the range of the number. like: the option whose value is its default. axis: the axis whose
    random size it gives.
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


def matrix(rows: str, columns: str, title: str, **more: Any) -> Input:
    """Annotate a parameter as a matrix with these axes."""
    return Input("matrix", rows, columns, title, **more)


def vector(columns: str, title: str, **more: Any) -> Input:
    """Annotate a parameter as a vector along this axis: a flat list in a file, one row in the record."""
    return Input("vector", "single", columns, title, **more)


def option(text: str, **more: Any) -> Option:
    """Annotate a keyword-only parameter as an option."""
    return Option(text, **more)


def size(axis: str, text: str, least: int = 1) -> Option:
    """Annotate a keyword-only parameter as the size of an axis of what is drawn."""
    return Option(text, least=least, axis=axis)


@dataclass(frozen=True)
class Topic:
    """A worked calculation: a function that records, with its name and group."""

    name: str
    group: Group
    function: Callable[..., Any]

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return self.doc.split("\n", 1)[0].rstrip(".")

    @property
    def doc(self) -> str:
        """Its docstring: glossary, source, and where it departs from the real thing."""
        return inspect.getdoc(self.function) or ""

    @cached_property
    def _parameters(self) -> list[tuple[inspect.Parameter, Any, Any]]:
        signature = inspect.signature(self.function, eval_str=True)
        found = []
        for parameter in list(signature.parameters.values())[1:]:
            kind, spec = get_args(parameter.annotation)
            found.append((parameter, kind, spec))
        return found

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """Its inputs by name, in order."""
        return {
            parameter.name: _named(spec, parameter)
            for parameter, _, spec in self._parameters
            if isinstance(spec, Input)
        }

    @cached_property
    def options(self) -> dict[str, Option]:
        """Its options by name, in order."""
        return {
            parameter.name: _typed(spec, parameter, kind)
            for parameter, kind, spec in self._parameters
            if isinstance(spec, Option)
        }

    def __call__(self, c: Recorder, *inputs: Matrix | None, **options: Any) -> Any:
        """Record the calculation; another topic may call it as a part of its own."""
        return self.function(c, *inputs, **options)


def topic(group: Group) -> Callable[[Callable[..., Any]], Topic]:
    """Declare a function as a topic; its name becomes the command's."""

    def declare(function: Callable[..., Any]) -> Topic:
        return Topic(function.__name__.replace("_", "-"), group, function)

    return declare


def _named(spec: Input, parameter: inspect.Parameter) -> Input:
    optional = parameter.default is None and not spec.unless
    return spec._replace(name=parameter.name, required=not optional)


def _typed(spec: Option, parameter: inspect.Parameter, kind: Any) -> Option:
    kinds = [kind] if get_origin(kind) is Literal or not get_args(kind) else list(get_args(kind))
    words = [word for one in kinds if get_origin(one) is Literal for word in get_args(one)]
    number: Literal["whole", "decimal"] | None = None
    if Fraction in kinds or int in kinds:
        number = "decimal" if Fraction in kinds else "whole"
    return spec._replace(
        name=parameter.name,
        default=parameter.default,
        words=tuple(words),
        number=number,
        flag=kind is bool,
    )
