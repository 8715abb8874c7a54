"""Bind a request to its topic: every option has a value, all sizes agree, nothing is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from handcalc.inputs.labels import axis_labels
from handcalc.inputs.matrix_checks import prepare_rows
from handcalc.inputs.request import Request
from handcalc.inputs.required_inputs import CompleteRequest, complete, refuse_idle
from handcalc.inputs.shapes import Shapes, refuse_large, solve_shapes
from handcalc.record.axes import Axis
from handcalc.record.numbers import Rows
from handcalc.record.options import OptionValue
from handcalc.record.parameters import Input


class BoundInput(NamedTuple):
    """One input of a calculation; given: its numbers in the row convention, None if they are random."""

    spec: Input
    rows: Axis
    columns: Axis
    given: Rows | None


class BoundRequest(NamedTuple):
    """A request with all sizes known; student: the id, if every student gets other random numbers."""

    request: Request
    inputs: list[BoundInput]
    options: dict[str, OptionValue]
    words: dict[str, Any]
    student: str | None = None

    @property
    def draws(self) -> bool:
        """Whether some of its numbers are random."""
        return any(one.given is None for one in self.inputs)

    @property
    def key(self) -> str:
        """The seed of its random numbers, together with the name of a matrix and the attempt.

        Topic, seed, names and attempt contain no slash, so that no two students have the same key.
        """
        key = f"handcalc/{self.request.topic.name}/{self.request.seed or 0}"
        return key if self.student is None else f"{key}/{self.student}"


def bind(request: Request) -> BoundRequest:
    """Bind a request to its topic.

    Raises InputError: sizes differ, an input is missing or has no effect, or labels do not fit.
    """
    completed = complete(request)
    shapes = solve_shapes(completed)
    labels = axis_labels(completed, shapes)
    numeric = [spec for spec in completed.inputs if not spec.wordy and not spec.items]
    inputs = [_bound_input(completed, shapes, labels, spec) for spec in numeric]
    refuse_idle(completed)
    words = completed.request.words
    given_words = {name: words[name] for name in completed.specs if name in words}
    return BoundRequest(completed.request, inputs, shapes.options, given_words)


def _bound_input(
    completed: CompleteRequest, shapes: Shapes, labels: Mapping[str, tuple[str, ...]], spec: Input
) -> BoundInput:
    given = completed.rows.get(spec.name)
    if given is None:
        refuse_large(completed, spec, shapes.size(spec.rows), shapes.size(spec.columns))
    elif spec.kind == "matrix":
        given = prepare_rows(completed.request, spec, given)
    return BoundInput(spec, shapes.axis(spec.rows, labels), shapes.axis(spec.columns, labels), given)
