"""The options of `handcalc sheet` beside those of the topic, and the recipe of a sheet made from them."""

from __future__ import annotations

from typing import Any, NamedTuple

from handcalc.cli.base_command import cli_option, step_ids
from handcalc.cli.parsed_options import CliOptions, parse_value, refuse_empty
from handcalc.cli.streams import say
from handcalc.errors import UsageError
from handcalc.inputs.request import Request
from handcalc.record.options import Option
from handcalc.text import counted, listed, quoted

_NUMBERS = {
    "level": Option("", name="level", least=1, most=4, number="whole"),
    "attempt": Option("", name="attempt", least=0, most=1_000_000, number="whole"),
    "variants": Option("", name="variants", least=1, most=10_000, number="whole"),
}

OPTIONS = [
    cli_option(
        "level",
        "--level",
        metavar="N",
        help="1: a blank in every row of the later steps; 2: the later steps; 3: all steps; 4: the formulas "
        "too [default: 2]",
    ),
    cli_option(
        "blank",
        "--blank",
        metavar="CELLS",
        help="blanks chosen by hand: steps and cells, S,A[1,2]",
        completer=step_ids,
    ),
    cli_option("key", "--key", help="the answer key: the full worked calculation"),
    cli_option(
        "open",
        "--open",
        metavar=None,
        help="for practice: students' sheets end with seed and command, which lead to the key",
    ),
    cli_option("student", "--student", metavar="ID", help="the sheet of this student of a class"),
    cli_option(
        "attempt", "--attempt", metavar="N", help="of the student's draws this one [default: the first fit]"
    ),
    cli_option("variants", "--variants", metavar="N", help="a class of N sheets, 0001, 0002, …"),
    cli_option("roster", "--roster", metavar="FILE", help="a class: CSV with the columns id and name"),
    cli_option("out", "--out", metavar="FOLDER", help="where the sheets of a class are written"),
    cli_option("part", "--part", metavar="K/N", help="of a class every Nth sheet, from the Kth on"),
    cli_option("verbose", "--verbose", "-v", help="say how many draws were refused, and why"),
]


class SheetOptions(NamedTuple):
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
        """Whether the sheets of a class are made."""
        return self.variants is not None or self.roster is not None

    @classmethod
    def read(cls, words: dict[str, Any]) -> SheetOptions:
        """Check the values of the command line.

        Raises UsageError: a value is not allowed, or two options contradict each other.
        """
        for name in ("out", "roster"):
            refuse_empty(f"--{name}", words[name])
        numbers = {name: _number(name, words[name]) for name in _NUMBERS}
        part = _part(words["part"])
        options = cls(**{**words, **numbers, "level": level_of(words), "part": part})
        _refuse_clashes(options, words["part"] is not None)
        return options


def level_of(words: dict[str, Any]) -> int:
    """The level on the command line, 2 if none is stated.

    Raises UsageError: it is not a level, or the blanks are chosen by hand as well.
    """
    level = _number("level", words["level"])
    if level is not None and words["blank"] is not None:
        raise UsageError("--level and --blank both say what is blank: state one of them")
    return level or 2


def _number(name: str, text: str | None) -> int | None:
    return None if text is None else int(parse_value(_NUMBERS[name], text))


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


def _refuse_clashes(options: SheetOptions, part_is_stated: bool) -> None:
    """Raise UsageError if options contradict each other or have no effect together."""
    one, many = not options.for_a_class, options.for_a_class
    clashes = {
        "--variants and --roster both say who is in the class: state one of them": (
            options.variants is not None and options.roster is not None
        ),
        "--attempt is for one sheet: --student says whose": options.attempt is not None
        and options.student is None,
        "--out and --part are for a class: say who is in it by --variants N or --roster FILE": (
            one and (options.out is not None or part_is_stated)
        ),
        "the sheets of a class need --out FOLDER": many and options.out is None,
        "a class gets every sheet and every key: leave out --key and --student": (
            many and (options.key or options.student is not None)
        ),
        "--open is for sheets: a key has its seed and command anyway": options.open and options.key,
    }
    for fact, clash in clashes.items():
        if clash:
            raise UsageError(fact)


def sheet_recipe(
    request: Request,
    cli_options: CliOptions,
    level: int,
    blank: str | None,
    command: str = "sheet",
    *,
    open: bool = False,
) -> Any:
    """How a sheet is made, with the command line that makes it again."""
    from handcalc.exercises.sheets.sheet import SheetRecipe, stated
    from handcalc.inputs.document import STANDARD_INPUT, shown_name

    file = STANDARD_INPUT if request.file == shown_name(STANDARD_INPUT) else request.file
    if file and file.startswith("-") and file != STANDARD_INPUT:
        file = f"./{file}"  # or it would look like an option
    again = [request.topic.name, *([file] if file else []), *stated(cli_options.options)]
    if blank is not None:
        again += ["--blank", blank]
    else:
        again += ["--level", str(level)]
    if cli_options.vectors is not None:
        again += ["--vectors", cli_options.vectors]
    if open:
        again.append("--open")
    vectors = "columns" if (cli_options.vectors or request.vectors) == "columns" else "rows"
    return SheetRecipe(level, blank, vectors, tuple(again), command, open)  # type: ignore[arg-type]


def report_draws(counts: Any) -> None:
    """Report on stderr how many draws were needed, and why some were refused."""
    why = listed(f"{times} {fault}" for fault, times in counts.faults.most_common())
    say(f"{counted(counts.tried, 'draw')}, {counts.accepted} accepted{f'; refused: {why}' if why else ''}\n")
