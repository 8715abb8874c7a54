"""Formulas in Typst's math; whatever comes from outside is a placeholder for one of the document's labels.

So the markup of a formula is ours alone: a label is looked up when it is set, and never read as source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from handcalc.formats.document.notation import (
    ATOM,
    FRACTION,
    NEGATIVE,
    Notation,
    NotationRule,
    RuleOrText,
    rules,
)
from handcalc.record.symbols import GREEK, Symbol

PLACEHOLDER = "#l({0}) "
LONG_PLACEHOLDER = "#long({0}) "
"""A label in a formula, by its number; one that is long is set in lines of its own."""
LONGEST = 40
"""Characters of a label that stands in a formula as it is."""
BLANK = "#gap"
"""A formula that is left to be written by hand."""
_LONG_WORD = re.compile(r"[A-Za-z]{2,}")


def literal(text: str) -> str:
    """A text as a string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_BOTH: dict[str, RuleOrText] = {
    "add": "{0} + {1}",
    "subtract": "{0} − {1}",
    "power": "{0}^({1})",
    "square": "{0}^2",
    "sqrt": "sqrt({0})",
    "floor": "floor({0})",
    "negate": "−{0}",
    "ln": "ln({0})",
    "sin": "sin({0})",
    "cos": "cos({0})",
}
_CELLS: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": "{0} · {1}",
    "maximum": "max({0}, {1})",
    "softplus": "ln(1 + e^({0}))",
}
_MATRICES: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": "{0} ⊙ {1}",
    "scale": "{0} · {1}",
    "matmul": "{0} thin {1}",
    "transpose": "{0}^top",
    "sum": "sum_({label}) {0}",
    "mean": 'op("mean")_({label}) ({0})',
    "maximum": "max_({label}) ({0})",
    "weighted parts": "sum_({label}) {0} · H",
    "mask": '{0} "where" {1} "is" 1 "else" −∞',
    "where": '{1} "where" {0} "is" 1 "else" {2}',
    "columns": '"columns" {label} "of" {0}',
    "rows": '"rows" {label} "of" {0}',
    "row": "attach({0}, br: {label})",
    "pick places": "{0}[{label}]",
    "patches": '{label} "patches of" {0}',
    "repeat": '{0} "for every" {label}',
    "in turn": '[{0} "in turn with" {1}]',
    "side by side": "[{0} mid(|) {1}]",
    "stacked": "[{0} ; {1}]",
    "running sum to 1": 'op("running sum")({0})',
    "decide": '{label} "of" {0}',
    "outcome": "{label}: {0}, {1}",
    "scan matrix": '{0}_i macron(A)_i … macron(A)_(j+1) macron(B)_j "in channel" {label}',
}
_OVER: dict[str, RuleOrText] = {
    "divide": NotationRule("frac({0}, {1})", FRACTION),
    "power law": NotationRule("frac({0}, {1}^({2}))", FRACTION, (NEGATIVE, ATOM, NEGATIVE)),
}
_BESIDE: dict[str, RuleOrText] = {"divide": "{0} ÷ {1}", "power law": "{0} ÷ {1}^({2})"}


def _name(name: Symbol) -> str:
    """W_Q, μ, "logits", "head1."A, "t1."macron(A)."""
    letter = GREEK.get(name.letter, name.letter)
    letter = letter if len(letter) == 1 else literal(letter)
    letter = f"macron({letter})" if name.mark else letter
    below = name.subscript if len(name.subscript) == 1 else literal(name.subscript)
    before = literal("".join(f"{part}." for part in name.prefix)) if name.prefix else ""
    return f"{before}{letter}_{below}" if name.subscript else f"{before}{letter}"


def _symbol(text: str) -> str:
    """A constant: d_k, ε, "ratio", (n − 1); words stand upright."""
    return _LONG_WORD.sub(lambda word: literal(word[0]), text.replace("·", " · "))


def _number(text: str) -> str:
    """A number; a fraction is stacked, 1.235e+09 stays one text."""
    sign = "−" if text.startswith("−") else ""
    above, _, below = text.removeprefix("−").partition("/")
    if below:
        return f"{sign}frac({above}, {below})"
    return literal(text) if "e" in text else text


def _alphabet(quotients: Mapping[str, RuleOrText]) -> Notation:
    return Notation(
        cells=rules({**_CELLS, "divide": quotients["divide"]}),
        matrices=rules({**_MATRICES, **quotients}),
        name=_name,
        symbol=_symbol,
        number=_number,
        function=literal,
        applied="op({0})({1})",
        blank=BLANK,
    )


STACKED = _alphabet(_OVER)
"""Quotients are fractions, as in a textbook."""
IN_LINE = _alphabet(_BESIDE)
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
