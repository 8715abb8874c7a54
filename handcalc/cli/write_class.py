"""The sheets of a class: planned whole, then written student by student."""

from __future__ import annotations

import warnings
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from handcalc import formats
from handcalc.cli.class_seed import class_seed
from handcalc.cli.folder_lock import FolderLock, publish_manifest
from handcalc.cli.output import calculated, page_of
from handcalc.cli.output_file import write_file
from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.progress import progress
from handcalc.cli.sheet_making import making_of, report
from handcalc.cli.sheet_options import SheetOptions
from handcalc.cli.streams import say
from handcalc.cli.temp_files import in_folders
from handcalc.errors import AlreadyThere, MissingGlyphs, OutputError, UsageError
from handcalc.exercises.drawing.variants import DrawCounts
from handcalc.exercises.sheets.class_files import FOLDERS, refuse_no_folder, refuse_obstacles, write_class
from handcalc.exercises.sheets.class_plan import ClassExercise, OtherClass, Plan, plan
from handcalc.exercises.sheets.manifest import Entry, Manifest, read_manifest
from handcalc.exercises.sheets.roster import Student, numbered, read_roster
from handcalc.exercises.sheets.sheet import on_paper
from handcalc.formats.document.page_options import PageOptions
from handcalc.inputs.binding import bind
from handcalc.inputs.request import Request
from handcalc.text import visible

FORMAT = "pdf"
"""What is printed and handed out, where nobody says."""


def make_class(request: Request, choices: CliOptions, wishes: SheetOptions) -> None:
    """Write the folder of a class.

    Raises UsageError, InputError, OutputError: as the command line, an input or the folder is at fault.
    """
    folder, counts = Path(wishes.out or ""), DrawCounts()
    refuse_no_folder(folder)
    there = read_manifest(folder)
    format = _format(choices)
    page = page_of(choices, format, to_file=True)
    planning = _Planning(choices, wishes, format, page, _students(wishes), counts)
    try:
        course, (manifest, remarks) = planning.planned(request, there)
        stale: tuple[Entry, ...] = ()
    except OtherClass as error:
        if there is None or not choices.force:
            raise _refusal(folder, error) from None
        course, (manifest, remarks) = planning.planned(request, None)
        stale = there.sheets
    if wishes.verbose:
        report(counts)
    for remark in remarks:
        say(f"handcalc: {remark}\n")
    refuse_obstacles(folder, (*stale, *manifest.sheets), choices.force)
    with in_folders(str(folder), *(str(folder / name) for name in FOLDERS)), FolderLock(str(folder)) as claim:
        publish_manifest(folder, there, manifest, stale, claim)
        _write_all(folder, course, manifest, wishes, choices.force)


class _Planning(NamedTuple):
    """What a class is planned from, beside the request."""

    choices: CliOptions
    quality_targets: SheetOptions
    format: str
    page: PageOptions
    students: list[Student]
    counts: DrawCounts

    def planned(self, request: Request, there: Manifest | None) -> tuple[ClassExercise, Plan]:
        """The course and its plan; there: the manifest that the folder has."""

        def work(request: Request) -> tuple[ClassExercise, Plan]:
            wishes = self.quality_targets
            making = making_of(request, self.choices, wishes.level, wishes.blank, open=wishes.open)
            bound = bind(on_paper(request))
            seed, remarks = class_seed(request.seed, there, wishes, drawn=bool(bound.draws))
            course = ClassExercise(bound, making, seed, self.format, self.page)
            with progress("planning", len(self.students)) as done:
                planned = plan(course, self.students, there, self.counts, done)
            return course, planned._replace(remarks=[*remarks, *planned.remarks])

        return calculated(work, request, self.choices)


def _write_all(
    folder: Path, course: ClassExercise, manifest: Manifest, wishes: SheetOptions, force: bool
) -> None:
    count = len(manifest.sheets[wishes.part[0] - 1 :: wishes.part[1]])
    with progress("writing", count) as done, warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingGlyphs)  # said once, of the first sheet
        write_class(folder, course, manifest, _write, part=wishes.part, force=force, done=done)


def _format(choices: CliOptions) -> str:
    """The format of the sheets.

    Raises UsageError: it is for no file of a class.
    """
    if choices.path is not None:
        raise UsageError("--output is for one sheet; a class is written into --out FOLDER")
    choices.refuse(["fragment"], "is for one sheet; those of a class are whole documents")
    format = choices.format if choices.format_stated else FORMAT
    if format not in formats.names() or not formats.find(format).prints:
        raise UsageError(f"there are no sheets as {format}: state a --format for people, such as html")
    return format


def _students(wishes: SheetOptions) -> list[Student]:
    return read_roster(wishes.roster) if wishes.roster is not None else numbered(wishes.variants or 0)


def _refusal(folder: Path, error: OtherClass) -> OutputError:
    held = f"{visible(str(folder))} holds another class: {error.fact}"
    return OutputError(f"{held}; name another folder, or --force overwrites it")


def _write(path: str, data: bytes, overwrite: bool) -> None:
    with suppress(AlreadyThere):  # another run for the same class was faster
        write_file(path, data, force=overwrite)
