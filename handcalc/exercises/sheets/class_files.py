"""Write the folder of a class: sheets, keys, calculations and answer files, each whole or not at all.

Existing files stay: a rerun completes the folder, and answers that were filled in are never lost.
"""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from handcalc import formats
from handcalc.errors import OutputError
from handcalc.exercises.process_pool import in_parallel
from handcalc.exercises.sheets.class_plan import ClassExercise
from handcalc.exercises.sheets.manifest import MANIFEST, Entry, Manifest
from handcalc.exercises.sheets.roster import Student
from handcalc.exercises.sheets.sheet import sheet
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.presentation import Presentation, present
from handcalc.text import inert_csv, visible, why

WriteFile = Callable[[str, bytes, bool], None]
"""Writes bytes to a path; the flag says whether an existing file is overwritten."""

FOLDERS = ("sheets", "keys", "answers")
ANSWER_COLUMNS = ("step", "row", "column", "value")


def refuse_no_folder(folder: Path) -> None:
    """Check that a path is a folder or does not exist.

    Raises OutputError: it is something else.
    """
    try:
        if stat.S_ISDIR(os.stat(folder).st_mode):
            return
    except FileNotFoundError:
        if not os.path.islink(folder):
            return
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(str(folder))} cannot be written: {why(error)}") from None
    raise OutputError(f"{visible(str(folder))} is not a folder; name a folder or a new path")


def refuse_obstacles(folder: Path, entries: Iterable[Entry], force: bool) -> None:
    """Check, before anything is written, that every file of a class can be.

    Raises OutputError: something is in the way, or answers would be lost.
    """
    for name in FOLDERS:
        refuse_no_folder(folder / name)
    _refuse_no_file(folder / MANIFEST, links=False)
    for entry in entries:
        for name in entry.files:
            _refuse_no_file(folder / name, links=not force)
        if force:
            _refuse_answers(folder / entry.answers)


def _refuse_no_file(path: Path, *, links: bool) -> None:
    """Check that a path is a file or does not exist. links: whether it may be a link to a file.

    Raises OutputError: it is something else.
    """
    if not os.path.lexists(path):
        return
    if os.path.islink(path) and not links:
        raise OutputError(f"{visible(str(path))} is a link: put the file that it leads to in its place")
    if not os.path.isfile(path):
        raise OutputError(f"{visible(str(path))} is not a file: move it away first")


def remove(folder: Path, entries: Iterable[Entry]) -> None:
    """Remove the sheets, keys and empty answer files of a class that is overwritten.

    Raises OutputError: one cannot be removed.
    """
    for entry in entries:
        for name in entry.files:
            try:
                (folder / name).unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"{visible(str(folder / name))} cannot be removed: {why(error)}") from None


def _refuse_answers(path: Path) -> None:
    """Check that a file to be overwritten holds no answers.

    Raises OutputError: it holds some, or cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            has_answers = any(len(row) > 3 and row[3].strip() for row in list(csv.reader(stream))[1:])
    except FileNotFoundError:
        return
    except (ValueError, csv.Error):
        has_answers = True  # not a template of ours, so it may hold answers
    except OSError as error:
        shown = visible(str(path))
        raise OutputError(f"{shown} may hold answers, and cannot be read: {why(error)}") from None
    if has_answers:
        raise OutputError(f"{visible(str(path))} holds answers: move it away first")


def write_class(
    folder: Path,
    exercise: ClassExercise,
    manifest: Manifest,
    write: WriteFile,
    *,
    part: tuple[int, int] = (1, 1),
    force: bool = False,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Write the missing files of every student of a part; all their files with force.

    part: (k, n) for every nth student from the kth on. done: called after each student.
    Raises OutputError: a file cannot be written.
    """
    first, of = part

    def work(entry: Entry) -> None:
        missing = {name for name in entry.files if force or not os.path.lexists(folder / name)}
        for name, content in _contents(exercise, entry) if missing else ():
            if name in missing:
                write(str(folder / name), content(), force)

    with closing(in_parallel(work, manifest.sheets[first - 1 :: of])) as results:
        for _ in results:
            done()


def _contents(exercise: ClassExercise, entry: Entry) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The name of each file of a student, and a function that returns its content."""
    calculation, recipe = exercise.calculation(entry), exercise.recipe
    student = Student(entry.id, entry.name)
    page_of = partial(
        sheet, calculation, recipe, student, entry.attempt, digest=entry.digest, page=exercise.page
    )
    page, digits = page_of(), int(calculation.options["digits"])
    data = partial(present, calculation, vectors=recipe.vectors, digits=digits)
    yield entry.sheet, lambda: formats.as_bytes(exercise.format, page)
    yield entry.key, lambda: formats.as_bytes(exercise.format, page_of(answered=True))
    yield entry.calculation, lambda: formats.as_bytes("json", data())
    yield entry.answers, lambda: answer_template(page).encode()


def answer_template(page: Presentation) -> str:
    """The CSV file for the answers to a sheet: a line per blank, in the order of the sheet."""
    assert page.exercise is not None
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(ANSWER_COLUMNS)
    for step in page.calculation:
        rows, columns = printed_labels(step.result.rows), printed_labels(step.result.columns)
        for row, column in sorted(page.exercise.blank_cells.get(step.id, ())):
            writer.writerow([step.id, inert_csv(rows[row]), inert_csv(columns[column]), ""])
    return lines.getvalue()
