"""`handcalc sheet TOPIC`: an exercise sheet, its key, or the sheets of a class."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from handcalc import formats
from handcalc.commands.choices import Choices, on_command_line, refuse_empty
from handcalc.commands.deferring_command import DeferringCommand, defer, deferring, topic_among
from handcalc.commands.house_command import declared
from handcalc.commands.producing import calculated, content_of, page_of, write
from handcalc.commands.topic_command import topic_command
from handcalc.errors import InputError, UsageError
from handcalc.inputs.options import ON_PAPER, parse_option
from handcalc.inputs.request import Request
from handcalc.record.topic import Option
from handcalc.wording import counted, listed, quoted

if TYPE_CHECKING:
    from handcalc.sheets.roster import Student

_NUMBERS = {
    "level": Option("", name="--level", least=1, most=4, number="whole"),
    "attempt": Option("", name="--attempt", least=0, most=1_000_000, number="whole"),
    "variants": Option("", name="--variants", least=1, most=10_000, number="whole"),
}
_COUNT = re.compile("[0-9]{1,6}")


OPTIONS = [
    declared(
        "level",
        "--level",
        metavar="N",
        help="1: a blank in every row of the later steps; 2: the later steps; 3: all steps; 4: the formulas "
        "too [default: 2]",
    ),
    declared("blank", "--blank", metavar="CELLS", help="blanks chosen by hand: steps and cells, S,A[1,2]"),
    declared("key", "--key", metavar=None, help="the answer key: the full worked calculation"),
    declared(
        "open",
        "--open",
        metavar=None,
        help="for practice: students' sheets end with seed and command, which lead to the key",
    ),
    declared("student", "--student", metavar="ID", help="the sheet of this student of a class"),
    declared(
        "attempt", "--attempt", metavar="N", help="of the student's draws this one [default: the first fit]"
    ),
    declared("variants", "--variants", metavar="N", help="a class of N sheets, 0001, 0002, …"),
    declared("roster", "--roster", metavar="FILE", help="a class: CSV with the columns id and name"),
    declared("out", "--out", metavar="FOLDER", help="where the sheets of a class are written"),
    declared("part", "--part", metavar="K/N", help="of a class every Nth sheet, from the Kth on"),
    declared("verbose", "--verbose", "-v", metavar=None, help="say how many draws were refused, and why"),
]


class Wishes(NamedTuple):
    """The options of `sheet`, checked."""

    level: int
    blank: str | None
    key: bool
    open: bool
    student: str | None
    attempt: int | None
    variants: int | None
    roster: str | None
    out: str | None
    part: tuple[int, int]
    verbose: bool

    @property
    def for_a_class(self) -> bool:
        """Whether there are many sheets to be made."""
        return self.variants is not None or self.roster is not None

    @classmethod
    def read(cls, words: dict[str, Any]) -> Wishes:
        """Check the words of the command line.

        Raises UsageError: one is not what it may be, or two contradict each other.
        """
        for name in ("out", "roster"):
            refuse_empty(f"--{name}", words[name])
        numbers = {name: _number(name, words[name]) for name in _NUMBERS}
        part = _part(words["part"])
        wishes = cls(**{**words, **numbers, "level": level_of(words), "part": part})
        _refuse_clashes(wishes, words["part"] is not None)
        return wishes


def level_of(words: dict[str, Any]) -> int:
    """The level that the command line asks for, 2 unless it says.

    Raises UsageError: it is none, or the blanks are chosen by hand as well.
    """
    level = _number("level", words["level"])
    if level is not None and words["blank"] is not None:
        raise UsageError("--level and --blank both say what is blank: state one of them")
    return level or 2


def _number(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    try:
        return int(parse_option(_NUMBERS[name], text))
    except InputError as error:
        raise on_command_line(error, ()) from None


def _part(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    part, _, whole = text.partition("/")
    numbers = [
        int(word) if word.isascii() and word.isdigit() and len(word) < 7 else 0 for word in (part, whole)
    ]
    if not 1 <= numbers[0] <= numbers[1]:
        raise UsageError(f"--part takes K/N, such as 3/10, not {quoted(text)}")
    return numbers[0], numbers[1]


def _refuse_clashes(wishes: Wishes, parted: bool) -> None:
    """Refuse options that contradict each other or have no effect beside each other.

    Raises UsageError: there are such.
    """
    one, many = not wishes.for_a_class, wishes.for_a_class
    clashes = {
        "--variants and --roster both say who is in the class: state one of them": (
            wishes.variants is not None and wishes.roster is not None
        ),
        "--attempt is for one sheet: --student says whose": wishes.attempt is not None
        and wishes.student is None,
        "--out and --part are for a class: say who is in it by --variants N or --roster FILE": (
            one and (wishes.out is not None or parted)
        ),
        "the sheets of a class need --out FOLDER": many and wishes.out is None,
        "a class gets every sheet and every key: leave out --key and --student": (
            many and (wishes.key or wishes.student is not None)
        ),
        "--open is for sheets: a key has its seed and command anyway": wishes.open and wishes.key,
    }
    for fact, clash in clashes.items():
        if clash:
            raise UsageError(fact)


def sheet_command() -> DeferringCommand:
    """The command `sheet`."""
    return deferring(
        _sheet,
        "sheet",
        ("TOPIC", "[FILE]"),
        "Make an exercise sheet: a calculation with blanks. With --key its answer key. With --variants or "
        "--roster a folder of sheets, keys and answer files, other numbers for every student; handcalc grade "
        "marks them. Of a class the format is pdf unless stated. The topic's own options may be given too: "
        "handcalc TOPIC --help.",
        "handcalc sheet attention --seed 7",
        "handcalc sheet attention --seed 7 --key",
        "handcalc sheet attention --variants 3 --format html --out week3",
        own=OPTIONS,
        defaults=ON_PAPER,
        refused=("only",),
    )


def _sheet(context: typer.Context) -> None:
    topic, arguments = topic_among(context, "sheet")
    defer(context, topic_command(topic, answer=_answer, own=OPTIONS), "sheet", arguments)


def _answer(request: Request, choices: Choices, **words: Any) -> None:
    """What the topic's command does here with a request instead of showing its calculation."""
    wishes = Wishes.read(words)
    if choices.only is not None:
        raise UsageError("a sheet has every step: --blank says which are to be worked out")
    if wishes.for_a_class:
        from handcalc.commands.sheets_of_a_class import make_class

        make_class(request, choices, wishes)
    else:
        _make_one(request, choices, wishes)


def _make_one(request: Request, choices: Choices, wishes: Wishes) -> None:
    from handcalc.inputs.binding import bind
    from handcalc.sheets.sheet import on_paper, sheet
    from handcalc.sheets.variants import Counts, find_variant, single, variant

    if not formats.find(choices.format).prints and not wishes.key:
        people = [name for name in formats.names() if formats.find(name).prints]
        raise UsageError(
            f"a sheet is for people, and {choices.format} is data: --format {listed(people, 'or')}"
        )
    making = making_of(request, choices, wishes.level, wishes.blank, open=wishes.open)
    student, counts = None, Counts()

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
    page = sheet(calculation, making, student, attempt, answered=wishes.key, **page_of(choices))
    write(content_of(page, choices.format), choices)


def _student(id: str) -> Student:
    """The student of one sheet.

    Raises UsageError: a class could not have such an id.
    """
    from handcalc.sheets.roster import Student

    if any(0xD800 <= ord(character) < 0xE000 for character in id):  # bytes that the system could not read
        raise UsageError(f"--student {quoted(id)} is not UTF-8")
    student = Student(id)
    if not student.file_name:
        raise UsageError(f"--student {quoted(id)} has no letter or digit")
    return student


def making_of(
    request: Request,
    choices: Choices,
    level: int,
    blank: str | None,
    command: str = "sheet",
    *,
    open: bool = False,
) -> Any:
    """How the sheets that the command line asks for are made."""
    from handcalc.inputs.document import STANDARD_INPUT, shown_name
    from handcalc.sheets.sheet import Making, stated

    file = STANDARD_INPUT if request.file == shown_name(STANDARD_INPUT) else request.file
    if file and file.startswith("-") and file != STANDARD_INPUT:
        file = f"./{file}"  # among options it would be one
    again = [request.topic.name, *([file] if file else []), *stated(choices.options)]
    if blank is not None:
        again += ["--blank", blank]
    else:
        again += ["--level", str(level)]
    if choices.vectors is not None:
        again += ["--vectors", choices.vectors]
    if open:
        again.append("--open")
    vectors = "columns" if (choices.vectors or request.vectors) == "columns" else "rows"
    return Making(level, blank, vectors, tuple(again), command, open)  # type: ignore[arg-type]


def report(counts: Any) -> None:
    """Say how many draws it took."""
    from handcalc.commands.streams import say

    why = listed(f"{times} {fault}" for fault, times in counts.faults.most_common())
    say(f"{counted(counts.tried, 'draw')}, {counts.accepted} accepted{f'; refused: {why}' if why else ''}\n")
