"""A labelled matrix as one Rich table, or as several if it is too wide; numbers are never cut."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from rich.cells import cell_len
from rich.table import Table

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.pictures import heat
from handcalc.formats.table.aligned_columns import GAP, Piece, aligned, margin, table_of, widths_of
from handcalc.formats.table.theme import LABEL, WORKED, Theme

_SHADES = ("", "on color(17)", "on color(18)", "on color(19)", "on color(20)", "on color(21)")


def matrix_tables(page: Theme, block: MatrixBlock) -> Iterator[Table]:
    """The matrix in blocks of columns that fit the page, with the row labels repeated in each."""
    labels: list[Piece] = [(label, LABEL) for label in block.grid.rows]
    lines = [numbers(page, block, row) for row in range(len(labels))]
    wordy = _columns_of_words(block)
    if any(block.grid.columns):
        labels.insert(0, ("", ""))
        lines.insert(0, heads(block.grid.columns, wordy))
    widths = widths_of(lines)
    for line, column in product(lines, wordy):
        text, style = line[column]
        line[column] = text + " " * (widths[column] - cell_len(text)), style
    room = page.p.options.width - 2 - max(cell_len(label) for label, _ in labels)
    for first, last in blocks_that_fit(widths, room, GAP):
        yield table_of(
            [
                [margin(label), aligned(line[first:last], widths[first:last])]
                for label, line in zip(labels, lines, strict=True)
            ]
        )


def lookup_table(grid: Grid) -> Table:
    """A grid without row labels."""
    lines = [heads(grid.columns), *([(f"{text} ", "") for text in row] for row in grid.cells)]
    widths = widths_of(lines)
    return table_of([[aligned(line, widths)] for line in lines])


def _columns_of_words(block: MatrixBlock) -> set[int]:
    """The columns to align at the left."""
    values = block.matrix.values
    if values is None or not block.matrix.holds_words:
        return set()
    columns = values.T[: len(block.grid.columns)]
    return {j for j, column in enumerate(columns) if all(isinstance(value, str) for value in column)}


def heads(labels: tuple[str, ...], wordy: Collection[int] = ()) -> list[Piece]:
    """Column labels, with a space where the cells below have room for a bar."""
    return [(f" {label}" if j in wordy else f"{label} ", LABEL) for j, label in enumerate(labels)]


def numbers(page: Theme, block: MatrixBlock, row: int) -> list[Piece]:
    """A row of a matrix: worked-out cells with bars, cells of a heat map shaded on a colour terminal."""
    pieces, worked = [], block.worked_cells
    for column, text in enumerate(block.grid.cells[row]):
        style = _shade(block, row, column) if page.p.options.color else ""
        pieces.append(marked(page, text, (row, column) in worked, style))
    return pieces


def marked(page: Theme, text: str, worked: bool, style: str = "") -> Piece:
    """A number between the bars of a worked-out cell, or between spaces."""
    if worked:
        return f"{page.open}{text}{page.close}", f"{style} {WORKED}".strip()
    return f" {text} ", style


def _shade(block: MatrixBlock, row: int, column: int) -> str:
    """The background of a cell of a heat map."""
    weight = heat(block, row, column)
    shade = "" if weight is None else _SHADES[min(int(weight * len(_SHADES)), len(_SHADES) - 1)]
    return f"white {shade}" if shade else ""
