"""A sheet as one student has it: what is printed, their own numbers in the blanks, and what these give."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from handcalc.record.arithmetic import floats, fractions_array
from handcalc.record.calculation import Step, cell_value
from handcalc.record.lazy_numpy import np
from handcalc.record.matrix import Array
from handcalc.record.replay import replay
from handcalc.record.scalars import Cell, Value
from handcalc.sheets.reading import NO_VALUE, reads, value_of
from handcalc.writing.cells import CellWriter, WorkedCell
from handcalc.writing.choosing import CellChoice
from handcalc.writing.presentation import Presentation

Place = tuple[int, int]
"""Row and column from 0, as the sheet shows them."""


class OwnPage:
    """A copy of a sheet that is filled in cell by cell.

    The blanks still to come hold the key, out of sight: nothing is calculated from them, as the cells that
    a cell is made of are asked for before it.
    """

    def __init__(self, sheet: Presentation) -> None:
        """sheet: with an exercise that is not answered."""
        assert sheet.exercise is not None
        values = {step.id: step.values.copy() for step in sheet.calculation}
        self._calculation = replay(sheet.calculation, answers=values, same_path=True)
        self._sheet = replace(sheet, calculation=self._calculation, cells=CellChoice("none", {}))
        self._exercise = sheet.exercise
        self._empty = {step: set(cells) for step, cells in sheet.exercise.asked.items()}

    @property
    def shown(self) -> Presentation:
        """The page as it is now."""
        empty = {step: frozenset(cells) for step, cells in self._empty.items()}
        return replace(self._sheet, exercise=replace(self._exercise, asked=empty))

    def step(self, identifier: str) -> Step:
        """A step with the student's own numbers in it, and in what it is calculated from."""
        return self._calculation[identifier]

    def fill_in(self, identifier: str, place: Place, value: Value | str) -> None:
        """Write a number or a word into a blank: what comes later is calculated from it."""
        self.step(identifier).values[place] = value
        self._empty[identifier].discard(place)

    def leave_blank(self, identifier: str, place: Place) -> None:
        """Go on without an answer: what comes later is calculated from what would have stood there.

        Where the student's own numbers give nothing, that is the key.
        """
        value = self.gives(identifier, place)
        if value is not None:
            self.step(identifier).values[place] = value

    def gives(self, identifier: str, place: Place) -> Value | str | None:
        """What the student's own numbers give for a cell, rounded as on the sheet; None if nothing."""
        value = value_of(self.step(identifier).formula.at(*place), self.number)
        if value is None or isinstance(value, str):
            return value
        exact = self._calculation.arithmetic.rounding == "exact"
        whole = fractions_array([value], (1, 1))
        settled: Value = self._calculation.arithmetic.settle(whole if exact else floats(whole))[0, 0]
        return settled

    def worked_out(self, identifier: str, place: Place) -> WorkedCell | None:
        """The arithmetic of a cell with the student's own numbers; None where these give nothing."""
        value = self.gives(identifier, place)
        if value is None:
            return None
        step = self.step(identifier)
        values: Array = step.values.copy()
        values[place] = value
        own = step._replace(result=replace(step.result, values=values))
        with np.errstate(all="ignore"), suppress(*NO_VALUE):
            return self._writer(own).work_out(*place)
        return None

    def by_names(self, identifier: str, place: Place) -> str | None:
        """What a cell is made of, by the names of the cells; None for a number of the rule.

        Raises one of NO_VALUE: it is a choice, and the numbers on the page make none.
        """
        with np.errstate(all="ignore"):
            return self._writer(self.step(identifier)).by_names(*place)

    def operands(self, identifier: str, place: Place) -> list[Cell]:
        """The cells that decide about a cell, each once."""
        return reads(self.step(identifier).formula.at(*place), self.number)

    def number(self, cell: Cell) -> Value:
        """A number as it stands on the page."""
        return cell_value(cell, self._calculation.arithmetic)

    def _writer(self, step: Step) -> CellWriter:
        return CellWriter(self._calculation, step, self._sheet.digits, self._sheet.notation)
