"""Groups of parameters, declared once as a named tuple and flattened into signatures.

class NormWeights(NamedTuple):
    gamma: Annotated[Matrix | None, vector(d_model, "gain γ")] = None

def encoder(c, …, norm_1: Annotated[NormWeights, parameter_group(suffix="_1", of="the first norm")]): …

The function takes the tuple; files, options and help have gamma_1.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple, get_args, get_type_hints

from handcalc.record.dimensions import Dimension
from handcalc.record.options import Option
from handcalc.record.parameters import Input

_MISSING = inspect.Parameter.empty


class ParameterGroup(NamedTuple):
    """The names of the fields of a group in one signature.

    prefix, suffix: around each name. of: the owner, at the end of each title. requires: an input without
    which they have no effect. axes: replacements of axes.
    """

    prefix: str = ""
    suffix: str = ""
    of: str = ""
    requires: str = ""
    axes: Mapping[Dimension, Dimension] = {}

    def named(self, field: Input) -> Input:
        """A field with its name, axes and title in this signature."""
        rows, columns = map(self._axis, field.dimensions)
        title = f"{field.title} of {self.of}" if self.of else field.title
        return field._replace(
            rows=rows, columns=columns, title=title, requires=self.requires or field.requires
        )

    def _axis(self, dimension: Dimension) -> Dimension:
        replacements = {old.name: new for old, new in self.axes.items()}
        new = replacements.get(dimension.name)
        return new.in_place_of(dimension) if new else dimension


parameter_group = ParameterGroup
"""Annotate a parameter as a group of parameters."""


class Parameter(NamedTuple):
    """One input or option of a topic.

    type: its annotation. owner: the function parameter that it belongs to; group, field: the named tuple and
    its field, if the owner is a group. optional: whether the owner has a default.
    """

    name: str
    type: Any
    spec: Input | Option
    default: Any
    owner: str
    optional: bool
    group: Any = None
    field: str = ""

    @property
    def rank(self) -> int:
        """The sort key: required inputs and options, inputs of optional owners, optional fields of groups."""
        if isinstance(self.spec, Option):
            return 0
        return 1 if self.optional else 0 if self.default is _MISSING else 2


def flattened(function: Callable[..., Any]) -> list[Parameter]:
    """All parameters of a topic's function except the recorder, with groups flattened."""
    parameters = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
    return sorted((one for parameter in parameters for one in _flat(parameter)), key=attrgetter("rank"))


def _flat(parameter: inspect.Parameter) -> Iterator[Parameter]:
    """A parameter itself, or the fields of a group."""
    kind, spec = get_args(parameter.annotation)
    name, default, optional = parameter.name, parameter.default, parameter.default is not _MISSING
    if not isinstance(spec, ParameterGroup):
        yield Parameter(name, kind, spec, default, name, optional)
        return
    group = next(one for one in (kind, *get_args(kind)) if hasattr(one, "_field_defaults"))
    for field, annotation in get_type_hints(group, include_extras=True).items():
        field_kind, own = get_args(annotation)
        field_spec = spec.named(own) if isinstance(own, Input) else own
        field_default = default if optional else group._field_defaults.get(field, _MISSING)
        flat_name = f"{spec.prefix}{field}{spec.suffix}"
        yield Parameter(flat_name, field_kind, field_spec, field_default, name, optional, group, field)


def arguments(parameters: list[Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of the function; an optional group without any value is None."""
    result: dict[str, Any] = {}
    for owner, parts in groupby(sorted(parameters, key=attrgetter("owner")), attrgetter("owner")):
        first, *_ = fields = list(parts)
        given = {one.field: values[one.name] for one in fields}
        missing = first.optional and all(value is None for value in given.values())
        result[owner] = given[""] if first.group is None else None if missing else first.group(**given)
    return result
