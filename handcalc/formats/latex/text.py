r"""Outside text and numbers in LaTeX: every character stands for itself, in pdfLaTeX and in LuaLaTeX.

Latin Modern has the Latin letters of Europe and some signs; those stay as they are. Signs of mathematics are
spelled as such. Any other character, Chinese or an emoji, becomes \hcglyph{4F60}{你}, a command of the
document itself: engines with Unicode fonts print the character where the font has it, all else <U+4F60>.
"""

from __future__ import annotations

import re

from handcalc.formats.latex.characters import COMMANDS, PRINTED, SIGNS
from handcalc.formats.latex.widths import WIDEST_LABEL, width

_LIGATURES = re.compile(r"(?<=-)-|(?<=,),|(?<=[?!])(?=\\textasciigrave)")
_PIECE = 5
"""A word that is wider than a label may be breaks after so many characters."""

_SCIENTIFIC = re.compile(r"(-?[\d.]+)e\+?(-?)0*(\d+)")
_FRACTION = re.compile(r"(-?)(\d+)/(\d+)")


def escaped(text: str) -> str:
    """A text of which nothing is a command, and no two characters become another one."""
    return " ".join(map(_word, text.split(" ")))


def number(text: str) -> str:
    r"""A number as it is shown, in a formula: -2.5, -\infty, 1.235 \cdot 10^{9}, \tfrac{9}{46}."""
    return _FRACTION.sub(r"\1\\tfrac{\2}{\3}", table_number(text))


def table_number(text: str) -> str:
    """A number among others in a table, where a fraction stays on its line."""
    plain = text.replace("−", "-").replace("∞", r"\infty")
    return _SCIENTIFIC.sub(r"\1 \\cdot 10^{\2\3}", plain)


def _word(word: str) -> str:
    step = _PIECE if width(word) > WIDEST_LABEL else max(len(word), 1)
    pieces = ["".join(map(_character, word[at : at + step])) for at in range(0, len(word), step)]
    return _LIGATURES.sub(lambda found: f"{{}}{found[0]}", r"\allowbreak{}".join(pieces))


def _character(char: str) -> str:
    if char in COMMANDS:
        return COMMANDS[char]
    if char in SIGNS:
        return f"\\ensuremath{{{SIGNS[char]}}}"
    if char.isascii() or char in PRINTED:
        return char
    return f"\\hcglyph{{{ord(char):04X}}}{{{char}}}"
