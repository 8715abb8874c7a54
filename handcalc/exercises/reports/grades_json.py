"""Grades as JSON: every cell of every sheet, written sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marks import MarkedCell
from handcalc.exercises.reports.grades import VERDICTS, Grade, Tally, follow_through_value, labelled_steps
from handcalc.exercises.sheets.cell_labels import LabelledCell
from handcalc.json_text import json_line, json_number

SCHEMA = "handcalc/grades"
FORMAT_VERSION = "1.0"

STEP_VERDICTS = tuple(verdict for verdict in VERDICTS if verdict != "unreadable")


def document(sheets: Iterable[str], tally: Tally) -> Iterator[str]:
    """The document in pieces. sheets: from sheet_text; the tally is read after the last of them."""
    head = json_line({"schema": SCHEMA, "format_version": FORMAT_VERSION}).rstrip("}\n")
    yield f'{head}, "sheets": ['
    separator = ""
    for text in sheets:
        yield separator + text
        separator = ", "
    steps = [
        {"id": step, **{verdict: counts[verdict] for verdict in STEP_VERDICTS}}
        for step, counts in tally.items()
    ]
    yield f'], "steps": {json_line(steps)[:-1]}}}\n'


def sheet_text(sheet: GradedSheet, grade: Grade, vectors: str) -> str:
    """One sheet as a JSON object, with the labels that are printed on it."""
    marked = sheet.marked
    steps = labelled_steps(sheet, vectors)
    fields: dict[str, Any] = {
        "id": grade.id,
        "cells": [_cell(cell, steps[cell.step].cell(cell.row, cell.column)) for cell in marked.cells],
        **{verdict: getattr(grade, verdict) for verdict in VERDICTS},
        "score": json_number(grade.score),
        "score_key_only": json_number(grade.score_key_only),
        "roots": [steps[step].cell(row, column)._asdict() for step, row, column in marked.first_errors],
        "mistakes": [{"step": step, "mistake": name} for step, name in marked.misconceptions],
    }
    return json_line(fields)[:-1]


def _cell(cell: MarkedCell, printed: LabelledCell) -> dict[str, Any]:
    value = follow_through_value(cell)
    return {
        **printed._asdict(),
        "answer": cell.answer.text,
        "verdict": cell.verdict,
        "key": json_number(cell.key),
        "own": None if value is None else json_number(value),
    }
