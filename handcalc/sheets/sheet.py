"""One sheet: which cells are blank, what it says to the student, and how it can be made again."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from handcalc.errors import InputError
from handcalc.inputs.options import ON_PAPER
from handcalc.inputs.request import Request
from handcalc.record.calculation import Calculation
from handcalc.record.options import OptionValue, spelled
from handcalc.sheets.blanks import Blanks, Level, blanks_of, chosen_blanks
from handcalc.sheets.roster import Student
from handcalc.wording import counted
from handcalc.writing.exercise import Exercise
from handcalc.writing.facts import option_text
from handcalc.writing.grid import LARGEST
from handcalc.writing.page_options import DEFAULT_PAGE, PageOptions
from handcalc.writing.presentation import Presentation, Vectors, present

WITHOUT_FORMULAS: Level = 4


class Making(NamedTuple):
    """How a sheet is made, the same for everybody in a class.

    blank: cells chosen by hand, which stand for the level's. again: the words of a command line that make
    it again, but for the seed and the student. command: the one that makes it.
    """

    level: Level
    blank: str | None
    vectors: Vectors
    again: tuple[str, ...]
    command: str = "sheet"

    def blanks(self, calculation: Calculation) -> Blanks:
        """The cells that are blank.

        Raises UsageError: those chosen cannot be; InputError: nothing can.
        """
        if self.blank is not None:
            return chosen_blanks(self.blank, calculation, self.vectors)
        blanks = blanks_of(calculation, self.level)
        if not blanks:
            raise InputError(f"nothing can be left blank: every step has more than {LARGEST} rows or columns")
        return blanks


def on_paper(request: Request) -> Request:
    """The request, rounded as on paper where it does not say."""
    return replace(request, options={**ON_PAPER, **request.options})


def sheet(
    calculation: Calculation,
    making: Making,
    student: Student | None = None,
    attempt: int | None = None,
    *,
    answered: bool = False,
    page: PageOptions = DEFAULT_PAGE,
    **choices: Any,
) -> Presentation:
    """The sheet of a calculation, or, answered, its key.

    attempt: which of the student's draws it is. choices: fields of the page.
    """
    whose = student or Student(f"{calculation.topic}-{calculation.seed or 0}")
    exercise = Exercise(
        id=whose.id,
        file=whose.file_name,
        asked=making.blanks(calculation),
        formulas=making.level < WITHOUT_FORMULAS or making.blank is not None,
        answered=answered,
        fields=_fields(student),
        advice=(_how_to_round(calculation), *_numbers_of_the_rule(calculation)),
        powers="base" in calculation.notable,
        footer=(_origin(calculation, making, student, attempt),),
    )
    digits = int(calculation.options["digits"])
    return present(
        calculation, vectors=making.vectors, digits=digits, exercise=exercise, page=page, **choices
    )


def _fields(student: Student | None) -> tuple[tuple[str, str], ...]:
    name = ("Name", (student.name if student else None) or "")
    number = (("Sheet", student.id),) if student else ()
    return (name, ("Date", ""), *number)


def _how_to_round(calculation: Calculation) -> str:
    """The rule in a line."""
    decimals = counted(calculation.arithmetic.digits, "decimal")
    return {
        "carry": f"Write {decimals} and go on with the rounded values.",
        "full": f"Keep full precision, and write {decimals}.",
        "exact": "Write fractions.",
    }[calculation.arithmetic.rounding]


def _numbers_of_the_rule(calculation: Calculation) -> list[str]:
    """What formulas write by a letter and no matrix has (√d_k, ε), and the sizes where nothing is given."""
    symbols = {
        leaf.symbol: leaf.values.item()
        for step in calculation
        for leaf in step.formula.leaves()
        if leaf.is_constant and leaf.symbol and leaf.shape == (1, 1) and leaf.values is not None
    }
    told = [f"{symbol} = {spelled(Fraction(value))}" for symbol, value in symbols.items() if value != math.e]
    if not calculation.given:
        known = {*symbols, *ON_PAPER}
        options = {name: value for name, value in calculation.options.items() if name not in known}
        told += [f"{name} = {option_text(value)}" for name, value in options.items()]
    return [f"In what follows {', '.join(told)}."] if told else []


def _origin(calculation: Calculation, making: Making, student: Student | None, attempt: int | None) -> str:
    """The seed, and the command that makes this sheet again."""
    command = command_again(calculation, making, student, attempt)
    return f"seed {calculation.seed} · {command}" if calculation.seed is not None else command


def command_again(
    calculation: Calculation, making: Making, student: Student | None = None, attempt: int | None = None
) -> str:
    """The command line that makes the same again."""
    words = ["handcalc", making.command, *making.again]
    if calculation.seed is not None:
        words += ["--seed", str(calculation.seed)]
    if student is not None:
        # An id may begin like an option.
        words += [f"--student={student.id}"] if student.id.startswith("-") else ["--student", student.id]
    if attempt:
        words += ["--attempt", str(attempt)]
    return shlex.join(words)


def stated(options: Mapping[str, OptionValue]) -> list[str]:
    """Options as words of a command line."""
    words: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            words.append(option if value else f"--no-{option[2:]}")
        else:
            text = " ".join(value) if isinstance(value, tuple) else spelled(value)
            words += [option, text]
    return words
