"""Cell tooltips of a page with a script: the arithmetic of a cell, and the cells that it reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import CellWriter, WorkedCell
from handcalc.formats.html.markup import text
from handcalc.record.cell_expression import Cell
from handcalc.record.matrix import Matrix

MOST_CELLS = 256
"""Cells of the largest matrix with tooltips; each takes 0.05 ms."""
LONGEST = 600
"""Characters of the longest arithmetic in a tooltip."""

CellTooltips = Mapping[tuple[int, int], str]
"""HTML attributes by row and column."""


def cell_tooltips(p: Presentation, block: MatrixBlock) -> CellTooltips:
    """The tooltips of all cells of a step that may be worked out on this page."""
    step, (rows, columns) = block.step, block.matrix.shape
    if step is None or rows * columns > MOST_CELLS or len(block.grid.blanks) == rows * columns:
        return {}
    cache = _cache(step.result, p.digits)
    writer = CellWriter(p.calculation, step, p.digits, UNICODE)
    cells = [cell for cell in product(range(rows), range(columns)) if p.may_work_out(step, *cell)]
    for cell in cells:
        if cell not in cache:
            cache[cell] = _attributes(writer.work_out(*cell))
    return {cell: cache[cell] for cell in cells if cache[cell]}


@lru_cache(64)
def _cache(result: Matrix, digits: int) -> dict[tuple[int, int], str]:
    """Attributes by cell, kept for the key, which is written right after its sheet."""
    return {}


def _attributes(cell: WorkedCell) -> str:
    """Empty if the arithmetic is too long."""
    if len(cell.expression or "") > LONGEST:
        return ""
    reads = _rectangles(cell.reads)
    return f' data-how="{text(cell.text)}"' + (f' data-of="{reads}"' if reads else "")


def _rectangles(cells: Iterable[Cell]) -> str:
    """The cells of each matrix as first row, last row, first column, last column: 'Q 1 1 0 2;K 2 2 0 2'.

    A matrix whose cells are not a whole rectangle is left out.
    """
    by_matrix: dict[str, set[tuple[int, int]]] = {}
    for cell in cells:
        if cell.matrix.name is not None:
            by_matrix.setdefault(cell.matrix.name.id, set()).add((cell.row, cell.column))
    rectangles = []
    for name, places in by_matrix.items():
        (top, left), (bottom, right) = (tuple(map(end, zip(*places, strict=True))) for end in (min, max))
        if len(places) == (bottom - top + 1) * (right - left + 1):
            rectangles.append(f"{name} {top} {bottom} {left} {right}")
    return ";".join(rectangles)
