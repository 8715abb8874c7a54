"""The students of a class: a roster of ids and names, or numbers; and file names made from ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from handcalc.errors import InputError, Place
from handcalc.exercises.csv_rows import csv_rows
from handcalc.inputs.document import from_utf8, read_bytes, refuse_too_large, shown_name
from handcalc.limits import TEXT_CHARACTERS
from handcalc.text import quoted

_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9_-]+")
MOST_STUDENTS = 10_000


class Student(NamedTuple):
    """A student of a class; the name may be unknown."""

    id: str
    name: str | None = None

    @property
    def file_name(self) -> str:
        """The id as the stem of a file name, reduced to letters, digits, _ and -."""
        return _NO_FILE_NAME.sub("-", self.id).strip("-")


def numbered(count: int) -> list[Student]:
    """Students without a roster: 0001, 0002, …."""
    return [Student(f"{number:04}") for number in range(1, count + 1)]


def read_roster(path: str) -> list[Student]:
    """Read the students from a CSV file with the columns id and name.

    Raises InputError, naming file and line: it cannot be read, or two students cannot be told apart.
    """
    try:
        return students_in(read_bytes(path))
    except InputError as error:
        raise error.in_file(shown_name(path)) from None


def students_in(data: bytes) -> list[Student]:
    """The students in the bytes of a roster.

    Raises InputError: as read_roster, but without the file name.
    """
    refuse_too_large(len(data))
    # Names are only displayed, and control characters are made visible there.
    rows = csv_rows(from_utf8(data))
    first, place = next(rows, ([], Place(1, 1)))
    head = [cell.strip().casefold() for cell in first]
    if head.count("id") != 1 or head.count("name") > 1:
        raise InputError("needs a first line with the columns id and name", place)
    positions = head.index("id"), head.index("name") if "name" in head else None
    body = list(rows)
    students = [_student(row, place, len(head), *positions) for row, place in body]
    if not students:
        raise InputError("names no students")
    refuse_alike(students, [place for _, place in body])
    return students


def _student(row: list[str], place: Place, width: int, id: int, name: int | None) -> Student:
    if len(row) != width:
        raise InputError(f"has {len(row)} columns where the first line has {width}", place)
    student = Student(row[id].strip(), (row[name].strip() or None) if name is not None else None)
    if not student.id:
        raise InputError("a student without an id", place)
    if max(len(student.id), len(student.name or "")) > TEXT_CHARACTERS:
        raise InputError(f"an id or name of more than {TEXT_CHARACTERS} characters", place)
    return student


def refuse_alike(students: Iterable[Student], places: Iterable[Place] = ()) -> None:
    """Check that all students get different file names, even where case is ignored.

    places: of the students in their file, if they come from one.
    Raises InputError: two share a file name, an id gives none, or there are too many students.
    """
    seen: dict[str, Student] = {}
    for student, place in zip_longest(students, places):
        name = student.file_name.casefold()
        if not name:
            raise InputError(f"the id {quoted(student.id)} has no letter or digit for a file name", place)
        other = seen.get(name)
        if other is not None:
            ids = f"two students have the id {quoted(student.id)}"
            if other.id != student.id:
                ids = f"the ids {quoted(other.id)} and {quoted(student.id)} give one file name"
            raise InputError(f"{ids}: change one of them", place)
        seen[name] = student
    if len(seen) > MOST_STUDENTS:
        raise InputError(f"{len(seen):,} students; the limit is {MOST_STUDENTS:,}: make several classes")
