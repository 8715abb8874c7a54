"""Hints for one blank, in three stages: the formula, the operands, the arithmetic.

No hint gives the result. The numbers are those of the student, not of the key.
"""

from __future__ import annotations

from handcalc.record.scalars import Cell, Decided
from handcalc.record.shown import decimals_needed
from handcalc.sheets.own_page import OwnPage, Place
from handcalc.sheets.reading import NO_VALUE
from handcalc.writing.cells import cell_reference
from handcalc.writing.notation import Notation
from handcalc.writing.numbers import decimals_for, number_text
from handcalc.writing.walk import prose
from handcalc.writing.writer import formula

STAGES = ("formula", "operands", "arithmetic")
"""The content of the first, second and third hint."""

_NOTHING = "there is nothing to calculate: it is counted, looked up or set by a rule"
_NO_VALUE = "the numbers on the page so far lead to no value here"


def hint(page: OwnPage, step: str, place: Place, stage: int) -> str:
    """The hint of a stage, counted from 1."""
    if stage == 1:
        return _formula(page, step)
    try:
        found = _operands(page, step, place) if stage == 2 else _arithmetic(page, step, place)
    except NO_VALUE:
        return _NO_VALUE
    return found


def _formula(page: OwnPage, identifier: str) -> str:
    step, notation = page.step(identifier), page.shown.notation
    assert step.result.name is not None
    text = formula(step.formula, notation)
    said = f"{notation.name(step.result.name)} = {text}" if text else _NOTHING
    return f"{said}; {prose(step.note, notation)}" if step.note else said


def _operands(page: OwnPage, identifier: str, place: Place) -> str:
    named = page.by_names(identifier, place)
    return f"{_opening(page, identifier, place)} {named}" if named else _NOTHING


def _arithmetic(page: OwnPage, identifier: str, place: Place) -> str:
    step, notation = page.step(identifier), page.shown.notation
    if isinstance(step.formula.at(*place), Decided):
        numbers = (_with_its_number(page, cell, notation) for cell in page.operands(identifier, place))
        return f"{_opening(page, identifier, place)} {', '.join(numbers)}"
    worked = page.worked_out(identifier, place)
    if worked is None:
        return _NO_VALUE
    if worked.expression is not None:
        return f"{worked.reference} {notation.equal} {worked.expression}"
    return f"copy {worked.operands[0]}" if worked.operands else _NOTHING


def _opening(page: OwnPage, identifier: str, place: Place) -> str:
    step, notation = page.step(identifier), page.shown.notation
    decided = isinstance(step.formula.at(*place), Decided)
    relation = "is decided by" if decided else notation.equal
    return f"{cell_reference(step.result, *place, notation)} {relation}"


def _with_its_number(page: OwnPage, cell: Cell, notation: Notation) -> str:
    value, digits = page.number(cell), page.shown.digits
    decimals = 0 if isinstance(value, str) else decimals_needed([value], digits)
    text = number_text(value, decimals_for(value, decimals, digits), notation)
    return f"{cell_reference(cell.matrix, cell.row, cell.column, notation)} {notation.equal} {text}"
