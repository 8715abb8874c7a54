"""Notation as data: how each operation is written, in Unicode and in ASCII.

A format with a look of its own (LaTeX, MathML) is another table of this shape; the writer is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from handcalc.record.names import Name

# How tightly an expression binds; one that binds less than its place needs is put in brackets.
NEGATIVE, SUM, QUOTIENT, LIST, PRODUCT, FRACTION, POWER, ATOM = 0, 10, 20, 25, 30, 35, 40, 50


class Rule(NamedTuple):
    """One operation's notation.

    template: {0} and {1} are the operands, {detail} what the operation adds (an axis, a range).
    binds: how tightly the result binds. needs: how tightly each operand must bind; the last one counts
    for all that follow. joiner: between operands, for operations that take any number of them.
    """

    template: str
    binds: int
    needs: tuple[int, ...]
    joiner: str | None = None


def infix(sign: str, binds: int, first: int, rest: int) -> Rule:
    """An operation between its operands."""
    return Rule("{0}", binds, (first, rest), joiner=sign)


def wrapped(template: str, needs: int = NEGATIVE, binds: int = ATOM, joiner: str | None = None) -> Rule:
    """An operation around its operands."""
    return Rule(template, binds, (needs,), joiner)


TRANSPARENT = Rule("{0}", NEGATIVE, (NEGATIVE,))
"""An operation that formulas do not show."""


class Notation(NamedTuple):
    """A whole alphabet: the rules for matrices and for cells, and the signs around them.

    text: our own words outside formulas, still plain text. Formulas are markup where a format has some,
    and these spell their parts: name of a matrix, symbol of a constant (d_k), word of a rule (an axis, a
    range), label from outside, number.
    reference: a cell, of its matrix and labels. applied: a function without a rule. equation: a worked-out
    cell, of its reference, arithmetic, relation and value; copied: one without arithmetic. blank: what is
    left to be written by hand. scientific: how tightly 1.235e+09 binds as it is spelled. separator: between
    labels, and between operands of a function without a rule.
    """

    matrices: Mapping[str, Rule]
    cells: Mapping[str, Rule]
    name: Callable[[Name], str]
    text: Callable[[str], str] = str
    symbol: Callable[[str], str] = str
    word: Callable[[str], str] = str
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


_SHARED_CELLS = {
    "add": infix(" + ", SUM, NEGATIVE, SUM),
    "power": infix("^", POWER, ATOM, ATOM),
    "maximum": wrapped("max({0})", joiner=", "),
    "softplus": wrapped("ln(1 + e^{0})", ATOM),
    **{name: wrapped(f"{name}({{0}})") for name in ("ln", "sin", "cos", "gelu", "gelu-tanh")},
}
_SHARED_MATRICES = {
    "add": infix(" + ", SUM, NEGATIVE, SUM),
    "power": infix("^", POWER, ATOM, ATOM),
    "matmul": infix(" ", PRODUCT, PRODUCT, PRODUCT),
    "mean": wrapped("mean_{detail}({0})"),
    "maximum": wrapped("max_{detail}({0})"),
    "columns": Rule("columns {detail} of {0}", SUM, (ATOM,)),
    "rows": Rule("rows {detail} of {0}", SUM, (ATOM,)),
    "row": Rule("{0}_{detail}", ATOM, (ATOM,)),
    "column": Rule("{0}_{detail}", ATOM, (ATOM,)),
    "repeat": Rule("{0} for every {detail}", NEGATIVE, (SUM,)),
    "in turn": wrapped("[{0}]", joiner=" in turn with "),
    "side by side": wrapped("[{0}]", joiner=" | "),
    "stacked": wrapped("[{0}]", joiner=" ; "),
    "table": wrapped(""),
    "pick rows": Rule("rows {detail} of {0}", SUM, (ATOM,)),
    "pick places": wrapped("{0}[{detail}]", ATOM),
    "pick cells": wrapped("{0}[{detail}]", ATOM),
    "patches": Rule("{detail} patches of {0}", SUM, (ATOM,)),
    "pick columns": Rule("columns {detail} of {0}", SUM, (ATOM,)),
    "where": Rule("{1} where {0} is 1, else {2}", NEGATIVE, (SUM, SUM, SUM)),
    "running sum to 1": wrapped("running sum({0})"),
    "intervals": wrapped("intervals({0})"),
    "ln of share": wrapped("ln({0})"),
    "decide": Rule("{detail} of {0}", SUM, (ATOM,)),
    "outcome": Rule("{detail}: {0}", SUM, (ATOM,), joiner=", "),
    **{
        name: wrapped(f"{name}({{0}})")
        for name in ("relu", "sigmoid", "silu", "softplus", "gelu", "gelu-tanh", "ln", "sin", "cos")
    },
    "copy": TRANSPARENT,
    "role": TRANSPARENT,
}

# Written as in the textbook: the operation has two operands for every time step.
_SCAN = "{{0}}_i {0}_i {1} {0}_(j+1) {2}_j in channel {{detail}}"

UNICODE = Notation(
    cells={
        **_SHARED_CELLS,
        "subtract": infix(" − ", SUM, NEGATIVE, SUM + 1),
        "multiply": infix("·", PRODUCT, PRODUCT, PRODUCT),
        "divide": infix(" ÷ ", QUOTIENT, PRODUCT, FRACTION + 1),
        "square": wrapped("{0}²", ATOM, POWER),
        "sqrt": wrapped("√{0}", ATOM, POWER),
        "floor": wrapped("⌊{0}⌋"),
        "negate": Rule("−{0}", NEGATIVE, (ATOM,)),
    },
    matrices={
        **_SHARED_MATRICES,
        "subtract": infix(" − ", SUM, NEGATIVE, SUM + 1),
        "multiply": infix(" ⊙ ", PRODUCT, PRODUCT, PRODUCT),
        "divide": infix(" ÷ ", QUOTIENT, PRODUCT, FRACTION + 1),
        "divide or zero": infix(" ÷ ", QUOTIENT, PRODUCT, FRACTION + 1),
        "power law": Rule("{0} ÷ {1}^{2}", QUOTIENT, (PRODUCT, ATOM)),
        "divide or limit": Rule("{0} ÷ {1}", QUOTIENT, (PRODUCT, FRACTION + 1)),
        "scan matrix": Rule(_SCAN.format("Ā", "…", "B̄"), NEGATIVE, (ATOM,)),
        "transpose": wrapped("{0}ᵀ", ATOM),
        "square": wrapped("{0}²", ATOM, POWER),
        "sqrt": wrapped("√{0}", ATOM, POWER),
        "floor": wrapped("⌊{0}⌋"),
        "negate": Rule("−{0}", NEGATIVE, (ATOM,)),
        "scale": infix(" · ", PRODUCT, PRODUCT, PRODUCT),
        "sum": Rule("Σ_{detail} {0}", LIST, (PRODUCT,)),
        "weighted parts": Rule("Σ_{detail} {0} · H", LIST, (PRODUCT,)),
        "mask": Rule("{0} where {1} is 1, else −∞", NEGATIVE, (SUM, SUM)),
    },
    name=lambda name: name.symbol,
)

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
    "\u0304": "bar",
    "✓": "yes",
    "✗": "NO",
}
_ASCII_TABLE = str.maketrans(_ASCII)


def ascii_text(text: str) -> str:
    """Our own words in ASCII; labels from outside are not ours and stay as they are."""
    return text.translate(_ASCII_TABLE)


ASCII = Notation(
    cells={
        **_SHARED_CELLS,
        "subtract": infix(" - ", SUM, NEGATIVE, SUM + 1),
        "multiply": infix("*", PRODUCT, PRODUCT, PRODUCT),
        "divide": infix(" / ", QUOTIENT, PRODUCT, FRACTION + 1),
        "square": wrapped("{0}^2", ATOM, POWER),
        "sqrt": wrapped("sqrt({0})"),
        "floor": wrapped("floor({0})"),
        "negate": Rule("-{0}", NEGATIVE, (ATOM,)),
    },
    matrices={
        **_SHARED_MATRICES,
        "subtract": infix(" - ", SUM, NEGATIVE, SUM + 1),
        "multiply": infix(" * ", PRODUCT, PRODUCT, PRODUCT),
        "divide": infix(" / ", QUOTIENT, PRODUCT, FRACTION + 1),
        "divide or zero": infix(" / ", QUOTIENT, PRODUCT, FRACTION + 1),
        "power law": Rule("{0} / {1}^{2}", QUOTIENT, (PRODUCT, ATOM)),
        "divide or limit": Rule("{0} / {1}", QUOTIENT, (PRODUCT, FRACTION + 1)),
        "scan matrix": Rule(_SCAN.format("Abar", "..", "Bbar"), NEGATIVE, (ATOM,)),
        "transpose": wrapped("{0}^T", ATOM),
        "square": wrapped("{0}^2", ATOM, POWER),
        "sqrt": wrapped("sqrt({0})"),
        "floor": wrapped("floor({0})"),
        "negate": Rule("-{0}", NEGATIVE, (ATOM,)),
        "scale": infix(" * ", PRODUCT, PRODUCT, PRODUCT),
        "sum": wrapped("sum_{detail}({0})"),
        "weighted parts": wrapped("sum_{detail}({0} * H)"),
        "mask": Rule("{0} where {1} is 1, else -inf", NEGATIVE, (SUM, SUM)),
    },
    name=lambda name: name.id,
    text=ascii_text,
    symbol=ascii_text,
    word=ascii_text,
    minus="-",
    about="~=",
    infinity="inf",
    times="x",
)
