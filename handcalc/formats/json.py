"""The calculation as JSON, for scripts and to be read back by handcalc."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from handcalc import __version__
from handcalc.formats import Format
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.presentation import NumberedStep, Presentation
from handcalc.formats.document.worked_cells import CellWriter
from handcalc.json_text import json_line, json_number, json_option
from handcalc.record.axes import Axis
from handcalc.record.calculation import Given
from handcalc.record.functions import Value
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
    """`values`, with fractions as typed, and `written`, the typed texts, if 12 digits lose information."""
    assert given.matrix is not None
    assert given.matrix.values is not None
    assert given.exact is not None
    typed = [text for row in given.number_texts for text in row]
    values = [
        text if "/" in text else json_number(value)
        for text, value in zip(typed, given.matrix.values.flat, strict=True)
    ]
    numbers: dict[str, list[Any]] = {"values": values}
    if any(map(_is_rounded, values, given.exact.flat)):
        numbers["written"] = typed
    columns = given.matrix.columns.size
    return numbers if flat else {name: _rows(entries, columns) for name, entries in numbers.items()}


def _is_rounded(value: int | float | str, exact: Fraction) -> bool:
    """Whether a number differs from the typed one; the text of a fraction never does."""
    return not isinstance(value, str) and Fraction(repr(value)) != exact


def _rows(values: list[Any], columns: int) -> list[list[Any]]:
    return [values[start : start + columns] for start in range(0, len(values), columns)]


def _step(p: Presentation, numbered: NumberedStep) -> dict[str, Any]:
    step = numbered.step
    entry = {
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
        entry["fractions"] = [[_fraction(value) for value in row] for row in step.values.tolist()]
    writer = CellWriter(p.calculation, step, p.digits, UNICODE)
    cells = [
        {"row": row + 1, "column": column + 1, "text": writer.work_out(row, column).text}
        for row, column in p.worked(step, default="none")
    ]
    return {**entry, **({"cells": cells} if cells else {})}


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
