"""One self-contained page: tables and formulas, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
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

_STYLE = """
.handcalc { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem;
  color-scheme: light dark; color: CanvasText; background: Canvas; }
.handcalc .scroll { overflow-x: auto; }
.handcalc table { border-collapse: collapse; margin: .5rem 0; }
.handcalc th, .handcalc td { padding: .2rem .6rem; text-align: right; font-variant-numeric: tabular-nums; }
.handcalc thead th { border-bottom: 1px solid; }
.handcalc tbody th { text-align: left; }
.handcalc td.worked { outline: 2px solid; }
.handcalc .quiet { opacity: .75; }
.handcalc code { font-size: 1em; }
@media print { .handcalc { max-width: none; } .handcalc section { break-inside: avoid; } }
"""


def render(p: Presentation) -> str:
    """The whole page, or the part that belongs into another one."""
    if p.fragment:
        return fragment(p)
    title = next(block.title for block in walk(p, UNICODE, LARGEST) if isinstance(block, Heading))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n</head>\n<body>\n{fragment(p)}</body>\n</html>\n"
    )


def fragment(p: Presentation) -> str:
    """The calculation without the page around it, as a notebook shows it."""
    lines = (line for block in walk(p, UNICODE, LARGEST) for line in _lines(block))
    body = "\n".join(lines)
    return f'<div class="handcalc">\n<style>{_STYLE}</style>\n{body}\n</div>\n'


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(title, facts):
            yield f"<h1>{escape(title)}</h1>"
            yield f'<p class="quiet">{escape(" · ".join(facts))}</p>'
        case Part(title):
            yield f"<h2>{escape(title)}</h2>"
        case Text(identifier, title, text):
            yield f"<section><h3>{escape(title)}: <code>{escape(identifier)}</code></h3>"
            yield f"<p>{escape(text)}</p></section>"
        case Shown():
            yield from _shown(block)
        case Checked(step, _, holds):
            sign = "✓" if holds else "✗"
            yield f"<p>{sign} {escape(step)}: {escape(block.sentence)}</p>"
        case Conclusion(text):
            yield f"<p><strong>{escape(text)}</strong></p>"
        case _:
            yield from _of_a_sheet(block)


def _of_a_sheet(block: SheetBlock) -> Iterator[str]:
    match block:
        case Fields(fields):
            for label, known in fields:
                yield f"<p>{escape(label)}: {escape(known or BLANK_LINE)}</p>"
        case Advice(text):
            yield f"<p>{escape(text)}</p>"
        case Lookup(title, grid):
            heads = "".join(f'<th scope="col">{escape(label)}</th>' for label in grid.columns)
            cells = "".join(f"<td>{escape(text)}</td>" for text in grid.cells[0])
            yield f"<table><caption>{escape(title)}</caption><thead><tr>{heads}</tr></thead>"
            yield f"<tbody><tr>{cells}</tr></tbody></table>"
        case Footer(texts):
            yield f'<footer class="quiet">{"<br>".join(map(escape, texts))}</footer>'
        case _:
            assert_never(block)


def _shown(block: Shown) -> Iterator[str]:
    formula = f"{block.name} = {block.formula}" if block.formula else block.name
    number = f"{block.number}. " if block.number is not None else ""
    yield f"<section><h3>{number}{escape(block.title)}: <code>{escape(formula)}</code></h3>"
    yield f'<p class="quiet">{escape(block.shape)}</p>'
    yield '<div class="scroll"><table>'
    if any(block.grid.columns):
        heads = "".join(f'<th scope="col">{escape(label)}</th>' for label in block.grid.columns)
        yield f"<thead><tr><td></td>{heads}</tr></thead>"
    yield "<tbody>"
    worked = {(row, column) for row, column, _ in block.worked}
    for row, (label, texts) in enumerate(zip(block.grid.rows, block.grid.cells, strict=True)):
        cells = "".join(_cell(text, (row, column) in worked) for column, text in enumerate(texts))
        yield f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>'
    yield "</tbody></table></div>"
    for _, _, cell in block.worked:
        yield f"<p><code>{escape(cell.text)}</code></p>"
    for remark in (block.note, block.grid.left_out):
        if remark:
            yield f'<p class="quiet">{escape(remark)}</p>'
    yield "</section>"


def _cell(text: str, worked: bool) -> str:
    return f'<td class="worked">{escape(text)}</td>' if worked else f"<td>{escape(text)}</td>"


FORMAT = Format(suffix=".html", render=render, data=True, fragments=True)
