"""Making a request fit its topic: options with defaults, sizes that agree, nothing missing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from handcalc.errors import InputError
from handcalc.inputs.axes import AxisUse, Sizes, labelled_axes, refuse_large
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.options import offered, spelled
from handcalc.inputs.request import Request, Rows
from handcalc.limits import ROWS_OR_COLUMNS
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.topic import Input, Option, OptionValue
from handcalc.wording import counted, listed


OFF_BY_MOST = Fraction(1, 1_000_000)
"""How far the sum of given probabilities may be from 1: they were rounded before."""


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
        for use in (AxisUse.of(spec.rows), AxisUse.of(spec.columns)):
            if use.squares:
                sizes.found[use.axis] = numbers[use.axis]
        labelling = spec.kind in ("words", "text", "texts") and spec.columns != SINGLE.name
        if labelling and name in request.words:
            sizes.learn_size(spec, "columns", len(request.words_in(name)), numbers)
        elif name in request.matrices:
            sizes.learn(spec, request.in_rows(name), numbers)
        elif name in request.counts and spec.columns != SINGLE.name:
            sizes.learn_size(spec, "columns", request.counts[name] - _beside(spec, request, numbers), numbers)
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
    given, options = dict(request.words), _options(request)
    if request.empty:
        examples = {name: spec.example for name, spec in inputs.items() if spec.example is not None}
        given = {name: found(options) if callable(found) else found for name, found in examples.items()}
    for name, spec in inputs.items():
        if spec.otherwise is not None and name not in given:
            derived = spec.otherwise(given, options)
            given |= {name: derived} if derived is not None else {}
    numbers = {
        name: [[parse_number(spec.example)]]
        for name, spec in inputs.items()
        if request.empty and spec.kind == "number" and spec.example is not None
    }
    drawable = any(spec.kind in ("matrix", "vector", "list") for spec in inputs.values())
    seed = request.seed or 0 if request.empty and drawable else request.seed
    words = {name: value for name, value in given.items() if name not in numbers}
    return replace(request, words=words, matrices={**request.matrices, **numbers}, seed=seed)


def _counts(request: Request, numbers: dict[str, int]) -> dict[str, int]:
    """How many items a list has that is drawn."""
    found = {
        name: sum(_number_of(part, request, numbers) for part in spec.how_many.split(" + "))
        for name, spec in request.topic.inputs.items()
        if spec.kind == "list" and spec.how_many and spec.required
    }
    for name, count in found.items():
        if count > ROWS_OR_COLUMNS:
            fact = f"{name} would have {count:,} items; the limit is {ROWS_OR_COLUMNS}"
            raise request.refusal(fact, request.topic.inputs[name].how_many.rpartition(" + ")[2])
    return found


def _number_of(name: str, request: Request, numbers: dict[str, int]) -> int:
    """What an option says, or the matrix that has this size: a gate says how many experts there are."""
    axis = request.topic.options[name].axis
    for other, spec in request.topic.inputs.items():
        if axis is not None and other in request.matrices and axis in (spec.rows, spec.columns):
            rows = request.in_rows(other)
            return len(rows) if spec.rows == axis else len(rows[0])
        if axis is not None and other in request.counts and spec.columns == axis and spec.how_many == name:
            return request.counts[other]
    return numbers[name]


def _beside(spec: Input, request: Request, numbers: dict[str, int]) -> int:
    """How many items of a list stand outside its axis: shared experts, which no gate knows.

    Raises InputError: all of them do.
    """
    parts = spec.how_many.split(" + ") if spec.how_many else []
    more = [part for part in parts if request.topic.options[part].axis != spec.columns] if parts[1:] else []
    outside, count = sum(numbers[part] for part in more), request.counts[spec.name]
    if outside >= count:
        fact = f"{spec.name} has {counted(count, 'item')} and {listed(more)} is {outside}: none is left"
        raise request.refusal(fact, more[0])
    return outside


def _options(request: Request) -> dict[str, OptionValue]:
    """Every option with its value, stated or default, in the order of the signature."""
    values: dict[str, OptionValue] = {}
    for name, option in offered(request.topic).items():
        value = request.options[name] if name in request.options else option.default_among(values)
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
        idle = bool(spec.beside) and all(spec.beside != other.name for other in wanted)
        if request.gave(name):
            wanted.append(spec)
        elif (spec.required and not replaced and not idle) or _asked_by_size(spec, request, options):
            wanted.append(spec)
            (wordless if spec.wordy else missing).append(name)
        elif spec.drawn_when is not None and spec.drawn_when(options):
            wanted.append(spec)
    if wordless and request.draws:
        verb = "is" if len(wordless) == 1 else "are"
        raise InputError(
            f"{listed(wordless)} {verb} missing: words cannot be drawn from a seed", file=request.file
        )
    drawable = bool(missing)
    missing = [name for name in wordless + missing if specs[name].kind != "list" or not specs[name].how_many]
    if missing and not request.draws:
        verb, what = ("is", "it") if len(missing) == 1 else ("are", "them")
        numbers = f"the numbers of {listed(name for name in missing if name not in wordless)}"
        or_draw = f", or add a seed to draw {numbers if wordless else 'what is missing'}, such as seed: 0"
        raise InputError(
            f"{listed(missing)} {verb} missing: give {what}{or_draw if drawable else ''}",
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
        alone = bool(spec.detached) and all(request.gave(other) for other in spec.detached)
        if spec.absent and spec not in wanted and not alone:
            own = (AxisUse.of(spec.rows).axis, AxisUse.of(spec.columns).axis)
            aliases |= {axis: other for axis, other in zip(own, spec.absent, strict=True) if axis != other}
    return aliases


def _settle_sizes(request: Request, sizes: Sizes, options: dict[str, OptionValue]) -> None:
    """Sizes that no matrix has said come from the options; those that one has said go into them.

    Raises InputError: an option states another size than a matrix has.
    """
    for name, option in request.topic.options.items():
        if option.like and name not in request.options:
            options[name] = options[option.like]
        if option.axis is None or option.axis in sizes.aliases:
            continue
        settle = _settle_items if "{" in option.axis else _settle_size
        options[name] = settle(request, sizes, option, int(options[name]))
    for spec in request.topic.inputs.values():
        for use in (AxisUse.of(spec.rows), AxisUse.of(spec.columns)):
            if use.axis != SINGLE.name and spec.absent:
                _default_size(sizes, use, spec)


def _settle_size(request: Request, sizes: Sizes, option: Option, value: int) -> int:
    """The size of one axis, as a matrix or else the option says.

    Raises InputError: they contradict each other.
    """
    assert option.axis is not None
    size = sizes.found.setdefault(option.axis, value)
    if option.name in request.options and size != value:
        owner, _ = sizes.origin[option.axis]
        described = sizes.described(owner)
        raise request.refusal(f"{option.name} is {value}, but {described} is given", option.name)
    return size


def _settle_items(request: Request, sizes: Sizes, option: Option, value: int) -> int:
    """The same for an axis of every item of a list but the last, or of the last: one size, several axes.

    Raises InputError: the option states a size that none of them has.
    """
    assert option.axis is not None
    columns = option.axis.replace("{last}", "{number}")
    lists = request.topic.inputs.values()
    count = next(sizes.found[one.columns] for one in lists if any(f.columns == columns for f in one.fields))
    numbers = [count] if "{last}" in option.axis else range(1, count)
    axes = [option.axis.format(number=number, last=number) for number in numbers]
    found = [sizes.found.setdefault(axis, value) for axis in axes]
    if value in found or not found:
        return value
    if option.name in request.options:
        described = sizes.described(sizes.origin[axes[0]][0])
        raise request.refusal(f"{option.name} is {value}, but {described} is given", option.name)
    return found[0]


def _default_size(sizes: Sizes, use: AxisUse, spec: Input) -> None:
    """A drawn memory is as wide as what stands for it when it is absent."""
    assert spec.absent is not None
    stand_in = spec.absent[0 if AxisUse.of(spec.rows) == use else 1]
    sizes.found.setdefault(sizes.axis_of(use), sizes.found.get(stand_in, 1))


def _labels(request: Request, sizes: Sizes) -> dict[str, tuple[str, ...]]:
    labels = {
        AxisUse.of(spec.columns).axis: request.words_in(name)
        for name, spec in request.topic.inputs.items()
        if spec.kind in ("words", "text") and spec.columns != SINGLE.name and name in request.words
    }
    known, worded = labelled_axes(request.topic), set(labels)
    for key, texts in request.labels.items():
        axis = sizes.aliases.get(known[key], known[key])
        if axis in worded:
            raise request.refusal(f"labels has {key}, but words that are given name them", f"labels.{key}")
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
            else sizes.found[sizes.axis_of(use)] * use.parts(numbers)
            for use in uses
        ]
        refuse_large(request, spec, *counts)
    elif spec.distribution:
        _refuse_other_sums(request, spec, given)
    rows, columns = (sizes.axis(use, numbers, labels) for use in uses)
    return Side(spec, rows, columns, given)


def _refuse_other_sums(request: Request, spec: Input, rows: Rows) -> None:
    """Refuse probabilities that do not sum to 1.

    Raises InputError: the sum of a row is off by more than the limit.
    """
    line = "column" if spec.turns and request.vectors == "columns" else "row"
    for index, row in enumerate(rows, start=1):
        total = sum((number.value for number in row), Fraction(0))
        if abs(total - 1) > OFF_BY_MOST:
            fact = f"{spec.name}, {line} {index} sums to {spelled(total)}: probabilities must sum to 1"
            raise request.refusal(fact, spec.name)
