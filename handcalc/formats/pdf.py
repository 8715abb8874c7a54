"""PDF, typeset, with tags for screen readers; needs `pip install 'handcalc[pdf]'`."""

from __future__ import annotations

from handcalc.errors import UsageError
from handcalc.formats import Format
from handcalc.formats.document.presentation import Presentation


def render(p: Presentation) -> bytes:
    """The whole document.

    Raises UsageError: the package typst is not installed.
    """
    try:
        from handcalc.formats.typst.pdf_compiler import pdf_compiler
    except ModuleNotFoundError as error:
        if error.name != "typst":
            raise
        raise UsageError("the format pdf needs the package typst: pip install 'handcalc[pdf]'") from None
    return pdf_compiler(p.options.fonts).pdf(p)


FORMAT = Format(suffix=".pdf", render=render, binary=True, options=frozenset({"fonts"}))
