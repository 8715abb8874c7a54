"""Tables for the terminal: products in Falk's scheme, softmax in one table, weights as a heat map."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, assert_never

import handcalc.formats.document.blocks as blocks
from handcalc.formats import Format
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.table.console import console_on
from handcalc.formats.table.falk import falk
from handcalc.formats.table.matrix import lookup_table, matrix_tables
from handcalc.formats.table.pictures import pictures
from handcalc.formats.table.softmax_table import SoftmaxTable, with_softmax_tables
from handcalc.formats.table.theme import Theme

if TYPE_CHECKING:
    from rich.console import RenderableType

_CHECK_STYLES = {True: "green", False: "red"}


def render(p: Presentation) -> str:
    """The calculation as terminal output, at most p.options.width characters wide."""
    return draw(p, with_softmax_tables(blocks.document_blocks(p, p.notation, LARGEST), p.calculation))


def draw(p: Presentation, content: Iterable[blocks.Block | SoftmaxTable]) -> str:
    """Blocks of a calculation as terminal output."""
    page = Theme(p)
    return printed(p, (piece for block in content for piece in _pieces(page, block)))


def printed(p: Presentation, pieces: Iterable[RenderableType]) -> str:
    """Pieces of a page, printed by Rich."""
    from rich.text import Text

    out = io.StringIO()
    console = console_on(out, p.options.color)
    for piece in pieces:
        # Tables fit already; only paragraphs are wrapped.
        is_paragraph = isinstance(piece, Text) and not piece.no_wrap
        console.print(piece, width=p.options.width if is_paragraph else None)
    text = out.getvalue()
    return text if p.options.color else "\n".join(line.rstrip() for line in text.split("\n"))


def _pieces(page: Theme, block: blocks.Block | SoftmaxTable) -> Iterator[RenderableType]:
    match block:
        case blocks.Heading(title, facts):
            yield from (page.text(title, "bold"), page.text(page.between.join(facts), "dim"))
        case blocks.SectionHeading(title):
            yield page.rule(title)
        case SoftmaxTable():
            yield from block.pieces(page)
        case blocks.TextBlock(identifier, title, text):
            yield from (page.text(""), page.named(identifier, title, text))
        case blocks.MatrixBlock():
            yield from _matrix(page, block)
        case blocks.CheckBlock(step, _, holds):
            yield page.text(f"{page.sign(block.sign)} {step}: {block.sentence}", _CHECK_STYLES[holds])
        case blocks.Conclusion(text):
            yield page.text(f"\n{text}", "bold")
        case blocks.Fields():
            yield page.text("   ".join(block.lines))
        case blocks.Advice(text):
            yield page.text(text)
        case blocks.LookupTable(title, grid):
            yield from (page.text(f"\n{title}", "bold"), lookup_table(grid))
        case blocks.Footer(texts):
            yield page.text("\n" + "\n".join(texts), "dim")
        case _:
            assert_never(block)


def _matrix(page: Theme, block: blocks.MatrixBlock) -> Iterator[RenderableType]:
    yield from (page.text(""), page.heading(block))
    product = falk(page, block)
    yield from [product] if product else matrix_tables(page, block)
    yield from pictures(page, block)
    yield from page.below(block)


FORMAT = Format(suffix=".txt", render=render, options=frozenset({"color", "width"}))
