"""A calculation as an exercise: which cells are blank, and the texts for the student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

Cells = frozenset[tuple[int, int]]
"""Cells by row and column, from 0."""

BLANK_LINE = "______________________"
"""The line to write a name on, in text formats."""


@dataclass(frozen=True)
class Exercise:
    """A sheet, or its key, as a view of a calculation.

    id: of the sheet, repeated in saved answers. file: stem of the file of answers. blank_cells: by
    step id, in the orientation of the page. formulas: whether they are printed. answered: whether this is the
    key. fields: labels at the top (Name) and their values. advice: instructions. powers: whether to print a
    table of powers of the base. footer: the last lines, with the id or the command that rebuilds the sheet.
    """

    id: str
    file: str
    blank_cells: Mapping[str, Cells]
    formulas: bool = True
    answered: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    advice: tuple[str, ...] = ()
    powers: bool = False
    footer: tuple[str, ...] = ()

    def blanks(self, identifier: str) -> Cells:
        """The cells of a step that are empty on this page."""
        return frozenset() if self.answered else self.blank_cells.get(identifier, frozenset())

    def answers(self, identifier: str) -> Cells:
        """The cells of a step that are filled in on this key and empty on the sheet."""
        return self.blank_cells.get(identifier, frozenset()) if self.answered else frozenset()

    def column_form(self, transposed: frozenset[str]) -> Exercise:
        """The same exercise in the column convention, in which these steps are transposed."""
        cells_by_step = {
            step: frozenset((column, row) for row, column in cells) if step in transposed else cells
            for step, cells in self.blank_cells.items()
        }
        return replace(self, blank_cells=cells_by_step)
