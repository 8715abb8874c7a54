"""Characters: how those are spelled that mean something to LaTeX, and which ones its fonts have."""

from __future__ import annotations

COMMANDS = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "\u00a0": "~",
    **{char: f"\\{char}" for char in "{}$&#_%"},
}
SIGNS = {
    "−": "-",
    "≈": r"\approx",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "√": r"\surd",
    "∞": r"\infty",
    "Σ": r"\Sigma",
    "⊙": r"\odot",
    "⌊": r"\lfloor",
    "⌋": r"\rfloor",
    "→": r"\to",
    "✓": r"\checkmark",
    "ᵀ": r"{}^{\mathsf{T}}",
    "ε": r"\varepsilon",
    "μ": r"\mu",
    "γ": r"\gamma",
    "β": r"\beta",
    "α": r"\alpha",
    "σ": r"\sigma",
    "Δ": r"\Delta",
    "∂": r"\partial",
    "∈": r"\in",
    "‖": r"\Vert",
}
PRINTED = {
    *map(chr, [*range(0xA1, 0xAD), *range(0xAE, 0x17F)]),
    *"ȘșȚț‐‑–—‘’‚“”„†‡•…‰‹›€№™",
} - {*"ĦħĸĿŀŉŦŧ"}
"""Beyond ASCII, what both engines print with Latin Modern."""


def is_printed(char: str) -> bool:
    """Whether a character comes out in both engines as it is, or as a sign of mathematics."""
    return (char.isascii() and char.isprintable()) or char in PRINTED or char in SIGNS or char in COMMANDS
