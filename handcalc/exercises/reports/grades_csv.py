"""Grades as CSV, with a line per student."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from handcalc.exercises.reports.grades import Grade
from handcalc.json_text import json_number
from handcalc.text import inert_csv, visible

COLUMNS = tuple(field for field in Grade._fields if field != "unreadable")


def document(grades: Iterable[Grade]) -> Iterator[str]:
    """The document, line by line."""
    yield _line(COLUMNS)
    for grade in grades:
        yield _line([_field(getattr(grade, name)) for name in COLUMNS])


def _field(value: str | int | float | None) -> str:
    if value is None:
        return ""
    # A spreadsheet would run ids and names that look like formulas.
    return inert_csv(visible(value)) if isinstance(value, str) else str(json_number(value))


def _line(fields: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(fields)
    return line.getvalue()
