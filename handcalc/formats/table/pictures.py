"""Pictures below a matrix: bars, the unit interval of a random draw, the tree of a beam search."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.pictures import bars, tree, unit_interval
from handcalc.formats.table.aligned_columns import unwrapped
from handcalc.formats.table.theme import LABEL, NAME, QUIET, WORKED, Theme
from handcalc.record.calculation import Step

BAR = 24
"""Characters of the longest bar."""
WIDEST = 72
"""Characters of the widest unit interval."""


def pictures(page: Theme, block: MatrixBlock) -> Iterator[Text]:
    """The picture of a step, if it has one."""
    if block.picture == "bars":
        yield from _bars(page, block)
    elif block.picture == "unit interval" and block.step is not None:
        yield from _unit_interval(page, block.step)
    elif block.picture == "tree" and block.step is not None:
        yield from _tree(page, block.step)


def _bars(page: Theme, block: MatrixBlock) -> Iterator[Text]:
    """A bar for each row, such as the load of an expert."""
    longest = max(map(cell_len, block.grid.rows))
    room = max(1, min(BAR, page.p.options.width - longest - 4))
    for label, length in bars(block):
        line = unwrapped(f"  {label}{' ' * (longest - cell_len(label))}  ", LABEL)
        yield line.append(page.ink * round(room * length), "blue")


def _unit_interval(page: Theme, step: Step) -> Iterator[Text]:
    """The line from 0 to 1 with the interval of each word, and a mark below it for the random number."""
    picture = unit_interval(step)
    if picture is None:
        return
    width = min(page.p.options.width - 4, WIDEST)
    line = [" "] * (width + 1)
    for word, left, right in picture.intervals:
        _write_between(line, word, round(left * width), round(right * width))
    for interval in picture.intervals:
        for end in (interval.left, interval.right):
            line[round(end * width)] = page.stroke
    yield unwrapped("  " + "".join(line))
    yield unwrapped(f"  {' ' * min(int(picture.draw * width), width)}{page.pointer}", WORKED)


def _write_between(line: list[str], word: str, left: int, right: int) -> None:
    """Write a word into the middle of its interval, if it fits and has no wide or combining characters."""
    room = right - left - 1
    if cell_len(word) != len(word) or len(word) > room:
        return
    start = left + 1 + (room - len(word)) // 2
    line[start : start + len(word)] = word


def _tree(page: Theme, step: Step) -> Iterator[Text]:
    """The hypotheses of a beam search; those in the beam are highlighted."""
    for branch in tree(page.p, step, page.p.notation):
        line = unwrapped(f"  {'  ' * branch.depth}{page.branch} ", QUIET)
        mark, style = (" *", NAME) if branch.in_beam else ("", QUIET)
        yield line.append(f"{branch.text} {branch.probability}{mark}", style)
