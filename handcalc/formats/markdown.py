"""Markdown with tables, as GitHub and most notes read it; formulas stand in code spans."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from handcalc.formats import Format
from handcalc.wording import markdown_code, markdown_text
from handcalc.writing.exercise import BLANK_LINE
from handcalc.writing.grid import LARGEST
from handcalc.writing.notation import UNICODE
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
    """The calculation as a Markdown document."""
    lines = (line for block in walk(p, UNICODE, LARGEST) for line in _lines(block))
    return "\n".join(lines).rstrip("\n") + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(title, facts):
            yield from (f"# {markdown_text(title)}", "", " · ".join(map(markdown_text, facts)), "")
        case Part(title):
            yield from (f"## {markdown_text(title)}", "")
        case Text(identifier, title, text):
            yield from (
                f"### {markdown_text(title)}: {markdown_code(identifier)}",
                "",
                markdown_text(text),
                "",
            )
        case Shown():
            yield from _shown(block)
        case Checked(step, _, holds):
            yield f"- {'✓' if holds else '✗'} {markdown_code(step)}: {markdown_text(block.sentence)}"
        case Conclusion(text):
            yield from ("", f"**{markdown_text(text)}**")
        case _:
            yield from _of_a_sheet(block)


def _of_a_sheet(block: SheetBlock) -> Iterator[str]:
    match block:
        case Fields(fields):
            for label, known in fields:
                yield from (f"**{label}**: {markdown_text(known or BLANK_LINE)}", "")
        case Advice(text):
            yield from (markdown_text(text), "")
        case Lookup(title, grid):
            yield from (f"### {title}", "", _row(list(map(markdown_text, grid.columns))))
            yield from (_row(["---:"] * len(grid.columns)), *map(_row, grid.cells), "")
        case Footer(texts):
            yield from ("", "---", "", *(markdown_code(text) + "  " for text in texts))
        case _:
            assert_never(block)


def _shown(block: Shown) -> Iterator[str]:
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
    for remark in (block.note, block.grid.left_out):
        if remark:
            yield from (markdown_text(remark), "")


def _cells(block: Shown) -> list[list[str]]:
    """The cells of a matrix; words are texts, too."""
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
