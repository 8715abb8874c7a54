"""From a request to a recorded calculation, for the command line and the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from handcalc.errors import CalculationError, InputError, NeverRational
from handcalc.inputs.binding import BoundInput, BoundRequest, bind
from handcalc.inputs.random_inputs import draw, penalty
from handcalc.inputs.request import Request
from handcalc.record.arithmetic import ARITHMETICS, fractions_array
from handcalc.record.calculation import Calculation, Given, QualityTarget, Step
from handcalc.record.matrix import Matrix
from handcalc.record.options import OptionValue
from handcalc.record.parameters import Input
from handcalc.record.recorder import Recorder
from handcalc.record.symbols import Symbol
from handcalc.record.topic import Topic

if TYPE_CHECKING:
    from handcalc.record.arithmetic import Rounding

Watch = Callable[[Calculation, Step | QualityTarget], None]

MOST_ATTEMPTS = 300
"""The most draws of one exercise; the best one is used. A draw of a small attention takes 0.5 ms."""

MOST_STEPS_TRIED = 20_000
"""The most steps recorded in all draws together, which limits the time for long sequences."""


def calculate(request: Request) -> Calculation:
    """The calculation of a request, in the row convention.

    Raises InputError, with its file if there is one: the inputs do not fit, or a step has no value.
    """
    with located(request):
        bound = bind(request)
        return best_draw(bound) if bound.draws else record_attempt(bound, 0)


@contextmanager
def located(request: Request) -> Iterator[None]:
    """Add to an InputError from the block its place and its file."""
    try:
        yield
    except InputError as error:
        if error.about is not None:
            error.at(request.places.get(error.about))
        raise error.in_file(request.file) if request.file else error from None


def best_draw(bound: BoundRequest) -> Calculation:
    """Draw random inputs until all quality targets are met, or take the draw that misses fewest.

    Raises CalculationError: in every draw some step has no value (with rounding exact: no fraction).
    """
    rounding: Rounding = "exact" if bound.options["rounding"] == "exact" else "full"
    best: tuple[int, int] | None = None  # the penalty and the attempt
    failure: CalculationError | None = None
    for attempt in range(most_attempts(bound)):
        try:
            calculation = record_attempt(bound, attempt, rounding)
        except NeverRational:
            raise
        except CalculationError as error:
            failure = error
            continue
        candidate = (penalty(calculation), attempt)
        best = min(best or candidate, candidate)
        if best[0] == 0 or (attempt + 1) * len(calculation.steps) > MOST_STEPS_TRIED:
            break
    if best is None:
        assert failure is not None
        raise failure
    return record_attempt(bound, best[1])


def most_attempts(bound: BoundRequest) -> int:
    """The most draws for this size: fewer for large exercises, which are slow and not done by hand."""
    cells = sum(one.rows.size * one.columns.size for one in bound.inputs)
    return max(1, min(MOST_ATTEMPTS, 60_000 // cells))


def record_attempt(
    bound: BoundRequest, attempt: int, rounding: Rounding | None = None, watch: Watch | None = None
) -> Calculation:
    """The calculation with the random inputs of this attempt.

    rounding: in place of the option. watch: called with every step and quality target when it is recorded.
    Raises CalculationError: a step has no value; whatever watch raises.
    """
    calculation = _empty_calculation(bound, rounding, watch)
    given = _inputs(bound, calculation, attempt)
    calculation.given = [one for one in given.values() if one is not None]
    calculation.unrounded = cache(lambda: record_attempt(bound, attempt, "full"))
    values = {name: bound.options[name] for name in bound.request.topic.options}
    values |= {name: _argument(one) for name, one in given.items()}
    outcome = bound.request.topic.record(Recorder(calculation), values)
    calculation.watch = None
    if not any(_raises_a_base(step.formula) for step in calculation):
        calculation.non_default_options = tuple(
            name for name in calculation.non_default_options if name != "base"
        )
    calculation.results = outcome if isinstance(outcome, dict) else {outcome.name.id: outcome}
    return calculation


def _empty_calculation(bound: BoundRequest, rounding: Rounding | None, watch: Watch | None) -> Calculation:
    """The calculation before anything is recorded."""
    request, options = bound.request, bound.options
    arithmetic = ARITHMETICS[rounding or options["rounding"]](int(options["digits"]))
    return Calculation(
        request.topic.name,
        arithmetic,
        title=request.title,
        summary=request.topic.summary,
        seed=request.seed or 0 if bound.draws or request.seed is not None else None,
        vectors="rows",
        options=dict(options),
        non_default_options=_non_default_options(request.topic, options),
        labels=dict(request.labels),
        watch=watch,
    )


def _inputs(bound: BoundRequest, calculation: Calculation, attempt: int) -> dict[str, Given | None]:
    """Every input by name, random if it is missing."""
    fields = {one.spec.name: _given(one, calculation, bound, attempt) for one in bound.inputs}
    return {name: _whole(spec, fields, bound.words) for name, spec in bound.request.topic.inputs.items()}


def _raises_a_base(formula: Matrix) -> bool:
    """Whether a formula has a power, so that the option base has an effect."""
    return formula.op_name == "power" or any(map(_raises_a_base, formula.operands))


def _whole(spec: Input, fields: dict[str, Given], words: dict[str, Any]) -> Given | None:
    """An input as declared: words, a matrix, or a list of its items."""
    if not spec.items:
        kind: Any = "words" if spec.kind == "texts" else spec.kind
        words_input = Given(spec.name, kind, spec.title, value=words.get(spec.name))
        return words_input if spec.name in words else fields.get(spec.name)
    items = []
    for number in count(1):
        parts = [_whole(field, fields, words) for field in spec.item(number, {})]
        item = tuple(part for part in parts if part is not None)
        if not item:
            break
        items.append(item)
    return Given(spec.name, "list", spec.title, items=tuple(items)) if items else None


def _argument(given: Given | None) -> Any:
    """The argument of the topic's function: a matrix, words, or a list of matrices or mappings."""
    if given is None:
        return None
    if not given.items:
        return given.value if given.matrix is None else given.matrix
    named = "." in given.items[0][0].id
    return [
        {field.id.rpartition(".")[2]: _argument(field) for field in item} if named else _argument(item[0])
        for item in given.items
    ]


def _non_default_options(topic: Topic, values: dict[str, OptionValue]) -> tuple[str, ...]:
    """The options to print: the base, and those that differ from their defaults."""
    return tuple(
        name
        for name, option in topic.options.items()
        if option.axis is None and (name == "base" or values[name] != option.default_among(values))
    )


def _given(bound_input: BoundInput, calculation: Calculation, bound: BoundRequest, attempt: int) -> Given:
    spec, rows = bound_input.spec, bound_input.given
    if rows is None:
        rows = draw(bound.key, bound_input, attempt, calculation.options)
    exact = fractions_array([number.value for row in rows for number in row], (len(rows), len(rows[0])))
    leaf = Matrix(
        bound_input.rows,
        bound_input.columns,
        name=Symbol.of(spec.name),
        transposes=spec.transposes and spec.kind != "number",
        values=calculation.arithmetic.numbers(exact),
    )
    texts = tuple(tuple(number.text for number in row) for row in rows)
    kind: Any = "matrix" if spec.kind == "number" else spec.kind
    return Given(spec.name, kind, spec.title, leaf, exact, texts, is_random=bound_input.given is None)
