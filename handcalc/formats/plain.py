"""Sentences, one value a line: for screen readers and grep, in ASCII but for the labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from handcalc.formats import Format
from handcalc.writing.cells import cell_reference
from handcalc.writing.exercise import BLANK_LINE
from handcalc.writing.notation import ASCII
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
    Text,
    walk,
)


def render(p: Presentation) -> str:
    """The calculation as sentences."""
    return sentences(walk(p, ASCII))


def sentences(blocks: Iterable[Block]) -> str:
    """Blocks, written in ASCII, as sentences."""
    return "".join(f"{line.rstrip()}\n" for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(title, facts):
            yield title
            yield "; ".join(facts)
        case Part(title):
            yield ""
            yield f"part: {title}"
        case Text(identifier, title, text):
            yield from ("", f"{identifier}, {title}: {text}")
        case Shown():
            yield from _shown(block)
        case Checked(step, _, holds):
            yield f"check of {step}: {'holds' if holds else 'fails'}: {block.sentence}"
        case Conclusion(text):
            yield ""
            yield f"conclusion: {text}"
        case _:
            yield from _of_a_sheet(block)


def _of_a_sheet(block: SheetBlock) -> Iterator[str]:
    match block:
        case Fields(fields):
            for label, known in fields:
                yield f"{label}: {known or BLANK_LINE}"
        case Advice(text):
            yield text
        case Lookup(title, grid):
            yield f"{title}: {', '.join(map(': '.join, zip(grid.columns, grid.cells[0], strict=True)))}"
        case Footer(texts):
            yield ""
            yield from texts
        case _:
            assert_never(block)


def _shown(block: Shown) -> Iterator[str]:
    yield ""
    rows, columns = block.matrix.shape
    size = f"{rows} by {columns}"
    if block.number is None:
        yield f"{block.name}, {block.title}, {size}"
    else:
        formula = f" = {block.formula}" if block.formula else ""
        yield f"step {block.number} of {block.total}, {block.name}{formula}, {block.title}, {size}"
    if block.note:
        yield f"note: {block.note}"
    worked = {(row, column): cell.text for row, column, cell in block.worked}
    for row, texts in enumerate(block.grid.cells):
        for column, text in enumerate(texts):
            yield worked.get((row, column)) or f"{cell_reference(block.matrix, row, column, ASCII)} = {text}"


FORMAT = Format(suffix="", render=render)
