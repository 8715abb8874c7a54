"""Symbols: the parsed id of a matrix, which every format writes in its notation."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

GREEK = {
    "alpha": "α",
    "beta": "β",
    "delta": "Δ",
    "eps": "ε",
    "gamma": "γ",
    "mu": "μ",
    "sigma": "σ",
}
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*")


class Symbol(NamedTuple):
    """The parts of an id: head1.W_Q has prefix (head1,), letter W, subscript Q; t1.Abar has mark bar."""

    id: str
    prefix: tuple[str, ...]
    letter: str
    subscript: str
    mark: str

    @classmethod
    @cache
    def of(cls, identifier: str) -> Symbol:
        """The parts of this id.

        Raises ValueError: it has other characters than ASCII letters, digits, underscores, hyphens and dots.
        """
        if not _ID.fullmatch(identifier):
            raise ValueError(f"{identifier!r} is not an id")
        *prefix, last = identifier.split(".")
        letter, _, subscript = last.partition("_")
        mark = "bar" if letter.endswith("bar") and len(letter) == 4 else ""
        return cls(identifier, tuple(prefix), letter.removesuffix(mark) if mark else letter, subscript, mark)

    @property
    def symbol(self) -> str:
        """The symbol in Unicode: W_Q, μ, head1.A, t1.Ā."""
        letter = GREEK.get(self.letter, self.letter) + ("\u0304" if self.mark else "")
        last = f"{letter}_{self.subscript}" if self.subscript else letter
        return ".".join((*self.prefix, last))

    @property
    def latex(self) -> str:
        r"""The symbol in LaTeX: W_{Q}, \mu, A^{(head1)}, \bar{A}^{(t1)}."""
        letter = f"\\{_LATEX_GREEK.get(self.letter, self.letter)}" if self.letter in GREEK else self.letter
        letter = letter if len(self.letter) == 1 or self.letter in GREEK else _upright(letter)
        letter = f"\\bar{{{letter}}}" if self.mark else letter
        below = f"_{{{_script(self.subscript)}}}" if self.subscript else ""
        above = f"^{{({_upright('.'.join(self.prefix))})}}" if self.prefix else ""
        return letter + below + above


_LATEX_GREEK = {"delta": "Delta", "eps": "varepsilon"}


def _upright(text: str) -> str:
    escaped = text.replace("_", r"\_")
    return f"\\mathrm{{{escaped}}}"


def _script(text: str) -> str:
    return text if len(text) == 1 else _upright(text)
