"""A labelled matrix as one Rich table, or several when it is too wide: never a cut number."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.table import Table

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.pictures import share
from handcalc.formats.table.aligned_columns import GAP, Piece, aligned, margin, table_of, widths_of
from handcalc.formats.table.theme import LABEL, WORKED, Theme


def matrix_tables(page: Theme, block: MatrixBlock) -> Iterator[Table]:
    """The matrix in blocks of columns that fit the page, the row labels repeated in each."""
    labels: list[Piece] = [(label, LABEL) for label in block.grid.rows]
    lines = [numbers(page, block, row) for row in range(len(labels))]
    if any(block.grid.columns):
        labels.insert(0, ("", ""))
        lines.insert(0, heads(block.grid.columns))
    widths = widths_of(lines)
    lines = _words_at_the_left(block, lines, widths)
    room = page.p.options.width - 2 - max(cell_len(label) for label, _ in labels)
    for first, last in blocks_that_fit(widths, room, GAP):
        yield table_of(
            [
                [margin(label), aligned(line[first:last], widths[first:last])]
                for label, line in zip(labels, lines, strict=True)
            ]
        )


def lookup_table(grid: Grid) -> Table:
    """Labels and below each what belongs to it."""
    lines = [heads(grid.columns), *([(f"{text} ", "") for text in row] for row in grid.cells)]
    widths = widths_of(lines)
    return table_of([[aligned(line, widths)] for line in lines])


def _words_at_the_left(block: MatrixBlock, lines: list[list[Piece]], widths: list[int]) -> list[list[Piece]]:
    """The lines with columns of words filled up at the right, so that words begin below each other."""
    values = block.matrix.values
    if values is None or not block.matrix.holds_words:
        return lines
    wordy = [all(isinstance(value, str) for value in values[:, column]) for column in range(len(widths))]
    headed = any(block.grid.columns)
    found = []
    for number, line in enumerate(lines):
        pieces = []
        for (text, style), width, words in zip(line, widths, wordy, strict=True):
            begun = f" {text[:-1]}" if headed and number == 0 else text
            pieces.append((f"{begun}{' ' * (width - cell_len(begun))}" if words else text, style))
        found.append(pieces)
    return found


def heads(labels: tuple[str, ...]) -> list[Piece]:
    """Column labels, with the room that a marked number below them takes."""
    return [(f"{label} ", LABEL) for label in labels]


def numbers(page: Theme, block: MatrixBlock, row: int) -> list[Piece]:
    """A row of a matrix: the worked-out cells with bars, shares shaded on a colour terminal."""
    worked = {column for number, column, _ in block.worked if number == row}
    pieces = []
    for column, text in enumerate(block.grid.cells[row]):
        style = shade(block, row, column) if page.p.options.color else ""
        pieces.append(marked(page, text, column in worked, style))
    return pieces


def marked(page: Theme, text: str, worked: bool, style: str = "") -> Piece:
    """A number with room for the bars that mark a worked-out one without colour too."""
    if worked:
        return f"{page.open}{text}{page.close}", f"{style} {WORKED}".strip()
    return f" {text} ", style


def shade(block: MatrixBlock, row: int, column: int) -> str:
    """A background for a share from 0 to 1: more ink, more weight."""
    weight = share(block, row, column)
    if weight is None:
        return ""
    ramp = ("", "on color(17)", "on color(18)", "on color(19)", "on color(20)", "on color(21)")
    ink = ramp[min(int(weight * len(ramp)), len(ramp) - 1)]
    return f"white {ink}" if ink else ""
