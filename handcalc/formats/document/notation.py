"""Notations as data: how each operation is written, in Unicode and in ASCII.

LaTeX, MathML and Typst have tables of the same form; expression_writer.py works with any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from handcalc.formats.document.precedence import (
    ATOM,
    FRACTION,
    NEGATIVE,
    POWER,
    PRECEDENCE,
    PRODUCT,
    QUOTIENT,
)
from handcalc.record.symbols import GREEK, Symbol


class NotationRule(NamedTuple):
    """The notation of one operation.

    template: {0} and {1} are operands, {label} the operation's parameter (an axis, a range). binds: binding
    strength of the result. needs: required strength of each operand; the last entry holds for all further
    ones. joiner: text between the operands of an operation with any number of them.
    """

    template: str
    binds: int = ATOM
    needs: tuple[int, ...] = (NEGATIVE,)
    joiner: str | None = None


RuleOrText = str | NotationRule
"""A template, or a rule if the binding strengths differ from PRECEDENCE."""

_REPEATED = {"add", "multiply", "maximum", "in turn", "side by side", "stacked", "outcome"}
"""Operations with any number of operands: the text between {0} and {1} is repeated between all of them."""

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
"""An operation that is not written in formulas."""
_UNSEEN = {"copy": TRANSPARENT, "role": TRANSPARENT, "table": NotationRule("")}


def rules(templates: Mapping[str, RuleOrText]) -> dict[str, NotationRule]:
    """The rules of a notation; an operation without a template is written name(a, b)."""
    explicit = {name: _rule(name, template) for name, template in templates.items()}
    same = {name: explicit[other] for name, other in _WRITTEN_AS.items() if other in explicit}
    return {**_UNSEEN, **same, **explicit}


def _rule(name: str, template: RuleOrText) -> NotationRule:
    if isinstance(template, NotationRule):
        return template
    rule = NotationRule(template, *PRECEDENCE.get(name, (ATOM, (NEGATIVE,))))
    if name not in _REPEATED or "{1}" not in template:
        return rule
    before, _, rest = template.partition("{0}")
    joiner, _, after = rest.partition("{1}")
    return rule._replace(template=f"{before}{{0}}{after}", joiner=joiner.format())


def fractions(divide: str, power_law: str) -> dict[str, RuleOrText]:
    """Rules of quotients written as fractions, whose numerator and denominator need no brackets."""
    power_law_rule = NotationRule(power_law, FRACTION, (NEGATIVE, ATOM, NEGATIVE))
    return {"divide": NotationRule(divide, FRACTION), "power law": power_law_rule}


class Notation(NamedTuple):
    """The rules of a format for matrices and for cells, and its signs.

    text: spells handcalc's own words outside formulas. The other functions spell parts of formulas, in the
    markup of the format: name of a matrix, symbol of a constant (d_k), word (an axis, a range), function (an
    operation without a rule), label (user input), number.
    Templates: brackets; reference to a cell (matrix, labels); applied operation without a rule (name,
    operands); equation of a worked-out cell (reference, arithmetic, relation, value); copied, an equation
    without arithmetic (reference, value). blank: a gap to be filled in. scientific: binding strength of
    1.235e+09. separator: between labels, and between operands of an operation without a rule.
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
    **{letter: name for name, letter in GREEK.items()},
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
    """Handcalc's own words in ASCII; never applied to labels, which are user input."""
    return text.translate(_ASCII_TABLE)


def _ascii_rules(
    templates: Mapping[str, RuleOrText], exceptions: Mapping[str, RuleOrText]
) -> dict[str, NotationRule]:
    """The rules with their signs in ASCII, and exceptions."""
    plain: dict[str, RuleOrText] = {
        name: ascii_text(rule) if isinstance(rule, str) else rule._replace(template=ascii_text(rule.template))
        for name, rule in templates.items()
    }
    return rules({**plain, **exceptions})


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
