"""Markdown with tables, as GitHub and most notes read it; formulas stand in code spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from handcalc.formats import Format
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

# Marks, HTML, links (bare addresses too), mentions and emoji codes: a label is a text whatever is in it. Some
# signs act only at the beginning or side by side, an underscore not in a word: 1e-05, d_model stay legible.
_SPECIAL = re.compile(
    r"^\s*[-+=]|(?<=[-+=])[-+=]|[-+=](?=[-+=])|(?<![^\W_])_|_(?![^\W_])"
    r"|[\\`*{}\[\]<>#!|~&$@]|:(?=\S)|(?<=www)\.|(?<=\d)[.)](?=\s)"
)


def render(p: Presentation) -> str:
    """The calculation as a Markdown document."""
    lines = (line for block in walk(p, UNICODE, LARGEST) for line in _lines(block))
    return "\n".join(lines).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """A text of which nothing is markup."""
    return _SPECIAL.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", text)


def code(text: str) -> str:
    """A text as a code span: between more backticks than it has in a row."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(title, facts):
            yield from (f"# {escaped(title)}", "", " · ".join(map(escaped, facts)), "")
        case Part(title):
            yield from (f"## {escaped(title)}", "")
        case Text(identifier, title, text):
            yield from (f"### {escaped(title)}: {code(identifier)}", "", escaped(text), "")
        case Shown():
            yield from _shown(block)
        case Checked(step, _, holds):
            yield f"- {'✓' if holds else '✗'} {code(step)}: {escaped(block.sentence)}"
        case Conclusion(text):
            yield from ("", f"**{escaped(text)}**")
        case _:
            yield from _of_a_sheet(block)


def _of_a_sheet(block: SheetBlock) -> Iterator[str]:
    match block:
        case Fields(fields):
            for label, known in fields:
                yield from (f"**{label}**: {escaped(known or BLANK_LINE)}", "")
        case Advice(text):
            yield from (escaped(text), "")
        case Lookup(title, grid):
            yield from (f"### {title}", "", _row(list(map(escaped, grid.columns))))
            yield from (_row(["---:"] * len(grid.columns)), *map(_row, grid.cells), "")
        case Footer(texts):
            yield from ("", "---", "", *(code(text) + "  " for text in texts))
        case _:
            assert_never(block)


def _shown(block: Shown) -> Iterator[str]:
    formula = f"{block.name} = {block.formula}" if block.formula else block.name
    number = f"{block.number}. " if block.number is not None else ""
    yield from (f"### {number}{escaped(block.title)}: {code(formula)}", "", block.shape, "")
    yield _row(["", *map(escaped, block.grid.columns)])
    yield _row(["---", *["---:"] * len(block.grid.columns)])
    for label, texts in zip(block.grid.rows, _cells(block), strict=True):
        yield _row([f"**{escaped(label)}**" if label.strip() else "", *texts])
    yield ""
    for _, _, cell in block.worked:
        yield from (code(cell.text), "")
    for remark in (block.note, block.grid.left_out):
        if remark:
            yield from (escaped(remark), "")


def _cells(block: Shown) -> list[list[str]]:
    """The cells of a matrix; words are texts, too."""
    if not block.matrix.holds_words:
        return block.grid.cells
    return [
        [text if (row, column) in block.grid.blanks else escaped(text) for column, text in enumerate(texts)]
        for row, texts in enumerate(block.grid.cells)
    ]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


FORMAT = Format(suffix=".md", render=render, data=True)
