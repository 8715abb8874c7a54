"""How LaTeX writes every operation: formulas of matrices, and worked-out cells that may break over lines.

Bases and names stand in braces of their own, since a name may have an index already.
"""

from __future__ import annotations

import re

from handcalc.latex.characters import SIGNS
from handcalc.latex.text import escaped, number
from handcalc.record.names import Name
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

BLANK = r"\hcblank{}"
_SPELLED = {**SIGNS, "·": r" \cdot ", "÷": r" \div ", " ": r"\ "}
_SYMBOL = re.compile(r"[_^]?[^\W\d_]+|\d+|.")


def symbol(text: str) -> str:
    r"""A constant: d_{k}, \beta, \mathrm{lr}, (n \cdot o)."""
    return "".join(map(_part, _SYMBOL.findall(text)))


def _part(text: str) -> str:
    if text[0] in "_^" and len(text) > 1:
        return f"{text[0]}{{{_part(text[1:])}}}"
    return Name.of(text).latex if text.isascii() and text.isalpha() else _SPELLED.get(text, escaped(text))


def word(text: str) -> str:
    r"""What an operation adds, mostly words: \text{key}, but d_{\mathrm{model}}."""
    return symbol(text) if re.fullmatch(r"[A-Za-z]_[A-Za-z]+|\d+", text) else f"\\text{{{escaped(text)}}}"


def _function(name: str) -> Rule:
    return wrapped(rf"\operatorname{{{{{name}}}}}({{0}})")


_CASES = r"\begin{{cases}} {0} & \text{{where }} {1} = 1 \\ {2} & \text{{else}} \end{{cases}}"
_SCAN = r"{0}_{{i}} \bar{{A}}_{{i}} \cdots \bar{{A}}_{{j+1}} \bar{{B}}_{{j}} \text{{ in channel }} {detail}"
_POWER = Rule("{{{0}}}^{{{1}}}", POWER, (ATOM, NEGATIVE))
_SQUARE = wrapped("{{{0}}}^{{2}}", ATOM, POWER)
_ROOT = wrapped(r"\sqrt{{{0}}}")
_FLOOR = wrapped(r"\lfloor {0} \rfloor")
_NEGATE = Rule("-{0}", NEGATIVE, (FRACTION,))
_LN = wrapped(r"\ln({0})")
_SUM = Rule(r"\sum_{{{detail}}} {0}", LIST, (PRODUCT,))
_PARTS = Rule(r"\sum_{{{detail}}} {0} \cdot H", LIST, (PRODUCT,))
_QUOTIENT = Rule(r"\frac{{{0}}}{{{1}}}", FRACTION, (NEGATIVE,))
_PICKED = wrapped("{0}[{detail}]", ATOM)
_DECIDED = Rule(r"{detail} \text{{ of }} {0}", SUM, (ATOM,))
_ROWS = Rule(r"\text{{rows }} {detail} \text{{ of }} {0}", SUM, (ATOM,))
_COLUMNS = Rule(r"\text{{columns }} {detail} \text{{ of }} {0}", SUM, (ATOM,))
_ONE_OF_THEM = Rule("{{{0}}}_{{{detail}}}", ATOM, (ATOM,))
_IN_TURN = wrapped("[{0}]", joiner=r" \text{ in turn with } ")
_RUNNING = wrapped(r"\text{{running sum}}({0})")
_REPEATED = Rule(r"{0} \text{{ for every }} {detail}", NEGATIVE, (SUM,))

LATEX = Notation(
    cells={
        "add": infix(" + ", SUM, NEGATIVE, SUM),
        "subtract": infix(" - ", SUM, NEGATIVE, SUM + 1),
        "multiply": infix(r" \cdot ", PRODUCT, PRODUCT, PRODUCT),
        "divide": infix(r" \div ", QUOTIENT, PRODUCT, FRACTION),
        "power": _POWER,
        "square": _SQUARE,
        "sqrt": _ROOT,
        "floor": _FLOOR,
        "negate": _NEGATE,
        "maximum": wrapped(r"\max({0})", joiner=r",\allowbreak\, "),
        "softplus": wrapped(r"\ln(1 + e^{{{0}}})"),
        "ln": _LN,
        "sin": wrapped(r"\sin({0})"),
        "cos": wrapped(r"\cos({0})"),
        "gelu": _function("gelu"),
        "gelu-tanh": _function("gelu-tanh"),
    },
    matrices={
        "add": infix(" + ", SUM, NEGATIVE, SUM),
        "subtract": infix(" - ", SUM, NEGATIVE, SUM + 1),
        "multiply": infix(r" \odot ", PRODUCT, PRODUCT, PRODUCT),
        "scale": infix(r" \cdot ", PRODUCT, PRODUCT, PRODUCT),
        "matmul": infix(r" \, ", PRODUCT, PRODUCT, PRODUCT),
        "divide": _QUOTIENT,
        "divide or zero": _QUOTIENT,
        "divide or limit": _QUOTIENT,
        "power": _POWER,
        "power law": Rule(r"\frac{{{0}}}{{{{{1}}}^{{{2}}}}}", FRACTION, (NEGATIVE, ATOM, NEGATIVE)),
        "square": _SQUARE,
        "sqrt": _ROOT,
        "floor": wrapped(r"\left\lfloor {0} \right\rfloor"),
        "negate": _NEGATE,
        "transpose": wrapped(r"{{{0}}}^{{\mathsf{{T}}}}", ATOM, POWER),
        "sum": _SUM,
        "mean": wrapped(r"\operatorname{{mean}}_{{{detail}}}({0})"),
        "maximum": wrapped(r"\max_{{{detail}}}({0})"),
        "mask": Rule(_CASES.replace("{2}", r"-\infty"), NEGATIVE, (NEGATIVE,)),
        "where": Rule(
            _CASES.replace("{0}", "{first}").replace("{1}", "{0}").replace("{first}", "{1}"),
            NEGATIVE,
            (NEGATIVE,),
        ),
        "columns": _COLUMNS,
        "pick columns": _COLUMNS,
        "rows": _ROWS,
        "pick rows": _ROWS,
        "row": _ONE_OF_THEM,
        "column": _ONE_OF_THEM,
        "repeat": _REPEATED,
        "in turn": _IN_TURN,
        "side by side": wrapped("[{0}]", joiner=r" \mid "),
        "stacked": wrapped(r"\begin{{bmatrix}} {0} \end{{bmatrix}}", joiner=r" \\ {}"),
        "table": wrapped(""),
        "pick places": _PICKED,
        "pick cells": _PICKED,
        "patches": Rule(r"{detail} \text{{ patches of }} {0}", SUM, (ATOM,)),
        "running sum to 1": _RUNNING,
        "intervals": wrapped(r"\text{{intervals}}({0})"),
        "ln of share": _LN,
        "decide": _DECIDED,
        "outcome": Rule(r"{detail}\colon {0}", SUM, (ATOM,), joiner=", "),
        "scan matrix": Rule(_SCAN, NEGATIVE, (ATOM,)),
        "weighted parts": _PARTS,
        "ln": _LN,
        "sin": wrapped(r"\sin({0})"),
        "cos": wrapped(r"\cos({0})"),
        **{name: _function(name) for name in ("relu", "sigmoid", "silu", "softplus", "gelu", "gelu-tanh")},
        "copy": TRANSPARENT,
        "role": TRANSPARENT,
    },
    name=lambda name: name.latex,
    symbol=symbol,
    word=word,
    label=lambda text: rf"\hclabel{{{escaped(text)}}}",
    number=number,
    minus="-",
    about=r"\approx",
    applied=r"\operatorname{{{0}}}({1})",
    blank=BLANK,
    scientific=PRODUCT,
)

BREAKING = LATEX._replace(
    cells={**LATEX.cells, "sqrt": wrapped(r"\surd({0})")},
)
"""The same for arithmetic longer than a line: nothing of it stands under the bar of a root."""
