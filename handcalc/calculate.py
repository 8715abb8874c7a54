"""From a request to a recorded calculation: the one path that the command line and the library share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from handcalc.errors import CalculationError, InputError, NeverRational
from handcalc.inputs.binding import BoundInput, BoundRequest, bind
from handcalc.inputs.exercise_quality import penalty
from handcalc.inputs.random_inputs import draw
from handcalc.inputs.request import Request, Rows
from handcalc.record.arithmetic import ARITHMETICS, fractions_array
from handcalc.record.calculation import Calculation, Given, Step, Wish
from handcalc.record.matrix import Array, Matrix
from handcalc.record.names import Name
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Input, OptionValue, Topic

if TYPE_CHECKING:
    from handcalc.record.arithmetic import Rounding

Watch = Callable[[Calculation, Step | Wish], None]

MOST_ATTEMPTS = 300
"""Draws before the kindest so far is taken; one attempt at a small attention costs half a millisecond."""

MOST_STEPS_TRIED = 20_000
"""Steps recorded in all attempts together: hundreds of time steps are no exercise for a person."""


def calculate(request: Request) -> Calculation:
    """The calculation that was asked for, in the row convention.

    Raises InputError, with the file where there is one: the inputs do not fit, or a step has no value.
    """
    with located(request):
        bound = bind(request)
        return kindest(bound) if bound.draws else record_attempt(bound, 0)


@contextmanager
def located(request: Request) -> Iterator[None]:
    """Give a refusal from within the place of what it is about, and its file."""
    try:
        yield
    except InputError as error:
        if error.about is not None:
            error.at(request.places.get(error.about))
        raise error.in_file(request.file) if request.file else error from None


def kindest(bound: BoundRequest) -> Calculation:
    """Draw again until the exercise is kind, and has fractions throughout where they are asked for.

    Raises CalculationError: no attempt has values for all its steps.
    """
    tried: Rounding = "exact" if bound.options["rounding"] == "exact" else "full"
    best, fewest, failure = 0, None, None
    for attempt in range(most_attempts(bound)):
        try:
            calculation = record_attempt(bound, attempt, tried)
        except NeverRational:
            raise
        except CalculationError as error:
            failure = error
            continue
        unkind = penalty(calculation)
        if fewest is None or unkind < fewest:
            best, fewest = attempt, unkind
        if unkind == 0 or (attempt + 1) * len(calculation.steps) > MOST_STEPS_TRIED:
            break
    if fewest is None and failure is not None:
        raise failure
    return record_attempt(bound, best)


def most_attempts(bound: BoundRequest) -> int:
    """Fewer tries at a large exercise: nobody works it out by hand, and each try takes its time."""
    cells = sum(side.rows.size * side.columns.size for side in bound.inputs)
    return max(1, min(MOST_ATTEMPTS, 60_000 // cells))


def record_attempt(
    bound: BoundRequest, attempt: int, rounding: Rounding | None = None, watch: Watch | None = None
) -> Calculation:
    """The calculation with what this attempt draws, as it comes; rounded as the options say, unless told.

    watch: told of every step and wish as it is recorded.
    Raises CalculationError: a step has no value; what watch raises.
    """
    request = bound.request
    options = dict(bound.options)
    digits, stated = int(options.pop("digits")), str(options.pop("rounding"))
    arithmetic = ARITHMETICS[rounding or stated](digits)  # type: ignore[index]
    calculation = Calculation(
        request.topic.name,
        arithmetic,
        title=request.title,
        summary=request.topic.summary,
        seed=request.seed or 0 if bound.draws or request.seed is not None else None,
        vectors="rows",
        options=dict(bound.options),
        notable=_notable(request.topic, bound.options),
        labels=dict(request.labels),
        watch=watch,
    )
    sides = {side.spec.name: _given(side, calculation, bound, attempt) for side in bound.inputs}
    found = {name: _whole(spec, sides, bound.words) for name, spec in request.topic.inputs.items()}
    calculation.given = [given for given in found.values() if given is not None]
    arguments = [_argument(given) for given in found.values()]
    calculation.unrounded = cache(lambda: record_attempt(bound, attempt, "full"))
    outcome = request.topic(Recorder(calculation), *arguments, **options)
    calculation.watch = None
    if not any(_raises_a_base(step.formula) for step in calculation):
        calculation.notable = tuple(name for name in calculation.notable if name != "base")
    calculation.results = outcome if isinstance(outcome, dict) else {outcome.name.id: outcome}
    return calculation


def _raises_a_base(formula: Matrix) -> bool:
    """Whether a formula has a power, so that the base takes part."""
    return formula.head == "power" or any(map(_raises_a_base, formula.operands))


def _whole(spec: Input, sides: dict[str, Given], words: dict[str, Any]) -> Given | None:
    """An input as it was declared: words as they are, a list put together again."""
    if spec.name in words:
        return _worded(spec, words)
    if spec.kind != "list":
        return sides.get(spec.name)
    items: list[tuple[Given, ...]] = []
    for number in count(1):
        item = [
            sides[field.name] if field.name in sides else _worded(field, words)
            for field in spec.item(number)
            if field.name in sides or field.name in words
        ]
        if not item:
            return Given(spec.name, "list", spec.title, items=tuple(items)) if items else None
        items.append(tuple(item))
    return None


def _worded(spec: Input, words: dict[str, Any]) -> Given:
    kind: Any = "words" if spec.kind == "texts" else spec.kind
    return Given(spec.name, kind, spec.title, value=words[spec.name])


def _argument(given: Given | None) -> Any:
    """What the topic's function gets: a matrix, words, or of a list a matrix or a mapping an item."""
    if given is None:
        return None
    if not given.items:
        return given.value if given.matrix is None else given.matrix
    named = "." in given.items[0][0].id
    return [
        {field.id.rpartition(".")[2]: _argument(field) for field in item} if named else _argument(item[0])
        for item in given.items
    ]


def _notable(topic: Topic, values: dict[str, OptionValue]) -> tuple[str, ...]:
    """The options that a reader must know of: the base, and what differs from its default."""
    return tuple(
        name
        for name, option in topic.options.items()
        if option.axis is None and (name == "base" or values[name] != option.default_among(values))
    )


def _given(side: BoundInput, calculation: Calculation, bound: BoundRequest, attempt: int) -> Given:
    rows = side.given
    if rows is None:
        rows = draw(bound.key, side, attempt, calculation.options)
    exact = _exact(rows)
    leaf = Matrix(
        side.rows,
        side.columns,
        name=Name.of(side.spec.name),
        turns=side.spec.turns and side.spec.kind != "number",
        values=calculation.arithmetic.numbers(exact),
    )
    written = tuple(tuple(number.text for number in row) for row in rows)
    kind: Any = "matrix" if side.spec.kind == "number" else side.spec.kind
    return Given(side.spec.name, kind, side.spec.title, leaf, exact, written, drawn=side.given is None)


def _exact(rows: Rows) -> Array:
    flat = [number.value for row in rows for number in row]
    return fractions_array(list(flat), (len(rows), len(rows[0])))
