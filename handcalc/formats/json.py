"""The calculation as data: what scripts read, and what handcalc itself reads back."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from handcalc import __version__
from handcalc.formats import Format
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.presentation import NumberedStep, Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.json_text import json_line, json_number, json_option
from handcalc.record.axes import Axis
from handcalc.record.calculation import Given
from handcalc.record.cell_expression import Value
from handcalc.record.matrix import Array, Matrix
from handcalc.schema import FORMAT_VERSION, SCHEMA


def render(p: Presentation) -> str:
    """One JSON object; numbers with 12 significant digits, −∞ as "-Infinity"."""
    return json_line(as_object(p))


def as_object(p: Presentation) -> dict[str, Any]:
    """The object, its keys in their documented order."""
    calculation = p.calculation
    options = {name: json_option(value) for name, value in calculation.options.items()}
    return {
        "schema": SCHEMA,
        "format_version": FORMAT_VERSION,
        "handcalc": __version__,
        "topic": calculation.topic,
        "title": calculation.title,
        "seed": calculation.seed,
        "vectors": calculation.vectors,
        "options": {**options, "digits": p.digits, "rounding": calculation.arithmetic.rounding},
        "labels": {axis: list(labels) for axis, labels in calculation.labels.items()},
        "given": [_given(given) for given in calculation.given],
        "steps": [_step(p, numbered) for numbered in p.steps],
        "checks": [
            {"step": check.step, "text": check.text, "holds": check.holds} for check in calculation.checks
        ],
        "results": {name: _values(leaf.values) for name, leaf in calculation.results.items()},
        "conclusion": calculation.conclusion,
        **_unrounded(p),
    }


def _unrounded(p: Presentation) -> dict[str, Any]:
    if p.unrounded is None:
        return {}
    return {"unrounded": {name: _values(leaf.values) for name, leaf in p.unrounded.results.items()}}


def _given(given: Given) -> dict[str, Any]:
    if given.items:
        return {"id": given.id, "kind": given.kind, "items": [_item(item) for item in given.items]}
    if given.matrix is None:
        return {"id": given.id, "kind": given.kind, "value": given.value}
    if given.kind == "vector":
        return {**_vector(given.matrix), **_as_typed(given, flat=True)}
    return {"id": given.id, "kind": given.kind, **_matrix(given.matrix), **_as_typed(given, flat=False)}


def _item(fields: tuple[Given, ...]) -> dict[str, Any]:
    if "." not in fields[0].id:
        return _given(fields[0])
    return {field.id.rpartition(".")[2]: _given(field) for field in fields}


def _vector(matrix: Matrix) -> dict[str, Any]:
    assert matrix.name is not None
    axis = matrix.columns if matrix.rows.single else matrix.rows
    name = {"id": matrix.name.id, "kind": "vector", "symbol": matrix.name.symbol, "latex": matrix.name.latex}
    return {**name, "columns": _axis(axis), "shape": [axis.size]}


def _as_typed(given: Given, flat: bool) -> dict[str, Any]:
    """The numbers, fractions as typed; where 12 digits do not give the number again, also its text."""
    assert given.matrix is not None
    assert given.matrix.values is not None
    assert given.exact is not None
    typed = [text for row in given.written for text in row]
    values = list(map(_shown, typed, given.matrix.values.flat))
    columns = given.matrix.columns.size
    written = any(map(_loses, typed, values, given.exact.flat))
    found: dict[str, list[Any]] = {"values": values, **({"written": typed} if written else {})}
    return found if flat else {name: _rows(numbers, columns) for name, numbers in found.items()}


def _shown(text: str, value: Value) -> int | float | str:
    """A fraction as it was typed, any other number in 12 digits."""
    return text if "/" in text else json_number(value)


def _loses(text: str, value: Any, exact: Fraction) -> bool:
    """Whether the number that is shown is another one than the number that was typed."""
    return "/" not in text and Fraction(repr(value) if isinstance(value, float) else value) != exact


def _rows(values: list[Any], columns: int) -> list[list[Any]]:
    return [values[start : start + columns] for start in range(0, len(values), columns)]


def _step(p: Presentation, numbered: NumberedStep) -> dict[str, Any]:
    step = numbered.step
    found = {
        "id": step.id,
        "kind": "matrix",
        **_matrix(step.result),
        "values": _values(step.values),
        "number": numbered.number,
        "section": step.section,
        "title": step.title,
        "formula": formula(step.formula, UNICODE),
        "operation": step.formula.op_name,
        "operands": [leaf.name.id for leaf in step.formula.leaves() if leaf.name],
        "note": step.note,
    }
    if p.calculation.arithmetic.rounding == "exact":
        found["fractions"] = [[_fraction(value) for value in row] for row in step.values.tolist()]
    writer = CellWriter(p.calculation, step, p.digits, UNICODE)
    cells = [_cell(writer.work_out(*cell), *cell) for cell in p.worked(step, default="none")]
    return {**found, **({"cells": cells} if cells else {})}


def _cell(cell: WorkedCell, row: int, column: int) -> dict[str, Any]:
    return {"row": row + 1, "column": column + 1, "text": cell.text}


def _matrix(matrix: Matrix) -> dict[str, Any]:
    assert matrix.name is not None
    return {
        "symbol": matrix.name.symbol,
        "latex": matrix.name.latex,
        "rows": _axis(matrix.rows),
        "columns": _axis(matrix.columns),
        "shape": list(matrix.shape),
    }


def _axis(axis: Axis) -> dict[str, Any]:
    return {"axis": axis.name, "labels": list(axis.labels)}


def _values(values: Array | None) -> list[list[Any]]:
    assert values is not None
    return [[json_number(value) for value in row] for row in values.tolist()]


def _fraction(value: Value | str) -> str:
    return "-Infinity" if value == -math.inf else str(value)


FORMAT = Format(suffix=".json", render=render, data=True, prints=False, options=frozenset({"cells"}))
