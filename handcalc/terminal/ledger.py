"""A softmax as one ledger: scores, powers, their sum and the shares, line under line.

It stands for three steps (E, D and the shares) where all three are shown. In the column convention the
whole ledger is turned, as its matrices are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from handcalc.record.matrix import Matrix
from handcalc.terminal.matrix import GAP, add_column, bare_table, column_blocks, margin, page_cell, shade
from handcalc.terminal.page import LABEL, NAME, QUIET, WORKED, Page
from handcalc.writing.grid import LARGEST, Grid, grid_of
from handcalc.writing.walk import Block, Shown
from handcalc.writing.writer import formula

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class Ledger:
    """The powers, sums and shares of one softmax."""

    powers: Shown
    sums: Shown
    shares: Shown

    def pieces(self, page: Page) -> Iterator[RenderableType]:
        """Headings, the ledger, the worked-out cells."""
        yield page.text("")
        for block in (self.powers, self.sums, self.shares):
            yield page.heading(block)
        yield from _tables(page, self)
        for block in (self.powers, self.sums, self.shares):
            yield from page.below(block)


def gather(blocks: Iterable[Block]) -> Iterator[Block | Ledger]:
    """The blocks, with each softmax that is there in one piece as a ledger."""
    waiting: list[Shown] = []
    for block in blocks:
        if isinstance(block, Shown) and _continues(waiting, block):
            waiting.append(block)
            if len(waiting) == 3:
                yield Ledger(*waiting)
                waiting = []
            continue
        yield from waiting
        waiting = []
        if isinstance(block, Shown) and _continues([], block):
            waiting.append(block)
        else:
            yield block
    yield from waiting


def _continues(waiting: list[Shown], block: Shown) -> bool:
    """Whether a step is the next of: a power, the sums of it, it divided by its sums."""
    if block.step is None or max(block.matrix.shape) > LARGEST:
        return False
    step = block.step.formula
    if not waiting:
        return step.head == "power" and step.operands[1].is_leaf
    powers = waiting[0].matrix
    if len(waiting) == 1:
        return step.head == "sum" and step.operands[0] is powers
    return step.head == "divide" and step.operands[0] is powers and step.operands[1] is waiting[1].matrix


def _tables(page: Page, ledger: Ledger) -> Iterator[RenderableType]:
    """The ledger in blocks that fit; turned, a token's three columns stay together."""
    turned = page.p.calculation.vectors == "columns"
    lines = _lines(page, ledger, turned)
    labels, group = (1, 3) if turned else (2, 1)
    if turned:
        lines = [list(column) for column in zip(*lines, strict=True)]
    widths = [max(cell_len(line[column].plain) for line in lines) for column in range(len(lines[0]))]
    groups = [
        sum(widths[start : start + group]) + GAP * (group - 1) for start in range(labels, len(widths), group)
    ]
    room = page.p.width - sum(widths[:labels]) - GAP * labels
    for first, last in column_blocks(groups, room):
        chosen = [*range(labels), *range(labels + first * group, min(labels + last * group, len(widths)))]
        table = bare_table()
        for column in chosen:
            add_column(table, widths[column], "left" if column < labels else "right")
        for line in lines:
            table.add_row(*(line[column] for column in chosen))
        yield table


def _lines(page: Page, ledger: Ledger, turned: bool) -> list[list[Text]]:
    """One softmax under the other: its label, what a line is, the numbers, their sum."""
    powers, sums, shares = (
        block.grid.transposed if turned else block.grid
        for block in (ledger.powers, ledger.sums, ledger.shares)
    )
    assert ledger.powers.step is not None
    exponent = ledger.powers.step.formula.operands[1]
    scores = _operand_grid(page, exponent, turned)
    names = [formula(exponent, page.p.notation), ledger.powers.name, ledger.shares.name]
    what = [Text(f"{name} ", QUIET) if turned else margin(name, QUIET) for name in names]
    blank = Text("")
    head = [blank, blank, *(Text(f"{label} ", LABEL) for label in powers.columns)]
    sums_name = ledger.sums.name
    lines = [[*head, margin(sums_name, NAME) if turned else Text(f"{sums_name} ", NAME)]]
    for row, label in enumerate(powers.rows):
        numbers = _marked(page, ledger.powers, powers, row, turned)
        total = _marked(page, ledger.sums, sums, row, turned)
        lines.append([margin(label), what[0], *map(_plain, scores.cells[row]), blank])
        lines.append([blank, what[1], *numbers, *total])
        lines.append([blank, what[2], *_marked(page, ledger.shares, shares, row, turned), blank])
    return lines


def _plain(text: str) -> Text:
    return Text(f" {text} ")


def _operand_grid(page: Page, operand: Matrix, turned: bool) -> Grid:
    grid = grid_of(operand, page.p.digits, page.p.notation)
    return grid.transposed if turned else grid


def _marked(page: Page, block: Shown, grid: Grid, row: int, turned: bool) -> list[Text]:
    """A line of numbers, the worked-out one with bars, shares shaded on a colour terminal."""
    worked = {(column, row) if turned else (row, column) for row, column, _ in block.worked}
    cells = []
    for column, text in enumerate(grid.cells[row]):
        is_worked = (row, column) in worked
        style = WORKED if is_worked else ""
        if block.picture == "heat map" and page.p.color:
            style = f"{style} {_shade(block, row, column, turned)}".strip()
        cells.append(Text(page_cell(page, text, is_worked), style))
    return cells


def _shade(block: Shown, row: int, column: int, turned: bool) -> str:
    assert block.matrix.values is not None
    return shade(float(block.matrix.values[(column, row) if turned else (row, column)]))
