"""Labelled matrices as LaTeX tables, each at most as wide as a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.exercise import Cells
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.pictures import heat
from handcalc.formats.latex.text import escaped, table_number
from handcalc.formats.latex.widths import label_width, lines_of, width

GAP = 8.0
"""Points between columns, twice \\tabcolsep."""
MOST_LINES = 36
"""Lines of the tallest table; with its heading and remarks it fills a page."""
BLANK_WIDTH = 30.0
BLANK_HEIGHT = 1.7
FRAME_WIDTH = 6.0
_DARKEST = 40


class TableLook(NamedTuple):
    """Cells by appearance: worked out (framed), words, shaded; heat: percent of ink in a heat map."""

    worked: Cells = Cells()
    words: Cells = Cells()
    shaded: Cells = Cells()
    heat: Mapping[tuple[int, int], int] = {}


def look_of(block: MatrixBlock) -> TableLook:
    """The appearance of a block's matrix."""
    values = block.matrix.values
    assert values is not None
    places = list(product(range(len(block.grid.rows)), range(len(block.grid.columns))))
    words = frozenset(place for place in places if isinstance(values[place], str))
    heats = {place: heat(block, *place) for place in places}
    ink = {place: round(weight * _DARKEST) for place, weight in heats.items() if weight is not None}
    return TableLook(block.worked_cells, words, heat=ink)


def matrix_tables(name: str, grid: Grid, look: TableLook, room: float) -> Iterator[str]:
    """The matrix in blocks of rows and columns that fit, with the labels repeated in each."""
    beside = max(map(label_width, (*grid.rows, name))) + GAP
    room_below = MOST_LINES - max(map(lines_of, grid.columns))
    for top, bottom in blocks_that_fit(heights(grid), room_below):
        for first, last in blocks_that_fit(column_widths(grid), room - beside, GAP):
            rows, columns = range(top, bottom), range(first, last)
            wordy = (all((row, column) in look.words for row in range(len(grid.rows))) for column in columns)
            alignment = "".join("l" if words else "r" for words in wordy)
            yield table(f"l|{alignment}", _lines(name, grid, look, rows, columns))


def heights(grid: Grid) -> list[float]:
    """The height of each row in lines; rows with blanks are taller."""
    blank = {row for row, _ in grid.blanks}
    return [max(BLANK_HEIGHT if row in blank else 1, lines_of(text)) for row, text in enumerate(grid.rows)]


def table(alignment: str, lines: Iterable[str]) -> str:
    """A table with these lines."""
    body = "\n".join(lines)
    return f"\\begin{{tabular}}{{@{{}}{alignment}@{{}}}}\n{body}\n\\end{{tabular}}"


def column_widths(grid: Grid) -> list[float]:
    """The width of each column in points."""
    return [
        max(label_width(text), *(_cell_width(grid, row, column) for row in range(len(grid.rows))))
        for column, text in enumerate(grid.columns)
    ]


def _cell_width(grid: Grid, row: int, column: int) -> float:
    if (row, column) in grid.blanks:
        return BLANK_WIDTH
    return width(grid.cells[row][column]) + FRAME_WIDTH


def _lines(name: str, grid: Grid, look: TableLook, rows: range, columns: range) -> Iterator[str]:
    if any(grid.columns):
        yield line([f"${name}$", *(label(grid.columns[column]) for column in columns)]) + r" \hline"
    for row in rows:
        yield line([label(grid.rows[row]), *cells(grid, look, row, columns)])


def line(cells: Iterable[str]) -> str:
    """One line of a table."""
    return f"{' & '.join(cells)} \\\\"


def label(text: str) -> str:
    """The label of a row or column."""
    return f"\\hclabel{{{escaped(text)}}}" if text else ""


def cells(grid: Grid, look: TableLook, row: int, columns: Iterable[int]) -> Iterator[str]:
    """Cells of a row: numbers, words or blanks, with their marks."""
    for column in columns:
        place, text = (row, column), grid.cells[row][column]
        if place not in grid.blanks:
            text = escaped(text) if place in look.words else f"${table_number(text)}$"
        if place in grid.answers:
            text = f"\\hcanswer{{{text}}}"
        if place in look.worked:
            text = f"\\hcworked{{{text}}}"
        ink = look.heat.get(place)
        color = f"\\cellcolor{{blue!{ink}}}" if ink else ""
        yield (r"\hcshade{}" if place in look.shaded else color) + text
