"""A softmax as one table: scores, exponentials, their sum, and probabilities, line below line.

It replaces three steps (E, D and P), if all three are printed. In the column convention the table is
transposed, as its matrices are.
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
    """The three last steps of a softmax."""

    exponentials: MatrixBlock
    sums: MatrixBlock
    probabilities: MatrixBlock

    def pieces(self, page: Theme) -> Iterator[RenderableType]:
        """Headings, the table in blocks that fit, worked-out cells."""
        yield page.text("")
        yield from map(page.heading, self)
        yield from _tables(page, self)
        for block in self:
            yield from page.below(block)


def with_softmax_tables(blocks: Iterable[Block], calculation: Calculation) -> Iterator[Block | SoftmaxTable]:
    """The blocks, with a table in place of each softmax of which all steps are printed."""
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
    """Whether the scores are a named matrix, and small enough to be printed whole."""
    exponentials = block.steps[-3]
    return max(exponentials.shape) <= LARGEST and (len(block.steps) > 3 or block.source.is_leaf)


def _tables(page: Theme, softmax: SoftmaxTable) -> Iterator[Table]:
    """The table in blocks that fit; in columns, the three columns of a token stay together."""
    transposed = page.p.calculation.vectors == "columns" and softmax.exponentials.matrix.transposes
    lines = _lines(page, softmax, transposed)
    labels, group = (1, 3) if transposed else (2, 1)
    if transposed:
        lines = [list(column) for column in zip(*lines, strict=True)]
    widths = widths_of(lines)
    groups = [
        sum(widths[start : start + group]) + GAP * (group - 1) for start in range(labels, len(widths), group)
    ]
    room = page.p.options.width - sum(widths[:labels]) - GAP * labels
    for first, last in blocks_that_fit(groups, room, GAP):
        part = slice(labels + first * group, labels + last * group)
        yield table_of([[*map(margin, line[:labels]), aligned(line[part], widths[part])] for line in lines])


def _lines(page: Theme, softmax: SoftmaxTable, transposed: bool) -> list[list[Piece]]:
    """Three lines for each softmax: scores, exponentials with their sum, probabilities."""
    exponentials, sums, probabilities = softmax
    assert exponentials.step is not None
    exponent = exponentials.step.formula.operands[1]
    scores, grid = page.p.grid(exponent, page.p.notation), exponentials.grid
    if transposed:
        scores, grid = scores.transposed, grid.transposed
    end = " " if transposed else ""
    names = (formula(exponent, page.p.notation), exponentials.name, probabilities.name)
    labels = [(f"{short(name)}{end}", QUIET) for name in names]
    blank = ("", "")
    lines = [[blank, blank, *heads(grid.columns), (f"{short(sums.name)}{'' if transposed else ' '}", NAME)]]
    for row, label in enumerate(grid.rows):
        plain = [(f" {text} ", "") for text in scores.cells[row]]
        e, d, p = (_line(page, block, row, transposed) for block in softmax)
        lines.append([(label, LABEL), labels[0], *plain, blank])
        lines.append([blank, labels[1], *e, *d])
        lines.append([blank, labels[2], *p, blank])
    return lines


def _line(page: Theme, block: MatrixBlock, row: int, transposed: bool) -> list[Piece]:
    """A row of a matrix, or a column if the table is transposed."""
    if not transposed:
        return numbers(page, block, row)
    return [numbers(page, block, line)[row] for line in range(len(block.grid.rows))]
