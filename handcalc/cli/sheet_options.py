"""The options of `handcalc sheet` beside the topic's, and what they ask for."""

from __future__ import annotations

from typing import Any, NamedTuple

from handcalc.cli.base_command import declared
from handcalc.cli.completers import step_ids
from handcalc.cli.parsed_options import on_command_line, refuse_empty
from handcalc.errors import InputError, UsageError
from handcalc.inputs.options import parse_option
from handcalc.record.options import Option
from handcalc.text import quoted

_NUMBERS = {
    "level": Option("", name="--level", least=1, most=4, number="whole"),
    "attempt": Option("", name="--attempt", least=0, most=1_000_000, number="whole"),
    "variants": Option("", name="--variants", least=1, most=10_000, number="whole"),
}

OPTIONS = [
    declared(
        "level",
        "--level",
        metavar="N",
        help="1: a blank in every row of the later steps; 2: the later steps; 3: all steps; 4: the formulas "
        "too [default: 2]",
    ),
    declared(
        "blank",
        "--blank",
        metavar="CELLS",
        help="blanks chosen by hand: steps and cells, S,A[1,2]",
        completer=step_ids,
    ),
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
        """Whether there are many sheets to be made."""
        return self.variants is not None or self.roster is not None

    @classmethod
    def read(cls, words: dict[str, Any]) -> SheetOptions:
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


def _refuse_clashes(wishes: SheetOptions, parted: bool) -> None:
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
