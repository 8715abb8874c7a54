"""Answers as CSV with the columns step, row, column, value, separated by commas or semicolons."""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.errors import InputError, Place
from handcalc.exercises.csv_rows import csv_rows
from handcalc.exercises.sheets.class_files import ANSWER_COLUMNS
from handcalc.text import counted, did_you_mean, listed, quoted

Line = tuple[str, str, str, str, Place]
"""Step, row, column, value, and their place in the file."""

_NEEDED = f"a first line with the columns {listed(ANSWER_COLUMNS)} is needed"
_ONLY = f"the columns are {listed(ANSWER_COLUMNS)}"


def csv_lines(text: str) -> Iterator[Line]:
    """The lines of a file, without empty ones.

    Raises InputError, with the line: it is not CSV, or has other columns.
    """
    order: list[int] = []
    width = 0
    for fields, place in csv_rows(text):
        if not order:
            order, width = _columns(fields, place), len(fields)
            continue
        if len(fields) != width:
            fields = _of_width(fields, width, place)
        step, row, column, value = (fields[position] for position in order)
        yield step, row, column, value, place
    if not order:
        raise InputError(f"the file is empty: {_NEEDED}")


def _columns(head: list[str], place: Place) -> list[int]:
    """The position of each column: they may come in any order, with empty ones between them.

    Raises InputError: one is missing, unknown or there twice.
    """
    names = [name.strip().casefold() for name in head]
    unknown = [name for name in names if name and name not in ANSWER_COLUMNS]
    if not set(ANSWER_COLUMNS) <= set(names):
        near = did_you_mean(unknown[0], ANSWER_COLUMNS) if unknown else ""
        raise InputError(f"{_NEEDED}, not {listed(map(quoted, head[:8]))}{near}", place)
    if unknown:
        raise InputError(f"unknown column {quoted(unknown[0])}: {_ONLY}", place)
    for name in ANSWER_COLUMNS:
        if names.count(name) > 1:
            raise InputError(f"the column {name} comes twice: {_ONLY}", place)
    return [names.index(name) for name in ANSWER_COLUMNS]


def _of_width(fields: list[str], width: int, place: Place) -> list[str]:
    """A line without the empty cells that some programs append.

    Raises InputError: it has another number of columns.
    """
    if len(fields) > width and not any(map(str.strip, fields[width:])):
        return fields[:width]
    advice = '; a decimal comma needs quotes here: "1,5"' if len(fields) == width + 1 else ""
    raise InputError(f"{counted(len(fields), 'column')} where the first line has {width}{advice}", place)
