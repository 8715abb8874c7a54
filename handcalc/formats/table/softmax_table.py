"""A softmax as one ledger: scores, powers, their sum and the shares, line under line.

It stands for three steps (E, D and the shares) where all three are shown. In the column convention the
whole ledger is turned, as its matrices are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from rich.table import Table

from handcalc.formats.document.blocks import Block, MatrixBlock
from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.table.aligned_columns import GAP, Piece, aligned, margin, table_of, widths_of
from handcalc.formats.table.matrix import heads, numbers
from handcalc.formats.table.theme import LABEL, NAME, QUIET, Theme, short
from handcalc.record.calculation import Calculation, StepBlock
from handcalc.record.matrix import Matrix

if TYPE_CHECKING:
    from rich.console import RenderableType


class SoftmaxTable(NamedTuple):
    """The powers, sums and shares of one softmax."""

    powers: MatrixBlock
    sums: MatrixBlock
    shares: MatrixBlock

    def pieces(self, page: Theme) -> Iterator[RenderableType]:
        """Headings, the ledger, the worked-out cells."""
        yield page.text("")
        for block in (self.powers, self.sums, self.shares):
            yield page.heading(block)
        yield from _tables(page, self)
        for block in (self.powers, self.sums, self.shares):
            yield from page.below(block)


def with_softmax_tables(blocks: Iterable[Block], calculation: Calculation) -> Iterator[Block | SoftmaxTable]:
    """The blocks, with each softmax that is there in one piece as a ledger."""
    softmaxes = {id(block.steps[-3]): block.steps[-3:] for block in calculation.blocks if _fits(block)}
    waiting: list[MatrixBlock] = []
    rest: tuple[Matrix, ...] = ()
    for block in blocks:
        matrix = block.matrix if isinstance(block, MatrixBlock) and block.step is not None else None
        if not rest or matrix is not rest[0]:
            yield from waiting
            waiting, rest = [], softmaxes.get(id(matrix), ())
        if not rest or not isinstance(block, MatrixBlock):
            yield block
            continue
        waiting, rest = [*waiting, block], rest[1:]
        if not rest:
            yield SoftmaxTable(*waiting)
            waiting = []
    yield from waiting


def _fits(block: StepBlock) -> bool:
    """Whether its powers are of a named matrix, and few enough to be shown whole."""
    powers = block.steps[-3]
    return max(powers.shape) <= LARGEST and (len(block.steps) > 3 or block.source.is_leaf)


def _tables(page: Theme, ledger: SoftmaxTable) -> Iterator[Table]:
    """The ledger in blocks that fit; turned, a token's three columns stay together."""
    turned = page.p.calculation.vectors == "columns" and ledger.powers.matrix.transposes
    lines = _lines(page, ledger, turned)
    labels, group = (1, 3) if turned else (2, 1)
    if turned:
        lines = [list(column) for column in zip(*lines, strict=True)]
    widths = widths_of(lines)
    groups = [
        sum(widths[start : start + group]) + GAP * (group - 1) for start in range(labels, len(widths), group)
    ]
    room = page.p.options.width - sum(widths[:labels]) - GAP * labels
    for first, last in blocks_that_fit(groups, room, GAP):
        chosen = slice(labels + first * group, min(labels + last * group, len(widths)))
        yield table_of(
            [[*map(margin, line[:labels]), aligned(line[chosen], widths[chosen])] for line in lines]
        )


def _lines(page: Theme, ledger: SoftmaxTable, turned: bool) -> list[list[Piece]]:
    """One softmax under the other: its label, what a line is, the numbers, their sum."""
    assert ledger.powers.step is not None
    exponent = ledger.powers.step.formula.operands[1]
    scores = page.p.grid(exponent, page.p.notation)
    scores = scores.transposed if turned else scores
    whose, across = ledger.powers.grid.rows, ledger.powers.grid.columns
    if turned:
        whose, across = across, whose
    names = [
        short(name) for name in (formula(exponent, page.p.notation), ledger.powers.name, ledger.shares.name)
    ]
    what = [(f"{name} " if turned else name, QUIET) for name in names]
    blank = ("", "")
    total = short(ledger.sums.name)
    lines = [[blank, blank, *heads(across), (total if turned else f"{total} ", NAME)]]
    for row, label in enumerate(whose):
        plain = [(f" {text} ", "") for text in scores.cells[row]]
        sums = _line(page, ledger.sums, row, turned)
        lines.append([(label, LABEL), what[0], *plain, blank])
        lines.append([blank, what[1], *_line(page, ledger.powers, row, turned), *sums])
        lines.append([blank, what[2], *_line(page, ledger.shares, row, turned), blank])
    return lines


def _line(page: Theme, block: MatrixBlock, row: int, turned: bool) -> list[Piece]:
    """A row of a matrix, or, turned, a column of it."""
    if not turned:
        return numbers(page, block, row)
    return [numbers(page, block, line)[row] for line in range(len(block.grid.rows))]
