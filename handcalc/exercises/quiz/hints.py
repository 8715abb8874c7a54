"""Hints for one blank, in three stages: the formula, the operands, the arithmetic.

No hint gives the result. The numbers are those of the student, not of the key.
"""

from __future__ import annotations

from handcalc.exercises.quiz.filled_in_sheet import FilledInSheet, StepPosition
from handcalc.formats.document.blocks import prose
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import decimals_for, number_text
from handcalc.formats.document.worked_cells import cell_reference
from handcalc.record.cell_expression import Cell, Opaque
from handcalc.record.evaluation import NO_VALUE
from handcalc.record.number_format import decimals_needed

STAGES = ("formula", "operands", "arithmetic")
"""The content of the first, second and third hint."""

_NOTHING = "there is nothing to calculate: it is counted, looked up or set by a rule"
_NO_VALUE = "the numbers on the page give no value here"


def hint(page: FilledInSheet, step: str, place: StepPosition, stage: int) -> str:
    """The hint of a stage, counted from 1."""
    if stage == 1:
        return _formula(page, step)
    try:
        return _operands(page, step, place) if stage == 2 else _arithmetic(page, step, place)
    except NO_VALUE:
        return _NO_VALUE


def _formula(page: FilledInSheet, identifier: str) -> str:
    step, notation = page.step(identifier), page.shown.notation
    assert step.result.name is not None
    text = formula(step.formula, notation)
    equation = f"{notation.name(step.result.name)} = {text}" if text else _NOTHING
    return f"{equation}; {prose(step.note, notation)}" if step.note else equation


def _operands(page: FilledInSheet, identifier: str, place: StepPosition) -> str:
    expression = page.by_names(identifier, place)
    return f"{_opening(page, identifier, place)} {expression}" if expression else _NOTHING


def _arithmetic(page: FilledInSheet, identifier: str, place: StepPosition) -> str:
    step, notation = page.step(identifier), page.shown.notation
    if isinstance(step.formula.at(*place), Opaque):
        numbers = (_with_number(page, cell, notation) for cell in page.operands(identifier, place))
        return f"{_opening(page, identifier, place)} {', '.join(numbers)}"
    worked = page.worked_out(identifier, place)
    if worked is None:
        return _NO_VALUE
    if worked.expression is not None:
        return f"{worked.reference} {notation.equal} {worked.expression}"
    return f"copy {worked.operands[0]}" if worked.operands else _NOTHING


def _opening(page: FilledInSheet, identifier: str, place: StepPosition) -> str:
    step, notation = page.step(identifier), page.shown.notation
    is_choice = isinstance(step.formula.at(*place), Opaque)
    relation = "is decided by" if is_choice else notation.equal
    return f"{cell_reference(step.result, *place, notation)} {relation}"


def _with_number(page: FilledInSheet, cell: Cell, notation: Notation) -> str:
    value, digits = page.number(cell), page.shown.digits
    decimals = 0 if isinstance(value, str) else decimals_needed([value], digits)
    text = number_text(value, decimals_for(value, decimals, digits), notation)
    return f"{cell_reference(cell.matrix, cell.row, cell.column, notation)} {notation.equal} {text}"
