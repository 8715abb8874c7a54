"""Making a request fit its topic: options with defaults, sizes that agree, nothing missing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from handcalc.inputs.options import spelled
from handcalc.inputs.request import Request, Rows
from handcalc.inputs.required_inputs import (
    item_counts,
    items_beside,
    option_values,
    stand_ins,
    wanted_inputs,
    with_examples,
)
from handcalc.inputs.shapes import AxisUse, Sizes, labelled_axes, refuse_large
from handcalc.record.axes import SINGLE, Axis
from handcalc.record.topic import Input, Option, OptionValue
from handcalc.wording import counted

OFF_BY_MOST = Fraction(1, 1_000_000)
"""How far the sum of given probabilities may be from 1: they were rounded before."""


class BoundInput(NamedTuple):
    """What a calculation needs to know of one input: its numbers, or that they are to be drawn."""

    spec: Input
    rows: Axis
    columns: Axis
    given: Rows | None


class BoundRequest(NamedTuple):
    """A request whose every size is known; student: whose numbers are drawn, where a class gets its own."""

    request: Request
    inputs: list[BoundInput]
    options: dict[str, OptionValue]
    words: dict[str, Any]
    student: str | None = None

    @property
    def draws(self) -> bool:
        """Whether some of its numbers are drawn."""
        return any(side.given is None for side in self.inputs)

    @property
    def key(self) -> str:
        """What its draws depend on, beside the names of the matrices and the attempt.

        Topic, seed, names and attempt hold no slash: no student's id makes the key of somebody else's draw.
        """
        key = f"handcalc/{self.request.topic.name}/{self.request.seed or 0}"
        return key if self.student is None else f"{key}/{self.student}"


def bind(request: Request) -> BoundRequest:
    """Make a request fit its topic.

    Raises InputError: sizes clash, something is missing, or labels do not fit.
    """
    request = with_examples(request)
    options = option_values(request)
    numbers = {name: value for name, value in options.items() if type(value) is int}
    specs = request.specs(item_counts(request, numbers))
    wanted = wanted_inputs(request, options, specs)
    sizes = Sizes(request, stand_ins(request, wanted))
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
            sizes.learn_size(
                spec, "columns", request.counts[name] - items_beside(spec, request, numbers), numbers
            )
    _settle_sizes(request, sizes, options, wanted)
    labels = _labels(request, sizes)
    inputs = [
        _side(request, spec, sizes, numbers, labels)
        for spec in wanted
        if not spec.wordy and spec.kind != "list"
    ]
    return BoundRequest(
        request, inputs, options, {name: request.words[name] for name in specs if name in request.words}
    )


def _settle_sizes(
    request: Request, sizes: Sizes, options: dict[str, OptionValue], wanted: list[Input]
) -> None:
    """Sizes that no matrix has said come from the options; those that one has said go into them.

    Raises InputError: an option states another size than a matrix has.
    """
    for name, option in request.topic.options.items():
        if option.like and name not in request.options:
            options[name] = options[option.like]
        if option.axis is None or option.axis in sizes.aliases or _idle(option, wanted):
            continue
        settle = _settle_items if "{" in option.axis else _settle_size
        options[name] = settle(request, sizes, option, int(options[name]))
    for spec in request.topic.inputs.values():
        for use in (AxisUse.of(spec.rows), AxisUse.of(spec.columns)):
            if use.axis != SINGLE.name and spec.absent:
                _default_size(sizes, use, spec)


def _idle(option: Option, wanted: list[Input]) -> bool:
    """Whether a size is that of an input that takes no part: memory, without Y."""
    drawn_by_size = [spec for spec in wanted if spec.absent is not None]
    return option.least == 0 and all(AxisUse.of(spec.rows).axis != option.axis for spec in drawn_by_size)


def _settle_size(request: Request, sizes: Sizes, option: Option, value: int) -> int:
    """The size of one axis, as a matrix or else the option says.

    Raises InputError: they contradict each other.
    """
    assert option.axis is not None
    size = sizes.found.setdefault(option.axis, value)
    if option.name in request.options and size != value and not request.own:
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
) -> BoundInput:
    given = request.in_rows(spec.name) if spec.name in request.matrices else None
    uses = AxisUse.of(spec.rows), AxisUse.of(spec.columns)
    if given is None:
        counts = [
            1 if use.axis == SINGLE.name else sizes.found[sizes.axis_of(use)] * use.parts(numbers)
            for use in uses
        ]
        refuse_large(request, spec, *counts)
    elif spec.distribution:
        _refuse_other_sums(request, spec, given)
    rows, columns = (sizes.axis(use, numbers, labels) for use in uses)
    return BoundInput(spec, rows, columns, given)


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
