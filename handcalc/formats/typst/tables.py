"""Matrices as tables of the template: marked cells, widths of columns, blocks of a wide table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.grid import Grid
from handcalc.formats.typst.widths import LONGEST_LABEL, LONGEST_WORD, PADDING, PAGE, widest

MOST_LINES_TOGETHER = 34
"""Lines of the longest step that is kept on one page."""
MOST_LINES = 44
"""Lines of a page."""
GAP = 1.5
"""Between the two columns of Falk's scheme, in em."""


@dataclass(frozen=True)
class Equation:
    """A formula in Typst's math, with placeholders, and its text alternative."""

    math: str
    alt: str


CellText = str | tuple[str, str]
"""A text, or a text and its marks: blank, answer, worked, separated by spaces."""
WHOLE = ("blank", "answer")
"""Marks that the template sets once for the whole table if all its cells have them."""
OPEN = "…"
"""The text of a blank in an operand."""


@dataclass(frozen=True)
class TypstTable:
    """A matrix with its name in the corner.

    widths: in em, of the row labels and of each column. all: the mark of all cells. roomy: whether rows have
    room for handwriting. tall: whether it may be split over pages, with rows as high as their content.
    """

    name: Equation
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: list[list[CellText]]
    widths: list[float]
    all: str | None = None
    roomy: bool = False
    tall: bool = False

    @property
    def lines(self) -> int:
        """Its height in lines."""
        return len(self.rows) + 1


@dataclass(frozen=True)
class TypstOperand:
    """An operand of a product, column by column.

    used: rows of the left operand, or columns of the right one, that worked-out cells read. roomy: whether
    its rows are as high as those of a roomy product.
    """

    name: Equation
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    texts: list[list[str]]
    used: list[int]
    widths: list[float]
    roomy: bool = False


@dataclass(frozen=True)
class FalkScheme:
    """Falk's scheme: the right operand above, the left operand beside the product."""

    left: TypstOperand
    right: TypstOperand
    product: TypstTable

    @property
    def lines(self) -> int:
        """Its height in lines."""
        return len(self.right.rows) + 1 + self.product.lines

    @property
    def fits(self) -> bool:
        """Whether it fits on a page."""
        width = sum(self.left.widths) + GAP + sum(self.product.widths)
        return width <= PAGE and self.lines <= MOST_LINES and not self.product.tall


def falk_of(left: TypstOperand, right: TypstOperand, product: TypstTable) -> FalkScheme:
    """The scheme; the columns of the right operand are as wide as those of the product below them."""
    widths = list(map(max, right.widths, product.widths))
    return FalkScheme(
        replace(left, roomy=product.roomy), replace(right, widths=widths), replace(product, widths=widths)
    )


def operand_of(grid: Grid, name: Equation, used: Collection[int]) -> TypstOperand:
    """An operand of a product."""
    texts = [
        [OPEN if (row, column) in grid.blanks else cells[column] for row, cells in enumerate(grid.cells)]
        for column in range(len(grid.columns))
    ]
    return TypstOperand(name, grid.rows, grid.columns, texts, sorted(used), _widths(grid, name))


def table_of(grid: Grid, name: Equation, worked: Collection[tuple[int, int]] = ()) -> TypstTable:
    """A grid as a table; worked: the worked-out cells."""
    marks = {"blank": grid.blanks, "answer": grid.answers, "worked": worked}
    cells = [
        [
            _cell("" if (row, column) in grid.blanks else text, (row, column), marks)
            for column, text in enumerate(texts)
        ]
        for row, texts in enumerate(grid.cells)
    ]
    kinds = {None if isinstance(cell, str) else cell[1] for row in cells for cell in row}
    whole = next((mark for mark in WHOLE if kinds == {mark}), None)
    if whole:
        cells = [[cell[0] for cell in row] for row in cells]
    return TypstTable(
        name, grid.rows, grid.columns, cells, _widths(grid, name), whole, bool(grid.blanks), _is_tall(grid)
    )


def _is_tall(grid: Grid) -> bool:
    """Whether a label or a word is so long that it is broken into lines."""
    return widest((*grid.rows, *grid.columns)) > LONGEST_LABEL or max(map(widest, grid.cells)) > LONGEST_WORD


def _cell(text: str, place: tuple[int, int], marks: Mapping[str, Collection[tuple[int, int]]]) -> CellText:
    words = " ".join(word for word, cells in marks.items() if place in cells)
    return (text, words) if words else text


def _widths(grid: Grid, name: Equation) -> list[float]:
    """Widths of the row labels, with the name above them, and of each column."""
    labels = widest((*grid.rows, name.alt), LONGEST_LABEL)
    columns = [
        max(widest([label], LONGEST_LABEL), widest((texts[index] for texts in grid.cells), LONGEST_WORD))
        for index, label in enumerate(grid.columns)
    ]
    return [round(width + PADDING, 2) for width in (labels, *columns)]


def blocks_of(table: TypstTable) -> Iterator[TypstTable]:
    """The table in blocks of columns that fit the page, with the row labels repeated in each."""
    labels, *columns = table.widths
    for first, last in blocks_that_fit(columns, PAGE - labels):
        yield replace(
            table,
            columns=table.columns[first:last],
            cells=[row[first:last] for row in table.cells],
            widths=[labels, *columns[first:last]],
            tall=table.tall or table.lines > MOST_LINES_TOGETHER,
        )
