"""Reading PDFs with a library that has nothing to do with what made them."""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from typing import Any

import typst
from pypdf import PdfReader

from handcalc import formats
from handcalc.formats.document.presentation import present
from handcalc.record.calculation import Calculation


def pdf_of(calculation: Calculation, **choices: Any) -> bytes:
    """A record in the format pdf, with the number of digits it was recorded for."""
    page = present(calculation, **{"digits": calculation.arithmetic.digits, **choices})
    return formats.as_bytes("pdf", page)


def reader(data: bytes) -> PdfReader:
    """The document."""
    return PdfReader(io.BytesIO(data))


def text_of_pdf(data: bytes) -> str:
    """The text of all pages; letters of formulas are plain letters, invisible places to break are none."""
    pages = (page.extract_text() for page in reader(data).pages)
    return unicodedata.normalize("NFKC", "\n".join(pages)).replace("\u200b", "")


def compiled(source: str) -> bytes:
    """A Typst source as PDF/UA-1, with nothing but itself."""
    files: Any = {"main.typ": source.encode()}
    made = _compiler().compile(input=files, format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


def elements(data: bytes) -> list[Any]:
    """The elements of the structure that screen readers go by."""
    root = reader(data).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    found: list[Any] = []
    waiting = [root]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found += [one] if "/S" in one else []
            waiting += [one["/K"]] if "/K" in one else []
    return found
