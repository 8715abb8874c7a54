"""Sentences, one value a line: for screen readers and grep, in ASCII but for the labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

import handcalc.formats.document.blocks as blocks
from handcalc.formats import Format
from handcalc.formats.document.notation import ASCII
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.document.worked_cells import cell_reference


def render(p: Presentation) -> str:
    """The calculation as sentences."""
    return sentences(blocks.document_blocks(p, ASCII))


def sentences(page: Iterable[blocks.Block]) -> str:
    """Blocks, written in ASCII, as sentences."""
    return "".join(f"{line.rstrip()}\n" for block in page for line in _lines(block))


def _lines(block: blocks.Block) -> Iterator[str]:
    match block:
        case blocks.Heading(title, facts):
            yield from (title, "; ".join(facts))
        case blocks.SectionHeading(title):
            yield from ("", f"part: {title}")
        case blocks.TextBlock(identifier, title, text):
            yield from ("", f"{identifier}, {title}: {text}")
        case blocks.MatrixBlock():
            yield from _matrix(block)
        case blocks.CheckBlock(step, _, holds):
            yield f"check of {step}: {'holds' if holds else 'fails'}: {block.sentence}"
        case blocks.Conclusion(text):
            yield from ("", f"conclusion: {text}")
        case blocks.Fields():
            yield from block.lines
        case blocks.Advice(text):
            yield text
        case blocks.LookupTable(title, grid):
            yield f"{title}: {', '.join(map(': '.join, zip(grid.columns, grid.cells[0], strict=True)))}"
        case blocks.Footer(texts):
            yield from ("", *texts)
        case _:
            assert_never(block)


def _matrix(block: blocks.MatrixBlock) -> Iterator[str]:
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
