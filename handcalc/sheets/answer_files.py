"""The answers of one student, from a CSV file or from the JSON that a filled-in page saves.

A value that is no number is an unreadable answer. A file that answers something else than its sheet asks
cannot be read as a whole: it may be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from handcalc.errors import InputError, Place
from handcalc.inputs.document import decoded, read_bytes, refuse_too_large
from handcalc.sheets.answer_csv import csv_lines
from handcalc.sheets.answer_json import json_lines
from handcalc.sheets.answer_values import answer_of
from handcalc.sheets.asked import Asked, Cell
from handcalc.sheets.marked import Answer, Answers
from handcalc.sheets.printed_cells import PrintedCell
from handcalc.wording import quoted

SUFFIXES = (".csv", ".json")


class AnswerLine(NamedTuple):
    """One answer of a file: the cell it names, what is written there, where it stands."""

    cell: PrintedCell
    text: str
    place: Place


def read_answers(path: Path, student: str, asked: Asked) -> Answers:
    """The answers that a student's file gives to what the sheet asks.

    Raises InputError, with the place where there is one: it cannot be read, is of another student, or
    answers what was not asked.
    """
    found: dict[str, dict[Cell, Answer]] = {}
    used: dict[PrintedCell, list[Place]] = {}
    for cell, text, place in answer_lines(path, student):
        cells = asked.cells(cell)
        places = used.setdefault(cell, [])
        if len(places) >= len(cells):
            raise InputError(_refusal(asked, cell, places), place)
        where = cells[len(places)]
        places.append(place)
        step = cell.step.strip()
        wordy = asked.is_word(step, where)
        found.setdefault(step, {})[where] = answer_of(text, wordy=wordy, exact=asked.exact)
    return found


def answer_lines(path: Path, student: str | None) -> Iterator[AnswerLine]:
    """The lines of a file, as they stand there; of JSON that names another student, none.

    Raises InputError: it cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("answers are in .csv or .json files")
    data = read_bytes(str(path))
    refuse_too_large(len(data))
    text = decoded(data)
    lines = csv_lines(text) if suffix == ".csv" else json_lines(text, student)
    return (AnswerLine(PrintedCell(step, row, column), value, place) for step, row, column, value, place in lines)


def is_untouched(path: Path) -> bool:
    """Whether a file is a template that nobody has filled in."""
    try:
        return path.suffix.lower() == ".csv" and not any(line.text.strip() for line in answer_lines(path, None))
    except InputError:
        return False


def _refusal(asked: Asked, cell: PrintedCell, before: list[Place]) -> str:
    if not before:
        return asked.why_not(cell)
    return f"{quoted(str(cell))} is answered twice, in lines {before[0].line} and here; keep one"
