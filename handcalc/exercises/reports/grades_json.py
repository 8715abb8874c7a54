"""Grades as JSON: every cell of every sheet, written sheet by sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marks import MarkedCell, Verdict
from handcalc.exercises.reports.grades import VERDICTS, Grade, Tally, own_value
from handcalc.exercises.sheets.cell_labels import LabelledCell, LabelledStep
from handcalc.json_text import json_line, json_number

SCHEMA = "handcalc/grades"
FORMAT_VERSION = "1.0"

_STEP_VERDICTS = tuple(verdict for verdict in VERDICTS if verdict != "unreadable")


def document(sheets: Iterable[str], tally: Tally) -> Iterator[str]:
    """The document in pieces. sheets: from sheet_text; the tally is read after the last of them."""
    head = json_line({"schema": SCHEMA, "format_version": FORMAT_VERSION}).rstrip("}\n")
    yield f'{head}, "sheets": ['
    separator = ""
    for text in sheets:
        yield separator + text
        separator = ", "
    steps = [_step(step, counts) for step, counts in tally.items()]
    yield f'], "steps": {json_line(steps)[:-1]}}}\n'


def _step(step: str, counts: Counter[Verdict]) -> dict[str, Any]:
    return {"id": step, **{verdict: counts[verdict] for verdict in _STEP_VERDICTS}}


def sheet_text(sheet: GradedSheet, grade: Grade, vectors: str) -> str:
    """One sheet as a JSON object, with the labels that are printed on it."""
    marked = sheet.marked
    asked = {cell.step for cell in marked.cells}
    steps = {step: LabelledStep(sheet.calculation[step], vectors) for step in asked}
    found: dict[str, Any] = {
        "id": grade.id,
        "cells": [_cell(cell, steps[cell.step].cell(cell.row, cell.column)) for cell in marked.cells],
        **{verdict: getattr(grade, verdict) for verdict in VERDICTS},
        "score": json_number(grade.score),
        "score_key_only": json_number(grade.score_key_only),
        "roots": [steps[step].cell(row, column)._asdict() for step, row, column in marked.roots],
        "mistakes": [{"step": step, "mistake": mistake} for step, mistake in marked.mistakes],
    }
    return json_line(found)[:-1]


def _cell(cell: MarkedCell, printed: LabelledCell) -> dict[str, Any]:
    own = own_value(cell)
    return {
        **printed._asdict(),
        "answer": cell.answer.text,
        "verdict": cell.verdict,
        "key": json_number(cell.key),
        "own": None if own is None else json_number(own),
    }
