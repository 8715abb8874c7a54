"""The mistake that explains the wrong cells of a step, if there is one, and only one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from handcalc.record.calculation import Step
from handcalc.record.matrix import Matrix
from handcalc.record.scalars import Value
from handcalc.sheets.exchanges import Origins
from handcalc.sheets.marked import MarkedCell
from handcalc.sheets.mistakes import mistaken_formulas
from handcalc.sheets.precision import half_unit, is_close
from handcalc.sheets.student import Rows, Student


class _Filled(NamedTuple):
    """A number that a student wrote: where, what, and whether it was wrong."""

    row: int
    column: int
    answer: Value
    half: float
    wrong: bool


class _Explained(NamedTuple):
    """A mistake that gives all the wrong numbers; whole: all the numbers of the step."""

    name: str
    whole: bool


def likely_mistake(
    student: Student, step: Step, cells: Sequence[MarkedCell], own: Rows, digits: int
) -> str | None:
    """The name of the mistake that explains every wrong cell of a step, from the student's own numbers.

    One that gives the whole step as it stands goes before one that gives only what is wrong in it; an
    exchanged operation before numbers that were moved or lost their sign. None where two are as good.
    """
    filled = [
        _Filled(cell.row, cell.column, value, half_unit(value, digits), cell.verdict == "wrong")
        for cell in cells
        if cell.verdict in ("right", "follows", "wrong")
        and (value := cell.answer.value) is not None
        and not isinstance(value, str)
        and not isinstance(cell.key, str)
    ]
    if not any(cell.wrong for cell in filled):
        return None
    found = list(_exchanges(student, step, filled))
    for wanted in (
        [one.name for one in found if one.whole],
        list(_looks(filled, own)),
        [one.name for one in found if not one.whole],
    ):
        if wanted:
            return wanted[0] if len(set(wanted)) == 1 else None
    return None


def _exchanges(student: Student, step: Step, filled: list[_Filled]) -> Iterator[_Explained]:
    for name, formula in mistaken_formulas(step, Origins(student.calculation)):
        values = student.gives(formula)

        def gives(cell: _Filled, formula: Matrix = formula, values: Rows = values) -> bool:
            value = values[cell.row][cell.column]
            if value is None or isinstance(value, str):
                return False
            if is_close(cell.answer, value, cell.half):
                return True
            return student.reach(formula, cell.row, cell.column).holds(cell.answer, cell.half)

        if all(gives(cell) for cell in filled if cell.wrong):
            yield _Explained(name, all(gives(cell) for cell in filled if not cell.wrong))


def _looks(filled: list[_Filled], own: Rows) -> Iterator[str]:
    """What was done to the right numbers after they were calculated; the first that fits."""

    def is_own(cell: _Filled, row: int, column: int, sign: int = 1) -> bool:
        value = own[row][column]
        if value is None or isinstance(value, str):
            return False
        return is_close(cell.answer, sign * value, 2 * cell.half)

    wrong = [cell for cell in filled if cell.wrong]
    for name, fits in _LOOKS:
        if fits(filled, wrong, own, is_own):
            yield name
            return


_IsOwn = Callable[..., bool]


def _transposed(filled: list[_Filled], wrong: list[_Filled], own: Rows, is_own: _IsOwn) -> bool:
    square = len(own) == len(own[0]) > 1
    return square and len(wrong) > 1 and all(is_own(cell, cell.column, cell.row) for cell in filled)


def _swapped(filled: list[_Filled], wrong: list[_Filled], own: Rows, is_own: _IsOwn) -> bool:
    if len(wrong) != 2:
        return False
    one, other = wrong
    return is_own(one, other.row, other.column) and is_own(other, one.row, one.column)


def _lost_sign(filled: list[_Filled], wrong: list[_Filled], own: Rows, is_own: _IsOwn) -> bool:
    return all(is_own(cell, cell.row, cell.column, -1) for cell in wrong)


_LOOKS = (("transposed", _transposed), ("swapped-cells", _swapped), ("lost-sign", _lost_sign))
