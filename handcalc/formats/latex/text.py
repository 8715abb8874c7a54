r"""User text and numbers in LaTeX, escaped for pdfLaTeX and LuaLaTeX.

European letters and signs in Latin Modern are not changed; mathematical signs become commands. Any other
character (Chinese, emoji) becomes \hcglyph{4F60}{你}, a command of the preamble: with Unicode fonts it prints
the character if the font has it, else <U+4F60>.
"""

from __future__ import annotations

import re

from handcalc.formats.latex.characters import COMMANDS, PRINTED, SIGNS
from handcalc.formats.latex.widths import WIDEST_LABEL, width

_LIGATURES = re.compile(r"(?<=-)-|(?<=,),|(?<=[?!])(?=\\textasciigrave)")
_PIECE = 5
"""Characters between the possible line breaks of a word that is wider than a label."""

_SCIENTIFIC = re.compile(r"(-?[\d.]+)e\+?(-?)0*(\d+)")
_FRACTION = re.compile(r"(-?)(\d+)/(\d+)")


def escaped(text: str) -> str:
    """A text without commands and ligatures."""
    return " ".join(map(_word, text.split(" ")))


def number(text: str) -> str:
    r"""A number in a formula: -2.5, -\infty, 1.235 \cdot 10^{9}, \tfrac{9}{46}."""
    return _FRACTION.sub(r"\1\\tfrac{\2}{\3}", table_number(text))


def table_number(text: str) -> str:
    """A number in a table, where fractions stay in the line: 9/46."""
    plain = text.replace("−", "-").replace("∞", r"\infty")
    return _SCIENTIFIC.sub(r"\1 \\cdot 10^{\2\3}", plain)


def _word(word: str) -> str:
    step = _PIECE if width(word) > WIDEST_LABEL else max(len(word), 1)
    pieces = ["".join(map(_character, word[at : at + step])) for at in range(0, len(word), step)]
    return _LIGATURES.sub(lambda match: f"{{}}{match[0]}", r"\allowbreak{}".join(pieces))


def _character(char: str) -> str:
    if char in COMMANDS:
        return COMMANDS[char]
    if char in SIGNS:
        return f"\\ensuremath{{{SIGNS[char]}}}"
    if char.isascii() or char in PRINTED:
        return char
    return f"\\hcglyph{{{ord(char):04X}}}{{{char}}}"
