"""What only sheets and their keys have: fields, what marks mean, and saving the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.markup import text


def field_lines(fields: Iterable[tuple[str, str]], writable: bool) -> Iterator[str]:
    """What is to be written on top, with room to write where nothing is known."""
    yield '<div class="fields">'
    yield from (_field(label, known, writable) for label, known in fields)
    yield "</div>"


def legend(p: Presentation) -> Iterator[str]:
    """What the marks of a key mean; nothing on any other page."""
    if p.exercise is not None and p.exercise.answered:
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
