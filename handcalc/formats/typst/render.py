"""Typst source, a complete file with its template; `typst compile` makes a PDF of it."""

from __future__ import annotations

from handcalc.formats import Format
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.typst.script import script
from handcalc.formats.typst.source import source


def render(p: Presentation) -> str:
    """The whole file."""
    return source(script(p))


FORMAT = Format(suffix=".typ", render=render, data=True)
