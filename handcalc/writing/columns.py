"""Columns of a wide matrix in blocks that fit: a number is never cut, nothing leaves the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def column_blocks(widths: Sequence[float], room: float, gap: float) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) column of each block that fits; a block has at least one column."""
    first, used = 0, 0.0
    for column, width in enumerate(widths):
        if column > first and used + width + gap > room:
            yield first, column
            first, used = column, 0
        used += width + gap
    yield first, len(widths)
