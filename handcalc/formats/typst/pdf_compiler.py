"""From presentations to PDF: tagged, PDF/UA-1, the same bytes every time, many with one compiler."""

from __future__ import annotations

import json
import os
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any, Literal
from unicodedata import combining

import typst

from handcalc.errors import HandcalcError, MissingGlyphs, UsageError
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.typst.script import Script, script
from handcalc.platform_support import call_after_fork
from handcalc.text import quoted

FOLDER = Path(__file__).parent
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}")

# Typst's threads do not survive a fork, and waiting for them would last for ever.
_forked_after_use = False


class PdfCompiler:
    """One compiler, with its fonts loaded, for many documents.

    What two documents have in common, such as the inputs of a sheet and of its key, is set once. fonts: a
    folder with fonts for what the bundled ones lack; fonts of the system are never used.
    Raises UsageError: there is no such folder.
    """

    def __init__(self, fonts: str | None = None) -> None:
        if fonts is not None and not os.path.isdir(fonts):
            raise UsageError(f"--fonts {quoted(fonts)} is no folder")
        paths = [fonts] if fonts is not None else []
        self._compiler = typst.Compiler(font_paths=paths, ignore_system_fonts=True)

    def pdf(self, p: Presentation) -> bytes:
        """The document. Warns MissingGlyphs where no font has a character: it is an empty box then."""
        if _forked_after_use:
            raise HandcalcError("a process that was forked off after a PDF was made cannot make one")
        files = _files(script(p))
        try:
            return self._compiled(files, "ua-1")
        except typst.TypstError as error:
            missing = _missing(error.diagnostic)
            if not missing:
                raise
        warnings.warn(MissingGlyphs(missing), stacklevel=2)
        return self._compiled(files, None)

    def _compiled(self, files: dict[str, bytes], standard: Literal["ua-1"] | None) -> bytes:
        # Files in memory: what is handed over as sys.inputs makes Typst forget all it has set before.
        # The stubs of typst do not know of them, hence Any.
        in_memory: Any = files
        made = self._compiler.compile(input=in_memory, format="pdf", pdf_standards=standard)
        assert isinstance(made, bytes)
        return made


@cache
def pdf_compiler(fonts: str | None = None) -> PdfCompiler:
    """The press of this process with these fonts."""
    return PdfCompiler(fonts)


@cache
def _template() -> dict[str, bytes]:
    return {
        "main.typ": (FOLDER / "press.typ").read_bytes(),
        "worked.typ": (FOLDER / "worked.typ").read_bytes(),
    }


def _files(document: Script) -> dict[str, bytes]:
    """The template, and the document as data; nothing of it becomes source."""
    data = {"title": document.title, "calls": document.calls, "labels": document.labels}
    return {**_template(), "data.json": json.dumps(data, default=vars, ensure_ascii=False).encode()}


def _missing(diagnostic: str) -> list[str]:
    """The characters that no font has, without the invisible ones that only join others."""
    texts = [_CODE.sub(lambda code: chr(int(code[1], 16)), text) for text in _NO_GLYPH.findall(diagnostic)]
    characters = sorted(set("".join(texts)))
    return [char for char in characters if char.isprintable() and not combining(char)] or characters


def _remember() -> None:
    global _forked_after_use
    _forked_after_use = _forked_after_use or pdf_compiler.cache_info().currsize > 0


call_after_fork(_remember)
