"""A labelled matrix as one Rich table, or several when it is too wide: never a cut number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from handcalc.terminal.page import LABEL, WORKED, Page
from handcalc.writing.walk import Shown

if TYPE_CHECKING:
    from rich.console import RenderableType

INDENT = 2
GAP = 2


def matrix_tables(page: Page, block: Shown) -> Iterator[RenderableType]:
    """The matrix in blocks of columns that fit the page, the row labels repeated in each."""
    grid = block.grid
    worked = {(row, column) for row, column, _ in block.worked}
    marked = [
        [page_cell(page, text, (row, column) in worked) for column, text in enumerate(texts)]
        for row, texts in enumerate(grid.cells)
    ]
    shades = shades_of(block) if block.picture == "heat map" and page.p.color else None
    labels = max(map(cell_len, grid.rows))
    widths = [
        max(cell_len(label), *(cell_len(row[column]) for row in marked))
        for column, label in enumerate(grid.columns)
    ]
    for first, last in column_blocks(widths, page.p.width - labels - INDENT):
        table = bare_table()
        add_column(table, labels, "left")
        for width in widths[first:last]:
            add_column(table, width, "right")
        if any(grid.columns):
            table.add_row("", *(Text(label, LABEL) for label in grid.columns[first:last]))
        for number, (label, row) in enumerate(zip(grid.rows, marked, strict=True)):
            cells = [
                Text(text, _style((number, first + offset) in worked, shades, number, first + offset))
                for offset, text in enumerate(row[first:last])
            ]
            table.add_row(margin(label), *cells)
        yield table


def page_cell(page: Page, text: str, worked: bool) -> str:
    """A number with room for the bars that mark the worked-out cell without colour too."""
    return f"{page.open}{text}{page.close}" if worked else f" {text} "


def _style(worked: bool, shades: list[list[str]] | None, row: int, column: int) -> str:
    shade = shades[row][column] if shades else ""
    return f"{WORKED} {shade}".strip() if worked else shade


def shades_of(block: Shown) -> list[list[str]]:
    """A background for each share from 0 to 1: darker paper, more ink."""
    values = block.matrix.values
    assert values is not None
    return [[shade(float(value)) for value in row] for row in values.tolist()]


def shade(share: float) -> str:
    """The style of one share: from the terminal's own background to a strong blue."""
    ramp = ("", "on color(17)", "on color(18)", "on color(19)", "on color(20)", "on color(21)")
    index = min(int(max(share, 0.0) * len(ramp)), len(ramp) - 1)
    return f"white {ramp[index]}" if ramp[index] else ""


def column_blocks(widths: list[int], room: int) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) column of each block that fits; a block has at least one column."""
    first, used = 0, 0
    for column, width in enumerate(widths):
        if column > first and used + width + GAP > room:
            yield first, column
            first, used = column, 0
        used += width + GAP
    yield first, len(widths)


def bare_table() -> Table:
    """A table without lines: numbers stand in columns, marks are ours."""
    # The gap is part of a column's width: Rich takes twice as long where it has to pad each cell.
    return Table(box=None, show_header=False, padding=0, pad_edge=False, expand=False)


def margin(label: str, style: str = LABEL) -> Text:
    """A label at the left of numbers, with room on both sides."""
    return Text(f" {label}", style)


def add_column(table: Table, width: int, justify: str) -> None:
    """A column as wide as what is in it; were it not, Rich would fold a number and not cut it."""
    table.add_column(justify=justify, width=width + GAP, overflow="fold")  # type: ignore[arg-type]
