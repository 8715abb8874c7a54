"""The JSON Schema of grades."""

from __future__ import annotations

from typing import Any

from handcalc.exercises.reports.grades import VERDICTS
from handcalc.exercises.reports.grades_json import FORMAT_VERSION, SCHEMA, STEP_VERDICTS
from handcalc.schema import DRAFT, list_of, object_of

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_PLACE = {"step": _TEXT, "row": _TEXT, "column": _TEXT}


_CELL: dict[str, Any] = {
    **_PLACE,
    "answer": _TEXT,
    "verdict": {"enum": list(VERDICTS)},
    "key": {"type": ["number", "string"]},
    "own": {"type": ["number", "string", "null"]},
}
_SHEET: dict[str, Any] = {
    "id": _TEXT,
    "cells": list_of(object_of(_CELL)),
    **dict.fromkeys(VERDICTS, _COUNT),
    "score": _SHARE,
    "score_key_only": _SHARE,
    "roots": list_of(object_of(_PLACE)),
    "mistakes": list_of(object_of({"step": _TEXT, "mistake": _TEXT})),
}
_GRADES = {
    "schema": {"const": SCHEMA},
    "format_version": {"type": "string", "pattern": rf"^{FORMAT_VERSION.split('.')[0]}\.\d+$"},
    "sheets": list_of(object_of(_SHEET)),
    "steps": list_of(object_of({"id": _TEXT, **dict.fromkeys(STEP_VERDICTS, _COUNT)})),
}


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12."""
    return {"$schema": DRAFT, "title": "The grades of a class by handcalc", **object_of(_GRADES)}
