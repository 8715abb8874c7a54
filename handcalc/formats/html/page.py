"""The page: the blocks of the document as HTML elements, with headings and landmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

import handcalc.formats.document.blocks as blocks
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.assets import asset, policy
from handcalc.formats.html.markup import maths, text
from handcalc.formats.html.matrix import is_wide, matrix, plain_table, scheme_of
from handcalc.formats.html.notation import MATHML
from handcalc.formats.html.pictures import pictures
from handcalc.formats.html.sheet import controls, field_lines, legend
from handcalc.text import visible


def page(p: Presentation) -> str:
    """A whole page in one file, without external resources."""
    content = list(blocks.document_blocks(p, MATHML, LARGEST))
    title = next(block.title for block in content if isinstance(block, blocks.Heading))
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy()}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{text(title)}</title>",
            f"<style>{asset('page.css')}</style>\n</head>\n<body>",
            f'<main class="handcalc"{_sheet(p)}>',
            *body(p, content, live=True),
            f"</main>\n<script>{asset('page.js')}</script>\n</body>\n</html>\n",
        )
    )


def fragment(p: Presentation) -> str:
    """The body of the page without its script, for notebooks and other documents."""
    lines = "\n".join(body(p, blocks.document_blocks(p, MATHML, LARGEST), live=False))
    return f'<div class="handcalc">\n<style>{asset("page.css")}</style>\n{lines}\n</div>\n'


def body(p: Presentation, content: Iterable[blocks.Block], live: bool) -> Iterator[str]:
    """The blocks; on a live page with tooltips and controls to save answers."""
    for block in content:
        yield from _block(p, block, live)
    if p.is_sheet and live:
        yield from controls()


def _sheet(p: Presentation) -> str:
    """The attributes of a sheet that its saved answers repeat."""
    if p.exercise is None or not p.is_sheet:
        return ""
    saved = f' data-sheet="{text(visible(p.exercise.id))}" data-file="{text(p.exercise.file)}"'
    return f'{saved} data-topic="{text(p.calculation.topic)}"'


def _block(p: Presentation, block: blocks.Block, live: bool) -> Iterator[str]:
    match block:
        case blocks.Heading(title, facts):
            yield f"<h1>{text(title)}</h1>"
            yield f'<p class="facts">{" ".join(f"<span>{text(fact)}</span>" for fact in facts)}</p>'
            yield from legend(p)
        case blocks.SectionHeading(title):
            yield f"<h2>{text(title)}</h2>"
        case blocks.TextBlock(identifier, title, words):
            yield f"<section><h3>{text(title)} <code>{text(identifier)}</code></h3>"
            yield f'<p class="words">{text(words)}</p></section>'
        case blocks.MatrixBlock():
            yield from _matrix(p, block, live)
        case blocks.CheckBlock(step, _, _):
            yield f'<p class="check"><span>{block.sign}</span> {text(step)}: {text(block.sentence)}</p>'
        case blocks.Conclusion(words):
            yield f'<p class="conclusion">{text(words)}</p>'
        case blocks.Fields(fields):
            yield from field_lines(fields, p.is_sheet)
        case blocks.Advice(words):
            yield f'<p class="advice">{text(words)}</p>'
        case blocks.LookupTable(title, grid):
            yield from ('<div class="scroll">', *plain_table(title, grid), "</div>")
        case blocks.Footer(texts):
            yield f'<footer class="quiet">{"<br>".join(map(text, texts))}</footer>'
        case _:
            assert_never(block)


def _matrix(p: Presentation, block: blocks.MatrixBlock, live: bool) -> Iterator[str]:
    """Title, formula, table, worked-out cells, pictures and remarks."""
    number = f'<span class="number">{block.number}</span> ' if block.number is not None else ""
    assert block.matrix.name is not None
    identifier = "" if block.id == block.matrix.name.symbol else f" <code>{text(block.id)}</code>"
    sides = scheme_of(p, block)
    kind = ("given" if block.step is None else "step") + (" wide" if is_wide(block, sides) else "")
    yield f'<section class="{kind}"><h3>{number}{text(block.title)}{identifier}</h3>'
    formula = MATHML.copied.format(block.name, block.formula) if block.formula else block.name
    yield f'<p class="formula">{maths(formula)} <span class="shape">{text(block.shape)}</span></p>'
    yield from matrix(p, block, sides, live)
    for _, _, cell in block.worked:
        yield f'<p class="arithmetic">{maths(cell.text)}</p>'
    yield from pictures(p, block)
    yield from (f'<p class="note">{text(remark)}</p>' for remark in block.remarks)
    yield "</section>"
