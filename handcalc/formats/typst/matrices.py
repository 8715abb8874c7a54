"""Matrices as calls: inputs, and steps with their formula, their tables and the cells that are worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.falk import scheme
from handcalc.formats.document.notation import ASCII
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import CellWriter
from handcalc.formats.typst.notation import IN_LINE, STACKED, Labels
from handcalc.formats.typst.tables import (
    MOST_LINES_TOGETHER,
    Equation,
    FalkScheme,
    TypstTable,
    blocks_of,
    falk_of,
    operand_of,
    table_of,
)
from handcalc.formats.typst.widths import widest
from handcalc.record.calculation import Step

MOST_IN_A_FRACTION = 72
"""Characters of arithmetic that fit a line with fractions; more is written with ÷, where lines can break."""
CHARACTERS_A_LINE = 80

Argument = (
    str
    | float
    | bool
    | None
    | Equation
    | FalkScheme
    | TypstTable
    | Sequence["Argument"]
    | Mapping[str, "Argument"]
)
"""What a function of the template takes."""


class TemplateCall(NamedTuple):
    """A function of the template and what it is given."""

    function: str
    arguments: Mapping[str, Argument]


def call(function: str, **arguments: Argument) -> TemplateCall:
    """A call without the arguments that say nothing."""
    return TemplateCall(
        function, {name: value for name, value in arguments.items() if not _is_default(value)}
    )


def _is_default(value: Argument) -> bool:
    return value is None or value is True or value == []


class Matrices:
    """Writes matrices as calls; equations are said in ASCII for those who cannot see them."""

    def __init__(self, p: Presentation, labels: Labels) -> None:
        self._p = p
        self.stacked = labels.of(STACKED)
        self._in_line = labels.of(IN_LINE)

    def call(self, block: MatrixBlock) -> TemplateCall:
        """The call that sets a matrix."""
        return self._given(block) if block.step is None else self._step(block, block.step)

    def _given(self, block: MatrixBlock) -> TemplateCall:
        """An input, or a result without rounding."""
        tables = list(blocks_of(table_of(block.grid, self._name(block), {})))
        needed = widest((block.title, block.shape))
        return call(
            "given",
            title=block.title,
            shape=block.shape,
            tables=tables,
            remarks=_remarks(block),
            width=round(max(needed, *(sum(table.widths) for table in tables)), 2),
            together=_fit(tables, []),
        )

    def _step(self, block: MatrixBlock, step: Step) -> TemplateCall:
        worked = self._worked(block, step)
        tables = self._tables(block, step)
        return call(
            "step",
            number=block.number,
            title=block.title,
            formula=self._formula(block, step),
            shape=block.shape,
            tables=tables,
            worked=worked,
            remarks=_remarks(block),
            together=_fit(tables, worked),
        )

    def _name(self, block: MatrixBlock) -> Equation:
        assert block.matrix.name is not None
        return Equation(block.name, ASCII.name(block.matrix.name))

    def _formula(self, block: MatrixBlock, step: Step) -> Equation:
        name = self._name(block)
        if not block.formula:
            return name
        if block.formula == self.stacked.blank:
            return Equation(f"{name.math} = {block.formula}", f"{name.alt} = {ASCII.blank}")
        alt = f"{name.alt} = {formula(step.formula, ASCII)}"
        written = formula(step.formula, self._in_line) if len(alt) > MOST_IN_A_FRACTION else block.formula
        return Equation(_displayed(f"{name.math} = {written}"), alt)

    def _worked(self, block: MatrixBlock, step: Step) -> list[Equation]:
        if not block.worked:
            return []
        said, in_line = (
            CellWriter(self._p.calculation, step, self._p.digits, alphabet)
            for alphabet in (ASCII, self._in_line)
        )
        equations = []
        for row, column, cell in block.worked:
            alt = said.work_out(row, column).text
            text = cell.text if len(alt) <= MOST_IN_A_FRACTION else in_line.work_out(row, column).text
            equations.append(Equation(_displayed(text), alt))
        return equations

    def _tables(self, block: MatrixBlock, step: Step) -> Sequence[TypstTable | FalkScheme]:
        worked = frozenset((row, column) for row, column, _ in block.worked)
        product = table_of(block.grid, self._name(block), {"worked": worked})
        found = scheme(self._p, block, self.stacked)
        if found is not None:
            names = [formula(operand, ASCII) for operand in step.formula.operands]
            left = operand_of(
                found.left.grid, Equation(found.left.name, names[0]), {row for row, _ in worked}
            )
            right = operand_of(
                found.right.grid, Equation(found.right.name, names[1]), {column for _, column in worked}
            )
            falk = falk_of(left, right, product)
            if falk.fits:
                return [falk]
        return list(blocks_of(product))


def _displayed(math: str) -> str:
    """A formula as in a line of its own, where it has fractions, with a space after commas between labels."""
    math = math.replace(" , ", ", med ")
    return f"display({math})" if "frac(" in math else math


def _remarks(block: MatrixBlock) -> list[str]:
    return [remark for remark in (block.note, block.grid.left_out) if remark]


def _fit(tables: Sequence[TypstTable | FalkScheme], worked: Sequence[Equation]) -> bool:
    """Whether a step is short enough to be kept on one page."""
    lines = sum(table.lines for table in tables) + sum(
        1 + len(one.alt) // CHARACTERS_A_LINE for one in worked
    )
    return lines <= MOST_LINES_TOGETHER
