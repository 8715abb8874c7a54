"""Matrices with their labels as LaTeX tables: none is wider than a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.grid import Grid
from handcalc.formats.latex.text import escaped, table_number
from handcalc.formats.latex.widths import label_width, lines_of, width

GAP = 8.0
"""Between columns, as \\tabcolsep is set."""
MOST_LINES = 36
"""Of one table; with what stands around it that is a page."""
BLANK_WIDTH = 30.0
BLANK_HEIGHT = 1.7
MARKED_WIDTH = 6.0
"""The room of the frame around a cell."""
_DARKEST = 40


class TableLook(NamedTuple):
    """What stands out in a matrix: cells worked out, words instead of numbers, shares from 0 to 1."""

    worked: frozenset[tuple[int, int]] = frozenset()
    words: frozenset[tuple[int, int]] = frozenset()
    shares: Sequence[Sequence[float]] | None = None


def look_of(block: MatrixBlock) -> TableLook:
    """How a block's matrix is to be drawn."""
    values = block.matrix.values
    assert values is not None
    rows, columns = range(len(block.grid.rows)), range(len(block.grid.columns))
    words = frozenset((i, j) for i in rows for j in columns if isinstance(values[i, j], str))
    shares = [[float(values[i, j]) for j in columns] for i in rows] if block.picture == "heat map" else None
    return TableLook(frozenset((row, column) for row, column, _ in block.worked), words, shares)


def matrix_tables(name: str, grid: Grid, look: TableLook, room: float) -> Iterator[str]:
    """The matrix in blocks of rows and columns that fit, the labels repeated in each."""
    beside = max(map(label_width, (*grid.rows, name))) + GAP
    room_below = MOST_LINES - max(map(lines_of, grid.columns))
    for top, bottom in blocks_that_fit(heights(grid), room_below):
        for first, last in blocks_that_fit(column_widths(grid), room - beside, GAP):
            alignment = f"l|{_alignment(grid, look, first, last)}"
            yield table(alignment, _lines(name, grid, look, range(top, bottom), range(first, last)))


def heights(grid: Grid) -> list[float]:
    """How many lines each row takes; one to be written into takes more."""
    blank = {row for row, _ in grid.blanks}
    return [max(BLANK_HEIGHT if row in blank else 1, lines_of(text)) for row, text in enumerate(grid.rows)]


def table(alignment: str, lines: Iterable[str]) -> str:
    """Lines of a table, with what is around them."""
    body = "\n".join(lines)
    return f"\\begin{{tabular}}{{@{{}}{alignment}@{{}}}}\n{body}\n\\end{{tabular}}"


def column_widths(grid: Grid) -> list[float]:
    """How wide each column is, a label or a number, whichever is wider."""
    columns = range(len(grid.columns))
    return [
        max(label_width(grid.columns[j]), *(_cell_width(grid, i, j) for i in range(len(grid.rows))))
        for j in columns
    ]


def _cell_width(grid: Grid, row: int, column: int) -> float:
    if (row, column) in grid.blanks:
        return BLANK_WIDTH
    return width(grid.cells[row][column]) + MARKED_WIDTH


def _alignment(grid: Grid, look: TableLook, first: int, last: int) -> str:
    rows = range(len(grid.rows))
    return "".join(
        "l" if all((row, column) in look.words for row in rows) else "r" for column in range(first, last)
    )


def _lines(name: str, grid: Grid, look: TableLook, rows: range, columns: range) -> Iterator[str]:
    if any(grid.columns):
        yield line([f"${name}$", *(label(grid.columns[column]) for column in columns)]) + r" \hline"
    for row in rows:
        yield line([label(grid.rows[row]), *(cell(grid, look, row, column) for column in columns)])


def line(cells: Iterable[str]) -> str:
    """One line of a table."""
    return f"{' & '.join(cells)} \\\\"


def label(text: str) -> str:
    """A label of a row or a column."""
    return f"\\hclabel{{{escaped(text)}}}" if text else ""


def cell(grid: Grid, look: TableLook, row: int, column: int) -> str:
    """A number, a word or a blank, with the marks that tell what it is."""
    text = grid.cells[row][column]
    place = (row, column)
    if place in grid.blanks:
        return text
    shown = escaped(text) if place in look.words else f"${table_number(text)}$"
    if place in grid.answers:
        shown = f"\\hcanswer{{{shown}}}"
    if place in look.worked:
        shown = f"\\hcworked{{{shown}}}"
    return f"{_ink(look, row, column)}{shown}"


def _ink(look: TableLook, row: int, column: int) -> str:
    if look.shares is None:
        return ""
    ink = round(min(max(look.shares[row][column], 0.0), 1.0) * _DARKEST)
    return f"\\cellcolor{{blue!{ink}}}" if ink else ""
