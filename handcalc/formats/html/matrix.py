"""A matrix as a table; a product, where there is room, in Falk's scheme.

In the scheme the operands are there for the eye only: screen readers get the result as a plain table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.falk import Scheme, leaf_of, scheme
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.pictures import share
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.cell_tooltips import CellTooltips, cell_tooltip
from handcalc.formats.html.markup import inline, text
from handcalc.formats.html.notation import MATHML
from handcalc.record.matrix import Matrix

WIDEST_SCHEME = 14
"""Columns of a scheme that stand beside each other on a sheet of A4."""
SHADES = 10
COLUMN, BETWEEN, BOX, COPIED = 40, 2, 7, 4
"""Signs that fit into a column on paper; what room between columns, a box and its copy take of them."""
# No inputmode: the keys that telephones show for decimals have no minus, no fraction and no letters.
_FIELD = 'autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="64"'


def matrix(p: Presentation, block: MatrixBlock, sides: Scheme | None, live: bool) -> Iterator[str]:
    """The table of a matrix, with a line below in which a live page writes the arithmetic of a cell."""
    attributes = cell_tooltip(p, block) if live else {}
    yield '<div class="scroll">'
    yield from _table(p, block, attributes, sides)
    yield "</div>"
    if attributes:
        yield '<output class="how"></output>'


def is_wide(block: MatrixBlock, sides: Scheme | None) -> bool:
    """Whether it needs the whole width of a sheet of paper, on which there are two columns otherwise."""
    widths = _widths(block.grid, BOX) + (_widths(sides.left.grid, COPIED) if sides else [])
    labels = max((len(label) for label in block.grid.rows), default=0)
    return sum(width + BETWEEN for width in widths) + labels > COLUMN


def _widths(grid: Grid, box: int) -> list[int]:
    """The signs of each column's longest text, or as many as a box takes."""
    found = list(map(len, grid.columns))
    for row, texts in enumerate(grid.cells):
        for column, cell in enumerate(texts):
            size = box if (row, column) in grid.blanks else len(cell)
            found[column] = max(found[column], size)
    return found


def plain_table(title: str, grid: Grid) -> Iterator[str]:
    """Labels and below each what belongs to it."""
    heads = "".join(map(_column_head, grid.columns))
    yield f'<table class="list lookup"><caption>{text(title)}</caption><thead><tr>{heads}</tr></thead><tbody>'
    for row in grid.cells:
        yield f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def scheme_of(p: Presentation, block: MatrixBlock) -> Scheme | None:
    """The scheme, unless it would tell a formula that is to be found, or is too wide."""
    if p.hides_formulas:
        return None
    found = scheme(p, block, MATHML)
    if found is None or block.matrix.columns.single or block.matrix.rows.single:
        return None
    width = len(found.left.grid.columns) + len(found.right.grid.columns)
    return found if width <= WIDEST_SCHEME else None


def _table(
    p: Presentation, block: MatrixBlock, attributes: CellTooltips, sides: Scheme | None
) -> Iterator[str]:
    kind = "falk" if sides else "matrix" if block.matrix.transposes else "list"
    sources = _sources(block) if sides and p.is_sheet else ""
    yield f'<table class="{kind}" data-step="{text(block.id)}"{sources}>'
    yield f"<caption>{text(block.title)}, {text(block.id)}</caption>"
    headed = not block.matrix.columns.single
    labelled = not block.matrix.rows.single
    if headed:
        heads = "".join(map(_column_head, block.grid.columns))
        yield f"<thead><tr>{_corner(sides, labelled)}{heads}</tr></thead>"
    if sides:
        yield from _above(sides, block)
    yield "<tbody>"
    cells = _Cells(p, block, attributes)
    for row, label in enumerate(block.grid.rows):
        beside = _copies(sides.left.grid, row) if sides else ""
        head = f'<th scope="row">{text(label)}</th>' if labelled else ""
        yield f"<tr>{beside}{head}{cells.row(row)}</tr>"
    yield "</tbody></table>"


def _column_head(label: str) -> str:
    return f'<th scope="col">{text(label)}</th>'


def _corner(sides: Scheme | None, labelled: bool) -> str:
    if sides is None:
        return '<td class="gap"></td>' if labelled else ""
    count = len(sides.left.grid.columns)
    name = f'<td class="gap name" aria-hidden="true">{inline(sides.right.name)}</td>'
    return f'<td class="gap" colspan="{count}" aria-hidden="true"></td>{name}'


def _above(sides: Scheme, block: MatrixBlock) -> Iterator[str]:
    """The right operand, and below it the labels of the left one's columns."""
    heads = sides.left.grid.columns
    yield '<tbody class="above" aria-hidden="true">'
    for row, label in enumerate(sides.right.grid.rows):
        gap = ""
        if row == 0:
            across, down = len(heads), len(sides.right.grid.rows)
            name = inline(sides.left.name)
            gap = f'<td class="gap name" colspan="{across}" rowspan="{down}">{name}</td>'
        yield f"<tr>{gap}<th>{text(label)}</th>{_copies(sides.right.grid, row, hidden='')}</tr>"
    labels = "".join(f'<th class="copy">{text(label)}</th>' for label in heads)
    yield f'<tr class="between">{labels}<td class="gap name">{inline(block.name)}</td></tr>'
    yield "</tbody>"


def _copies(grid: Grid, row: int, hidden: str = ' class="copy" aria-hidden="true"') -> str:
    """A row of an operand; what is blank there is a box here, too."""
    return "".join(
        f'<td{hidden}><span class="box"></span></td>'
        if (row, column) in grid.blanks
        else f"<td{hidden}>{text(cell)}</td>"
        for column, cell in enumerate(grid.cells[row])
    )


def _sources(block: MatrixBlock) -> str:
    """Which steps the operands are, so that a live page can repeat there what is filled in."""
    assert block.step is not None
    left, right = block.step.formula.operands
    return f' data-left="{_source(left)}" data-right="{_source(right)}"'


def _source(operand: Matrix) -> str:
    leaf = leaf_of(operand)
    return text(leaf.name.id + ("" if operand.is_leaf else " turned")) if leaf.name else ""


class _Cells:
    """The cells of a matrix's own rows."""

    def __init__(
        self, p: Presentation, block: MatrixBlock, attributes: Mapping[tuple[int, int], str]
    ) -> None:
        self._block = block
        self._attributes = attributes
        self._worked = {(row, column) for row, column, _ in block.worked}
        self._wordy = block.matrix.holds_words

    def row(self, row: int) -> str:
        """A row of cells."""
        return "".join(
            self._cell(row, column, cell) for column, cell in enumerate(self._block.grid.cells[row])
        )

    def _cell(self, row: int, column: int, cell: str) -> str:
        place = (row, column)
        if place in self._block.grid.blanks:
            return f'<td class="blank">{self._field(row, column)}</td>'
        classes = " ".join(self._classes(row, column))
        marked = f"<mark>{text(cell)}</mark>" if place in self._block.grid.answers else text(cell)
        attributes = f' class="{classes}"' if classes else ""
        return f"<td{attributes}{self._attributes.get(place, '')}>{marked}</td>"

    def _classes(self, row: int, column: int) -> Iterator[str]:
        if (row, column) in self._worked:
            yield "worked"
        if self._wordy and isinstance(self._block.matrix.values[row, column], str):  # type: ignore[index]
            yield "word"
        weight = share(self._block, row, column)
        if weight is not None:
            yield f"h{min(int(weight * SHADES), SHADES - 1)}"

    def _field(self, row: int, column: int) -> str:
        """A box to write into, named as a person would ask for it."""
        words = [self._block.id]
        for what, axis, labels, index in (
            ("row", self._block.matrix.rows, self._block.grid.rows, row),
            ("column", self._block.matrix.columns, self._block.grid.columns, column),
        ):
            if not axis.single:
                words.append(f"{what} {labels[index]}")
        name = text(", ".join(words))
        return f'<input aria-label="{name}" {_FIELD}>'
