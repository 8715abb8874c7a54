"""Matrices as calls of the template: inputs, and steps with formula, tables and worked-out cells."""

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
"""Characters of arithmetic that fit a line with fractions; longer lines have ÷, where they can break."""
CHARACTERS_A_LINE = 80

Typeset = Equation | FalkScheme | TypstTable
Argument = str | float | bool | None | Typeset | Sequence["Argument"] | Mapping[str, "Argument"]
"""An argument of a function of the template."""


class TemplateCall(NamedTuple):
    """A function of the template and its arguments."""

    function: str
    arguments: Mapping[str, Argument]


class Matrices:
    """Writes matrices as calls; the text alternatives of equations are in ASCII."""

    def __init__(self, p: Presentation, labels: Labels) -> None:
        self._p = p
        self.stacked = labels.of(STACKED)
        self._in_line = labels.of(IN_LINE)

    def call(self, block: MatrixBlock) -> TemplateCall:
        """The call that typesets a matrix."""
        return self._given(block) if block.step is None else self._step(block, block.step)

    def _given(self, block: MatrixBlock) -> TemplateCall:
        """An input, or a result without rounding."""
        tables = list(blocks_of(table_of(block.grid, self._name(block))))
        width = max(widest((block.title, block.shape)), *(sum(table.widths) for table in tables))
        return _call(
            "given",
            title=block.title,
            shape=block.shape,
            tables=tables,
            remarks=block.remarks,
            width=round(width, 2),
            together=_fit([*tables], []),
        )

    def _step(self, block: MatrixBlock, step: Step) -> TemplateCall:
        worked = self._worked(block, step)
        tables = self._tables(block, step)
        return _call(
            "step",
            number=block.number,
            title=block.title,
            formula=self._formula(block, step),
            shape=block.shape,
            tables=tables,
            worked=worked,
            remarks=block.remarks,
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
        math = formula(step.formula, self._in_line) if len(alt) > MOST_IN_A_FRACTION else block.formula
        return Equation(_displayed(f"{name.math} = {math}"), alt)

    def _worked(self, block: MatrixBlock, step: Step) -> list[Equation]:
        if not block.worked:
            return []
        in_ascii, in_line = (
            CellWriter(self._p.calculation, step, self._p.digits, notation)
            for notation in (ASCII, self._in_line)
        )
        equations = []
        for row, column, cell in block.worked:
            alt = in_ascii.work_out(row, column).text
            math = cell.text if len(alt) <= MOST_IN_A_FRACTION else in_line.work_out(row, column).text
            equations.append(Equation(_displayed(math), alt))
        return equations

    def _tables(self, block: MatrixBlock, step: Step) -> Sequence[TypstTable | FalkScheme]:
        product = table_of(block.grid, self._name(block), block.worked_cells)
        sides = scheme(self._p, block, self.stacked)
        if sides is not None:
            names = [formula(operand, ASCII) for operand in step.formula.operands]
            left = operand_of(sides.left.grid, Equation(sides.left.name, names[0]), sides.worked_rows)
            right = operand_of(sides.right.grid, Equation(sides.right.name, names[1]), sides.worked_columns)
            falk = falk_of(left, right, product)
            if falk.fits:
                return [falk]
        return list(blocks_of(product))


def _call(function: str, **arguments: Argument) -> TemplateCall:
    """A call without default arguments: none, true, an empty list."""
    stated = {
        name: value
        for name, value in arguments.items()
        if value is not None and value is not True and value != []
    }
    return TemplateCall(function, stated)


def _fit(tables: Sequence[TypstTable | FalkScheme], worked: Sequence[Equation]) -> bool:
    """Whether a step is short enough to be kept on one page."""
    lines = sum(table.lines for table in tables)
    lines += sum(1 + len(equation.alt) // CHARACTERS_A_LINE for equation in worked)
    return lines <= MOST_LINES_TOGETHER


def _displayed(math: str) -> str:
    """A formula in display style if it has fractions, with a space after commas between labels."""
    math = math.replace(" , ", ", med ")
    return f"display({math})" if "frac(" in math else math
