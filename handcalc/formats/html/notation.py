"""The notation of MathML Core, which browsers typeset and screen readers read aloud.

A formula is a row of elements without the enclosing <math>. BREAK marks a possible line break of a long row,
since MathML Core has no line breaking.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

from handcalc.formats.document.notation import Notation, RuleOrText, fractions, rules
from handcalc.record.symbols import GREEK, Symbol

BREAK = "\x1f"
"""A possible line break; labels cannot contain it, since their control characters are made visible."""

# Labels do not count, so that user input does not change the structure of the page.
_UNCOUNTED = re.compile(r"<mtext>[^<]*</mtext>|<[^>]*>")


def rows(formula: str, longest: int) -> list[str]:
    """The formula, cut at its outermost breaks if it has more than `longest` signs."""
    pieces = formula.split(BREAK)
    if len(pieces) == 1:
        return pieces
    if len(_UNCOUNTED.sub("", formula)) <= longest:
        return ["".join(pieces)]
    lines, depth = [""], 0
    for piece in pieces:
        if depth == 0 and lines[-1]:
            lines.append("")
        lines[-1] += piece
        depth += piece.count("<") - 2 * piece.count("</")
    return lines


@cache
def _name(name: Symbol) -> str:
    """W with subscript Q, A with superscript (head1), A with a bar."""
    letter = f"<mi>{GREEK.get(name.letter, name.letter)}</mi>"
    if name.mark:
        letter = f'<mover>{letter}<mo stretchy="false">¯</mo></mover>'
    below = f"<mi>{name.subscript}</mi>" if name.subscript else ""
    above = f"<mtext>({'.'.join(name.prefix)})</mtext>" if name.prefix else ""
    if below and above:
        return f"<msubsup>{letter}{below}{above}</msubsup>"
    if above:
        return f"<msup>{letter}{above}</msup>"
    return f"<msub>{letter}{below}</msub>" if below else letter


def _symbol(symbol: str) -> str:
    letter, _, below = symbol.partition("_")
    base = f"<mi>{escape(letter)}</mi>"
    return f"<msub>{base}<mi>{escape(below)}</mi></msub>" if below else base


def _number(text: str) -> str:
    over, _, under = text.partition("/")
    if not under:
        return f"<mn>{text}</mn>"
    fraction = f"<mfrac><mn>{over.removeprefix('−')}</mn><mn>{under}</mn></mfrac>"
    return f"<mrow><mo>−</mo>{fraction}</mrow>" if over.startswith("−") else fraction


def _words(text: str) -> str:
    return f"<mtext>{escape(text)}</mtext>"


def _between(words: str) -> str:
    return f"<mtext>\u00a0{words}\u00a0</mtext>"


# Some browsers put space around stretchy brackets.
_OPEN, _CLOSE, _LEFT, _RIGHT = (f'<mo stretchy="false" lspace="0" rspace="0">{sign}</mo>' for sign in "[]()")
_COMMA = '<mo separator="true">,</mo>'
_BAR = "<msub><mover><mi>{0}</mi><mo>¯</mo></mover>{1}</msub>"


def _function(name: str, operand: str = "{0}") -> str:
    return f"<mrow><mi>{name}</mi>{_LEFT}{operand}{_RIGHT}</mrow>"


def _about_axis(sign: str, operand: str = "{0}") -> str:
    return f"<msub>{sign}{{label}}</msub>{operand}"


def _list(joiner: str) -> str:
    return f"<mrow>{_OPEN}{{0}}{joiner}{{1}}{_CLOSE}</mrow>"


_OF = "{label}" + _between("of") + "{0}"
_BOTH: dict[str, RuleOrText] = {
    "add": f'{{0}}{BREAK}<mo form="infix">+</mo>{{1}}',
    "subtract": f'{{0}}{BREAK}<mo form="infix">−</mo>{{1}}',
    **fractions(
        "<mfrac><mrow>{0}</mrow><mrow>{1}</mrow></mfrac>",
        "<mfrac><mrow>{0}</mrow><msup>{1}<mrow>{2}</mrow></msup></mfrac>",
    ),
    "power": "<msup>{0}<mrow>{1}</mrow></msup>",
    "square": "<msup>{0}<mn>2</mn></msup>",
    "sqrt": "<msqrt>{0}</msqrt>",
    "floor": "<mrow><mo>⌊</mo>{0}<mo>⌋</mo></mrow>",
    "negate": "<mrow><mo>−</mo>{0}</mrow>",
    "ln": _function("ln"),
}
_CELLS: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": "{0}<mo>·</mo>{1}",
    "maximum": _function("max", f"{{0}}{_COMMA}{{1}}"),
    "softplus": _function("ln", "<mn>1</mn><mo>+</mo><msup><mi>e</mi><mrow>{0}</mrow></msup>"),
}
_MATRICES: dict[str, RuleOrText] = {
    **_BOTH,
    "multiply": "{0}<mo>⊙</mo>{1}",
    "scale": "{0}<mo>·</mo>{1}",
    "matmul": '{0}<mspace width="0.15em"></mspace>{1}',
    "transpose": '<msup>{0}<mi mathvariant="normal">T</mi></msup>',
    "sum": _about_axis("<mo>Σ</mo>"),
    "mean": _about_axis("<mi>mean</mi>", f"{_LEFT}{{0}}{_RIGHT}"),
    "maximum": _about_axis("<mi>max</mi>", f"{_LEFT}{{0}}{_RIGHT}"),
    "weighted parts": _about_axis("<mo>Σ</mo>") + "<mo>·</mo><mi>H</mi>",
    "mask": "{0}" + _between("where") + "{1}" + _between("is 1, else") + "<mrow><mo>−</mo><mi>∞</mi></mrow>",
    "where": "{1}" + _between("where") + "{0}" + _between("is 1, else") + "{2}",
    "columns": _words("columns\u00a0") + _OF,
    "rows": _words("rows\u00a0") + _OF,
    "row": "<msub>{0}{label}</msub>",
    "pick places": f"{{0}}<mrow>{_OPEN}{{label}}{_CLOSE}</mrow>",
    "patches": "{label}" + _between("patches of") + "{0}",
    "repeat": "{0}" + _between("for every") + "{label}",
    "in turn": _list(_between("in turn with")),
    "side by side": _list("<mo>|</mo>"),
    "stacked": _list("<mo>;</mo>"),
    "running sum to 1": _function("running sum"),
    "decide": _OF,
    "outcome": f"{{label}}<mtext>:\u00a0</mtext>{{0}}{_COMMA}{{1}}",
    "scan matrix": "<msub>{0}<mi>i</mi></msub>"
    + _BAR.format("A", "<mi>i</mi>")
    + "<mo>…</mo>"
    + _BAR.format("A", "<mrow><mi>j</mi><mo>+</mo><mn>1</mn></mrow>")
    + _BAR.format("B", "<mi>j</mi>")
    + _between("in channel")
    + "{label}",
}

MATHML = Notation(
    cells=rules(_CELLS),
    matrices=rules(_MATRICES),
    name=_name,
    symbol=_symbol,
    word=_words,
    function=escape,
    label=_words,
    number=_number,
    brackets=f"<mrow>{_LEFT}{{0}}{_RIGHT}</mrow>",
    applied=_function("{0}", "{1}"),
    reference=f"<mrow>{{0}}{_OPEN}{{1}}{_CLOSE}</mrow>",
    equation=f'{{0}}{BREAK}<mo form="infix">=</mo>{{1}}{BREAK}<mo form="infix">{{2}}</mo>{{3}}',
    copied=f'{{0}}{BREAK}<mo form="infix">=</mo>{{1}}',
    blank="<mtext>____</mtext>",
    separator=_COMMA,
)
