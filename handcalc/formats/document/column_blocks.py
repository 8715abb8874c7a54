"""Split the columns or rows of a large matrix into blocks that fit the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def blocks_that_fit(sizes: Sequence[float], room: float, gap: float = 0) -> Iterator[tuple[int, int]]:
    """Start and end (exclusive) of each block; a gap follows each column, a block has at least one column."""
    first, used = 0, 0.0
    for number, size in enumerate(sizes):
        if number > first and used + size + gap > room:
            yield first, number
            first, used = number, 0
        used += size + gap
    yield first, len(sizes)
