"""The notation of LaTeX: formulas of matrices, and worked-out cells that may break over lines.

Bases of powers and names have their own braces, since a name may already have an index.
"""

from __future__ import annotations

import re

from handcalc.formats.document.notation import Notation, NotationRule, RuleOrText, fractions, rules
from handcalc.formats.document.precedence import ATOM, FRACTION, NEGATIVE, POWER, PRODUCT, QUOTIENT
from handcalc.formats.latex.characters import SIGNS
from handcalc.formats.latex.text import escaped, number
from handcalc.record.symbols import Symbol

BLANK = r"\hcblank{}"
_SPELLED = {**SIGNS, "·": r" \cdot ", "÷": r" \div ", " ": r"\ "}
_SYMBOL = re.compile(r"[_^]?[^\W\d_]+|\d+|.")


def symbol(text: str) -> str:
    r"""A constant: d_{k}, \beta, \mathrm{lr}, (n \cdot o)."""
    return "".join(map(_part, _SYMBOL.findall(text)))


def _part(text: str) -> str:
    if text[0] in "_^" and len(text) > 1:
        return f"{text[0]}{{{_part(text[1:])}}}"
    return Symbol.of(text).latex if text.isascii() and text.isalpha() else _SPELLED.get(text, escaped(text))


def word(text: str) -> str:
    r"""The parameter of an operation: \text{key}, d_{\mathrm{model}}."""
    return symbol(text) if re.fullmatch(r"[A-Za-z]_[A-Za-z]+|\d+", text) else f"\\text{{{escaped(text)}}}"


def _function(name: str) -> str:
    """The name of an operation, upright, with its spaces."""
    return escaped(name).replace(" ", r"\ ")


_CASES = r"\begin{{cases}} {%s} & \text{{where }} {%s} = 1 \\ %s & \text{{else}} \end{{cases}}"
_BOTH: dict[str, RuleOrText] = {
    "add": "{0} + {1}",
    "subtract": "{0} - {1}",
    "power": "{{{0}}}^{{{1}}}",
    "square": "{{{0}}}^{{2}}",
    "sqrt": r"\sqrt{{{0}}}",
    "negate": NotationRule("-{0}", NEGATIVE, (FRACTION,)),
    "ln": r"\ln({0})",
    "sin": r"\sin({0})",
    "cos": r"\cos({0})",
}
_CELLS: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": r"{0} \cdot {1}",
    "divide": NotationRule(r"{0} \div {1}", QUOTIENT, (PRODUCT, FRACTION)),
    "floor": r"\lfloor {0} \rfloor",
    "maximum": r"\max({0},\allowbreak\, {1})",
    "softplus": r"\ln(1 + e^{{{0}}})",
}
_MATRICES: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": r"{0} \odot {1}",
    "scale": r"{0} \cdot {1}",
    "matmul": r"{0} \, {1}",
    **fractions(r"\frac{{{0}}}{{{1}}}", r"\frac{{{0}}}{{{{{1}}}^{{{2}}}}}"),
    "floor": r"\left\lfloor {0} \right\rfloor",
    "transpose": NotationRule(r"{{{0}}}^{{\mathsf{{T}}}}", POWER, (ATOM,)),
    "sum": r"\sum_{{{label}}} {0}",
    "mean": r"\operatorname{{mean}}_{{{label}}}({0})",
    "maximum": r"\max_{{{label}}}({0})",
    "weighted parts": r"\sum_{{{label}}} {0} \cdot H",
    "mask": NotationRule(_CASES % (0, 1, r"-\infty"), NEGATIVE),
    "where": NotationRule(_CASES % (1, 0, "{2}"), NEGATIVE),
    "columns": r"\text{{columns }} {label} \text{{ of }} {0}",
    "rows": r"\text{{rows }} {label} \text{{ of }} {0}",
    "row": "{{{0}}}_{{{label}}}",
    "pick places": "{0}[{label}]",
    "patches": r"{label} \text{{ patches of }} {0}",
    "repeat": r"{0} \text{{ for every }} {label}",
    "in turn": r"[{0} \text{{ in turn with }} {1}]",
    "side by side": r"[{0} \mid {1}]",
    "stacked": r"\begin{{bmatrix}} {0} \\ {{}}{1} \end{{bmatrix}}",
    "running sum to 1": r"\text{{running sum}}({0})",
    "intervals": r"\text{{intervals}}({0})",
    "decide": r"{label} \text{{ of }} {0}",
    "outcome": r"{label}\colon {0}, {1}",
    "scan matrix": r"{0}_{{i}} \bar{{A}}_{{i}} \cdots \bar{{A}}_{{j+1}} \bar{{B}}_{{j}}"
    r" \text{{ in channel }} {label}",
}

LATEX = Notation(
    cells=rules(_CELLS),
    matrices=rules(_MATRICES),
    name=lambda name: name.latex,
    symbol=symbol,
    word=word,
    function=_function,
    label=lambda text: rf"\hclabel{{{escaped(text)}}}",
    number=number,
    minus="-",
    about=r"\approx",
    applied=r"\operatorname{{{0}}}({1})",
    blank=BLANK,
    scientific=PRODUCT,
)

BREAKING = LATEX._replace(cells={**LATEX.cells, "sqrt": NotationRule(r"\surd({0})")})
"""For arithmetic longer than a line: roots have no bar, under which a line could not break."""
