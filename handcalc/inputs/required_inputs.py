"""Complete a request: defaults, derived words, the inputs that take part, a refusal of missing ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from handcalc.errors import InputError
from handcalc.inputs.matrix_checks import prepare_rows
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.options import offered
from handcalc.inputs.request import Request
from handcalc.limits import ROWS_OR_COLUMNS
from handcalc.record.numbers import Rows
from handcalc.record.options import Options, OptionValue
from handcalc.record.parameters import Input
from handcalc.text import counted, listed


class CompleteRequest(NamedTuple):
    """A request with its consequences; sizes are not known yet, and random matrices not drawn.

    request: with default and derived words. options: all, with defaults. rows: the given matrices in the row
    convention; vectors are one row. specs: all inputs by name, with the fields of list items; inputs: those
    of them that take part. item_counts: the number of items of each list. aliases: axes replaced by others,
    as memory by token without Y.
    """

    request: Request
    options: dict[str, OptionValue]
    rows: dict[str, Rows]
    specs: dict[str, Input]
    inputs: list[Input]
    item_counts: dict[str, int]
    aliases: dict[str, str]


def complete(request: Request) -> CompleteRequest:
    """Complete a request.

    Raises InputError: an input refuses its numbers, or an input is missing.
    """
    request = fill_defaults(request)
    options = option_values(request)
    given = request.specs({})
    rows = {name: request.in_rows(given[name]) for name in request.matrices}
    rows |= {name: prepare_rows(request, given[name], rows[name]) for name in request.cell_places}
    item_counts = {**_drawn_item_counts(request, options, rows), **request.counts}
    specs = request.specs(item_counts)
    inputs = required_inputs(request, options, specs)
    return CompleteRequest(request, options, rows, specs, inputs, item_counts, axis_aliases(request, inputs))


def fill_defaults(request: Request) -> Request:
    """The request with derived words, the default seed, and examples if no input is given."""
    inputs, options = request.topic.inputs, option_values(request)
    examples = _examples(inputs, options) if request.empty else {}
    texts = {name: examples.pop(name) for name in list(examples) if inputs[name].kind == "number"}
    words = _derived_words(inputs, {**request.words, **examples}, options)
    matrices = {**request.matrices, **{name: [[parse_number(text)]] for name, text in texts.items()}}
    return replace(request, words=words, matrices=matrices, seed=_seed(request))


def _derived_words(inputs: dict[str, Input], words: dict[str, Any], options: Options) -> dict[str, Any]:
    """The words, with those that default_from derives from them."""
    for name, spec in inputs.items():
        if spec.default_from is not None and name not in words:
            derived = spec.default_from(words, options)
            words = words if derived is None else {**words, name: derived}
    return words


def _examples(inputs: dict[str, Input], options: Options) -> dict[str, Any]:
    examples = {name: spec.example for name, spec in inputs.items() if spec.example is not None}
    return {name: example(options) if callable(example) else example for name, example in examples.items()}


def _seed(request: Request) -> int | None:
    """The seed, 0 by default if no input is given and some can be random."""
    drawable = any(spec.kind in ("matrix", "vector", "list") for spec in request.topic.inputs.values())
    return 0 if request.seed is None and request.empty and drawable else request.seed


def option_values(request: Request) -> dict[str, OptionValue]:
    """Every option with its value, stated or default, in the order of the signature."""
    values: dict[str, OptionValue] = {}
    for name, option in offered(request.topic).items():
        value = request.options[name] if name in request.options else option.default_among(values)
        assert value is not None
        values[name] = value
    return values


def _drawn_item_counts(request: Request, options: Options, rows: dict[str, Rows]) -> dict[str, int]:
    """The number of items of each random list; raises InputError if they are too many."""
    counts: dict[str, int] = {}
    for name, spec in request.topic.inputs.items():
        if spec.items is None or not spec.required:
            continue
        names = spec.items.count_option.options
        count = counts[name] = sum(_stated_count(one, request, options, rows) for one in names)
        if count > ROWS_OR_COLUMNS:
            fact = f"{name} would have {count:,} items; the limit is {ROWS_OR_COLUMNS}"
            raise request.refusal(fact, names[-1])
    return counts


def _stated_count(option: str, request: Request, options: Options, rows: dict[str, Rows]) -> int:
    """The count of an option, or of a given input with this size: a gate has a column for each expert."""
    axis = request.topic.options[option].axis
    for name, spec in request.topic.inputs.items():
        if axis is None or axis not in spec.dimensions:
            continue
        if name in rows:
            return len(rows[name]) if spec.rows == axis else len(rows[name][0])
        if name in request.counts and spec.items and spec.items.count_option.options == (option,):
            return request.counts[name]
    return int(options[option])


def items_outside(spec: Input, complete: CompleteRequest) -> int:
    """The number of items of a list that its axis does not count: shared experts, which the router ignores.

    Raises InputError: the axis counts none of its items.
    """
    assert spec.items is not None
    request, names = complete.request, spec.items.count_option.options
    more = [name for name in names if request.topic.options[name].axis != spec.columns] if names[1:] else []
    outside, count = sum(int(complete.options[name]) for name in more), request.counts[spec.name]
    if outside >= count:
        fact = f"{spec.name} has {counted(count, 'item')} and {listed(more)} is {outside}: none is left"
        raise request.refusal(fact, more[0])
    return outside


def required_inputs(request: Request, options: Options, specs: dict[str, Input]) -> list[Input]:
    """The inputs that take part.

    Raises InputError: some are required, not given, and cannot be random without a seed.
    """
    inputs: list[Input] = []
    missing: list[Input] = []
    for name, spec in specs.items():
        if request.gave(name):
            inputs.append(spec)
        elif _is_required(spec, request, options, inputs):
            inputs.append(spec)
            missing.append(spec)
        elif spec.drawn_when is not None and spec.drawn_when(options):
            inputs.append(spec)
    # The fields of list items are named instead of the list.
    _refuse_missing(request, [spec for spec in missing if not spec.items])
    return inputs


def _is_required(spec: Input, request: Request, options: Options, earlier: list[Input]) -> bool:
    if spec.required_when is not None:
        return spec.required_when(options)
    replaced = bool(spec.required_unless) and all(map(request.gave, spec.required_unless))
    idle = bool(spec.requires) and all(spec.requires != other.name for other in earlier)
    return spec.required and not replaced and not idle


def _refuse_missing(request: Request, missing: list[Input]) -> None:
    """Raise InputError if inputs are missing and cannot be random."""
    words = [spec.name for spec in missing if spec.wordy]
    numbers = [spec.name for spec in missing if not spec.wordy]
    if words and request.draws:
        raise InputError(f"{_are_missing(words)}: words cannot be drawn from a seed", file=request.file)
    if (words or numbers) and not request.draws:
        raise InputError(_what_to_give(words, numbers), file=request.file)


def _what_to_give(words: list[str], numbers: list[str]) -> str:
    names = [*words, *numbers]
    random = f"the numbers of {listed(numbers)}" if words else "what is missing"
    or_draw = f", or add a seed to draw {random}, such as seed: 0" if numbers else ""
    return f"{_are_missing(names)}: give {'it' if len(names) == 1 else 'them'}{or_draw}"


def _are_missing(names: list[str]) -> str:
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} missing"


def axis_aliases(request: Request, inputs: list[Input]) -> dict[str, str]:
    """The axes replaced by others because their input is absent: without Y, memory by token."""
    aliases: dict[str, str] = {}
    for spec in request.topic.inputs.values():
        stand_in = spec.stand_in
        if stand_in is None or spec in inputs:
            continue
        alone = bool(stand_in.unless) and all(map(request.gave, stand_in.unless))
        sides = () if alone else zip(spec.dimensions, (stand_in.rows, stand_in.columns), strict=True)
        aliases |= {axis.axis: other.axis for axis, other in sides if axis != other}
    return aliases


def refuse_idle(complete: CompleteRequest) -> None:
    """Raise InputError if an input has no effect because another one is absent."""
    names = {spec.name for spec in complete.inputs}
    for spec in complete.inputs:
        if spec.requires and spec.requires not in names:
            raise complete.request.refusal(
                f"{spec.name} has no effect: there is no {spec.requires}", spec.name
            )
