"""Aligned lines of numbers as Rich text: five times faster than a Rich cell for each number."""

from __future__ import annotations

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

GAP = 2

Piece = tuple[str, str]
"""A text and its style."""


def unwrapped(text: str = "", style: str = "") -> Text:
    """Text whose lines Rich neither wraps nor cuts."""
    return Text(text, style, no_wrap=True, overflow="ignore")


def widths_of(lines: list[list[Piece]]) -> list[int]:
    """The width of each column."""
    return [max(cell_len(text) for text, _ in column) for column in zip(*lines, strict=True)]


def aligned(line: list[Piece], widths: list[int]) -> Text:
    """A line with each piece at the right of its column, after a gap."""
    text = unwrapped()
    for (content, style), width in zip(line, widths, strict=True):
        text.append(" " * (GAP + width - cell_len(content)))
        text.append(content, style)
    return text


def aligned_lines(lines: list[list[Piece]]) -> list[Text]:
    """Lines with their columns aligned."""
    widths = widths_of(lines)
    return [aligned(line, widths) for line in lines]


def margin(label: Piece) -> Text:
    """A label with a space on both sides."""
    return unwrapped(f" {label[0]} ", label[1])


def table_of(rows: list[list[Text]]) -> Table:
    """A table without rules, as wide as its content.

    For Rich it is a table of one column, which it prints twice as fast as many columns.
    """
    widths = [max(cell.cell_len for cell in column) for column in zip(*rows, strict=True)]
    table = Table(box=None, show_header=False, padding=0, pad_edge=False, expand=False)
    table.add_column(width=sum(widths))
    for row in rows:
        line = unwrapped()
        for cell, width in zip(row, widths, strict=True):
            line.append_text(cell)
            line.append(" " * (width - cell.cell_len))
        table.add_row(line)
    return table
