"""A calculation as a sequence of blocks in the order of a worked solution, the same for all formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from handcalc.formats.document.exercise import BLANK_LINE, Cells, Exercise
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.grid import Grid, power_grid, shape_text
from handcalc.formats.document.header_line import header_facts, option_text
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.presentation import NumberedStep, Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.record.calculation import Given, Picture, Step
from handcalc.record.matrix import Matrix
from handcalc.text import visible


class Heading(NamedTuple):
    """The title, and the facts of the header line: options, seed, rounding."""

    title: str
    header_facts: list[str]


class SectionHeading(NamedTuple):
    """The heading of a section: Given, an attention head, Checks."""

    title: str


class MatrixBlock(NamedTuple):
    """A matrix: an input, a step, or a result before rounding.

    name: the symbol in the notation. number, total: of a step. formula: without the name. worked: worked-out
    cells with row and column.
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

    @property
    def worked_cells(self) -> Cells:
        """Row and column of each worked-out cell."""
        return frozenset((row, column) for row, column, _ in self.worked)

    @property
    def remarks(self) -> list[str]:
        """The lines below the matrix: the note of the step, and what is left out of a large matrix."""
        return [remark for remark in (self.note, self.grid.left_out) if remark]


class TextBlock(NamedTuple):
    """An input that consists of words."""

    id: str
    title: str
    text: str


class CheckBlock(NamedTuple):
    """A check, and whether it holds."""

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
        """The check in words; says so if it fails, or holds only within rounding."""
        if not self.holds:
            return f"{self.text}: this does not hold here"
        return self.text if self.exactly else f"{self.text}, as nearly as the rounded numbers can"


class Conclusion(NamedTuple):
    """The result in a sentence."""

    text: str


class Fields(NamedTuple):
    """The fields at the top of a sheet (Name, Date), each with its value, or '' to be filled in by hand."""

    fields: tuple[tuple[str, str], ...]

    @property
    def lines(self) -> list[str]:
        """'Name: Ada', or 'Name: ____'."""
        return [f"{label}: {value or BLANK_LINE}" for label, value in self.fields]


class Advice(NamedTuple):
    """An instruction at the top of a sheet, such as how to round."""

    text: str


class LookupTable(NamedTuple):
    """A table of powers of the base."""

    title: str
    grid: Grid


class Footer(NamedTuple):
    """The last lines of a sheet: its id, or the command that rebuilds it."""

    texts: tuple[str, ...]


CalculationBlock = Heading | SectionHeading | MatrixBlock | TextBlock | CheckBlock | Conclusion
Block = CalculationBlock | Fields | Advice | LookupTable | Footer


def prose(text: str, notation: Notation) -> str:
    """A sentence of a topic in a notation, with control characters of user input made visible."""
    return notation.text(visible(text))


def document_blocks(p: Presentation, notation: Notation, largest: int | None = None) -> Iterator[Block]:
    """The blocks of a presentation; of a matrix larger than `largest` only the corner is printed."""
    return _BlockWriter(p, notation, largest).blocks()


def step_block(
    p: Presentation, numbered: NumberedStep, notation: Notation, largest: int | None
) -> MatrixBlock:
    """One step, with its formula and its worked-out cells."""
    return _BlockWriter(p, notation, largest).step(numbered)


@dataclass(frozen=True)
class _BlockWriter:
    p: Presentation
    notation: Notation
    largest: int | None

    def blocks(self) -> Iterator[Block]:
        p, calculation = self.p, self.p.calculation
        title = visible(calculation.title) if calculation.title else self._prose(calculation.summary)
        yield Heading(title, header_facts(p, self.notation))
        if p.exercise is not None:
            yield from self._top_of_sheet(p.exercise)
        if p.options.only is None and calculation.given:
            yield SectionHeading("Given")
            yield from (self._given(part) for whole in calculation.given for part in whole.parts)
        yield from self._steps()
        if p.options.only is None and not p.is_sheet:
            yield from self._end_of_calculation()
        if p.exercise is not None and p.exercise.footer:
            yield Footer(tuple(map(self._prose, p.exercise.footer)))

    def _prose(self, text: str) -> str:
        return prose(text, self.notation)

    def _top_of_sheet(self, exercise: Exercise) -> Iterator[Block]:
        if exercise.fields:
            yield Fields(tuple((label, visible(value)) for label, value in exercise.fields))
        yield from (Advice(self._prose(text)) for text in exercise.advice)
        base = self.p.calculation.options.get("base") if exercise.powers else None
        if base is not None:
            powers = power_grid(base, self.p.digits, self.notation)
            yield LookupTable(f"Powers of {option_text(base)}", powers)

    def _given(self, given: Given) -> MatrixBlock | TextBlock:
        title = self._prose(given.title)
        if given.matrix is None:
            return TextBlock(given.id, title, _words(given.value))
        return self._matrix(given.matrix, title)

    def _steps(self) -> Iterator[Block]:
        section: str | None = "no section yet"
        notes: set[str | None] = set()
        for numbered in self.p.steps:
            if numbered.step.section != section:
                section = numbered.step.section
                yield SectionHeading(self._prose(section) if section else "Steps")
            block = self.step(numbered)
            yield block._replace(note=None) if block.note in notes else block
            notes.add(block.note)

    def step(self, numbered: NumberedStep) -> MatrixBlock:
        p, step = self.p, numbered.step
        writer = CellWriter(p.calculation, step, p.digits, self.notation)
        return self._matrix(step.result, self._prose(step.title))._replace(
            formula=self.notation.blank if p.hides_formulas else formula(step.formula, self.notation),
            number=numbered.number,
            total=len(p.calculation.steps),
            worked=tuple((*cell, writer.work_out(*cell)) for cell in p.worked(step)),
            note=self._prose(step.note) if step.note else None,
            picture=None if p.is_sheet else step.picture,
            step=step,
        )

    def _end_of_calculation(self) -> Iterator[Block]:
        calculation = self.p.calculation
        if self.p.unrounded is not None:
            yield SectionHeading("Without rounding in between")
            # The unrounded results have the ids of steps, but none of their blanks.
            page = replace(self, p=replace(self.p, exercise=None))
            for matrix in self.p.unrounded.results.values():
                yield page._matrix(matrix, "what the result would be")
        if calculation.checks:
            yield SectionHeading("Checks")
        for check in calculation.checks:
            exactly = calculation.holds(check.left, check.right, terms=0)
            yield CheckBlock(check.step, self._prose(check.text), check.holds, exactly)
        if calculation.conclusion:
            yield Conclusion(self._prose(calculation.conclusion))

    def _matrix(self, matrix: Matrix, title: str) -> MatrixBlock:
        assert matrix.name is not None
        name, shape = self.notation.name(matrix.name), shape_text(matrix.rows, matrix.columns, self.notation)
        grid = self.p.grid(matrix, self.notation, self.largest)
        return MatrixBlock(matrix, name, matrix.name.id, title, shape, grid)


def _words(value: object) -> str:
    """Words, a text or a mapping in one line."""
    if isinstance(value, dict):
        return visible(", ".join(f"{word}: {count}" for word, count in value.items()))
    return visible(value if isinstance(value, str) else ", ".join(map(str, value)))  # type: ignore[call-overload]
