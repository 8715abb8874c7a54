"""A matrix as texts in rows and columns, with labels: what every format lays out in its own way."""

from __future__ import annotations

from typing import NamedTuple

from handcalc.formats.document.exercise import Cells, Exercise
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import texts_of
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix

LARGEST = 40
"""Beyond this many rows or columns nobody follows with a pencil, and a terminal is kept busy for seconds."""
CORNER = 12


class Grid(NamedTuple):
    """Texts of cells with the labels of rows and columns.

    left_out: what a page does not show of a large matrix, in words; None when it is all there. blanks:
    the cells that are empty, to be filled in; their text is the notation's blank. answers: the cells of a
    key that were blank on the sheet.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: list[list[str]]
    left_out: str | None = None
    blanks: Cells = frozenset()
    answers: Cells = frozenset()

    @property
    def transposed(self) -> Grid:
        """The same with rows and columns exchanged."""
        return Grid(
            self.columns,
            self.rows,
            [list(column) for column in zip(*self.cells, strict=True)],
            self.left_out,
            frozenset((column, row) for row, column in self.blanks),
            frozenset((column, row) for row, column in self.answers),
        )


def grid_of(
    matrix: Matrix,
    digits: int,
    notation: Notation,
    largest: int | None = LARGEST,
    exercise: Exercise | None = None,
) -> Grid:
    """A matrix as text, with the exercise's blanks; of one larger than `largest`, its upper left corner."""
    rows, columns = matrix.shape
    texts = texts_of(matrix, digits, notation)
    name = matrix.name.id if matrix.name else ""
    blanks, answers = (exercise.blanks(name), exercise.answers(name)) if exercise else (Cells(), Cells())
    for row, column in blanks:
        texts[row][column] = notation.blank
    most_rows = CORNER if largest and rows > largest else rows
    most_columns = CORNER if largest and columns > largest else columns
    left_out = None
    if (most_rows, most_columns) != (rows, columns):
        shown = f"{most_rows} {notation.times} {most_columns} of {rows} {notation.times} {columns}"
        left_out = f"shown are the first {shown}; csv and json have them all"
    return Grid(
        printed_labels(matrix.rows)[:most_rows],
        printed_labels(matrix.columns)[:most_columns],
        [row[:most_columns] for row in texts[:most_rows]],
        left_out,
        blanks,
        answers,
    )


def shape_text(rows: Axis, columns: Axis, notation: Notation) -> str:
    """'4 × 3 (query × d_v)'; of a vector only the axis that it has."""
    times = f" {notation.times} "
    sizes = times.join(str(axis.size) for axis in (rows, columns))
    axes = times.join(axis.name for axis in (rows, columns) if not axis.single)
    return f"{sizes} ({axes})" if axes else sizes
