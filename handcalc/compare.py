"""The same calculation twice, with other options the second time: where the two part, and by how much.

It works for every option of every topic, because both runs are records.
"""

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
from handcalc.text import listed

SAME = 1e-9
"""Differences up to this come from the order of operations."""


class Difference(NamedTuple):
    """How far one step moves.

    found_in: whether both runs have it. largest: the largest difference of a cell, infinite where only one
    is masked. row, column: the labels of that cell.
    """

    id: str
    found_in: Literal["both", "first", "second"]
    largest: float = 0.0
    row: str = ""
    column: str = ""


class Comparison(NamedTuple):
    """Two runs, what the second changes, and the difference of every step, in order."""

    first: Calculation
    second: Calculation
    changes: Mapping[str, OptionValue]
    differences: list[Difference]

    @property
    def parting(self) -> Difference | None:
        """The first step where the two part."""
        return next((one for one in self.differences if one.found_in != "both" or one.largest > SAME), None)


def compare(request: Request, changes: Mapping[str, OptionValue], vectors: str) -> Comparison:
    """Run a request as it is and with other options, on the same matrices.

    Raises InputError: one of the two is refused.
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
    """The request with what the first run drew, so that only the options differ.

    With its seed, too: what only the second run needs is drawn.
    """
    drawn = {
        part.id: _rows(part, request.vectors)
        for given in first.given
        for part in given.parts
        if part.drawn and part.exact is not None
    }
    counts = {given.id: len(given.items) for given in first.given if given.items}
    words = {given.id: given.value for given in first.given if given.value is not None}
    return replace(
        request,
        matrices={**request.matrices, **drawn},
        counts={**request.counts, **counts},
        words={**request.words, **words},
        options={**request.options, **changes},
        seed=first.seed if request.seed is None else request.seed,
    )


def _rows(given: Given, vectors: str) -> list[list[Number]]:
    """A drawn matrix as it would have been written."""
    assert given.exact is not None
    assert given.matrix is not None
    turned = vectors == "columns" and given.kind == "matrix" and given.matrix.transposes
    exact = given.exact.T if turned else given.exact
    return [[Number(value, str(value)) for value in row] for row in exact.tolist()]


def _differences(first: Calculation, second: Calculation, vectors: str) -> list[Difference]:
    """Every step of either run, each in its place."""
    mine = {step.id: step for step in first}
    only_mine = [identifier for identifier in mine if identifier not in second.ids]
    places = {identifier: place for place, identifier in enumerate(mine)}
    found = []
    for other in second:
        if other.id not in mine:
            found.append(Difference(other.id, "second"))
            continue
        while only_mine and places[only_mine[0]] < places[other.id]:
            found.append(Difference(only_mine.pop(0), "first"))
        found.append(_difference(mine[other.id], other, vectors))
    return found + [Difference(identifier, "first") for identifier in only_mine]


def _difference(step: Step, other: Step, vectors: str) -> Difference:
    if step.values.shape != other.values.shape:
        return Difference(step.id, "both", math.inf)
    if step.result.holds_words or other.result.holds_words:
        same = step.values.tolist() == other.values.tolist()
        return Difference(step.id, "both", 0.0 if same else math.inf)
    one, two = floats(step.values), floats(other.values)
    # Two masked cells are the same; −∞ minus −∞ would be no number.
    apart = abs(one - two) if (one > -math.inf).all() and (two > -math.inf).all() else _masked_apart(one, two)
    row, column = divmod(int(apart.argmax()), apart.shape[1])
    labels = printed_labels(step.result.rows)[row], printed_labels(step.result.columns)[column]
    if vectors == "columns" and step.result.transposes:
        labels = labels[1], labels[0]
    return Difference(step.id, "both", float(apart[row, column]), *labels)


def _masked_apart(one: Any, two: Any) -> Any:
    import numpy

    with numpy.errstate(invalid="ignore"):
        return numpy.where(one == two, 0.0, abs(one - two))


def as_calculation(comparison: Comparison, changes: str) -> Calculation:
    """The comparison as a record of one table, which every format can show."""
    first = comparison.first
    shown = Calculation(
        first.topic,
        first.arithmetic,
        title=f"{first.title or first.summary}: as it is, and with {changes}",
        seed=first.seed,
        options=first.options,
        non_default_options=first.non_default_options,
    )
    rows = Axis("step", tuple(one.id for one in comparison.differences))
    columns = Axis("figure", ("largest difference", "in the cell"))
    c = Recorder(shown)
    cells = [_cells(one, changes) for one in comparison.differences]
    c.table("differences", cells, "How far each step moves", rows=rows, columns=columns)
    c.conclude(_conclusion(comparison))
    return shown


def _cells(one: Difference, changes: str) -> list[Any]:
    if one.found_in != "both":
        return ["only as it is" if one.found_in == "first" else f"only with {changes}", ""]
    if one.largest <= SAME:
        return ["none", ""]
    where = ", ".join(label for label in (one.row, one.column) if label)
    return [_amount(one.largest), f"[{where}]" if where else ""]


def _amount(largest: float) -> str:
    """A difference with three digits that count: 0.352, 73.6, 1.39e-06."""
    return "everything" if largest == math.inf else f"{largest:.3g}"


def _conclusion(comparison: Comparison) -> str:
    parting = comparison.parting
    if parting is None:
        return "The two do not differ."
    by_id = {one.id: one for one in comparison.differences}
    moves = [
        f"{name} moves by at most {_amount(by_id[name].largest)}"
        for name in comparison.first.results
        if name in by_id and SAME < by_id[name].largest < math.inf
    ]
    return f"The two part at {parting.id}{'; ' if moves else ''}{listed(moves)}."
