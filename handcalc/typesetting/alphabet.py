"""Formulas in Typst's math; whatever comes from outside is a placeholder for one of the document's labels.

So the markup of a formula is ours alone: a label is looked up when it is set, and never read as source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from handcalc.record.names import GREEK, Name
from handcalc.writing.notation import (
    ATOM,
    FRACTION,
    LIST,
    NEGATIVE,
    POWER,
    PRODUCT,
    QUOTIENT,
    SUM,
    TRANSPARENT,
    Notation,
    Rule,
    infix,
    wrapped,
)

PLACEHOLDER = "#l({0}) "
LONG_PLACEHOLDER = "#long({0}) "
"""A label in a formula, by its number; one that is long is set in lines of its own."""
LONGEST = 40
"""Characters of a label that stands in a formula as it is."""
BLANK = "#gap"
"""A formula that is left to be written by hand."""
_LONG_WORD = re.compile(r"[A-Za-z]{2,}")


def _upright(words: str) -> str:
    return f'"{words}"'


def _function(name: str) -> Rule:
    return wrapped(f'op("{name}")({{0}})')


_NAMED = ("gelu", "gelu-tanh")
_KNOWN = ("ln", "sin", "cos")
"""Functions that Typst knows by name."""

_CELLS = {
    "add": infix(" + ", SUM, NEGATIVE, SUM),
    "subtract": infix(" − ", SUM, NEGATIVE, SUM + 1),
    "multiply": infix(" · ", PRODUCT, PRODUCT, PRODUCT),
    "power": Rule("{0}^({1})", POWER, (ATOM, NEGATIVE)),
    "square": wrapped("{0}^2", ATOM, POWER),
    "sqrt": wrapped("sqrt({0})"),
    "floor": wrapped("floor({0})"),
    "negate": Rule("−{0}", NEGATIVE, (ATOM,)),
    "maximum": wrapped("max({0})", joiner=", "),
    "softplus": Rule("ln(1 + e^({0}))", ATOM, (NEGATIVE,)),
    **{name: wrapped(f"{name}({{0}})") for name in _KNOWN},
    **{name: _function(name) for name in _NAMED},
}
_STACKED_CELLS = {"divide": Rule("frac({0}, {1})", FRACTION, (NEGATIVE, NEGATIVE))}
_IN_LINE_CELLS = {"divide": infix(" ÷ ", QUOTIENT, PRODUCT, FRACTION + 1)}

_PICKED = wrapped("{0}[{detail}]", ATOM)
_SCAN = '{0}_i macron(A)_i … macron(A)_(j+1) macron(B)_j "in channel" {detail}'
_PARTS = Rule("sum_({detail}) {0} · H", LIST, (PRODUCT,))
_MATRICES = {
    "add": infix(" + ", SUM, NEGATIVE, SUM),
    "subtract": infix(" − ", SUM, NEGATIVE, SUM + 1),
    "multiply": infix(" ⊙ ", PRODUCT, PRODUCT, PRODUCT),
    "scale": infix(" · ", PRODUCT, PRODUCT, PRODUCT),
    "matmul": infix(" thin ", PRODUCT, PRODUCT, PRODUCT),
    "power": Rule("{0}^({1})", POWER, (ATOM, NEGATIVE)),
    "transpose": wrapped("{0}^top", ATOM, ATOM),
    "square": wrapped("{0}^2", ATOM, POWER),
    "sqrt": wrapped("sqrt({0})"),
    "floor": wrapped("floor({0})"),
    "negate": Rule("−{0}", NEGATIVE, (ATOM,)),
    "sum": Rule("sum_({detail}) {0}", LIST, (PRODUCT,)),
    "mean": wrapped('op("mean")_({detail}) ({0})'),
    "maximum": wrapped("max_({detail}) ({0})"),
    "weighted parts": _PARTS,
    "mask": Rule('{0} "where" {1} "is" 1 "else" −∞', NEGATIVE, (SUM, SUM)),
    "where": Rule('{1} "where" {0} "is" 1 "else" {2}', NEGATIVE, (SUM, SUM, SUM)),
    "columns": Rule('"columns" {detail} "of" {0}', SUM, (ATOM,)),
    "rows": Rule('"rows" {detail} "of" {0}', SUM, (ATOM,)),
    "pick columns": Rule('"columns" {detail} "of" {0}', SUM, (ATOM,)),
    "pick rows": Rule('"rows" {detail} "of" {0}', SUM, (ATOM,)),
    "pick places": _PICKED,
    "pick cells": _PICKED,
    "row": Rule("attach({0}, br: {detail})", ATOM, (ATOM,)),
    "column": Rule("attach({0}, br: {detail})", ATOM, (ATOM,)),
    "repeat": Rule('{0} "for every" {detail}', NEGATIVE, (SUM,)),
    "in turn": wrapped("[{0}]", joiner=' "in turn with" '),
    "side by side": wrapped("[{0}]", joiner=" mid(|) "),
    "stacked": wrapped("[{0}]", joiner=" ; "),
    "table": wrapped(""),
    "patches": Rule('{detail} "patches of" {0}', SUM, (ATOM,)),
    "running sum to 1": _function("running sum"),
    "intervals": _function("intervals"),
    "ln of share": wrapped("ln({0})"),
    "decide": Rule('{detail} "of" {0}', SUM, (ATOM,)),
    "outcome": Rule("{detail}: {0}", SUM, (ATOM,), joiner=", "),
    "scan matrix": Rule(_SCAN, NEGATIVE, (ATOM,)),
    "copy": TRANSPARENT,
    "role": TRANSPARENT,
    **{name: wrapped(f"{name}({{0}})") for name in _KNOWN},
    **{name: _function(name) for name in (*_NAMED, "relu", "sigmoid", "silu", "softplus")},
}
_OVER = Rule("frac({0}, {1})", FRACTION, (NEGATIVE, NEGATIVE))
_STACKED_MATRICES = {
    "divide": _OVER,
    "divide or zero": _OVER,
    "divide or limit": _OVER,
    "power law": Rule("frac({0}, {1}^({2}))", FRACTION, (NEGATIVE, ATOM, NEGATIVE)),
}
_BESIDE = infix(" ÷ ", QUOTIENT, PRODUCT, FRACTION + 1)
_IN_LINE_MATRICES = {
    "divide": _BESIDE,
    "divide or zero": _BESIDE,
    "divide or limit": _BESIDE,
    "power law": Rule("{0} ÷ {1}^({2})", QUOTIENT, (PRODUCT, ATOM, NEGATIVE)),
}


def _name(name: Name) -> str:
    """W_Q, μ, "logits", "head1."A, "t1."macron(A)."""
    letter = GREEK.get(name.letter, name.letter)
    letter = letter if len(letter) == 1 else _upright(letter)
    letter = f"macron({letter})" if name.mark else letter
    below = name.subscript if len(name.subscript) == 1 else _upright(name.subscript)
    before = _upright("".join(f"{part}." for part in name.prefix)) if name.prefix else ""
    return f"{before}{letter}_{below}" if name.subscript else f"{before}{letter}"


def _symbol(text: str) -> str:
    """A constant: d_k, ε, "ratio", (n − 1); words stand upright."""
    return _LONG_WORD.sub(lambda word: _upright(word[0]), text.replace("·", " · "))


def _number(text: str) -> str:
    """A number; a fraction is stacked, 1.235e+09 stays one text."""
    sign = "−" if text.startswith("−") else ""
    above, _, below = text.removeprefix("−").partition("/")
    if below:
        return f"{sign}frac({above}, {below})"
    return _upright(text) if "e" in text else text


def _alphabet(cells: Mapping[str, Rule], matrices: Mapping[str, Rule]) -> Notation:
    return Notation(
        cells={**_CELLS, **cells},
        matrices={**_MATRICES, **matrices},
        name=_name,
        symbol=_symbol,
        number=_number,
        applied='op("{0}")({1})',
        blank=BLANK,
    )


STACKED = _alphabet(_STACKED_CELLS, _STACKED_MATRICES)
"""Quotients are fractions, as in a textbook."""
IN_LINE = _alphabet(_IN_LINE_CELLS, _IN_LINE_MATRICES)
"""Quotients stand in the line with ÷, which can be broken: for arithmetic longer than a line."""


@dataclass
class Labels:
    """The texts from outside that formulas of one document hold, in the order of their placeholders."""

    texts: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def placeholder(self, text: str) -> str:
        """What stands for this text in a formula."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return (PLACEHOLDER if len(text) <= LONGEST else LONG_PLACEHOLDER).format(number)

    def of(self, alphabet: Notation) -> Notation:
        """The alphabet, writing into this table."""
        return alphabet._replace(label=self.placeholder, word=self.placeholder)
