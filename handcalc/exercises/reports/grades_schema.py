"""The JSON Schema of grades."""

from __future__ import annotations

from typing import Any

from handcalc.exercises.reports.grades import VERDICTS
from handcalc.exercises.reports.grades_json import FORMAT_VERSION, SCHEMA
from handcalc.schema import DRAFT, list_of, object_of

_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_VALUE = {"type": ["number", "string"]}
_PLACE = {"step": _TEXT, "row": _TEXT, "column": _TEXT}


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12."""
    major = FORMAT_VERSION.split(".")[0]
    return {
        "$schema": DRAFT,
        "title": "The grades of a class by handcalc",
        **object_of(
            {
                "schema": {"const": SCHEMA},
                "format_version": {"type": "string", "pattern": rf"^{major}\.\d+$"},
                "sheets": list_of(_sheet()),
                "steps": list_of(
                    object_of(
                        {"id": _TEXT, "right": _COUNT, "follows": _COUNT, "wrong": _COUNT, "blank": _COUNT}
                    )
                ),
            }
        ),
    }


def _sheet() -> dict[str, Any]:
    return object_of(
        {
            "id": _TEXT,
            "cells": list_of(_cell()),
            **dict.fromkeys(VERDICTS, _COUNT),
            "score": _SHARE,
            "score_key_only": _SHARE,
            "roots": list_of(object_of(_PLACE)),
            "mistakes": list_of(object_of({"step": _TEXT, "mistake": _TEXT})),
        }
    )


def _cell() -> dict[str, Any]:
    return object_of(
        {
            **_PLACE,
            "answer": _TEXT,
            "verdict": {"enum": list(VERDICTS)},
            "key": _VALUE,
            "own": {"type": ["number", "string", "null"]},
        }
    )
