"""Parts of sheets and keys: fields, the legend of a key, controls to save answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.markup import text


def field_lines(fields: Iterable[tuple[str, str]], writable: bool) -> Iterator[str]:
    """The fields at the top; those without a value can be filled in."""
    yield '<div class="fields">'
    yield from (_field(label, value, writable) for label, value in fields)
    yield "</div>"


def legend(p: Presentation) -> Iterator[str]:
    """The meaning of the marks on a key; nothing on other pages."""
    if p.exercise is not None and p.exercise.answered:
        yield '<p class="advice">What was to be worked out stands <mark>in a box</mark>.</p>'


def controls() -> Iterator[str]:
    """Buttons to save and load answers; hidden until the script runs."""
    yield '<div class="controls" role="group" aria-label="Answers" hidden>'
    yield '<output></output><button type="button" class="save">Save answers</button>'
    yield '<button type="button" class="load">Load answers</button>'
    yield '<input type="file" accept=".json" aria-label="File of saved answers" hidden></div>'


def _field(label: str, value: str, writable: bool) -> str:
    if value:
        return f"<p>{text(label)}: <strong>{text(value)}</strong></p>"
    if not writable:
        return f'<p>{text(label)}: <span class="line"></span></p>'
    return f'<p><label>{text(label)}: <input class="line" autocomplete="off"></label></p>'
