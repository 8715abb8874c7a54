"""Compare two runs of a calculation that differ in options: the first step that differs, and by how much."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple

from handcalc.calculate import calculate
from handcalc.errors import InputError
from handcalc.formats.document.labels import printed_labels
from handcalc.inputs.request import Request
from handcalc.record.arithmetic import floats
from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation, Given, Step
from handcalc.record.numbers import Number
from handcalc.record.options import OptionValue
from handcalc.record.recorder import Recorder
from handcalc.text import listed, quoted

SAME = 1e-9
"""Smaller differences come from the order of operations."""


class Difference(NamedTuple):
    """The difference of one step.

    present_in: the runs that have it. largest: the largest difference of a cell; infinite for different words
    or shapes, and if only one cell is masked. row, column: the labels of that cell. change: the cell in both
    runs, if its difference is infinite.
    """

    id: str
    present_in: Literal["both", "first", "second"]
    largest: float = 0.0
    row: str = ""
    column: str = ""
    change: str = ""


class Comparison(NamedTuple):
    """Two runs, the changed options of the second, and the difference of every step, in order."""

    first: Calculation
    second: Calculation
    changes: Mapping[str, OptionValue]
    differences: list[Difference]

    @property
    def first_difference(self) -> Difference | None:
        """The first step that differs."""
        return next((one for one in self.differences if one.present_in != "both" or one.largest > SAME), None)


def compare(request: Request, changes: Mapping[str, OptionValue], vectors: str) -> Comparison:
    """Run a request as it is and with changed options, on the same inputs.

    Raises InputError: one of the two runs is refused.
    """
    first = calculate(request)
    second = _second(_with_the_same_numbers(request, first, changes), changes)
    return Comparison(first, second, changes, _differences(first, second, vectors))


def _second(request: Request, changes: Mapping[str, OptionValue]) -> Calculation:
    try:
        return calculate(request)
    except InputError as error:
        option = request.topic.options.get(error.about or "")
        if option is None or option.axis is None or option.name not in changes:
            raise
        fact = f"{option.name} is a size, and both runs have the same matrices: {error.fact}"
        raise InputError(fact.removesuffix(" is given"), about=option.name) from None


def _with_the_same_numbers(
    request: Request, first: Calculation, changes: Mapping[str, OptionValue]
) -> Request:
    """The request with the changed options and the inputs of the first run, random ones included.

    It has the seed of the first run for inputs that only the second run needs.
    """
    random_inputs = {
        part.id: _rows(part, request.vectors)
        for given in first.given
        for part in given.parts
        if part.is_random and part.exact is not None
    }
    counts = {given.id: len(given.items) for given in first.given if given.items}
    words = {given.id: given.value for given in first.given if given.value is not None}
    return replace(
        request,
        matrices={**request.matrices, **random_inputs},
        counts={**request.counts, **counts},
        words={**request.words, **words},
        options={**request.options, **changes},
        seed=first.seed if request.seed is None else request.seed,
    )


def _rows(given: Given, vectors: str) -> list[list[Number]]:
    """A random matrix as it would be written in a file."""
    assert given.exact is not None
    assert given.matrix is not None
    transposed = vectors == "columns" and given.kind == "matrix" and given.matrix.transposes
    exact = given.exact.T if transposed else given.exact
    return [[Number(value, str(value)) for value in row] for row in exact.tolist()]


def _differences(first: Calculation, second: Calculation, vectors: str) -> list[Difference]:
    """Every step of either run, in order."""
    steps = {step.id: step for step in first}
    only_first = [identifier for identifier in steps if identifier not in second.ids]
    positions = {identifier: position for position, identifier in enumerate(steps)}
    differences = []
    for other in second:
        if other.id not in steps:
            differences.append(Difference(other.id, "second"))
            continue
        while only_first and positions[only_first[0]] < positions[other.id]:
            differences.append(Difference(only_first.pop(0), "first"))
        differences.append(_difference(steps[other.id], other, vectors))
    return differences + [Difference(identifier, "first") for identifier in only_first]


def _difference(step: Step, other: Step, vectors: str) -> Difference:
    transposed = vectors == "columns" and step.result.transposes
    if step.values.shape != other.values.shape:
        shapes = [one.values.T.shape if transposed else one.values.shape for one in (step, other)]
        change = " → ".join(f"{rows} × {columns}" for rows, columns in shapes)
        return Difference(step.id, "both", math.inf, change=change)
    amounts = _amounts(step, other)
    row, column = divmod(int(amounts.argmax()), amounts.shape[1])
    largest = float(amounts[row, column])
    labels = printed_labels(step.result.rows)[row], printed_labels(step.result.columns)[column]
    if transposed:
        labels = labels[1], labels[0]
    cells = (one.values[row, column] for one in (step, other))
    change = " → ".join(map(_cell_text, cells)) if largest == math.inf else ""
    return Difference(step.id, "both", largest, *labels, change)


def _amounts(step: Step, other: Step) -> Any:
    """The difference of every cell; infinite for different words and if only one of two cells is masked."""
    import numpy

    if step.result.holds_words or other.result.holds_words:
        return numpy.where(step.values == other.values, 0.0, math.inf)
    one, two = floats(step.values), floats(other.values)
    with numpy.errstate(invalid="ignore"):
        return numpy.where(one == two, 0.0, abs(one - two))


def _cell_text(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    number = "∞" if abs(value) == math.inf else f"{abs(float(value)):.3g}"
    return f"−{number}" if value < 0 else number


def as_calculation(comparison: Comparison, changes: str) -> Calculation:
    """The comparison as a calculation with one table, for every format."""
    first = comparison.first
    result = Calculation(
        first.topic,
        first.arithmetic,
        title=f"{first.title or first.summary}: as it is, and with {changes}",
        seed=first.seed,
        options=first.options,
        non_default_options=first.non_default_options,
    )
    rows = Axis("step", tuple(one.id for one in comparison.differences))
    columns = Axis("figure", ("largest difference", "in the cell"))
    c = Recorder(result)
    cells = [_cells(one, changes) for one in comparison.differences]
    c.table("differences", cells, "Largest difference in each step", rows=rows, columns=columns)
    c.conclude(_conclusion(comparison))
    return result


def _cells(one: Difference, changes: str) -> list[Any]:
    if one.present_in != "both":
        return ["only as it is" if one.present_in == "first" else f"only with {changes}", ""]
    if one.largest <= SAME:
        return ["none", ""]
    labels = ", ".join(label for label in (one.row, one.column) if label)
    return [one.change or f"{one.largest:.3g}", f"[{labels}]" if labels else ""]


def _conclusion(comparison: Comparison) -> str:
    first = comparison.first_difference
    if first is None:
        return "The two do not differ."
    by_id = {one.id: one for one in comparison.differences}
    amounts = [
        f"{name} differs by at most {by_id[name].largest:.3g}"
        for name in comparison.first.results
        if name in by_id and SAME < by_id[name].largest < math.inf
    ]
    return f"The first step that differs is {first.id}{'; ' if amounts else ''}{listed(amounts)}."
