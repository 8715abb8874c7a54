"""Topics: a function whose signature declares inputs and options.

Positional parameters annotated with `matrix(…)`, `vector(…)`, `words(…)` and so on are the keys of an input
file; keyword-only ones with `option(…)` or `size(…)` are the options, in a file and on the command line.
A `parameter_group(…)` stands for all parameters of a named tuple.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, get_args, get_origin

from handcalc.record.options import Option
from handcalc.record.parameter_groups import Parameter, arguments, flattened
from handcalc.record.parameters import Input, Words
from handcalc.record.recorder import Recorder


class Group(Enum):
    """The headings of the list of topics, in order."""

    TRANSFORMER = "Attention and the transformer"
    EXPERTS = "Mixture of experts"
    STATE_SPACE = "State space"
    SAMPLING = "Sampling and decoding"
    RETRIEVAL = "Embeddings and retrieval"
    ADAPTATION = "Adaptation"


@dataclass(frozen=True)
class Topic:
    """A worked calculation: a function that records it, with its name and group."""

    name: str
    group: Group
    function: Callable[..., Any]

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return self.doc.split("\n", 1)[0].rstrip(".")

    @property
    def doc(self) -> str:
        """Its docstring: glossary, source, and what it simplifies."""
        return inspect.getdoc(self.function) or ""

    @cached_property
    def _parameters(self) -> list[Parameter]:
        return flattened(self.function)

    @cached_property
    def inputs(self) -> dict[str, Input]:
        """Its inputs by name, in order."""
        return {one.name: _input(one.spec, one) for one in self._parameters if isinstance(one.spec, Input)}

    @cached_property
    def options(self) -> dict[str, Option]:
        """Its options by name, in order."""
        return {one.name: _option(one.spec, one) for one in self._parameters if isinstance(one.spec, Option)}

    def record(self, c: Recorder, values: Mapping[str, Any]) -> Any:
        """Record the calculation with all inputs and options by name; None for a missing input."""
        return self.function(c, **arguments(self._parameters, values))

    def __call__(self, c: Recorder, *inputs: Any, **options: Any) -> Any:
        """Record the calculation as a part of another topic."""
        return self.function(c, *inputs, **options)


def topic(group: Group) -> Callable[[Callable[..., Any]], Topic]:
    """Declare a function as a topic; its name becomes the name of the command."""

    def declare(function: Callable[..., Any]) -> Topic:
        return Topic(function.__name__.replace("_", "-"), group, function)

    return declare


def _input(spec: Input, parameter: Parameter) -> Input:
    optional = parameter.default is None and not (spec.required_unless or spec.requires)
    return spec._replace(name=parameter.name, required=not optional)


def _option(spec: Option, parameter: Parameter) -> Option:
    kind = parameter.type
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
        free=kind is str,
        many=kind == Words,
    )
