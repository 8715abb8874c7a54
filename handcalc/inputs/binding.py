"""Making a request fit its topic: options with defaults, sizes that agree, nothing missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

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
    words: dict[str, Any]


def bind(request: Request) -> Bound:
    """Make a request fit its topic.

    Raises InputError: sizes clash, something is missing, or labels do not fit.
    """
    request = _with_examples(request)
    options = _options(request)
    numbers = {name: value for name, value in options.items() if type(value) is int}
    specs = request.specs(_counts(request, numbers))
    wanted = _wanted(request, options, specs)
    sizes = Sizes(request, _aliases(request, wanted))
    for name, spec in specs.items():
        if spec.kind == "words" and name in request.words:
            sizes.learn_size(spec, "columns", len(request.words[name]), numbers)
        elif name in request.matrices:
            sizes.learn(spec, request.in_rows(name), numbers)
        elif name in request.counts and spec.columns != SINGLE.name:
            sizes.learn_size(spec, "columns", request.counts[name], numbers)
    _settle_sizes(request, sizes, options)
    labels = _labels(request, sizes)
    inputs = [
        _side(request, spec, sizes, numbers, labels)
        for spec in wanted
        if not spec.wordy and spec.kind != "list"
    ]
    return Bound(
        request, inputs, options, {name: request.words[name] for name in specs if name in request.words}
    )


def _with_examples(request: Request) -> Request:
    """The request with the words that follow from others, and a topic's own where nothing is given."""
    inputs = request.topic.inputs
    given = dict(request.words)
    if request.empty:
        given = {name: spec.example for name, spec in inputs.items() if spec.example is not None}
    options = _options(request)
    for name, spec in inputs.items():
        if spec.otherwise is not None and name not in given:
            derived = spec.otherwise(given, options)
            given |= {name: derived} if derived is not None else {}
    seed = request.seed or 0 if request.empty else request.seed
    return replace(request, words=given, seed=seed)


def _counts(request: Request, numbers: dict[str, int]) -> dict[str, int]:
    """How many items a list has that is drawn."""
    return {
        name: numbers[spec.how_many]
        for name, spec in request.topic.inputs.items()
        if spec.kind == "list" and spec.how_many and spec.required
    }


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


def _wanted(request: Request, options: dict[str, OptionValue], specs: dict[str, Input]) -> list[Input]:
    """The inputs that take part.

    Raises InputError: some are needed, not given, and there is no seed to draw them from.
    """
    wanted: list[Input] = []
    missing: list[str] = []
    wordless: list[str] = []
    for name, spec in specs.items():
        replaced = bool(spec.unless) and all(request.gave(other) for other in spec.unless)
        if request.gave(name):
            wanted.append(spec)
        elif (spec.required and not replaced) or _asked_by_size(spec, request, options):
            wanted.append(spec)
            (wordless if spec.wordy else missing).append(name)
    if wordless and request.draws:
        verb = "is" if len(wordless) == 1 else "are"
        raise InputError(
            f"{listed(wordless)} {verb} missing: words cannot be drawn from a seed", file=request.file
        )
    missing = [name for name in wordless + missing if specs[name].kind != "list" or not specs[name].how_many]
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
    labels = {
        AxisUse.of(spec.columns).axis: tuple(request.words[name])
        for name, spec in request.topic.inputs.items()
        if spec.kind == "words" and spec.columns != SINGLE.name and name in request.words
    }
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
