"""Pictures beside the numbers: bars, the unit interval of a draw, the tree of a search.

None carries what the numbers do not.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.pictures import bars, tree, unit_interval
from handcalc.formats.table.theme import LABEL, NAME, QUIET, WORKED, Theme
from handcalc.record.calculation import Step

BAR = 24
WIDEST = 72


def pictures(page: Theme, block: MatrixBlock) -> Iterator[Text]:
    """What is drawn below a step, if anything is."""
    if block.picture == "bars":
        yield from _bars(page, block)
    elif block.picture == "unit interval" and block.step is not None:
        yield from _unit_interval(page, block.step)
    elif block.picture == "tree" and block.step is not None:
        yield from _tree(page, block.step)


def _bars(page: Theme, block: MatrixBlock) -> Iterator[Text]:
    """A bar a row, for the first column: the load of experts."""
    longest = max(map(cell_len, block.grid.rows))
    ink = "#" if page.p.options.ascii_only else "█"
    room = max(1, min(BAR, page.p.options.width - longest - 4))
    for label, length in bars(block):
        line = Text(f"  {label}{' ' * (longest - cell_len(label))}  ", LABEL, no_wrap=True, overflow="ignore")
        yield line.append(ink * round(room * length), "blue")


def _unit_interval(page: Theme, step: Step) -> Iterator[Text]:
    """From 0 to 1, cut into the words' intervals, the draw marked below."""
    found = unit_interval(step)
    if found is None:
        return
    width = min(page.p.options.width - 4, WIDEST)
    line = [" "] * (width + 1)
    for word, left, right in found.intervals:
        _write_between(line, word, round(left * width), round(right * width))
    for interval in found.intervals:
        for end in (interval.left, interval.right):
            line[round(end * width)] = "|" if page.p.options.ascii_only else "│"
    yield Text("  " + "".join(line), no_wrap=True, overflow="ignore")
    mark = "^" if page.p.options.ascii_only else "▲"
    place = min(int(found.draw * width), width)
    yield Text(f"  {' ' * place}{mark}", WORKED, no_wrap=True, overflow="ignore")


def _write_between(line: list[str], word: str, left: int, right: int) -> None:
    """A word in the middle of its interval, where it fits and is as wide as it is long."""
    room = right - left - 1
    if cell_len(word) != len(word) or len(word) > room:
        return
    start = left + 1 + (room - len(word)) // 2
    line[start : start + len(word)] = word


def _tree(page: Theme, step: Step) -> Iterator[Text]:
    """Every text that was looked at, each below the text it goes on from; the kept ones stand out."""
    for branch in tree(page.p, step, page.p.notation):
        mark = "`- " if page.p.options.ascii_only else "└ "
        line = Text("  " + "  " * branch.depth + mark, QUIET, no_wrap=True, overflow="ignore")
        yield line.append(
            f"{branch.text} {branch.probability}{' *' if branch.stays else ''}",
            NAME if branch.stays else QUIET,
        )
