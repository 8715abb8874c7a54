"""What turns a calculation into an exercise: what is left blank, and what is said to the student."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

Cells = frozenset[tuple[int, int]]
"""Cells by row and column, from 0."""

BLANK_LINE = "______________________"
"""Where a text page leaves room for a name."""


@dataclass(frozen=True)
class Exercise:
    """A sheet, or its key, as a view of a calculation.

    id: whose sheet it is; saved answers carry it. file: the stem of the file that they are saved in. asked:
    the cells to be worked out, by step id, as they are shown (rows or columns). formulas: whether they are
    printed. answered: this is the key, where everything stands. fields: what is to be written on top
    (Name), with what is known of it. advice: what the student must know. powers: whether a table of powers
    of the base helps. footer: the last lines, which identify the sheet or say how to make it again.
    """

    id: str
    file: str
    asked: Mapping[str, Cells]
    formulas: bool = True
    answered: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    advice: tuple[str, ...] = ()
    powers: bool = False
    footer: tuple[str, ...] = ()

    def blanks(self, identifier: str) -> Cells:
        """The cells of a step that are empty on this page."""
        return frozenset() if self.answered else self.asked.get(identifier, frozenset())

    def answers(self, identifier: str) -> Cells:
        """The cells of a step that are empty on the sheet and filled in here."""
        return self.asked.get(identifier, frozenset()) if self.answered else frozenset()

    def column_form(self, turning: frozenset[str]) -> Exercise:
        """The same for the column convention, which transposes these steps."""
        return replace(
            self,
            asked={
                step: frozenset((column, row) for row, column in cells) if step in turning else cells
                for step, cells in self.asked.items()
            },
        )
