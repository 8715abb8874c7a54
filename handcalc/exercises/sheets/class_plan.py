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
from handcalc.inputs.binding import BoundRequest
from handcalc.json_text import json_option
from handcalc.record.calculation import Calculation


class ClassExercise(NamedTuple):
    """The settings of a class: the exercise, the recipe of its sheets, the class seed, format and page."""

    bound: BoundRequest
    recipe: SheetRecipe
    seed: int
    format: str
    page: PageOptions = DEFAULT_PAGE

    def calculation(self, entry: Entry) -> Calculation:
        """The calculation of a student."""
        return variant(self.bound, self.seed, entry.id, entry.attempt)


def plan(
    exercise: ClassExercise,
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
    head = _head(exercise)
    known = {entry.id: entry for entry in before.sheets} if before else {}
    if before is not None:
        head = head._replace(command=before.command, handcalc=before.handcalc)
        if before.same_for_all != head:
            raise OtherClass("its topic, options, seed, blanks, format or --open differ")
    everybody = {entry.id: Student(entry.id, entry.name) for entry in known.values()}
    everybody |= {student.id: student for student in students}
    refuse_alike(everybody.values())
    attempts = {entry.id: entry.attempt for entry in known.values()}
    look = partial(_preview, exercise, everybody, min(everybody))
    entries, remarks = [], []
    for one in find_variants(exercise.bound, exercise.seed, everybody, attempts, counts, look, done):
        digest, warned = one.seen
        digest = _digest(known.get(one.id), digest, comparable=head.handcalc == __version__)
        entries.append(_entry(exercise, everybody[one.id], one.attempt, digest))
        remarks += warned
    return Plan(head._replace(sheets=tuple(entries)), remarks)


class Plan(NamedTuple):
    """The manifest of a class, and the warnings from a trial rendering of its first sheet."""

    manifest: Manifest
    remarks: list[str]


def _preview(
    exercise: ClassExercise,
    everybody: dict[str, Student],
    first: str,
    student: str,
    attempt: int,
    calculation: Calculation,
) -> tuple[str, list[str]]:
    """The digest of a sheet; for the first one also the warnings, since what breaks it would break all."""
    digest = sheet_digest(calculation, exercise.recipe, student)
    # A library that starts threads must not be used before the processes that write the class are forked.
    safe = parent_process() is not None or not in_processes(len(everybody))
    if student != first or not safe:
        return digest, []
    page = sheet(calculation, exercise.recipe, everybody[student], attempt, digest=digest, page=exercise.page)
    with warnings.catch_warnings(record=True) as messages:
        warnings.simplefilter("always", MissingGlyphs)
        formats.as_bytes(exercise.format, page)
    return digest, [str(warning.message) for warning in messages]


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
        raise OtherClass(f"the sheet of {known.id} would change")
    return known.digest


def _head(exercise: ClassExercise) -> Manifest:
    """The manifest without students."""
    options = exercise.bound.options
    return Manifest(
        topic=exercise.bound.request.topic.name,
        options={name: json_option(value) for name, value in options.items()},
        seed=exercise.seed,
        level=exercise.recipe.level,
        blank=exercise.recipe.blank,
        digits=int(options["digits"]),
        rounding=str(options["rounding"]),
        vectors=exercise.recipe.vectors,
        format=exercise.format,
        sheets=(),
        command=class_command(exercise.recipe, exercise.seed),
        open=exercise.recipe.open,
    )


def _entry(exercise: ClassExercise, student: Student, attempt: int, digest: str) -> Entry:
    stem, suffix = student.file_name, formats.find(exercise.format).suffix or ".txt"
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
