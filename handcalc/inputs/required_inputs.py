"""What a calculation wants: options with their defaults, words, which inputs take part, which are missing."""

from __future__ import annotations

from dataclasses import replace

from handcalc.errors import InputError
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.options import offered
from handcalc.inputs.request import Request
from handcalc.inputs.shapes import AxisUse
from handcalc.limits import ROWS_OR_COLUMNS
from handcalc.record.topic import Input, OptionValue
from handcalc.wording import counted, listed


def with_examples(request: Request) -> Request:
    """The request with the words that follow from others, and a topic's own where nothing is given."""
    inputs = request.topic.inputs
    given, options = dict(request.words), option_values(request)
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


def item_counts(request: Request, numbers: dict[str, int]) -> dict[str, int]:
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


def items_beside(spec: Input, request: Request, numbers: dict[str, int]) -> int:
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


def option_values(request: Request) -> dict[str, OptionValue]:
    """Every option with its value, stated or default, in the order of the signature."""
    values: dict[str, OptionValue] = {}
    for name, option in offered(request.topic).items():
        value = request.options[name] if name in request.options else option.default_among(values)
        assert value is not None
        values[name] = value
    return values


def wanted_inputs(request: Request, options: dict[str, OptionValue], specs: dict[str, Input]) -> list[Input]:
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


def stand_ins(request: Request, wanted: list[Input]) -> dict[str, str]:
    """Axes that are others while the input that has them is absent: without Y, memory is token."""
    aliases: dict[str, str] = {}
    for spec in request.topic.inputs.values():
        alone = bool(spec.detached) and all(request.gave(other) for other in spec.detached)
        if spec.absent and spec not in wanted and not alone:
            own = (AxisUse.of(spec.rows).axis, AxisUse.of(spec.columns).axis)
            aliases |= {axis: other for axis, other in zip(own, spec.absent, strict=True) if axis != other}
    return aliases
