"""The answers of one student, from a CSV file or from the JSON that an HTML sheet saves.

A value that is not a number is an unreadable answer. A file with an answer that does not belong to the sheet
is refused as a whole: it may be another student's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from handcalc.errors import InputError, Place
from handcalc.exercises.marking.answer_csv import Line, csv_lines
from handcalc.exercises.marking.answer_json import json_lines
from handcalc.exercises.marking.blank_lookup import BlankLookup, CellAddress
from handcalc.exercises.marking.marks import Answer, Answers
from handcalc.exercises.marking.parse_answer import answer_of
from handcalc.exercises.sheets.cell_labels import LabelledCell
from handcalc.inputs.document import decoded, read_bytes, refuse_too_large
from handcalc.text import listed, quoted

SUFFIXES = (".csv", ".json")


def read_answers(path: Path, student: str, lookup: BlankLookup) -> Answers:
    """The answers in a student's file, by the blanks of the sheet.

    Raises InputError, with the place if there is one: the file cannot be read, belongs to another student,
    or answers something that is not a blank.
    """
    return answers_to(lookup, answer_lines(path, student))


def answers_to(lookup: BlankLookup, lines: Iterable[Line]) -> Answers:
    """The answers in lines of a file, by the blanks of the sheet.

    Raises InputError, with its place: a line answers something that is not a blank, or a blank twice.
    """
    answers: dict[str, dict[CellAddress, Answer]] = {}
    used: dict[tuple[str, CellAddress], list[Place]] = {}
    for step, row, column, text, place in lines:
        labels = step, row, column
        cells, step = lookup.cells(labels), step.strip()
        if not cells:
            raise InputError(lookup.why_not(LabelledCell(*labels)), place)
        places = used.setdefault((step, cells[0]), [])
        if len(places) == len(cells):
            name, line = quoted(str(LabelledCell(*labels))), places[-1].line
            raise InputError(f"{name} is answered already, in line {line}; keep one answer", place)
        cell = cells[len(places)]
        places.append(place)
        wordy = lookup.is_word(step, cell)
        answers.setdefault(step, {})[cell] = answer_of(text, wordy=wordy, exact=lookup.exact)
    return answers


def answer_lines(path: Path, student: str | None) -> Iterator[Line]:
    """The lines of a file, unchanged. student: the expected student, None for any.

    Raises InputError: it cannot be read, or names another student.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"answers are in {listed(SUFFIXES, 'or')} files")
    return lines_in(read_bytes(str(path)), suffix, student)


def lines_in(data: bytes, suffix: str, student: str | None) -> Iterator[Line]:
    """The lines in the bytes of a file with this suffix.

    Raises InputError: as answer_lines.
    """
    refuse_too_large(len(data))
    text = decoded(data)
    return csv_lines(text) if suffix == ".csv" else json_lines(text, student)


def is_untouched(path: Path) -> bool:
    """Whether a file is a template without any answer."""
    try:
        return path.suffix.lower() == ".csv" and not any(line[3].strip() for line in answer_lines(path, None))
    except InputError:
        return False
