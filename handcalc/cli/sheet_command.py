"""`handcalc sheet TOPIC`, which writes an exercise sheet, its key, or the sheets of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handcalc import formats
from handcalc.cli.output import calculate_with, content_of, page_of, write
from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.sheet_options import OPTIONS, SheetOptions, report_draws, sheet_recipe
from handcalc.cli.topic_subcommand import TopicSubcommand, topic_subcommand
from handcalc.errors import UsageError
from handcalc.inputs.options import ON_PAPER
from handcalc.inputs.request import Request
from handcalc.text import listed, quoted

if TYPE_CHECKING:
    from handcalc.exercises.sheets.roster import Student


def sheet_command() -> TopicSubcommand:
    """The command `sheet`."""
    return topic_subcommand(
        TopicSubcommand,
        "sheet",
        "Make an exercise sheet: a calculation with blanks. With --key its answer key. With --variants or "
        "--roster a folder of sheets, keys and answer files, other numbers for every student; handcalc grade "
        "marks them. Of a class the format is pdf unless stated, and the seed is random. The topic's own "
        "options may be given too: "
        "handcalc TOPIC --help.",
        "handcalc sheet attention --seed 7",
        "handcalc sheet attention --seed 7 --key",
        "handcalc sheet attention --variants 3 --format html --out week3",
        answer=_answer,
        extra=OPTIONS,
        defaults=ON_PAPER,
        refused=("only",),
    )


def _answer(request: Request, cli_options: CliOptions, **words: Any) -> None:
    """Write one sheet, or those of a class."""
    options = SheetOptions.read(words)
    cli_options.refuse(
        ["only"], "is not for a sheet, which has every step: --blank says which are worked out"
    )
    if options.for_a_class:
        from handcalc.cli.write_class import make_class

        make_class(request, cli_options, options)
    else:
        _make_one(request, cli_options, options)


def _make_one(request: Request, cli_options: CliOptions, options: SheetOptions) -> None:
    from handcalc.exercises.drawing.variants import DrawCounts, find_variant, single, variant
    from handcalc.exercises.sheets.sheet import on_paper, sheet
    from handcalc.inputs.binding import bind

    if not formats.find(cli_options.format).prints and not options.key:
        people = [name for name in formats.names() if formats.find(name).prints]
        raise UsageError(
            f"a sheet is for people, and {cli_options.format} is data: --format {listed(people, 'or')}"
        )
    recipe = sheet_recipe(request, cli_options, options.level, options.blank, open=options.open)
    student, counts = None, DrawCounts()

    def work(request: Request) -> Any:
        bound = bind(on_paper(request))
        if student is None:
            return single(bound, counts), None
        seed, attempt = request.seed or 0, options.attempt
        if attempt is None:
            attempt = find_variant(bound, seed, student.id, counts=counts).attempt
        return variant(bound, seed, student.id, attempt), attempt

    if options.student is not None:
        student = _student(options.student)
    calculation, attempt = calculate_with(work, request, cli_options)
    if options.verbose:
        report_draws(counts)
    page = sheet(calculation, recipe, student, attempt, answered=options.key, page=page_of(cli_options))
    write(content_of(page, cli_options.format), cli_options)


def _student(id: str) -> Student:
    """The student with this id; raises UsageError if no class accepts it."""
    from handcalc.exercises.sheets.roster import Student

    if any(0xD800 <= ord(character) < 0xE000 for character in id):  # bytes that the system could not read
        raise UsageError(f"--student {quoted(id)} is not UTF-8")
    student = Student(id)
    if not student.file_name:
        raise UsageError(f"--student {quoted(id)} has no letter or digit")
    return student
