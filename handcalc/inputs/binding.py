"""Making a request fit its topic: options with defaults, sizes that agree, nothing missing."""

from __future__ import annotations

from typing import NamedTuple

from handcalc.errors import InputError
from handcalc.inputs.axes import AxisUse, Sizes, labelled_axes, refuse_large
from handcalc.inputs.options import offered
from handcalc.inputs.request import Request, Rows
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.topic import Input, OptionValue
from handcalc.wording import counted, listed


class Side(NamedTuple):
    """What a calculation needs to know of one input: its numbers, or that they are to be drawn."""

    spec: Input
    rows: Axis
    columns: Axis
    given: Rows | None


class Bound(NamedTuple):
    """A request whose every size is known."""

    request: Request
    inputs: list[Side]
    options: dict[str, OptionValue]


def bind(request: Request) -> Bound:
    """Make a request fit its topic.

    Raises InputError: sizes clash, something is missing, or labels do not fit.
    """
    options = _options(request)
    wanted = _wanted(request, options)
    sizes = Sizes(request, _aliases(request, wanted))
    numbers = {name: value for name, value in options.items() if type(value) is int}
    for name, spec in request.topic.inputs.items():
        if name in request.matrices:
            sizes.learn(spec, request.in_rows(name), numbers)
    _settle_sizes(request, sizes, options)
    labels = _labels(request, sizes)
    inputs = [_side(request, spec, sizes, numbers, labels) for spec in wanted]
    return Bound(request, inputs, options)


def _options(request: Request) -> dict[str, OptionValue]:
    """Every option with its value, stated or default, in the order of the signature."""
    values: dict[str, OptionValue] = {}
    for name, option in offered(request.topic).items():
        value = request.options.get(name, option.default)
        if option.like and name not in request.options:
            value = values[option.like]
        assert value is not None
        values[name] = value
    return values


def _wanted(request: Request, options: dict[str, OptionValue]) -> list[Input]:
    """The inputs that take part.

    Raises InputError: some are needed, not given, and there is no seed to draw them from.
    """
    wanted, missing = [], []
    for name, spec in request.topic.inputs.items():
        replaced = bool(spec.unless) and all(other in request.matrices for other in spec.unless)
        if name in request.matrices:
            wanted.append(spec)
        elif (spec.required and not replaced) or _asked_by_size(spec, request, options):
            wanted.append(spec)
            missing.append(name)
    if missing and not request.draws:
        verb = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"{listed(missing)} {verb} missing: give {'it' if len(missing) == 1 else 'them'}, or add a seed "
            "to draw what is missing, such as seed: 0",
            file=request.file,
        )
    return wanted


def _asked_by_size(spec: Input, request: Request, options: dict[str, OptionValue]) -> bool:
    """Whether an optional input is to be drawn because its size is stated: memory=3."""
    asked = any(
        option.axis == AxisUse.of(spec.rows).axis and option.least == 0 and options[name]
        for name, option in request.topic.options.items()
    )
    return asked and spec.absent is not None


def _aliases(request: Request, wanted: list[Input]) -> dict[str, str]:
    """Axes that are others while the input that has them is absent: without Y, memory is token."""
    aliases: dict[str, str] = {}
    for spec in request.topic.inputs.values():
        if spec.absent and spec not in wanted:
            own = (AxisUse.of(spec.rows).axis, AxisUse.of(spec.columns).axis)
            aliases.update(zip(own, spec.absent, strict=True))
    return aliases


def _settle_sizes(request: Request, sizes: Sizes, options: dict[str, OptionValue]) -> None:
    """Sizes that no matrix has said come from the options; those that one has said go into them.

    Raises InputError: an option states another size than a matrix has.
    """
    for name, option in request.topic.options.items():
        if option.axis is None or option.axis in sizes.aliases:
            continue
        value = options[name]
        assert isinstance(value, int)
        size = sizes.found.setdefault(option.axis, value)
        if name in request.options and size != value:
            owner, _ = sizes.origin[option.axis]
            raise request.refusal(f"{name} is {value}, but {sizes.described(owner)} is given", name)
        options[name] = size
    for spec in request.topic.inputs.values():
        for use in (AxisUse.of(spec.rows), AxisUse.of(spec.columns)):
            if use.axis != SINGLE.name and spec.absent:
                _default_size(sizes, use, spec)


def _default_size(sizes: Sizes, use: AxisUse, spec: Input) -> None:
    """A drawn memory is as wide as what stands for it when it is absent."""
    assert spec.absent is not None
    stand_in = spec.absent[0 if AxisUse.of(spec.rows) == use else 1]
    sizes.found.setdefault(sizes.axis_of(use), sizes.found.get(stand_in, 1))


def _labels(request: Request, sizes: Sizes) -> dict[str, tuple[str, ...]]:
    labels = {}
    known = labelled_axes(request.topic)
    for key, texts in request.labels.items():
        axis = sizes.aliases.get(known[key], known[key])
        size = sizes.found.get(axis)
        if size != len(texts):
            raise request.refusal(
                f"labels has {counted(len(texts), 'label')} for {key}, but there are {size or 'no'} {key}",
                f"labels.{key}",
            )
        labels[axis] = texts
    return labels


def _side(
    request: Request,
    spec: Input,
    sizes: Sizes,
    numbers: dict[str, int],
    labels: dict[str, tuple[str, ...]],
) -> Side:
    given = request.in_rows(spec.name) if spec.name in request.matrices else None
    uses = AxisUse.of(spec.rows), AxisUse.of(spec.columns)
    if given is None:
        counts = [
            1
            if use.axis == SINGLE.name
            else sizes.found[sizes.axis_of(use)] * numbers.get(use.times or "", 1)
            for use in uses
        ]
        refuse_large(request, spec.name, *counts)
    rows, columns = (sizes.axis(use, numbers, labels) for use in uses)
    return Side(spec, rows, columns, given)
