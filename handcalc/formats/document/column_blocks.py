"""Columns or rows of a large matrix in blocks that fit: a number is never cut, nothing leaves the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def blocks_that_fit(sizes: Sequence[float], room: float, gap: float = 0) -> Iterator[tuple[int, int]]:
    """First and last (exclusive) of each block that fits, with a gap after each; a block has at least one."""
    first, used = 0, 0.0
    for number, size in enumerate(sizes):
        if number > first and used + size + gap > room:
            yield first, number
            first, used = number, 0
        used += size + gap
    yield first, len(sizes)
