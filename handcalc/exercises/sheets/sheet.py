"""One sheet: its blanks, its instructions, and the last line that identifies it."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any, NamedTuple

from handcalc import formats
from handcalc.errors import InputError
from handcalc.exercises.sheets.blanks import Blanks, Level, blanks_of, chosen_blanks
from handcalc.exercises.sheets.roster import Student
from handcalc.formats.document.exercise import Exercise
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.header_line import option_text
from handcalc.formats.document.page_options import DEFAULT_PAGE, PageOptions
from handcalc.formats.document.presentation import Presentation, Vectors, present
from handcalc.inputs.options import ON_PAPER
from handcalc.inputs.request import Request
from handcalc.record.calculation import Calculation
from handcalc.record.options import OptionValue, spelled
from handcalc.text import counted

WITHOUT_FORMULAS: Level = 4

PRACTICE = Student("practice")
"""Takes the place of the student on practice sheets."""


class SheetRecipe(NamedTuple):
    """The settings of sheets that a whole class shares.

    blank: cells chosen by hand, which replace those of the level. arguments: those of the command line
    that reproduces it, without seed and student. command: the subcommand. open: whether the sheets of
    students show seed and command, as practice sheets do.
    """

    level: Level
    blank: str | None
    vectors: Vectors
    arguments: tuple[str, ...]
    command: str = "sheet"
    open: bool = False

    def blanks(self, calculation: Calculation) -> Blanks:
        """The blanks.

        Raises UsageError: chosen cells cannot be left blank; InputError: no cell can.
        """
        if self.blank is not None:
            return chosen_blanks(self.blank, calculation, self.vectors)
        blanks = blanks_of(calculation, self.level)
        if not blanks:
            raise InputError(f"nothing can be left blank: every step has more than {LARGEST} rows or columns")
        return blanks


def on_paper(request: Request) -> Request:
    """The request with the digits and rounding of sheets as defaults."""
    return replace(request, options={**ON_PAPER, **request.options})


def sheet(
    calculation: Calculation,
    recipe: SheetRecipe,
    student: Student | None = None,
    attempt: int | None = None,
    *,
    answered: bool = False,
    digest: str | None = None,
    page: PageOptions = DEFAULT_PAGE,
    **page_fields: Any,
) -> Presentation:
    """The sheet of a calculation, or its key if answered.

    Without a student it is for practice. Only keys and practice sheets show the seed and the command, since
    these lead to the key, and for one student's sheet to everybody else's.

    attempt: the number of the student's draw. digest: that of the sheet, if it is already known.
    page_fields: fields that replace those of the page.
    """
    command = command_again(calculation, recipe, student, attempt)
    footer = [command if calculation.seed is None else f"seed {calculation.seed} · {command}"]
    if student is not None and not recipe.open:
        digest = digest or sheet_digest(calculation, recipe, student.id)
        # This identifies a student's sheet without saying how it was drawn.
        identity = f"Sheet {student.id} · {digest[:4]}-{digest[4:8]}"
        footer = [identity, *footer] if answered else [identity]
    return _page(calculation, recipe, student, answered, tuple(footer), page, **page_fields)


def sheet_digest(calculation: Calculation, recipe: SheetRecipe, student: str) -> str:
    """SHA-256, in hex, of a student's sheet as plain text without its last line and without the name."""
    page = _page(calculation, recipe, Student(student), False, ("",), DEFAULT_PAGE, cells="none")
    return sha256(formats.as_text("plain", page)[:-1].encode()).hexdigest()


def _page(
    calculation: Calculation,
    recipe: SheetRecipe,
    student: Student | None,
    answered: bool,
    footer: tuple[str, ...],
    page: PageOptions,
    **page_fields: Any,
) -> Presentation:
    id, name = student or (PRACTICE.id, None)
    exercise = Exercise(
        id=id,
        file=(student or PRACTICE).file_name,
        blank_cells=recipe.blanks(calculation),
        formulas=recipe.level < WITHOUT_FORMULAS or recipe.blank is not None,
        answered=answered,
        fields=(("Name", name or ""), ("Date", ""), *([("Sheet", id)] if student else [])),
        advice=(_how_to_round(calculation), *_constants(calculation)),
        powers="base" in calculation.non_default_options,
        footer=footer,
    )
    digits = int(calculation.options["digits"])
    return present(
        calculation, vectors=recipe.vectors, digits=digits, exercise=exercise, page=page, **page_fields
    )


def _how_to_round(calculation: Calculation) -> str:
    """The rule for rounding."""
    decimals = counted(calculation.arithmetic.digits, "decimal")
    return {
        "carry": f"Write {decimals} and go on with the rounded values.",
        "full": f"Keep full precision, and write {decimals}.",
        "exact": "Write fractions.",
    }[calculation.arithmetic.rounding]


def _constants(calculation: Calculation) -> list[str]:
    """A sentence with the constants in formulas (√d_k, ε), and with the sizes if there are no inputs."""
    symbols = _symbols(calculation)
    values = {symbol: spelled(Fraction(value)) for symbol, value in symbols.items() if value != math.e}
    if not calculation.given:
        options = calculation.options.items()
        values |= {name: option_text(value) for name, value in options if name not in {*symbols, *ON_PAPER}}
    equations = ", ".join(f"{name} = {text}" for name, text in values.items())
    return [f"In what follows {equations}."] if equations else []


def _symbols(calculation: Calculation) -> dict[str, Any]:
    """The values of all constants in formulas that have a symbol."""
    leaves = (leaf for step in calculation for leaf in step.formula.leaves() if leaf.is_constant)
    return {
        leaf.symbol: leaf.values.item()
        for leaf in leaves
        if leaf.symbol and leaf.shape == (1, 1) and leaf.values is not None
    }


def command_again(
    calculation: Calculation, recipe: SheetRecipe, student: Student | None = None, attempt: int | None = None
) -> str:
    """The command line that reproduces a sheet."""
    words = [class_command(recipe, calculation.seed)]
    if student is not None:
        # An id may start like an option.
        separator = "=" if student.id.startswith("-") else " "
        words.append(f"--student{separator}{shlex.quote(student.id)}")
    if attempt:
        words.append(f"--attempt {attempt}")
    return " ".join(words)


def class_command(recipe: SheetRecipe, seed: int | None) -> str:
    """The part of this command line that a whole class shares."""
    words = ["handcalc", recipe.command, *recipe.arguments, *(() if seed is None else ("--seed", str(seed)))]
    return shlex.join(words)


def stated(options: Mapping[str, OptionValue]) -> list[str]:
    """Options as arguments of a command line."""
    words: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            words.append(option if value else f"--no-{option[2:]}")
        else:
            text = " ".join(value) if isinstance(value, tuple) else spelled(value)
            words += [option, text]
    return words
