"""Reads the formulas of Typst source as lines of plain text.

It shares no code with what writes them.
"""

from __future__ import annotations

import re

_EQUATION = re.compile(r'\beq\(("(?:\\.|[^"\\])*"),\s*\$((?:"(?:\\.|[^"\\])*"|[^$"])*)\$\)')
_TOKEN = re.compile(r'"(?P<text>(?:\\.|[^"\\])*)"|(?P<call>[a-z]+)\(|(?P<other>.)', re.DOTALL)
_CALLS = {
    "frac": "(({0}) ÷ ({1}))",
    "sqrt": "√({0})",
    "floor": "⌊{0}⌋",
    "macron": "{0}\u0304",
    "display": "{0}",
    "attach": "{0}",
    "op": "{0}",
    "mid": "{0}",
}
"""Functions of Typst's math that mean a sign; ln( and max( are read as written."""


class Unbalanced(ValueError):
    """A bracket is missing."""


def lines(source: str) -> str:
    """Every formula of a source, each on a line."""
    return "\n".join(line(math) for _, math in equations(source))


def equations(source: str) -> list[tuple[str, str]]:
    """The text alternative of each formula, and the formula."""
    return [(_unescaped(alt[1:-1]), math) for alt, math in _EQUATION.findall(source)]


def line(math: str) -> str:
    """A formula in one line: frac(1, 2) is ((1) ÷ (2)).

    Raises Unbalanced: a bracket is missing.
    """
    parts, end = _read(math, 0)
    if end != len(math):
        raise Unbalanced(math)
    return " ".join(", ".join(parts).replace(" thin ", " ").replace(" med ", " ").split())


def _read(math: str, place: int) -> tuple[list[str], int]:
    """The arguments up to the closing bracket, and its position."""
    parts, depth = [""], 0
    while place < len(math):
        match = _TOKEN.match(math, place)
        assert match is not None
        place = match.end()
        if match["text"] is not None:
            parts[-1] += _unescaped(match["text"])
        elif match["call"] in _CALLS:
            arguments, place = _read(math, place)
            if math[place : place + 1] != ")":
                raise Unbalanced(math)
            parts[-1] += _CALLS[match["call"]].format(*(argument.strip() for argument in arguments))
            place += 1
        elif match["other"] == ")" and depth == 0:
            return parts, place - 1
        elif match["other"] == "," and depth == 0 and place > 0:
            parts.append("")
        else:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(match[0][-1], 0)
            parts[-1] += match[0]
    return parts, place


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
