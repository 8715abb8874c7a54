"""Plan a class before any file is written: the numbers of every student and the names of all files."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from functools import partial
from multiprocessing import parent_process
from typing import NamedTuple

from handcalc import __version__, formats
from handcalc.errors import HandcalcError, MissingGlyphs
from handcalc.exercises.drawing.variants import DrawCounts, find_variants, variant
from handcalc.exercises.process_pool import in_processes
from handcalc.exercises.sheets.manifest import Entry, Manifest
from handcalc.exercises.sheets.roster import Student, refuse_alike
from handcalc.exercises.sheets.sheet import SheetRecipe, class_command, sheet, sheet_digest
from handcalc.formats.document.page_options import DEFAULT_PAGE, PageOptions
from handcalc.formats.document.presentation import Presentation
from handcalc.inputs.binding import BoundRequest
from handcalc.json_text import json_option
from handcalc.record.calculation import Calculation


class ClassExercise(NamedTuple):
    """The settings of a class: the exercise, how its sheets are made, the class seed, format and page."""

    bound: BoundRequest
    making: SheetRecipe
    seed: int
    format: str
    page: PageOptions = DEFAULT_PAGE

    def calculation(self, entry: Entry) -> Calculation:
        """The calculation of a student."""
        return variant(self.bound, self.seed, entry.id, entry.attempt)

    @property
    def suffix(self) -> str:
        """The suffix of sheets and keys."""
        return formats.find(self.format).suffix or ".txt"


def plan(
    course: ClassExercise,
    students: Iterable[Student],
    before: Manifest | None = None,
    counts: DrawCounts | None = None,
    done: Callable[[], None] = lambda: None,
) -> Plan:
    """Plan a class.

    before: the manifest of its folder; its students stay. done: called after each student.
    Raises InputError: two ids give the same file name, or the exercise has too few variants; OtherClass:
    the manifest belongs to another class.
    """
    head, known = _head(course), {entry.id: entry for entry in before.sheets} if before else {}
    if before is not None:
        head = head._replace(command=before.command, handcalc=before.handcalc)
        if before.same_for_all != head:
            raise OtherClass("its topic, options, seed, blanks, format or --open are others")
    everybody = {student.id: student for student in students}
    everybody = {**{entry.id: Student(entry.id, entry.name) for entry in known.values()}, **everybody}
    refuse_alike(everybody.values())
    kept = {entry.id: entry.attempt for entry in known.values()}
    look = partial(_look, course, everybody, min(everybody))
    entries, remarks = [], []
    for found in find_variants(course.bound, course.seed, everybody, kept, counts, look, done):
        seen: Preview = found.seen
        digest = _digest(known.get(found.id), seen.digest, comparable=head.handcalc == __version__)
        entries.append(_entry(course, everybody[found.id], found.attempt, digest))
        remarks += seen.remarks
    return Plan(head._replace(sheets=tuple(entries)), remarks)


class Plan(NamedTuple):
    """The manifest of a class, and the warnings from a trial rendering of its first sheet."""

    manifest: Manifest
    remarks: list[str]


class Preview(NamedTuple):
    """The digest of a sheet, and the warnings from rendering it."""

    digest: str
    remarks: list[str]


def _look(
    course: ClassExercise,
    everybody: dict[str, Student],
    first: str,
    student: str,
    attempt: int,
    found: Calculation,
) -> Preview:
    """What the plan needs of a sheet; the first one is rendered, since what breaks it would break all."""
    digest = sheet_digest(found, course.making, student)
    # A library that starts threads must not be used before the processes that write the class are forked.
    safe = parent_process() is not None or not in_processes(len(everybody))
    if student != first or not safe:
        return Preview(digest, [])
    page = sheet(found, course.making, everybody[student], attempt, digest=digest, page=course.page)
    return Preview(digest, _made(course, page))


def _made(course: ClassExercise, page: Presentation) -> list[str]:
    """Render a sheet and return the warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", MissingGlyphs)
        formats.as_bytes(course.format, page)
    return [str(warning.message) for warning in caught]


class OtherClass(HandcalcError):
    """The manifest in the folder belongs to another class."""


def _digest(known: Entry | None, digest: str, *, comparable: bool) -> str:
    """The digest of a sheet: that of the manifest where the student is known.

    comparable: whether this version wrote the manifest; another one may have worded the sheet differently.
    Raises OtherClass: the known sheet would change.
    """
    if known is None or known.digest == digest:
        return digest
    if comparable:
        raise OtherClass(f"the sheet of {known.id} would become another one")
    return known.digest


def _head(course: ClassExercise) -> Manifest:
    """The manifest without students."""
    options = course.bound.options
    return Manifest(
        topic=course.bound.request.topic.name,
        options={name: json_option(value) for name, value in options.items()},
        seed=course.seed,
        level=course.making.level,
        blank=course.making.blank,
        digits=int(options["digits"]),
        rounding=str(options["rounding"]),
        vectors=course.making.vectors,
        format=course.format,
        sheets=(),
        command=class_command(course.making, course.seed),
        open=course.making.open,
    )


def _entry(course: ClassExercise, student: Student, attempt: int, digest: str) -> Entry:
    stem, suffix = student.file_name, course.suffix
    return Entry(
        student.id,
        student.name,
        f"sheets/{stem}{suffix}",
        f"keys/{stem}{suffix}",
        f"keys/{stem}.json",
        f"answers/{stem}.csv",
        digest,
        attempt,
    )
