"""Pictures beside the numbers: bars, the unit interval of a draw, the tree of a search.

None carries what the numbers do not.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from handcalc.record.calculation import Step
from handcalc.terminal.page import LABEL, NAME, QUIET, WORKED, Page
from handcalc.writing.grid import LARGEST
from handcalc.writing.labels import printed_labels
from handcalc.writing.numbers import texts_of
from handcalc.writing.walk import Shown

BAR = 24
WIDEST = 72


def pictures(page: Page, block: Shown) -> Iterator[Text]:
    """What is drawn below a step, if anything is."""
    if block.picture == "bars":
        yield from _bars(page, block)
    elif block.picture == "unit interval" and block.step is not None:
        yield from _unit_interval(page, block.step)
    elif block.picture == "tree" and block.step is not None:
        yield from _tree(page, block.step)


def _bars(page: Page, block: Shown) -> Iterator[Text]:
    """A bar a row, for the first column: the load of experts."""
    assert block.matrix.values is not None
    values = [float(value) for value in block.matrix.values[:, 0]]
    longest = max(map(cell_len, block.grid.rows))
    ink = "#" if page.p.ascii_only else "█"
    for label, value in zip(block.grid.rows, values, strict=False):
        length = round(BAR * value / max(*values, 1e-12)) if value > 0 else 0
        line = Text(f"  {label}{' ' * (longest - cell_len(label))}  ", LABEL, no_wrap=True, overflow="ignore")
        yield line.append(ink * length, "blue")


def _unit_interval(page: Page, step: Step) -> Iterator[Text]:
    """From 0 to 1, cut into the words' intervals, the draw marked below."""
    operands = [operand for operand in step.formula.leaves() if operand.values is not None]
    if len(operands) != 2 or operands[0].columns.size != 2:
        return  # the largest was taken without a draw
    intervals, draw = operands
    assert intervals.values is not None
    assert draw.values is not None
    width = min(page.p.width - 4, WIDEST)
    line = [" "] * (width + 1)
    words = printed_labels(intervals.rows)
    for word, (left, right) in zip(words, intervals.values.tolist(), strict=True):
        _write_between(line, word, round(float(left) * width), round(float(right) * width))
    for left, right in intervals.values.tolist():
        for end in (left, right):
            line[round(float(end) * width)] = "|" if page.p.ascii_only else "│"
    yield Text("  " + "".join(line), no_wrap=True, overflow="ignore")
    mark = "^" if page.p.ascii_only else "▲"
    place = min(int(float(draw.values.item()) * width), width)
    yield Text(f"  {' ' * place}{mark}", WORKED, no_wrap=True, overflow="ignore")


def _write_between(line: list[str], word: str, left: int, right: int) -> None:
    """A word in the middle of its interval, where it fits and is as wide as it is long."""
    room = right - left - 1
    if cell_len(word) != len(word) or len(word) > room:
        return
    start = left + 1 + (room - len(word)) // 2
    line[start : start + len(word)] = word


def _tree(page: Page, step: Step) -> Iterator[Text]:
    """Every text that was looked at, each below the text it goes on from; the kept ones stand out."""
    tables = [other for other in page.p.calculation.steps if other.picture == "tree"]
    if step.id != tables[-1].id:
        return  # one tree, when all of it is known
    looked_at: dict[str, tuple[str, bool]] = {}
    for table in tables:
        labels = printed_labels(table.result.rows)
        texts = texts_of(table.result, page.p.digits, page.p.notation)
        kept = [bool(value) for value in table.values[:, -1]]
        looked_at |= {label: (row[1], mark) for label, row, mark in zip(labels, texts, kept, strict=True)}
    if len(looked_at) > LARGEST:
        return
    for text in sorted(looked_at, key=lambda text: _place(text, list(looked_at))):
        probability, stays = looked_at[text]
        depth = len(_parents(text, looked_at))
        branch = "`- " if page.p.ascii_only else "└ "
        line = Text("  " + "  " * depth + branch, QUIET, no_wrap=True, overflow="ignore")
        yield line.append(f"{text} {probability}{' *' if stays else ''}", NAME if stays else QUIET)


def _parents(text: str, texts: dict[str, tuple[str, bool]]) -> list[str]:
    return [other for other in texts if text.startswith(f"{other} ")]


def _place(text: str, texts: list[str]) -> list[int]:
    """A key that puts every text behind the one it goes on from."""
    return [place for place, other in enumerate(texts) if text == other or text.startswith(f"{other} ")]
