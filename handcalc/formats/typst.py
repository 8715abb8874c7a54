"""Typst source: a complete file, typeset as a textbook would be; `typst compile` makes a PDF of it."""

from __future__ import annotations

from handcalc.formats import Format
from handcalc.typesetting.calls import script
from handcalc.typesetting.source import source
from handcalc.writing.presentation import Presentation


def render(p: Presentation) -> str:
    """The whole file."""
    return source(script(p))


FORMAT = Format(suffix=".typ", render=render, data=True)
