"""The walk: a calculation as a sequence of blocks, in the order of a worked solution.

Documents differ in how they write a block, never in which blocks there are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from handcalc.formats.document.exercise import BLANK_LINE, Exercise
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.grid import Grid, shape_text
from handcalc.formats.document.header_line import header_facts, option_text
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import number_text
from handcalc.formats.document.presentation import NumberedStep, Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.record.calculation import Given, Picture, Step
from handcalc.record.matrix import Matrix
from handcalc.record.number_format import decimals_needed
from handcalc.record.options import OptionValue
from handcalc.text import visible


class Heading(NamedTuple):
    """The title and what a reader must know: options, seed, rounding."""

    title: str
    header_facts: list[str]


class SectionHeading(NamedTuple):
    """A heading inside: Given, a head, the checks."""

    title: str


class MatrixBlock(NamedTuple):
    """A matrix: an input, a step, or a result before rounding.

    number, total: of a step. name: its symbol; id: where the symbol does not tell it. formula: without
    the name. worked: the cells worked out, with the row and column of each.
    """

    matrix: Matrix
    name: str
    id: str
    title: str
    shape: str
    grid: Grid
    formula: str | None = None
    number: int | None = None
    total: int | None = None
    worked: tuple[tuple[int, int, WorkedCell], ...] = ()
    note: str | None = None
    picture: Picture | None = None
    step: Step | None = None


class TextBlock(NamedTuple):
    """An input made of words."""

    id: str
    title: str
    text: str


class CheckBlock(NamedTuple):
    """A claim and whether it holds."""

    step: str
    text: str
    holds: bool
    exactly: bool = True

    @property
    def sign(self) -> str:
        """✓ or ✗."""
        return "✓" if self.holds else "✗"

    @property
    def sentence(self) -> str:
        """The claim, and a plain word where it fails or holds only nearly."""
        if not self.holds:
            return f"{self.text}: this does not hold here"
        return self.text if self.exactly else f"{self.text}, as nearly as the rounded numbers can"


class Conclusion(NamedTuple):
    """The outcome in words."""

    text: str


class Fields(NamedTuple):
    """What is to be written on top of a sheet (Name, Date), each with what is known of it."""

    fields: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[str]:
        """'Name: Ada', or a line to write on."""
        return [f"{label}: {known or BLANK_LINE}" for label, known in self.fields]


class Advice(NamedTuple):
    """What a student must know before beginning: how to round, what is asked for."""

    text: str


class LookupTable(NamedTuple):
    """A small table to look numbers up in: powers of the base."""

    title: str
    grid: Grid


class Footer(NamedTuple):
    """The last lines of a sheet: what identifies it, or how to make it again."""

    texts: tuple[str, ...]


_EXPONENTS = range(-3, 6)
Block = (
    Heading
    | SectionHeading
    | MatrixBlock
    | TextBlock
    | CheckBlock
    | Conclusion
    | Fields
    | Advice
    | LookupTable
    | Footer
)


def prose(text: str, notation: Notation) -> str:
    """A sentence of a topic in the letters of a notation; what it repeats from a file is safe to show."""
    return notation.text(visible(text))


def document_blocks(p: Presentation, notation: Notation, largest: int | None = None) -> Iterator[Block]:
    """The blocks of a presentation; matrices beyond `largest` show their corner."""
    title = p.calculation.title
    yield Heading(
        visible(title) if title else prose(p.calculation.summary, notation), header_facts(p, notation)
    )
    if p.exercise is not None:
        yield from _before(p, p.exercise, notation)
    if p.only is None and p.calculation.given:
        yield SectionHeading("Given")
        yield from (
            _given(p, part, notation, largest) for whole in p.calculation.given for part in whole.parts
        )
    yield from _steps(p, notation, largest)
    if p.only is None and not p.is_sheet:
        yield from _outcome(p, notation, largest)
    if p.exercise is not None and p.exercise.footer:
        yield Footer(tuple(prose(text, notation) for text in p.exercise.footer))


def _before(p: Presentation, exercise: Exercise, notation: Notation) -> Iterator[Block]:
    """What stands on top of a sheet."""
    if exercise.fields:
        yield Fields(tuple((label, visible(known)) for label, known in exercise.fields))
    for text in exercise.advice:
        yield Advice(prose(text, notation))
    base = p.calculation.options.get("base") if exercise.powers else None
    if base is not None:
        yield powers_of(base, p.digits, notation)


def _outcome(p: Presentation, notation: Notation, largest: int | None) -> Iterator[Block]:
    """What is said when all is calculated."""
    yield from _unrounded(p, notation, largest)
    if p.calculation.checks:
        yield SectionHeading("Checks")
    for check in p.calculation.checks:
        exactly = p.calculation.holds_exactly(check.left, check.right)
        yield CheckBlock(check.step, prose(check.text, notation), check.holds, exactly)
    if p.calculation.conclusion:
        yield Conclusion(prose(p.calculation.conclusion, notation))


def _given(p: Presentation, given: Given, notation: Notation, largest: int | None) -> MatrixBlock | TextBlock:
    if given.matrix is None:
        return TextBlock(given.id, prose(given.title, notation), _as_text(given.value))
    title = prose(given.title, notation)
    return matrix_block(p, given.matrix, title, notation, largest)


def _as_text(value: object) -> str:
    """Words, a text or a mapping in one line."""
    if isinstance(value, dict):
        return visible(", ".join(f"{word}: {count}" for word, count in value.items()))
    return visible(value if isinstance(value, str) else ", ".join(map(str, value)))  # type: ignore[call-overload]


def _steps(p: Presentation, notation: Notation, largest: int | None) -> Iterator[Block]:
    section: str | None = "no section yet"
    notes = set()
    for numbered in p.steps:
        if numbered.step.section != section:
            section = numbered.step.section
            yield SectionHeading(prose(section, notation) if section else "Steps")
        block = step_block(p, numbered, notation, largest)
        yield block._replace(note=None) if block.note in notes else block
        notes.add(block.note)


def step_block(
    p: Presentation, numbered: NumberedStep, notation: Notation, largest: int | None
) -> MatrixBlock:
    """One step, with its formula and its worked-out cells."""
    step = numbered.step
    shown = matrix_block(p, step.result, prose(step.title, notation), notation, largest)
    writer = CellWriter(p.calculation, step, p.digits, notation)
    worked = tuple((*cell, writer.work_out(*cell)) for cell in p.worked(step))
    return shown._replace(
        formula=notation.blank if p.hides_formulas else formula(step.formula, notation),
        number=numbered.number,
        total=len(p.calculation.steps),
        worked=worked,
        note=prose(step.note, notation) if step.note else None,
        picture=None if p.is_sheet else step.picture,
        step=step,
    )


def powers_of(base: OptionValue, digits: int, notation: Notation) -> LookupTable:
    """Powers of the base for whole exponents from −3 to 5."""
    number = math.e if base == "e" else float(base)
    shown_powers = [
        number_text(number**exponent, decimals_needed([number**exponent], digits), notation)
        for exponent in _EXPONENTS
    ]
    exponents = tuple(number_text(float(exponent), 0, notation) for exponent in _EXPONENTS)
    return LookupTable(f"Powers of {option_text(base)}", Grid(("",), exponents, [shown_powers]))


def _unrounded(p: Presentation, notation: Notation, largest: int | None) -> Iterator[Block]:
    if p.unrounded is None:
        return
    yield SectionHeading("Without rounding in between")
    page = replace(p, exercise=None)  # a step's name, but nothing that was asked for
    for matrix in p.unrounded.results.values():
        yield matrix_block(page, matrix, "what the result would be", notation, largest)


def matrix_block(
    p: Presentation, matrix: Matrix, title: str, notation: Notation, largest: int | None
) -> MatrixBlock:
    """A named matrix, whatever it is in the calculation."""
    assert matrix.name is not None
    return MatrixBlock(
        matrix,
        notation.name(matrix.name),
        matrix.name.id,
        title,
        shape_text(matrix.rows, matrix.columns, notation),
        p.grid(matrix, notation, largest),
    )
