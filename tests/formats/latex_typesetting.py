"""Typesets LaTeX documents with TeX, and reads the complaints in its log."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ENGINES = ("pdflatex", "lualatex")
INSTALLED = [engine for engine in ENGINES if shutil.which(engine)]
MOST_OVERFULL = 5.0
"""Points by which a line may be overfull: two millimetres are not visible."""

_OVERFULL = re.compile(r"Overfull \\([hv])box \(([\d.]+)pt too (?:wide|high)")
_ERROR = re.compile(r"^(?:! .*|.*Undefined control sequence.*|.*Missing character.*)$", re.MULTILINE)


def complaints(document: str, engine: str, folder: Path) -> list[str]:
    """Errors, missing characters, and overfull lines and pages of a document."""
    (folder / "page.tex").write_text(document, encoding="utf-8")
    done = subprocess.run(
        [engine, "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "page.tex"],
        cwd=folder,
        capture_output=True,
        timeout=300,
        check=False,
    )
    log = (folder / "page.log").read_text(encoding="utf-8", errors="replace").replace("\n ", " ")
    problems = _ERROR.findall(log)
    problems += [match[0] for match in _OVERFULL.finditer(log) if float(match[2]) > MOST_OVERFULL]
    return problems if done.returncode == 0 else [*problems, f"{engine} ended with {done.returncode}"]


def pages(folder: Path) -> int:
    """The number of pages of the document."""
    match = re.search(r"Output written on page\.pdf \((\d+) page", (folder / "page.log").read_text("latin-1"))
    return int(match[1]) if match else 0
