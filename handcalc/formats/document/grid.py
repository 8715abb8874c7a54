"""A matrix as a grid of texts with labels, which each format lays out in its own way."""

from __future__ import annotations

import math
from typing import NamedTuple

from handcalc.formats.document.exercise import Cells, Exercise
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import number_text, texts_of
from handcalc.record.axes import Axis
from handcalc.record.matrix import Matrix
from handcalc.record.number_format import decimals_needed
from handcalc.record.options import OptionValue

LARGEST = 40
"""Rows or columns of the largest matrix that is printed whole; of a larger one only a corner is printed."""
CORNER = 12
_EXPONENTS = range(-3, 6)


class Grid(NamedTuple):
    """Texts of cells with the labels of rows and columns.

    left_out: a remark on the omitted part of a large matrix, None if it is complete. blanks: cells to be
    filled in; their text is the notation's blank. answers: cells of a key that are blank on the sheet.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: list[list[str]]
    left_out: str | None = None
    blanks: Cells = frozenset()
    answers: Cells = frozenset()

    @property
    def transposed(self) -> Grid:
        """The grid with rows and columns exchanged."""
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
    """The grid of a matrix, with the exercise's blanks; if it exceeds `largest`, its upper left corner."""
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
        part = f"{most_rows} {notation.times} {most_columns} of {rows} {notation.times} {columns}"
        left_out = f"shown are the first {part}; csv and json have them all"
    return Grid(
        printed_labels(matrix.rows)[:most_rows],
        printed_labels(matrix.columns)[:most_columns],
        [row[:most_columns] for row in texts[:most_rows]],
        left_out,
        blanks,
        answers,
    )


def power_grid(base: OptionValue, digits: int, notation: Notation) -> Grid:
    """Powers of the base of the softmax, for whole exponents from −3 to 5."""
    number = math.e if base == "e" else float(base)
    powers = [number**exponent for exponent in _EXPONENTS]
    texts = [number_text(power, decimals_needed([power], digits), notation) for power in powers]
    exponents = tuple(number_text(float(exponent), 0, notation) for exponent in _EXPONENTS)
    return Grid(("",), exponents, [texts])


def shape_text(rows: Axis, columns: Axis, notation: Notation) -> str:
    """'4 × 3 (query × d_v)'; the axis of a vector is named alone."""
    times = f" {notation.times} "
    sizes = times.join(str(axis.size) for axis in (rows, columns))
    axes = times.join(axis.name for axis in (rows, columns) if not axis.single)
    return f"{sizes} ({axes})" if axes else sizes
