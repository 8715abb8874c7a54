"""What a page with a script can tell of a cell: its arithmetic, and the cells that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.formats.html.markup import text
from handcalc.record.cell_expression import Cell
from handcalc.record.matrix import Matrix

MOST_CELLS = 256
"""Of a larger matrix the page tells nothing: nobody points at each cell, and one costs 0.05 ms."""
LONGEST = 600
"""Longer arithmetic is no help to anybody."""

CellTooltips = Mapping[tuple[int, int], str]
"""The attributes of cells by row and column."""


def cell_tooltip(p: Presentation, block: MatrixBlock) -> CellTooltips:
    """The arithmetic of every cell of a step that may be told on this page, as attributes of the cell."""
    step, size = block.step, block.matrix.rows.size * block.matrix.columns.size
    if step is None or size > MOST_CELLS or len(block.grid.blanks) == size:
        return {}
    known = _told_before(step.result, p.digits)
    writer = CellWriter(p.calculation, step, p.digits, UNICODE)
    found = {}
    for row in range(block.matrix.rows.size):
        for column in range(block.matrix.columns.size):
            if not p.may_tell(step, row, column):
                continue
            if (row, column) not in known:
                known[row, column] = _attributes(writer.work_out(row, column))
            if known[row, column]:
                found[row, column] = known[row, column]
    return found


@lru_cache(64)
def _told_before(result: Matrix, digits: int) -> dict[tuple[int, int], str]:
    """What was told of a step's cells before: a sheet and its key are made one after the other."""
    return {}


def _attributes(cell: WorkedCell) -> str:
    """Nothing for arithmetic that is too long."""
    if len(cell.expression or "") > LONGEST:
        return ""
    reads = _rectangles(cell.reads)
    return f' data-how="{text(cell.text)}"' + (f' data-of="{reads}"' if reads else "")


def _rectangles(cells: Iterable[Cell]) -> str:
    """The cells of each matrix as first row, last row, first column, last column: 'Q 1 1 0 2;K 2 2 0 2'.

    A matrix whose cells fill no rectangle is left out: more would light up than is read.
    """
    by_matrix: dict[str, set[tuple[int, int]]] = {}
    for cell in cells:
        if cell.matrix.name is not None:
            by_matrix.setdefault(cell.matrix.name.id, set()).add((cell.row, cell.column))
    found = []
    for name, places in by_matrix.items():
        rows, columns = {row for row, _ in places}, {column for _, column in places}
        ends = (min(rows), max(rows), min(columns), max(columns))
        if len(places) == (ends[1] - ends[0] + 1) * (ends[3] - ends[2] + 1):
            found.append(f"{name} {ends[0]} {ends[1]} {ends[2]} {ends[3]}")
    return ";".join(found)
