"""The folder of a class: sheets, keys, calculations and answer files, each whole or not at all.

What is there already stays: a rerun completes the folder, and answers that were filled in are never lost.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from handcalc import formats
from handcalc.errors import OutputError
from handcalc.formats.csv import inert
from handcalc.limits import OWN_DOCUMENT_BYTES
from handcalc.sheets.class_plan import Course
from handcalc.sheets.manifest import MANIFEST, Entry, Manifest
from handcalc.sheets.roster import Student
from handcalc.sheets.sheet import sheet
from handcalc.sheets.side_by_side import side_by_side
from handcalc.wording import visible
from handcalc.writing.labels import printed_labels
from handcalc.writing.presentation import Presentation, present

Write = Callable[[str, bytes, bool], None]
"""Puts bytes into the file of a path; the last says whether one that exists may be overwritten."""

FOLDERS = ("sheets", "keys", "answers")
ANSWER_COLUMNS = ("step", "row", "column", "value")


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of a folder, None where there is none.

    Raises InputError, naming the file: it is no manifest, or cannot be read.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{visible(str(folder))} is a file; name a folder")
    path = folder / MANIFEST
    try:
        with path.open(encoding="utf-8") as stream:
            text = stream.read(OWN_DOCUMENT_BYTES)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(str(path))} cannot be read: {visible(str(error))}") from None
    return Manifest.read(text, visible(str(path)))


def prepare(folder: Path, entries: Iterable[Entry], force: bool) -> None:
    """Make sure that the folder can take the class, and make its folders.

    Raises OutputError: something stands in the way, or answers would be lost.
    """
    for name in (".", *FOLDERS):
        path = folder / name
        if path.exists() and not path.is_dir():
            raise OutputError(f"{visible(str(path))} is no folder")
    if force:
        for entry in entries:
            if _holds_answers(folder / entry.answers):
                raise OutputError(f"{visible(str(folder / entry.answers))} holds answers: move it away first")
    try:
        for name in FOLDERS:
            (folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "the folder cannot be made"
        raise OutputError(f"{visible(str(folder))} cannot be written: {visible(reason)}") from None


def remove(folder: Path, entries: Iterable[Entry]) -> None:
    """Take away the sheets, keys and empty answer files of a class that makes room for another.

    Raises OutputError: one cannot be removed.
    """
    for entry in entries:
        for name in (entry.sheet, entry.key, entry.calculation, entry.answers):
            try:
                (folder / name).unlink(missing_ok=True)
            except OSError as error:
                reason = visible(error.strerror or str(error))
                raise OutputError(f"{visible(str(folder / name))} cannot be removed: {reason}") from None


def _holds_answers(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return any(len(row) > 3 and row[3].strip() for row in list(csv.reader(stream))[1:])
    except OSError:
        return False
    except (ValueError, csv.Error):
        return True  # whatever it is, it is not ours to overwrite


def write_class(
    folder: Path,
    course: Course,
    manifest: Manifest,
    write: Write,
    *,
    part: tuple[int, int] = (1, 1),
    force: bool = False,
    done: Callable[[], None] = lambda: None,
) -> None:
    """Write the manifest, and of every student (of this part) what is not there yet.

    Raises OutputError: a file cannot be written.
    """
    text = manifest.text().encode()
    path = folder / MANIFEST
    if not path.exists() or path.read_bytes() != text:
        write(str(path), text, True)
    first, of = part

    def work(entry: Entry) -> None:
        wanted = _wanted(folder, entry, force)
        for name, data in _files(course, entry, wanted) if wanted else ():
            write(str(folder / name), data, force)

    for _ in side_by_side(work, manifest.sheets[first - 1 :: of]):
        done()


def _wanted(folder: Path, entry: Entry, force: bool) -> set[str]:
    names = (entry.sheet, entry.key, entry.calculation, entry.answers)
    return {name for name in names if force or not os.path.lexists(folder / name)}


def _files(course: Course, entry: Entry, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    """The wanted files of a student, made one by one."""
    calculation = course.calculation(entry)
    student = Student(entry.id, entry.name)
    page = sheet(calculation, course.making, student, entry.attempt, fonts=course.fonts)
    if entry.sheet in wanted:
        yield entry.sheet, formats.as_bytes(course.format, page)
    if entry.key in wanted:
        key = sheet(calculation, course.making, student, entry.attempt, fonts=course.fonts, answered=True)
        yield entry.key, formats.as_bytes(course.format, key)
    if entry.calculation in wanted:
        digits = int(calculation.options["digits"])
        data = present(calculation, vectors=course.making.vectors, digits=digits)
        yield entry.calculation, formats.as_bytes("json", data)
    if entry.answers in wanted:
        yield entry.answers, answer_template(page).encode()


def answer_template(page: Presentation) -> str:
    """The answers of a sheet, to be filled in: a line a blank, in the order of the sheet."""
    assert page.exercise is not None
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(ANSWER_COLUMNS)
    for step in page.calculation:
        rows, columns = printed_labels(step.result.rows), printed_labels(step.result.columns)
        for row, column in sorted(page.exercise.asked.get(step.id, ())):
            writer.writerow([step.id, inert(rows[row]), inert(columns[column]), ""])
    return lines.getvalue()
