"""PDF from presentations: tagged, PDF/UA-1, reproducible, many with one compiler."""

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

# A forked process would wait forever for Typst's threads, which do not survive the fork.
_forked_after_use = False


class PdfCompiler:
    """A compiler with its fonts loaded, for many documents.

    Parts that two documents share, such as the inputs of a sheet and its key, are typeset once. fonts: folder
    of extra fonts; fonts of the system are never used.
    Raises UsageError: no such folder.
    """

    def __init__(self, fonts: str | None = None) -> None:
        if fonts is not None and not os.path.isdir(fonts):
            raise UsageError(f"--fonts {quoted(fonts)} is no folder")
        paths = [fonts] if fonts is not None else []
        self._compiler = typst.Compiler(font_paths=paths, ignore_system_fonts=True)

    def pdf(self, p: Presentation) -> bytes:
        """The document. Warns MissingGlyphs if no font has a character; it is an empty box then."""
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
        # Files in memory keep Typst's cache, which sys.inputs would clear. The type stubs lack them: Any.
        in_memory: Any = files
        content = self._compiler.compile(input=in_memory, format="pdf", pdf_standards=standard)
        assert isinstance(content, bytes)
        return content


@cache
def pdf_compiler(fonts: str | None = None) -> PdfCompiler:
    """The compiler of this process with these fonts."""
    return PdfCompiler(fonts)


@cache
def _template() -> dict[str, bytes]:
    return {name: (FOLDER / name).read_bytes() for name in ("main.typ", "worked.typ")}


def _files(document: Script) -> dict[str, bytes]:
    """The template, and the document as JSON; no part of it is read as Typst source."""
    data = json.dumps(document._asdict(), default=vars, ensure_ascii=False)
    return {**_template(), "data.json": data.encode()}


def _missing(diagnostic: str) -> list[str]:
    """The characters that no font has, without invisible joiners."""
    texts = [_CODE.sub(lambda code: chr(int(code[1], 16)), text) for text in _NO_GLYPH.findall(diagnostic)]
    characters = sorted(set("".join(texts)))
    return [char for char in characters if char.isprintable() and not combining(char)] or characters


def _note_fork() -> None:
    global _forked_after_use
    _forked_after_use = _forked_after_use or pdf_compiler.cache_info().currsize > 0


call_after_fork(_note_fork)
