"""Notation as data: how each operation is written, in Unicode and in ASCII.

A format with a look of its own (LaTeX, MathML) is another table of this shape; the writer is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from handcalc.record.symbols import Symbol

# How tightly an expression binds; one that binds less than its place needs is put in brackets.
NEGATIVE, SUM, QUOTIENT, LIST, PRODUCT, FRACTION, POWER, ATOM = 0, 10, 20, 25, 30, 35, 40, 50


class NotationRule(NamedTuple):
    """One operation's notation.

    template: {0} and {1} are the operands, {label} what the operation adds (an axis, a range).
    binds: how tightly the result binds. needs: how tightly each operand must bind; the last one counts
    for all that follow. joiner: between operands, for operations that take any number of them.
    """

    template: str
    binds: int = ATOM
    needs: tuple[int, ...] = (NEGATIVE,)
    joiner: str | None = None


RuleOrText = str | NotationRule
"""How an alphabet writes an operation: a text, or a rule where it binds otherwise than PRECEDENCE says."""

PRECEDENCE: dict[str, tuple[int, tuple[int, ...]]] = {
    "add": (SUM, (NEGATIVE, SUM)),
    "subtract": (SUM, (NEGATIVE, SUM + 1)),
    "multiply": (PRODUCT, (PRODUCT,)),
    "scale": (PRODUCT, (PRODUCT,)),
    "matmul": (PRODUCT, (PRODUCT,)),
    "divide": (QUOTIENT, (PRODUCT, FRACTION + 1)),
    "power": (POWER, (ATOM, NEGATIVE)),
    "power law": (QUOTIENT, (PRODUCT, ATOM, NEGATIVE)),
    "square": (POWER, (ATOM,)),
    "negate": (NEGATIVE, (ATOM,)),
    "transpose": (ATOM, (ATOM,)),
    "sum": (LIST, (PRODUCT,)),
    "weighted parts": (LIST, (PRODUCT,)),
    "mask": (NEGATIVE, (SUM,)),
    "where": (NEGATIVE, (SUM,)),
    "columns": (SUM, (ATOM,)),
    "rows": (SUM, (ATOM,)),
    "row": (ATOM, (ATOM,)),
    "pick places": (ATOM, (ATOM,)),
    "patches": (SUM, (ATOM,)),
    "repeat": (NEGATIVE, (SUM,)),
    "decide": (SUM, (ATOM,)),
    "outcome": (SUM, (ATOM,)),
    "scan matrix": (NEGATIVE, (ATOM,)),
}
"""How tightly an operation binds, and its operands must; any other one brackets its operands itself."""

_REPEATED = {"add", "multiply", "maximum", "in turn", "side by side", "stacked", "outcome"}
"""Operations of any number of operands: what stands between {0} and {1} stands between all of them."""

_WRITTEN_AS = {
    "divide or zero": "divide",
    "divide or limit": "divide",
    "ln of share": "ln",
    "column": "row",
    "pick columns": "columns",
    "pick rows": "rows",
    "pick cells": "pick places",
}

TRANSPARENT = NotationRule("{0}", NEGATIVE)
"""An operation that formulas do not show."""
_UNSEEN = {"copy": TRANSPARENT, "role": TRANSPARENT, "table": NotationRule("")}


def rules(templates: Mapping[str, RuleOrText]) -> dict[str, NotationRule]:
    """The rules of an alphabet; an operation without a template is written name(a, b)."""
    stated = {name: _rule(name, template) for name, template in templates.items()}
    alike = {name: stated[other] for name, other in _WRITTEN_AS.items() if other in stated}
    return {**_UNSEEN, **alike, **stated}


def _rule(name: str, template: RuleOrText) -> NotationRule:
    if isinstance(template, NotationRule):
        return template
    rule = NotationRule(template, *PRECEDENCE.get(name, (ATOM, (NEGATIVE,))))
    if name not in _REPEATED or "{1}" not in template:
        return rule
    before, _, rest = template.partition("{0}")
    joiner, _, after = rest.partition("{1}")
    return rule._replace(template=f"{before}{{0}}{after}", joiner=joiner.format())


class Notation(NamedTuple):
    """A whole alphabet: the rules for matrices and for cells, and the signs around them.

    text: our own words outside formulas, still plain text. Formulas are markup where a format has some,
    and these spell their parts: name of a matrix, symbol of a constant (d_k), word of a rule (an axis, a
    range), function (the name of an operation without a rule), label from outside, number.
    reference: a cell, of its matrix and labels. applied: an operation without a rule, of name and operands.
    equation: a worked-out cell, of its reference, arithmetic, relation and value; copied: one without
    arithmetic. blank: what is left to be written by hand. scientific: how tightly 1.235e+09 binds as it is
    spelled. separator: between labels, and between operands of an operation without a rule.
    """

    matrices: Mapping[str, NotationRule]
    cells: Mapping[str, NotationRule]
    name: Callable[[Symbol], str]
    text: Callable[[str], str] = str
    symbol: Callable[[str], str] = str
    word: Callable[[str], str] = str
    function: Callable[[str], str] = str
    label: Callable[[str], str] = str
    number: Callable[[str], str] = str
    minus: str = "−"
    equal: str = "="
    about: str = "≈"
    infinity: str = "∞"
    times: str = "×"
    brackets: str = "({0})"
    applied: str = "{0}({1})"
    reference: str = "{0}[{1}]"
    equation: str = "{0} = {1} {2} {3}"
    copied: str = "{0} = {1}"
    blank: str = "____"
    scientific: int = ATOM
    separator: str = ", "


_BOTH: dict[str, RuleOrText] = {
    "add": "{0} + {1}",
    "subtract": "{0} − {1}",
    "divide": "{0} ÷ {1}",
    "power": NotationRule("{0}^{1}", POWER, (ATOM,)),
    "square": "{0}²",
    "sqrt": NotationRule("√{0}", POWER, (ATOM,)),
    "floor": "⌊{0}⌋",
    "negate": "−{0}",
    "ln": "ln({0})",
}
_CELLS: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": "{0}·{1}",
    "maximum": "max({0}, {1})",
    "softplus": NotationRule("ln(1 + e^{0})", ATOM, (ATOM,)),
}
_MATRICES: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": "{0} ⊙ {1}",
    "scale": "{0} · {1}",
    "matmul": "{0} {1}",
    "power law": NotationRule("{0} ÷ {1}^{2}", QUOTIENT, (PRODUCT, ATOM)),
    "transpose": "{0}ᵀ",
    "sum": "Σ_{label} {0}",
    "mean": "mean_{label}({0})",
    "maximum": "max_{label}({0})",
    "weighted parts": "Σ_{label} {0} · H",
    "mask": "{0} where {1} is 1, else −∞",
    "where": "{1} where {0} is 1, else {2}",
    "columns": "columns {label} of {0}",
    "rows": "rows {label} of {0}",
    "row": "{0}_{label}",
    "pick places": "{0}[{label}]",
    "patches": "{label} patches of {0}",
    "repeat": "{0} for every {label}",
    "in turn": "[{0} in turn with {1}]",
    "side by side": "[{0} | {1}]",
    "stacked": "[{0} ; {1}]",
    "running sum to 1": "running sum({0})",
    "decide": "{label} of {0}",
    "outcome": "{label}: {0}, {1}",
    # Written as in the textbook: the operation has two operands for every time step.
    "scan matrix": "{0}_i Ā_i … Ā_(j+1) B̄_j in channel {label}",
}

UNICODE = Notation(cells=rules(_CELLS), matrices=rules(_MATRICES), name=lambda name: name.symbol)

_ASCII = {
    "−": "-",
    "·": "*",
    "×": "x",
    "÷": "/",
    "√": "sqrt ",
    "∞": "inf",
    "≈": "~=",
    "ᵀ": "^T",
    "²": "^2",
    "Σ": "sum",
    "⊙": "*",
    "⌊": "floor(",
    "⌋": ")",
    "ε": "eps",
    "μ": "mu",
    "γ": "gamma",
    "β": "beta",
    "α": "alpha",
    "σ": "sigma",
    "Δ": "delta",
    "…": "..",
    "→": "->",
    "≥": ">=",
    "≤": "<=",
    "∂": "d",
    "∈": "in",
    "‖": "||",
    "Ā": "Abar",
    "\u0304": "bar",
    "✓": "yes",
    "✗": "NO",
}
_ASCII_TABLE = str.maketrans(_ASCII)


def ascii_text(text: str) -> str:
    """Our own words in ASCII; labels from outside are not ours and stay as they are."""
    return text.translate(_ASCII_TABLE)


def _in_ascii(template: RuleOrText) -> RuleOrText:
    if isinstance(template, str):
        return ascii_text(template)
    return template._replace(template=ascii_text(template.template))


def _ascii_rules(
    templates: Mapping[str, RuleOrText], others: Mapping[str, RuleOrText]
) -> dict[str, NotationRule]:
    """The rules in our own signs' ASCII; others: what is written otherwise."""
    return rules({**{name: _in_ascii(template) for name, template in templates.items()}, **others})


ASCII = Notation(
    cells=_ascii_rules(_CELLS, {"sqrt": NotationRule("sqrt({0})")}),
    matrices=_ascii_rules(
        _MATRICES,
        {
            "sqrt": NotationRule("sqrt({0})"),
            "sum": NotationRule("sum_{label}({0})"),
            "weighted parts": NotationRule("sum_{label}({0} * H)"),
            "scan matrix": "{0}_i Abar_i .. Abar_(j+1) Bbar_j in channel {label}",
        },
    ),
    name=lambda name: name.id,
    text=ascii_text,
    symbol=ascii_text,
    word=ascii_text,
    function=ascii_text,
    minus="-",
    about="~=",
    infinity="inf",
    times="x",
)
