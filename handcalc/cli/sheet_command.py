"""`handcalc sheet TOPIC`: an exercise sheet, its key, or the sheets of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from handcalc import formats
from handcalc.cli.output import calculated, content_of, page_of, write
from handcalc.cli.parsed_options import CliOptions
from handcalc.cli.sheet_making import making_of, report
from handcalc.cli.sheet_options import OPTIONS, SheetOptions
from handcalc.cli.topic_command import topic_command
from handcalc.cli.topic_help import TopicCommand
from handcalc.cli.topic_subcommand import TopicSubcommand, deferring, topic_among
from handcalc.errors import UsageError
from handcalc.inputs.options import ON_PAPER
from handcalc.inputs.request import Request
from handcalc.text import listed, quoted

if TYPE_CHECKING:
    from handcalc.exercises.sheets.roster import Student


def sheet_command() -> TopicSubcommand:
    """The command `sheet`."""
    return deferring(
        _sheet,
        "sheet",
        ("TOPIC", "[FILE]"),
        "Make an exercise sheet: a calculation with blanks. With --key its answer key. With --variants or "
        "--roster a folder of sheets, keys and answer files, other numbers for every student; handcalc grade "
        "marks them. Of a class the format is pdf unless stated, and the seed is random. The topic's own "
        "options may be given too: "
        "handcalc TOPIC --help.",
        "handcalc sheet attention --seed 7",
        "handcalc sheet attention --seed 7 --key",
        "handcalc sheet attention --variants 3 --format html --out week3",
        own=OPTIONS,
        defaults=ON_PAPER,
        refused=("only",),
    )


def _sheet(context: typer.Context) -> tuple[TopicCommand, list[str]]:
    topic, arguments = topic_among(context, "sheet")
    return topic_command(topic, answer=_answer, own=OPTIONS), arguments


def _answer(request: Request, choices: CliOptions, **words: Any) -> None:
    """What the topic's command does here with a request instead of showing its calculation."""
    wishes = SheetOptions.read(words)
    choices.refuse(["only"], "is not for a sheet, which has every step: --blank says which are worked out")
    if wishes.for_a_class:
        from handcalc.cli.write_class import make_class

        make_class(request, choices, wishes)
    else:
        _make_one(request, choices, wishes)


def _make_one(request: Request, choices: CliOptions, wishes: SheetOptions) -> None:
    from handcalc.exercises.drawing.variants import DrawCounts, find_variant, single, variant
    from handcalc.exercises.sheets.sheet import on_paper, sheet
    from handcalc.inputs.binding import bind

    if not formats.find(choices.format).prints and not wishes.key:
        people = [name for name in formats.names() if formats.find(name).prints]
        raise UsageError(
            f"a sheet is for people, and {choices.format} is data: --format {listed(people, 'or')}"
        )
    making = making_of(request, choices, wishes.level, wishes.blank, open=wishes.open)
    student, counts = None, DrawCounts()

    def work(request: Request) -> Any:
        bound = bind(on_paper(request))
        if student is None:
            return single(bound, counts), None
        seed, attempt = request.seed or 0, wishes.attempt
        if attempt is None:
            attempt = find_variant(bound, seed, student.id, counts=counts).attempt
        return variant(bound, seed, student.id, attempt), attempt

    if wishes.student is not None:
        student = _student(wishes.student)
    calculation, attempt = calculated(work, request, choices)
    if wishes.verbose:
        report(counts)
    page = sheet(calculation, making, student, attempt, answered=wishes.key, page=page_of(choices))
    write(content_of(page, choices.format), choices)


def _student(id: str) -> Student:
    """The student of one sheet.

    Raises UsageError: a class could not have such an id.
    """
    from handcalc.exercises.sheets.roster import Student

    if any(0xD800 <= ord(character) < 0xE000 for character in id):  # bytes that the system could not read
        raise UsageError(f"--student {quoted(id)} is not UTF-8")
    student = Student(id)
    if not student.file_name:
        raise UsageError(f"--student {quoted(id)} has no letter or digit")
    return student
