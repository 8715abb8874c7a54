"""Matrices as tables: which cells stand out, how wide the columns are, and where a wide one is cut."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from handcalc.formats.document.column_blocks import blocks_that_fit
from handcalc.formats.document.grid import Grid
from handcalc.formats.typst.widths import LONGEST_LABEL, LONGEST_WORD, PADDING, PAGE, widest

MOST_LINES_TOGETHER = 34
"""A step of more lines than this may be torn over two pages; a shorter one is kept together."""
MOST_LINES = 44
"""What fits a page."""
GAP = 1.5
"""Between the two columns of Falk's scheme, in em."""


@dataclass(frozen=True)
class Equation:
    """A formula in Typst's math, with placeholders, and the same in words for who cannot see it."""

    math: str
    alt: str


CellText = str | tuple[str, str]
"""A text, or a text and how it stands out: blank, answer, worked, or several of these words."""
WHOLE = ("blank", "answer")
"""What is said of a table once where it holds for all of its cells."""
OPEN = "…"
"""What an operand shows for a cell that the student fills in elsewhere."""


@dataclass(frozen=True)
class TypstTable:
    """A matrix with its name in the corner.

    widths: in em, of the labels and of each column. all: how every cell stands out, if all do alike. roomy:
    with room to write by hand. tall: its lines are as high as they need, and it may be torn over pages.
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
        """How many lines it takes."""
        return len(self.rows) + 1


@dataclass(frozen=True)
class TypstOperand:
    """A side of a product, which was shown before: only to be seen, by columns, beside or above the product.

    used: the rows of the left one, or the columns of the right one, that worked cells are made of. roomy: its
    lines stand beside those of a roomy product.
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
    """Falk's scheme: the right operand above, the left one beside, the product where they cross."""

    left: TypstOperand
    right: TypstOperand
    product: TypstTable

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return len(self.right.rows) + 1 + self.product.lines

    @property
    def fits(self) -> bool:
        """Whether the page is wide enough."""
        width = sum(self.left.widths) + GAP + sum(self.product.widths)
        return width <= PAGE and self.lines <= MOST_LINES and not self.product.tall


def falk_of(left: TypstOperand, right: TypstOperand, product: TypstTable) -> FalkScheme:
    """The scheme; what stands above one another is equally wide."""
    widths = [max(pair) for pair in zip(right.widths, product.widths, strict=True)]
    return FalkScheme(
        replace(left, roomy=product.roomy), replace(right, widths=widths), replace(product, widths=widths)
    )


def operand_of(grid: Grid, name: Equation, used: Collection[int]) -> TypstOperand:
    """A side of a product; what is blank on a sheet is left open."""
    texts = [
        [OPEN if (row, column) in grid.blanks else text for row, text in enumerate(texts)]
        for column, texts in enumerate(grid.transposed.cells)
    ]
    return TypstOperand(name, grid.rows, grid.columns, texts, sorted(used), _widths(grid, name))


def table_of(grid: Grid, name: Equation, marks: dict[str, Collection[tuple[int, int]]]) -> TypstTable:
    """A grid as a table; marks are cells that stand out, by the word for it."""
    found = {"blank": grid.blanks, "answer": grid.answers, **marks}
    cells = [
        [_cell("" if (r, c) in grid.blanks else text, r, c, found) for c, text in enumerate(texts)]
        for r, texts in enumerate(grid.cells)
    ]
    widths, roomy, tall = _widths(grid, name), bool(grid.blanks), _is_broken(grid)
    alike = _alike(cells)
    if alike in WHOLE:
        cells = [[cell[0] for cell in row] for row in cells]
    return TypstTable(
        name, grid.rows, grid.columns, cells, widths, alike if alike in WHOLE else None, roomy, tall
    )


def _is_broken(grid: Grid) -> bool:
    """Whether a label or a word is so long that it takes several lines."""
    return widest((*grid.rows, *grid.columns)) > LONGEST_LABEL or any(
        widest(row) > LONGEST_WORD for row in grid.cells
    )


def _alike(cells: list[list[CellText]]) -> str | None:
    """How all cells stand out, None if they do not, or not alike."""
    kinds = {None if isinstance(cell, str) else cell[1] for row in cells for cell in row}
    return kinds.pop() if len(kinds) == 1 else None


def _widths(grid: Grid, name: Equation) -> list[float]:
    """Of the labels of the rows, with the name above them, and of each column."""
    labels = widest((*grid.rows, name.alt), LONGEST_LABEL)
    columns = [
        max(widest([label], LONGEST_LABEL), widest((texts[index] for texts in grid.cells), LONGEST_WORD))
        for index, label in enumerate(grid.columns)
    ]
    return [round(width + PADDING, 2) for width in (labels, *columns)]


def _cell(text: str, row: int, column: int, marks: dict[str, Collection[tuple[int, int]]]) -> CellText:
    words = " ".join(word for word, cells in marks.items() if (row, column) in cells)
    return (text, words) if words else text


def blocks_of(table: TypstTable) -> Iterator[TypstTable]:
    """The table cut into blocks of columns that fit the page, each with the labels of the rows."""
    labels, *columns = table.widths
    for first, last in blocks_that_fit(columns, PAGE - labels):
        yield replace(
            table,
            columns=table.columns[first:last],
            cells=[row[first:last] for row in table.cells],
            widths=[labels, *columns[first:last]],
            tall=table.tall or table.lines > MOST_LINES_TOGETHER,
        )
