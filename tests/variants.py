"""What the laws share: every topic in every variant, found from signatures, and recorded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, Literal

import handcalc.topics as topics
from handcalc import formats
from handcalc.calculate import calculate, record_attempt
from handcalc.errors import CalculationError, InputError, NotRational
from handcalc.formats.document.presentation import present
from handcalc.inputs.binding import bind
from handcalc.inputs.from_python import from_python
from handcalc.inputs.request import Request
from handcalc.record.arithmetic import Exact
from handcalc.record.calculation import Calculation
from handcalc.record.options import Option
from handcalc.record.orientation import in_columns
from handcalc.record.parameters import Input
from handcalc.record.replay import replay
from handcalc.record.topic import Topic

Vectors = Literal["rows", "columns"]
ORIENTATIONS: tuple[Vectors, ...] = ("rows", "columns")
ROUNDINGS = ("full", "carry", "exact")
UNKNOWN_SIZE = 2


@dataclass(frozen=True, eq=False)
class Variant:
    """A topic with some inputs and options, as a library call gives them."""

    topic: str
    name: str
    given: Mapping[str, Any]

    @property
    def draws(self) -> bool:
        """Whether a seed decides about some of its numbers."""
        inputs = topics.find(self.topic).inputs
        return "seed" in self.given or not any(name in inputs for name in self.given)

    def request(self, **more: Any) -> Request:
        """A request of its own, with more said."""
        return from_python(topics.find(self.topic), {**self.given, **more})

    def __str__(self) -> str:
        return f"{self.topic}: {self.name}"


@cache
def record(variant: Variant, rounding: str = "full", digits: int = 3, seed: int | None = None) -> Calculation:
    """The recorded calculation of a variant's first draw, in rows; tests only read it.

    Most variants state all numbers, and no further draw could make those kinder.
    """
    more = {} if seed is None else {"seed": seed}
    return record_attempt(bind(variant.request(rounding=rounding, digits=digits, **more)), 0)


def written(variant: Variant, vectors: Vectors, rounding: str = "full", digits: int = 3) -> Calculation:
    """The record as it is shown in rows or in columns."""
    calculation = record(variant, rounding, digits)
    return in_columns(calculation) if vectors == "columns" else calculation


TEXT_FORMATS = [name for name in formats.names() if not formats.find(name).binary]
"""The formats that are text; a PDF has tests of its own."""


def text_of(calculation: Calculation, format: str, **choices: Any) -> str:
    """A record in a format, with the number of digits it was recorded for."""
    return formats.as_text(
        format, present(calculation, **{"digits": calculation.arithmetic.digits, **choices})
    )


@lru_cache(maxsize=64)
def rendered(variant: Variant, format: str, rounding: str = "full", vectors: Vectors = "rows") -> str:
    """The text of a variant in a format, rendered once for all laws that look at it."""
    return text_of(record(variant, rounding), format, vectors=vectors)


@cache
def is_rational(variant: Variant) -> bool:
    """Whether fractions go all the way through, with the numbers that are there without being asked for."""
    try:
        replay(record(variant), Exact(3))
    except NotRational:
        return False
    return True


def roundings(variant: Variant) -> list[str]:
    """The ways to calculate that a variant can be asked for."""
    possible = {"full": True, "carry": can_be_carried(variant), "exact": is_rational(variant)}
    return [rounding for rounding in ROUNDINGS if possible[rounding]]


@cache
def can_be_carried(variant: Variant) -> bool:
    """Whether rounding every step to three decimals leaves something to divide by, or to take the ln of."""
    try:
        record(variant, "carry")
    except CalculationError:
        return False
    return True


@cache
def variants(topic: str) -> list[Variant]:
    """What its signature offers, one thing at a time, and the combinations of its own test file."""
    found = topics.find(topic)
    own = getattr(own_tests(topic), "VARIANTS", {})
    everything = [*of_signature(found), *own.items()]
    return [Variant(topic, name, given) for name, given in everything]


@cache
def all_variants() -> list[Variant]:
    """The variants of every topic."""
    return [variant for name in topics.names() for variant in variants(name)]


@cache
def rational_variants() -> list[Variant]:
    """Those that exact rounding does not refuse."""
    return [variant for variant in all_variants() if is_rational(variant)]


def own_tests(topic: str) -> Any:
    """The test file of a topic: VARIANTS it adds, COMPANIONS without which an option has no meaning."""
    return import_module(f"tests.topics.test_{topic.replace('-', '_')}")


# --- variants from a signature ------------------------------------------------------------------------------


def of_signature(topic: Topic) -> Iterator[tuple[str, dict[str, Any]]]:
    """The defaults, every option, every optional input, and every pattern of numbers.

    What a topic refuses is left out; test_variants asks for every option and input in what is left.
    """
    for name, given in candidates(topic):
        try:
            record_attempt(bind(from_python(topic, given)), 0)
        except InputError:
            continue
        yield name, given


def candidates(topic: Topic) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a signature offers, one thing at a time, with its companions."""
    yield "defaults", {}
    for option in topic.options.values():
        for value in values_of(option):
            like = {option.like: 4} if option.like else {}
            yield (
                f"{option.name} {value}",
                {**like, **companions(topic, option.name, value), option.name: value},
            )
    sizes = axis_sizes(topic)
    for spec in topic.inputs.values():
        if not spec.required and spec.kind in ("matrix", "vector"):
            own = companions(topic, spec.name, None)
            yield (
                f"with {spec.name}",
                {**words_of(topic), "seed": 1, spec.name: filled(spec, sizes, _small), **own},
            )
    drawn = [spec for spec in drawn_inputs(topic) if not callable(spec.drawn_from)]
    for name, pattern in PATTERNS.items() if drawn else ():
        numbers = {spec.name: filled(spec, sizes, pattern) for spec in drawn}
        yield name, {**words_of(topic), "seed": 1, **numbers}


def companions(topic: Topic, name: str, value: Any) -> dict[str, Any]:
    """What an option or input has no meaning without, said by the topic's own tests."""
    own: dict[str, dict[str, Any]] = getattr(own_tests(topic.name), "COMPANIONS", {})
    return own.get(f"{name} {value}", own.get(name, {}))


def words_of(topic: Topic) -> dict[str, Any]:
    """The words that stand for themselves when nothing is given."""
    given = calculate(Request(topic)).given
    return {one.id: one.value for one in given if one.value is not None}


def values_of(option: Option) -> list[Any]:
    """Every word, a flag that is on, and numbers at and above the bottom of the range."""
    if option.flag:
        return [True]
    if option.axis is not None:
        assert isinstance(option.default, int)
        return [1, option.default + 1 if option.default else 3]
    bottom = option.least if option.least is not None else option.above or 0
    numbers: list[Any] = []
    if option.number == "whole":
        numbers = [1, 2] if option.like else [bottom + 1, bottom + 2]
    elif option.number == "decimal":
        lowest = [Fraction(bottom)] if option.least is not None else []
        top = Fraction(option.most) if option.most is not None else Fraction(bottom + 2)
        numbers = [*lowest, bottom + (top - bottom) * 3 / 4, top]
    return [*option.words, *numbers]


def drawn_inputs(topic: Topic) -> list[Input]:
    """The matrices and vectors that are drawn when nothing is said."""
    return [topic.inputs[given.id] for given in calculate(Request(topic)).given if given.is_random]


def axis_sizes(topic: Topic) -> dict[str, int]:
    """How long each axis is by default; what stands for an absent input says how long its axes are."""
    sizes: dict[str, int] = {}
    for given in calculate(Request(topic)).given:
        spec = topic.inputs[given.id]
        if given.matrix is not None:
            for side, axis in zip(spec.dimensions, (given.matrix.rows, given.matrix.columns), strict=True):
                sizes.setdefault(side.axis, axis.size)
    for spec in topic.inputs.values():
        if spec.stand_in is not None:
            for side, other in zip(spec.dimensions, (spec.stand_in.rows, spec.stand_in.columns), strict=True):
                sizes.setdefault(side.axis, sizes.get(other.axis, UNKNOWN_SIZE))
    return sizes


def filled(spec: Input, sizes: Mapping[str, int], pattern: Callable[[int, int], float]) -> Any:
    """Numbers for an input, a flat list for a vector; a mask lets everyone look back."""
    rows, columns = (1 if one.is_single else sizes.get(one.axis, UNKNOWN_SIZE) for one in spec.dimensions)
    rule = (lambda i, j: int(j <= i)) if spec.domain.binary else pattern
    matrix = [[rule(row, column) for column in range(columns)] for row in range(rows)]
    return matrix[0] if spec.kind == "vector" else matrix


def _small(row: int, column: int) -> float:
    return (3 * row + 2 * column) % 5 - 1


PATTERNS: dict[str, Callable[[int, int], float]] = {
    "zeros": lambda row, column: 0,
    "ties": lambda row, column: 1,
    "some ties": lambda row, column: (row + column) % 2,
    "negatives": lambda row, column: -((row + 2 * column) % 3) / 2,
    "decimals": lambda row, column: ((7 * row + 3 * column) % 10 - 4) / 10,
}
