"""Lines of numbers, aligned: one Rich cell holds a whole line, which Rich lays out in a fifth of the time."""

from __future__ import annotations

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

GAP = 2

Piece = tuple[str, str]
"""A text and its style."""


def widths_of(lines: list[list[Piece]]) -> list[int]:
    """How wide each column of pieces is."""
    return [max(cell_len(text) for text, _ in column) for column in zip(*lines, strict=True)]


def aligned(line: list[Piece], widths: list[int]) -> Text:
    """The pieces of a line, each at the right of its column, with a gap before it."""
    text = Text(no_wrap=True, overflow="ignore")
    for (content, style), width in zip(line, widths, strict=True):
        text.append(" " * (GAP + width - cell_len(content)))
        text.append(content, style)
    return text


def margin(label: Piece) -> Text:
    """A label at the left of numbers, with room on both sides."""
    return Text(f" {label[0]} ", label[1], no_wrap=True, overflow="ignore")


def table_of(rows: list[list[Text]]) -> Table:
    """A table without lines, every column as wide as what is in it.

    To Rich it is a table of one column: its own layout of many takes twice as long, and everything is
    measured already.
    """
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    table = Table(box=None, show_header=False, padding=0, pad_edge=False, expand=False)
    table.add_column(width=sum(widths))
    for row in rows:
        line = Text(no_wrap=True, overflow="ignore")
        for cell, width in zip(row, widths, strict=True):
            line.append_text(cell)
            line.append(" " * (width - cell.cell_len))
        table.add_row(line)
    return table
