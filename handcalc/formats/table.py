"""Tables for the terminal: products in Falk's scheme, softmax as a ledger, weights as a heat map."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, assert_never

from handcalc.formats import Format
from handcalc.terminal.console import console_on
from handcalc.terminal.falk import falk
from handcalc.terminal.ledger import Ledger, gather
from handcalc.terminal.matrix import lookup_table, matrix_tables
from handcalc.terminal.page import Page
from handcalc.terminal.pictures import pictures
from handcalc.writing.exercise import BLANK_LINE
from handcalc.writing.grid import LARGEST
from handcalc.writing.presentation import Presentation
from handcalc.writing.walk import (
    Advice,
    Block,
    Checked,
    Conclusion,
    Fields,
    Footer,
    Heading,
    Lookup,
    Part,
    SheetBlock,
    Shown,
    walk,
)
from handcalc.writing.walk import Text as Words

if TYPE_CHECKING:
    from rich.console import RenderableType


def render(p: Presentation) -> str:
    """The calculation as the terminal shows it, at most p.width wide."""
    return draw(p, gather(walk(p, p.notation, LARGEST), p.calculation))


def draw(p: Presentation, blocks: Iterable[Block | Ledger]) -> str:
    """Blocks of a calculation as the terminal shows them."""
    page = Page(p)
    return printed(p, (piece for block in blocks for piece in _pieces(page, block)))


def printed(p: Presentation, pieces: Iterable[RenderableType]) -> str:
    """What Rich makes of pieces of a page."""
    from rich.text import Text

    out = io.StringIO()
    console = console_on(out, p.color)
    for piece in pieces:
        # Tables are made to measure; only paragraphs are wrapped.
        whole = not isinstance(piece, Text) or piece.no_wrap
        console.print(piece, width=None if whole else p.width)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n")) if not p.color else out.getvalue()


def _pieces(page: Page, block: Block | Ledger) -> Iterator[RenderableType]:
    match block:
        case Heading(title, facts):
            yield page.text(title, "bold")
            yield page.text(" · ".join(facts) if not page.p.ascii_only else "; ".join(facts), "dim")
        case Part(title):
            yield page.rule(title)
        case Ledger():
            yield from block.pieces(page)
        case Words(identifier, title, text):
            yield page.text("")
            yield page.named(identifier, title, text)
        case Shown():
            yield from _shown(page, block)
        case Checked(step, _, holds):
            mark = page.sign("✓" if holds else "✗")
            yield page.text(f"{mark} {step}: {block.sentence}", "green" if holds else "red")
        case Conclusion(text):
            yield page.text(f"\n{text}", "bold")
        case _:
            yield from _of_a_sheet(page, block)


def _of_a_sheet(page: Page, block: SheetBlock) -> Iterator[RenderableType]:
    match block:
        case Fields(fields):
            yield page.text("   ".join(f"{label}: {known or BLANK_LINE}" for label, known in fields))
        case Advice(text):
            yield page.text(text)
        case Lookup(title, grid):
            yield page.text(f"\n{title}", "bold")
            yield lookup_table(grid)
        case Footer(texts):
            yield page.text("\n" + "\n".join(texts), "dim")
        case _:
            assert_never(block)


def _shown(page: Page, block: Shown) -> Iterator[RenderableType]:
    yield page.text("")
    yield page.heading(block)
    product = falk(page, block)
    if product is not None:
        yield product
    else:
        yield from matrix_tables(page, block)
    yield from pictures(page, block)
    yield from page.below(block)


FORMAT = Format(suffix=".txt", render=render, coloured=True)
