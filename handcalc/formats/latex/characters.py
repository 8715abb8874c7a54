"""Characters with a special spelling in LaTeX, and characters in its fonts."""

from __future__ import annotations

from handcalc.record.symbols import GREEK, Symbol

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
    **{letter: Symbol.of(name).latex for name, letter in GREEK.items()},
    "∂": r"\partial",
    "∈": r"\in",
    "‖": r"\Vert",
}
PRINTED = {
    *map(chr, [*range(0xA1, 0xAD), *range(0xAE, 0x17F)]),
    *"ȘșȚț‐‑–—‘’‚“”„†‡•…‰‹›€№™",
} - {*"ĦħĸĿŀŉŦŧ"}
"""Characters beyond ASCII that both engines print with Latin Modern."""


def is_printed(char: str) -> bool:
    """Whether both engines print a character, as it is or as a mathematical sign."""
    return (char.isascii() and char.isprintable()) or char in PRINTED or char in SIGNS or char in COMMANDS
