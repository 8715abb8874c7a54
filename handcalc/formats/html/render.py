"""A self-contained page: tooltips show the arithmetic of cells, sheets can be filled in."""

from __future__ import annotations

from handcalc.formats import Format
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.page import fragment, page


def render(p: Presentation) -> str:
    """The whole page, or its body."""
    return fragment(p) if p.options.fragment else page(p)


FORMAT = Format(suffix=".html", render=render, data=True, options=frozenset({"fragment"}))
