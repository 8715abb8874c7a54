"""The notation of Typst's math, with a placeholder for each label.

User input is never part of a formula's source: the template looks a label up by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from handcalc.formats.document.notation import Notation, RuleOrText, fractions, rules
from handcalc.record.symbols import GREEK, Symbol

PLACEHOLDER = "#l({0}) "
LONG_PLACEHOLDER = "#long({0}) "
"""A label by its number; a long one may be broken into lines."""
LONGEST = 40
"""Characters of the longest label that is not broken."""
BLANK = "#gap"
"""A gap for a formula written by hand."""
_LONG_WORD = re.compile(r"[A-Za-z]{2,}")


def literal(text: str) -> str:
    """A string literal."""
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
_DIVISIONS: dict[str, RuleOrText] = {"divide": "{0} ÷ {1}", "power law": "{0} ÷ {1}^({2})"}


def _name(name: Symbol) -> str:
    """W_Q, μ, "logits", "head1."A, "t1."macron(A)."""
    letter = GREEK.get(name.letter, name.letter)
    letter = letter if len(letter) == 1 else literal(letter)
    letter = f"macron({letter})" if name.mark else letter
    below = name.subscript if len(name.subscript) == 1 else literal(name.subscript)
    before = literal("".join(f"{part}." for part in name.prefix)) if name.prefix else ""
    return f"{before}{letter}_{below}" if name.subscript else f"{before}{letter}"


def _symbol(text: str) -> str:
    """A constant: d_k, ε, "ratio", (n − 1); words are upright."""
    return _LONG_WORD.sub(lambda word: literal(word[0]), text.replace("·", " · "))


def _number(text: str) -> str:
    """A number; fractions are stacked, 1.235e+09 is a string."""
    sign = "−" if text.startswith("−") else ""
    above, _, below = text.removeprefix("−").partition("/")
    if below:
        return f"{sign}frac({above}, {below})"
    return literal(text) if "e" in text else text


def _notation(quotients: Mapping[str, RuleOrText]) -> Notation:
    return Notation(
        cells=rules({**_CELLS, **quotients}),
        matrices=rules({**_MATRICES, **quotients}),
        name=_name,
        symbol=_symbol,
        number=_number,
        function=literal,
        applied="op({0})({1})",
        blank=BLANK,
    )


STACKED = _notation(fractions("frac({0}, {1})", "frac({0}, {1}^({2}))"))
"""With quotients as fractions, as in a textbook."""
IN_LINE = _notation(_DIVISIONS)
"""With quotients as ÷, for arithmetic longer than a line, which can be broken there."""


@dataclass
class Labels:
    """The labels in the formulas of one document, in the order of their placeholders."""

    texts: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def placeholder(self, text: str) -> str:
        """The placeholder of a label in a formula."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return (PLACEHOLDER if len(text) <= LONGEST else LONG_PLACEHOLDER).format(number)

    def of(self, notation: Notation) -> Notation:
        """The notation with placeholders for its labels."""
        return notation._replace(label=self.placeholder, word=self.placeholder)
