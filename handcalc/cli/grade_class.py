"""Grade a class: find its answer files, mark one after the other, write grades and feedback."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from handcalc.cli.output_file import refuse_existing, write_file
from handcalc.cli.progress import progress
from handcalc.cli.report_error import write_paragraphs
from handcalc.cli.streams import can_encode_texts, show
from handcalc.cli.temp_files import in_folders, remove_leftovers
from handcalc.cli.terminal import colored, is_terminal, usable_width
from handcalc.errors import InputError
from handcalc.exercises.marking.class_folder import ClassFolder, HandedIn, answer_files, assigned
from handcalc.exercises.marking.grading import GradedSheet, grade_sheets
from handcalc.exercises.marking.marks import Verdict
from handcalc.exercises.reports import grades_csv, grades_json
from handcalc.exercises.reports.class_table import Paper, class_table
from handcalc.exercises.reports.feedback import feedback
from handcalc.exercises.reports.grades import Grade, Tally, added, grade_of, tally_of
from handcalc.exercises.sheets.manifest import Entry
from handcalc.exit_codes import DONE, NO, SOME_REFUSED

if TYPE_CHECKING:
    from handcalc.cli.grade_command import GradeOptions


class Report(NamedTuple):
    """The result of one sheet; text: the sheet in the JSON output, otherwise empty."""

    grade: Grade
    tally: Tally
    text: str


def grade_class(options: GradeOptions) -> int:
    """Grade a class, write the outputs, and return the exit code.

    Raises InputError: the folder has no class, or nothing to mark; OutputError: an output cannot be written.
    """
    folder = ClassFolder.read(Path(options.folder))
    paths = [file for name in options.answers for file in answer_files(Path(name))]
    handed_in, refused = assigned(folder, paths if options.answers else folder.handed_in())
    _prepare(options, handed_in)
    marking = _Marking(folder, handed_in, options)
    marking.refused += refused
    with in_folders(*filter(None, [options.feedback])):
        _write(options, marking)
    if marking.refused:
        return SOME_REFUSED
    return NO if options.strict and marking.faults else DONE


def _prepare(options: GradeOptions, handed_in: Iterable[HandedIn]) -> None:
    """Raise OutputError if an output could not be written, before anything is marked."""
    if options.path is not None:
        refuse_existing(options.path, force=options.force)
        remove_leftovers(os.path.dirname(options.path))
    if options.feedback is not None:
        for one in handed_in:
            refuse_existing(_feedback_path(options.feedback, one.entry), force=options.force)


def _feedback_path(folder: str, entry: Entry) -> str:
    """The file of a student's feedback, named like the sheet."""
    return os.path.join(folder, f"{Path(entry.answers).stem}.md")


class _Marking:
    """Marks sheet by sheet, and adds up the results of the class."""

    def __init__(self, folder: ClassFolder, handed_in: Sequence[HandedIn], options: GradeOptions) -> None:
        self._folder = folder
        self._handed_in = handed_in
        self._options = options
        self._digits = folder.manifest.digits if options.digits is None else options.digits
        self.tally: dict[str, Counter[Verdict]] = {}
        self.refused: list[InputError] = []
        self.faults = 0

    def reports(self) -> Iterator[Report]:
        """The report of each sheet; unreadable files go to stderr at the end, after the progress bar."""
        with self._progress() as done:
            for report in grade_sheets(self._folder, self._handed_in, self._digits, self._report):
                done()
                if isinstance(report, InputError):
                    self.refused.append(report)
                    continue
                self.faults += report.grade.wrong + report.grade.unreadable
                added(self.tally, report.tally)
                yield report
        for error in self.refused:
            write_paragraphs(str(error))

    def _progress(self) -> AbstractContextManager[Callable[[], None]]:
        """A progress bar, unless results are written to the same terminal meanwhile."""
        is_shared = self._options.output != "table" and self._options.path is None and is_terminal(sys.stdout)
        return nullcontext(lambda: None) if is_shared else progress("marking", len(self._handed_in))

    def _report(self, sheet: GradedSheet) -> Report:
        """The report of a sheet; the process that marks it also writes its feedback."""
        options, vectors = self._options, self._folder.manifest.vectors
        grade = grade_of(sheet, options.follow_cap)
        if options.feedback is not None:
            page = feedback(sheet, grade, vectors, self._digits)
            write_file(_feedback_path(options.feedback, sheet.entry), page.encode(), force=options.force)
        text = grades_json.sheet_text(sheet, grade, vectors) if options.output == "json" else ""
        return Report(grade, tally_of(sheet.marked), text)

    @property
    def absent(self) -> list[str]:
        """The ids of students without answers."""
        present = {one.entry.id for one in self._handed_in}
        return [entry.id for entry in self._folder.manifest.sheets if entry.id not in present]


def _write(options: GradeOptions, marking: _Marking) -> None:
    if options.output == "table":
        grades = [report.grade for report in marking.reports()]
        paper = Paper(
            options.width or usable_width(sys.stdout),
            colored(options.color, sys.stdout, os.environ),
            not can_encode_texts(sys.stdout),
        )
        show(class_table(grades, marking.tally, marking.absent, paper))
        return
    if options.output == "json":
        pieces = grades_json.document((report.text for report in marking.reports()), marking.tally)
    else:
        pieces = grades_csv.document(report.grade for report in marking.reports())
    if options.path is not None:
        write_file(options.path, (piece.encode() for piece in pieces), force=options.force)
        return
    for piece in pieces:
        show(piece, document=True)
