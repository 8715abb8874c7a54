"""A filled-in sheet: printed numbers, the student's numbers, and follow-through values."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from handcalc.exercises.marking.dependencies import dependencies, value_of
from handcalc.formats.document.cell_selection import CellSelection
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.record.arithmetic import floats, fractions_array
from handcalc.record.calculation import Step, cell_value
from handcalc.record.cell_expression import Cell
from handcalc.record.evaluation import NO_VALUE
from handcalc.record.functions import Value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array
from handcalc.record.replay import replay

StepPosition = tuple[int, int]
"""Row and column, counted from 0, in the orientation of the sheet."""


class FilledInSheet:
    """A copy of a sheet that is filled in cell by cell.

    Blanks that are not yet filled in hold the key. Nothing is calculated from them, since the operands of a
    cell are asked for before the cell.
    """

    def __init__(self, sheet: Presentation) -> None:
        """sheet: a sheet, not a key."""
        assert sheet.exercise is not None
        values = {step.id: step.values.copy() for step in sheet.calculation}
        self._calculation = replay(sheet.calculation, answers=values, same_path=True)
        self._sheet = replace(sheet, calculation=self._calculation, cells=CellSelection("none", {}))
        self._exercise = sheet.exercise
        self._empty = {step: set(cells) for step, cells in sheet.exercise.blank_cells.items()}

    @property
    def shown(self) -> Presentation:
        """The page in its present state."""
        empty = {step: frozenset(cells) for step, cells in self._empty.items()}
        return replace(self._sheet, exercise=replace(self._exercise, blank_cells=empty))

    def step(self, identifier: str) -> Step:
        """A step with the student's numbers, in its operands as well."""
        return self._calculation[identifier]

    def fill_in(self, identifier: str, place: StepPosition, value: Value | str) -> None:
        """Write a number or a word into a blank; later cells are calculated from it."""
        self.step(identifier).values[place] = value
        self._empty[identifier].discard(place)

    def leave_blank(self, identifier: str, place: StepPosition) -> None:
        """Leave a cell without an answer; later cells are calculated from its follow-through value.

        If it has none, they are calculated from the key.
        """
        value = self.follow_through_value(identifier, place)
        if value is not None:
            self.step(identifier).values[place] = value

    def follow_through_value(self, identifier: str, place: StepPosition) -> Value | str | None:
        """The follow-through value of a cell, rounded as on the sheet; None if there is none."""
        value = value_of(self.step(identifier).formula.at(*place), self.number)
        if value is None or isinstance(value, str):
            return value
        exact = self._calculation.arithmetic.rounding == "exact"
        matrix = fractions_array([value], (1, 1))
        rounded: Value = self._calculation.arithmetic.round_step(matrix if exact else floats(matrix))[0, 0]
        return rounded

    def worked_out(self, identifier: str, place: StepPosition) -> WorkedCell | None:
        """The worked-out cell with the student's numbers; None without a follow-through value."""
        value = self.follow_through_value(identifier, place)
        if value is None:
            return None
        step = self.step(identifier)
        values: Array = step.values.copy()
        values[place] = value
        filled_in = step._replace(result=replace(step.result, values=values))
        with np.errstate(all="ignore"), suppress(*NO_VALUE):
            return self._writer(filled_in).work_out(*place)
        return None

    def by_names(self, identifier: str, place: StepPosition) -> str | None:
        """The expression of a cell with the names of its operands; None for a constant.

        Raises one of NO_VALUE: the numbers on the page do not decide a data-dependent choice.
        """
        with np.errstate(all="ignore"):
            return self._writer(self.step(identifier)).by_names(*place)

    def operands(self, identifier: str, place: StepPosition) -> list[Cell]:
        """The operands of a cell, each once."""
        return dependencies(self.step(identifier).formula.at(*place), self.number)

    def number(self, cell: Cell) -> Value:
        """The number in a cell of the page."""
        return cell_value(cell, self._calculation.arithmetic)

    def _writer(self, step: Step) -> CellWriter:
        return CellWriter(self._calculation, step, self._sheet.digits, self._sheet.notation)
