"""LaTeX documents set by a real TeX, and what its log complains of."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

ENGINES = ("pdflatex", "lualatex")
INSTALLED = [engine for engine in ENGINES if shutil.which(engine)]
MOST_OVERFULL = 5.0
"""Points that may stick out of a line: nobody sees less than two millimetres."""

_OVERFULL = re.compile(r"Overfull \\([hv])box \(([\d.]+)pt too (?:wide|high)")
_ERROR = re.compile(r"^(?:! .*|.*Undefined control sequence.*|.*Missing character.*)$", re.MULTILINE)


def complaints(document: str, engine: str, folder: Path) -> list[str]:
    """What is wrong with a document: errors, characters that no font has, lines and pages that run over."""
    (folder / "page.tex").write_text(document, encoding="utf-8")
    done = subprocess.run(
        [engine, "-halt-on-error", "-interaction=nonstopmode", "-no-shell-escape", "page.tex"],
        cwd=folder,
        capture_output=True,
        timeout=300,
        check=False,
    )
    log = (folder / "page.log").read_text(encoding="utf-8", errors="replace").replace("\n ", " ")
    said = _ERROR.findall(log)
    said += [found[0] for found in _OVERFULL.finditer(log) if float(found[2]) > MOST_OVERFULL]
    return said if done.returncode == 0 else [*said, f"{engine} ended with {done.returncode}"]


def pages(folder: Path) -> int:
    """How many pages the document has."""
    found = re.search(r"Output written on page\.pdf \((\d+) page", (folder / "page.log").read_text("latin-1"))
    return int(found[1]) if found else 0
