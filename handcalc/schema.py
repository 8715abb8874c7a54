"""The JSON Schema of the JSON output; the names of operations come from OPERATIONS."""

from __future__ import annotations

from typing import Any

from handcalc.record import operations  # noqa: F401  (declares the operations)
from handcalc.record.operation import OPERATIONS

SCHEMAS = {"calculation": "handcalc.schema", "grades": "handcalc.exercises.reports.grades_schema"}
"""The module of each schema, by its name in `handcalc schema`."""

SCHEMA = "handcalc/calculation"
FORMAT_VERSION = "1.0"
DRAFT = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 1}
_NUMBER = {"anyOf": [{"type": "number"}, _TEXT]}
_ROWS = {"type": "array", "items": {"type": "array", "items": _NUMBER}}
_TEXT_OR_NULL = {"type": ["string", "null"]}


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12."""
    major = FORMAT_VERSION.split(".")[0]
    return {
        "$schema": DRAFT,
        "title": "A worked calculation by handcalc",
        **object_of(
            {
                "schema": {"const": SCHEMA},
                "format_version": {"type": "string", "pattern": rf"^{major}\.\d+$"},
                "handcalc": _TEXT,
                "topic": _TEXT,
                "title": _TEXT_OR_NULL,
                "seed": {"type": ["integer", "null"]},
                "vectors": {"enum": ["rows", "columns"]},
                "options": {"type": "object"},
                "labels": {"type": "object", "additionalProperties": list_of(_TEXT)},
                "given": list_of({"$ref": "#/$defs/given"}),
                "steps": list_of({"$ref": "#/$defs/step"}),
                "checks": list_of(object_of({"step": _TEXT, "text": _TEXT, "holds": {"type": "boolean"}})),
                "results": {"type": "object"},
                "conclusion": _TEXT_OR_NULL,
            },
            optional={"unrounded": {"type": "object", "additionalProperties": _ROWS}},
        ),
        "$defs": {
            "axis": object_of({"axis": _TEXT, "labels": list_of(_TEXT)}),
            "given": _given(),
            "step": _step(),
        },
    }


def object_of(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """The schema of an object with these required and optional keys; others are allowed."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def list_of(items: dict[str, Any]) -> dict[str, Any]:
    """The schema of a list of these items."""
    return {"type": "array", "items": items}


def _given() -> dict[str, Any]:
    kinds = ["matrix", "vector", "text", "words", "mapping", "list"]
    return object_of(
        {"id": _TEXT, "kind": {"enum": kinds}}, optional={"values": {"type": "array"}, "value": {}}
    )


def _step() -> dict[str, Any]:
    cell = object_of({"row": _COUNT, "column": _COUNT, "text": _TEXT})
    return object_of(
        {
            "id": {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9_.-]*$"},
            "kind": _TEXT,
            "symbol": _TEXT,
            "latex": _TEXT,
            "rows": {"$ref": "#/$defs/axis"},
            "columns": {"$ref": "#/$defs/axis"},
            "shape": {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2},
            "values": _ROWS,
            "number": _COUNT,
            "section": _TEXT_OR_NULL,
            "title": _TEXT,
            "formula": _TEXT,
            "operation": {"enum": sorted(OPERATIONS)},
            "operands": list_of(_TEXT),
            "note": _TEXT_OR_NULL,
        },
        optional={"fractions": list_of(list_of(_TEXT)), "cells": list_of(cell)},
    )
