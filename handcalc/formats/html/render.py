"""One self-contained page: a cell that is pointed at tells its arithmetic, a sheet can be filled in."""

from __future__ import annotations

from handcalc.formats import Format
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.html.page import fragment, page


def render(p: Presentation) -> str:
    """The whole page, or the part that belongs into another one."""
    return fragment(p) if p.options.fragment else page(p)


FORMAT = Format(suffix=".html", render=render, data=True, options=frozenset({"fragment"}))
