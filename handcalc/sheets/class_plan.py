"""A class, planned: which numbers every student gets, and the names of all files, before one is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from handcalc import formats
from handcalc.errors import HandcalcError
from handcalc.formats.json import option_value
from handcalc.inputs.binding import Bound
from handcalc.record.calculation import Calculation
from handcalc.sheets.manifest import Entry, Manifest
from handcalc.sheets.roster import Student, refuse_alike
from handcalc.sheets.sheet import Making, sheet
from handcalc.sheets.side_by_side import side_by_side
from handcalc.sheets.variants import Counts, find_variants, variant


class Course(NamedTuple):
    """What a class works on: the exercise, how its sheets are made, the class seed, the sheets' format.

    fonts: a folder with fonts for what is typeset.
    """

    bound: Bound
    making: Making
    seed: int
    format: str
    fonts: str | None = None

    def calculation(self, entry: Entry) -> Calculation:
        """A student's calculation."""
        return variant(self.bound, self.seed, entry.id, entry.attempt)

    @property
    def suffix(self) -> str:
        """Of the sheets' and keys' files."""
        return formats.find(self.format).suffix or ".txt"


def plan(
    course: Course,
    students: Iterable[Student],
    before: Manifest | None = None,
    counts: Counts | None = None,
    done: Callable[[], None] = lambda: None,
) -> Manifest:
    """The manifest of a class; with the one that its folder has already, of both.

    done is called for every student. Raises InputError: the ids give no file names of their own, or the
    exercise has too few variants; the manifest there is of another class (OtherClass).
    """
    head = _head(course)
    if before is not None and before.same_for_all != head:
        raise OtherClass("its topic, options, seed, blanks or format are others")
    known = {entry.id: entry for entry in before.sheets} if before else {}
    everybody = {student.id: student for student in students}
    everybody = {**{entry.id: Student(entry.id, entry.name) for entry in known.values()}, **everybody}
    refuse_alike(everybody.values())
    kept = {entry.id: entry.attempt for entry in known.values()}
    variants = find_variants(course.bound, course.seed, everybody, kept, counts)
    entries = []
    for entry in side_by_side(
        partial(_with_digest, course),
        [_entry(course, everybody[found.id], found.attempt) for found in variants],
    ):
        if entry.id in known and known[entry.id].digest != entry.digest:
            raise OtherClass(f"the sheet of {entry.id} would become another one")
        entries.append(entry)
        done()
    return head._replace(sheets=tuple(entries))


class OtherClass(HandcalcError):
    """The folder holds another class."""


def _head(course: Course) -> Manifest:
    """The manifest without its students."""
    options = course.bound.options
    return Manifest(
        topic=course.bound.request.topic.name,
        options={name: option_value(value) for name, value in options.items()},
        seed=course.seed,
        level=course.making.level,
        blank=course.making.blank,
        digits=int(options["digits"]),
        rounding=str(options["rounding"]),
        vectors=course.making.vectors,
        format=course.format,
        sheets=(),
    )


def _entry(course: Course, student: Student, attempt: int) -> Entry:
    stem, suffix = student.file_name, course.suffix
    return Entry(
        student.id,
        student.name,
        f"sheets/{stem}{suffix}",
        f"keys/{stem}{suffix}",
        f"keys/{stem}.json",
        f"answers/{stem}.csv",
        "",
        attempt,
    )


def _with_digest(course: Course, entry: Entry) -> Entry:
    """The entry with the SHA-256 of what the sheet says as plain text: one for every format and part."""
    page = sheet(course.calculation(entry), course.making, Student(entry.id, entry.name), entry.attempt)
    return entry._replace(digest=sha256(formats.as_text("plain", page).encode()).hexdigest())
