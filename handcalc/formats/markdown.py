"""Markdown with tables, as GitHub and most notes read it; formulas stand in code spans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

import handcalc.formats.document.blocks as blocks
from handcalc.formats import Format
from handcalc.formats.document.exercise import BLANK_LINE
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.notation import UNICODE
from handcalc.formats.document.presentation import Presentation
from handcalc.text import markdown_code, markdown_text


def render(p: Presentation) -> str:
    """The calculation as a Markdown document."""
    lines = (line for block in blocks.document_blocks(p, UNICODE, LARGEST) for line in _lines(block))
    return "\n".join(lines).rstrip("\n") + "\n"


def _lines(block: blocks.Block) -> Iterator[str]:
    match block:
        case blocks.Heading(title, facts):
            yield from (f"# {markdown_text(title)}", "", " · ".join(map(markdown_text, facts)), "")
        case blocks.SectionHeading(title):
            yield from (f"## {markdown_text(title)}", "")
        case blocks.TextBlock(identifier, title, text):
            yield from (f"### {markdown_text(title)}: {markdown_code(identifier)}", "")
            yield from (markdown_text(text), "")
        case blocks.MatrixBlock():
            yield from _matrix(block)
        case blocks.CheckBlock(step, _, _):
            yield f"- {block.sign} {markdown_code(step)}: {markdown_text(block.sentence)}"
        case blocks.Conclusion(text):
            yield from ("", f"**{markdown_text(text)}**")
        case blocks.Fields(fields):
            yield from _field_lines(fields)
        case blocks.Advice(text):
            yield from (markdown_text(text), "")
        case blocks.LookupTable(title, grid):
            yield from (f"### {title}", "", _row(list(map(markdown_text, grid.columns))))
            yield from (_row(["---:"] * len(grid.columns)), *map(_row, grid.cells), "")
        case blocks.Footer(texts):
            yield from ("", "---", "", *(f"{markdown_code(text)}  " for text in texts))
        case _:
            assert_never(block)


def _field_lines(fields: Iterable[tuple[str, str]]) -> Iterator[str]:
    for label, value in fields:
        yield from (f"**{label}**: {markdown_text(value or BLANK_LINE)}", "")


def _matrix(block: blocks.MatrixBlock) -> Iterator[str]:
    formula = f"{block.name} = {block.formula}" if block.formula else block.name
    number = f"{block.number}. " if block.number is not None else ""
    yield from (f"### {number}{markdown_text(block.title)}: {markdown_code(formula)}", "", block.shape, "")
    yield _row(["", *map(markdown_text, block.grid.columns)])
    yield _row(["---", *["---:"] * len(block.grid.columns)])
    for label, texts in zip(block.grid.rows, _cells(block), strict=True):
        yield _row([f"**{markdown_text(label)}**" if label.strip() else "", *texts])
    yield ""
    for _, _, cell in block.worked:
        yield from (markdown_code(cell.text), "")
    for remark in block.remarks:
        yield from (markdown_text(remark), "")


def _cells(block: blocks.MatrixBlock) -> list[list[str]]:
    """The cells of a matrix, with words escaped."""
    if not block.matrix.holds_words:
        return block.grid.cells
    return [
        [
            text if (row, column) in block.grid.blanks else markdown_text(text)
            for column, text in enumerate(texts)
        ]
        for row, texts in enumerate(block.grid.cells)
    ]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


FORMAT = Format(suffix=".md", render=render, data=True)
