"""A matrix as a table; a product as Falk's scheme, if it fits.

The operands in the scheme are hidden from screen readers, which get the result as a plain table.
"""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.falk import Scheme, leaf_of, scheme
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.pictures import heat
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.cell_tooltips import CellTooltips, cell_tooltips
from handcalc.formats.html.markup import inline, text
from handcalc.formats.html.notation import MATHML
from handcalc.record.matrix import Matrix

WIDEST_SCHEME = 14
"""Columns of the widest scheme that fits a sheet of A4."""
SHADES = 10
COLUMN, BETWEEN, BOX, COPIED = 40, 2, 7, 4
"""Characters: of a column on paper, between columns of a table, of a box for an answer, of its copy."""
# No inputmode: decimal keyboards of telephones lack the minus sign, the fraction bar and letters.
_FIELD = 'autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="64"'


def matrix(p: Presentation, block: MatrixBlock, sides: Scheme | None, live: bool) -> Iterator[str]:
    """The table of a matrix, on a live page with tooltips and an output for them."""
    tooltips = cell_tooltips(p, block) if live else {}
    yield '<div class="scroll">'
    yield from _table(p, block, tooltips, sides)
    yield "</div>"
    if tooltips:
        yield '<output class="how"></output>'


def is_wide(block: MatrixBlock, sides: Scheme | None) -> bool:
    """Whether it needs the whole width of the paper instead of one of two columns."""
    widths = _widths(block.grid, BOX) + (_widths(sides.left.grid, COPIED) if sides else [])
    labels = max((len(label) for label in block.grid.rows), default=0)
    return sum(width + BETWEEN for width in widths) + labels > COLUMN


def _widths(grid: Grid, box: int) -> list[int]:
    """The characters of the widest text or box of each column."""
    return [
        max(
            len(label),
            *(
                box if (row, column) in grid.blanks else len(cells[column])
                for row, cells in enumerate(grid.cells)
            ),
        )
        for column, label in enumerate(grid.columns)
    ]


def plain_table(title: str, grid: Grid) -> Iterator[str]:
    """A table without row labels."""
    heads = "".join(map(_column_head, grid.columns))
    yield f'<table class="list lookup"><caption>{text(title)}</caption><thead><tr>{heads}</tr></thead><tbody>'
    for row in grid.cells:
        yield f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"


def scheme_of(p: Presentation, block: MatrixBlock) -> Scheme | None:
    """The scheme of a product; None on a sheet without formulas, for a vector, and if it is too wide."""
    sides = None if p.hides_formulas else scheme(p, block, MATHML)
    if sides is None or block.matrix.columns.single or block.matrix.rows.single:
        return None
    width = len(sides.left.grid.columns) + len(sides.right.grid.columns)
    return sides if width <= WIDEST_SCHEME else None


def _table(
    p: Presentation, block: MatrixBlock, tooltips: CellTooltips, sides: Scheme | None
) -> Iterator[str]:
    kind = "falk" if sides else "matrix" if block.matrix.transposes else "list"
    sources = _sources(block) if sides and p.is_sheet else ""
    yield f'<table class="{kind}" data-step="{text(block.id)}"{sources}>'
    yield f"<caption>{text(block.title)}, {text(block.id)}</caption>"
    labelled = not block.matrix.rows.single
    if not block.matrix.columns.single:
        heads = "".join(map(_column_head, block.grid.columns))
        yield f"<thead><tr>{_corner(sides, labelled)}{heads}</tr></thead>"
    if sides:
        yield from _above(sides, block)
    yield "<tbody>"
    for row, label in enumerate(block.grid.rows):
        beside = _copies(sides.left.grid, row) if sides else ""
        head = f'<th scope="row">{text(label)}</th>' if labelled else ""
        yield f"<tr>{beside}{head}{''.join(_cells(block, tooltips, row))}</tr>"
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
    """The right operand, and below it the labels of the left operand's columns."""
    left, right = sides.left.grid, sides.right.grid
    spans = f'colspan="{len(left.columns)}" rowspan="{len(right.rows)}"'
    gap = f'<td class="gap name" {spans}>{inline(sides.left.name)}</td>'
    yield '<tbody class="above" aria-hidden="true">'
    for row, label in enumerate(right.rows):
        yield f"<tr>{'' if row else gap}<th>{text(label)}</th>{_copies(right, row, hidden='')}</tr>"
    labels = "".join(f'<th class="copy">{text(label)}</th>' for label in left.columns)
    yield f'<tr class="between">{labels}<td class="gap name">{inline(block.name)}</td></tr>'
    yield "</tbody>"


def _copies(grid: Grid, row: int, hidden: str = ' class="copy" aria-hidden="true"') -> str:
    """A row of an operand; a blank is an empty box."""
    return "".join(
        f'<td{hidden}><span class="box"></span></td>'
        if (row, column) in grid.blanks
        else f"<td{hidden}>{text(cell)}</td>"
        for column, cell in enumerate(grid.cells[row])
    )


def _sources(block: MatrixBlock) -> str:
    """The steps of both operands, from which a live page copies answers into the scheme."""
    assert block.step is not None
    left, right = block.step.formula.operands
    return f' data-left="{_source(left)}" data-right="{_source(right)}"'


def _source(operand: Matrix) -> str:
    leaf = leaf_of(operand)
    return text(leaf.name.id + ("" if operand.is_leaf else " turned")) if leaf.name else ""


def _cells(block: MatrixBlock, tooltips: CellTooltips, row: int) -> Iterator[str]:
    """The cells of a row: numbers, words, and fields for blanks."""
    worked = block.worked_cells
    for column, cell in enumerate(block.grid.cells[row]):
        place = (row, column)
        if place in block.grid.blanks:
            yield f'<td class="blank"><input aria-label="{_field_name(block, row, column)}" {_FIELD}></td>'
            continue
        classes = " ".join(_classes(block, row, column, place in worked))
        content = f"<mark>{text(cell)}</mark>" if place in block.grid.answers else text(cell)
        attributes = f' class="{classes}"' if classes else ""
        yield f"<td{attributes}{tooltips.get(place, '')}>{content}</td>"


def _classes(block: MatrixBlock, row: int, column: int, worked: bool) -> Iterator[str]:
    if worked:
        yield "worked"
    if block.matrix.holds_words and isinstance(block.matrix.values[row, column], str):  # type: ignore[index]
        yield "word"
    weight = heat(block, row, column)
    if weight is not None:
        yield f"h{min(int(weight * SHADES), SHADES - 1)}"


def _field_name(block: MatrixBlock, row: int, column: int) -> str:
    """The accessible name of a field: 'S, row cat, column sat'."""
    names = [block.id]
    if not block.matrix.rows.single:
        names.append(f"row {block.grid.rows[row]}")
    if not block.matrix.columns.single:
        names.append(f"column {block.grid.columns[column]}")
    return text(", ".join(names))
