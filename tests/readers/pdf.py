"""Reads PDFs with a library that shares no code with the compiler."""

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
    """A calculation as PDF, with the digits of its arithmetic."""
    page = present(calculation, **{"digits": calculation.arithmetic.digits, **choices})
    return formats.as_bytes("pdf", page)


def reader(data: bytes) -> PdfReader:
    """The document."""
    return PdfReader(io.BytesIO(data))


def text_of_pdf(data: bytes) -> str:
    """The text of all pages, with plain letters in formulas and without zero-width spaces."""
    pages = (page.extract_text() for page in reader(data).pages)
    return unicodedata.normalize("NFKC", "\n".join(pages)).replace("\u200b", "")


def compiled(source: str) -> bytes:
    """A Typst source compiled to PDF/UA-1 without other files."""
    files: Any = {"main.typ": source.encode()}
    document = _compiler().compile(input=files, format="pdf", pdf_standards="ua-1")
    assert isinstance(document, bytes)
    return document


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(ignore_system_fonts=True)


def elements(data: bytes) -> list[Any]:
    """The elements of the structure tree, which screen readers use."""
    root = reader(data).trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    structure: list[Any] = []
    waiting = [root]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            structure += [one] if "/S" in one else []
            waiting += [one["/K"]] if "/K" in one else []
    return structure
