"""What only sheets and their keys have: fields, advice, tables to look up, and saving the answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from handcalc.page.markup import text
from handcalc.page.matrix import plain_table
from handcalc.writing.presentation import Presentation
from handcalc.writing.walk import Advice, Fields, Footer, Lookup, SheetBlock


def of_a_sheet(p: Presentation, block: SheetBlock) -> Iterator[str]:
    """A block of an exercise."""
    match block:
        case Fields(fields):
            yield '<div class="fields">'
            yield from (_field(label, known, p.is_sheet) for label, known in fields)
            yield "</div>"
        case Advice(words):
            yield f'<p class="advice">{text(words)}</p>'
        case Lookup(title, grid):
            yield '<div class="scroll">'
            yield from plain_table(title, grid)
            yield "</div>"
        case Footer(texts):
            yield f'<footer class="quiet">{"<br>".join(map(text, texts))}</footer>'
        case _:
            assert_never(block)


def legend() -> Iterator[str]:
    """What the marks of a key mean."""
    yield '<p class="advice">What was to be worked out stands <mark>in a box</mark>.</p>'


def controls() -> Iterator[str]:
    """Saving and loading answers; only a page with a script shows them."""
    yield '<div class="controls" role="group" aria-label="Answers" hidden>'
    yield '<output></output><button type="button" class="save">Save answers</button>'
    yield '<button type="button" class="load">Load answers</button>'
    yield '<input type="file" accept=".json" aria-label="File of saved answers" hidden></div>'


def _field(label: str, known: str, writable: bool) -> str:
    if known:
        return f"<p>{text(label)}: <strong>{text(known)}</strong></p>"
    if not writable:
        return f'<p>{text(label)}: <span class="line"></span></p>'
    return f'<p><label>{text(label)}: <input class="line" autocomplete="off"></label></p>'
