"""Write the sheets of a class: plan all of them first, then write one student after the other."""

from __future__ import annotations

import secrets
import warnings
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from handcalc import formats
from handcalc.cli.folder_lock import FolderLock, publish_manifest
from handcalc.cli.output import calculate_with, page_of
from handcalc.cli.output_file import write_file
from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.progress import progress
from handcalc.cli.sheet_options import SheetOptions, report_draws, sheet_recipe
from handcalc.cli.streams import say
from handcalc.cli.temp_files import in_folders
from handcalc.errors import AlreadyThere, MissingGlyphs, OutputError, UsageError
from handcalc.exercises.drawing.variants import DrawCounts
from handcalc.exercises.sheets.class_files import FOLDERS, refuse_no_folder, refuse_obstacles, write_class
from handcalc.exercises.sheets.class_plan import ClassExercise, OtherClass, Plan, plan
from handcalc.exercises.sheets.manifest import MANIFEST, Entry, Manifest, read_manifest
from handcalc.exercises.sheets.roster import Student, numbered, read_roster
from handcalc.exercises.sheets.sheet import on_paper
from handcalc.formats.document.page_options import PageOptions
from handcalc.inputs.binding import bind
from handcalc.inputs.request import Request
from handcalc.text import visible

FORMAT = "pdf"
"""The default format of a class: sheets are printed and handed out."""

_SEED_BITS = 128
_SAFE_DIGITS = 10
_GUESSABLE = (
    f"a seed with fewer than {_SAFE_DIGITS} digits can be found by trial from the numbers of a sheet: "
    "leave it out for a random one"
)


def make_class(request: Request, cli_options: CliOptions, options: SheetOptions) -> None:
    """Write the folder of a class.

    Raises UsageError, InputError or OutputError: the command line, an input or the folder is at fault.
    """
    folder, counts = Path(options.out or ""), DrawCounts()
    refuse_no_folder(folder)
    existing = read_manifest(folder)
    format = _format(cli_options)
    page = page_of(cli_options, format, to_file=True)
    students = numbered(options.variants or 0) if options.roster is None else read_roster(options.roster)
    planning = _Planning(cli_options, options, format, page, students, counts)
    try:
        exercise, (manifest, remarks) = planning.plan(request, existing)
        stale: tuple[Entry, ...] = ()
    except OtherClass as error:
        if existing is None or not cli_options.force:
            fact = f"{visible(str(folder))} holds another class: {error.fact}"
            raise OutputError(f"{fact}; name another folder, or --force overwrites it") from None
        exercise, (manifest, remarks) = planning.plan(request, None)
        stale = existing.sheets
    if options.verbose:
        report_draws(counts)
    for remark in remarks:
        say(f"handcalc: {remark}\n")
    refuse_obstacles(folder, (*stale, *manifest.sheets), cli_options.force)
    with in_folders(str(folder), *(str(folder / name) for name in FOLDERS)), FolderLock(str(folder)) as lock:
        publish_manifest(folder, existing, manifest, stale, lock)
        _write_all(folder, exercise, manifest, options, cli_options.force)


class _Planning(NamedTuple):
    """What a class is planned from, apart from the request."""

    cli_options: CliOptions
    options: SheetOptions
    format: str
    page: PageOptions
    students: list[Student]
    counts: DrawCounts

    def plan(self, request: Request, existing: Manifest | None) -> tuple[ClassExercise, Plan]:
        """The exercise and its plan; existing: the manifest in the folder."""

        def work(request: Request) -> tuple[ClassExercise, Plan]:
            options = self.options
            recipe = sheet_recipe(request, self.cli_options, options.level, options.blank, open=options.open)
            bound = bind(on_paper(request))
            seed, remarks = class_seed(request.seed, existing, options, is_random=bound.draws)
            exercise = ClassExercise(bound, recipe, seed, self.format, self.page)
            with progress("planning", len(self.students)) as done:
                class_plan = plan(exercise, self.students, existing, self.counts, done)
            return exercise, class_plan._replace(remarks=[*remarks, *class_plan.remarks])

        return calculate_with(work, request, self.cli_options)


def class_seed(
    stated: int | None, existing: Manifest | None, options: SheetOptions, *, is_random: bool
) -> tuple[int, list[str]]:
    """The seed of a class, with remarks for the teacher: the stated one, that of its folder, or a random one.

    The seed and a student's id lead to the student's key, and a small seed can be found by trying all of
    them against the numbers on a sheet. is_random: whether the exercise has any random numbers.
    Raises UsageError: each part of the class would choose another seed.
    """
    if stated is not None:
        guessable = is_random and not options.open and len(str(abs(stated))) < _SAFE_DIGITS
        return stated, [_GUESSABLE] if guessable else []
    if existing is not None:
        return existing.seed, []
    if not is_random:
        return 0, []
    if options.part[1] > 1:
        raise UsageError("--part needs --seed N: without it each part would draw another class")
    seed = secrets.randbits(_SEED_BITS)
    return seed, [f"seed {seed}, chosen at random, is kept in {MANIFEST}"]


def _write_all(
    folder: Path, exercise: ClassExercise, manifest: Manifest, options: SheetOptions, force: bool
) -> None:
    count = len(manifest.sheets[options.part[0] - 1 :: options.part[1]])
    with progress("writing", count) as done, warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingGlyphs)  # reported once, for the first sheet
        write_class(folder, exercise, manifest, _write, part=options.part, force=force, done=done)


def _format(cli_options: CliOptions) -> str:
    """The format of the sheets; raises UsageError if there are no sheets in it, or options without effect."""
    if cli_options.path is not None:
        raise UsageError("--output is for one sheet; a class is written into --out FOLDER")
    cli_options.refuse(["fragment"], "is for one sheet; those of a class are whole documents")
    format = cli_options.format if cli_options.format_stated else FORMAT
    if format not in formats.names() or not formats.find(format).prints:
        raise UsageError(f"there are no sheets as {format}: state a --format for people, such as html")
    return format


def _write(path: str, data: bytes, overwrite: bool) -> None:
    with suppress(AlreadyThere):  # another run for the same class was faster
        write_file(path, data, force=overwrite)
