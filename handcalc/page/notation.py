"""The alphabet of MathML Core: formulas as elements, which browsers set and screen readers read out.

A formula is a row of elements without the <math> around it. BREAK stands before a sign at which a long row
may go on in the next line, since MathML Core breaks none itself.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape

from handcalc.record.names import GREEK, Name
from handcalc.writing.notation import (
    ATOM,
    FRACTION,
    LIST,
    NEGATIVE,
    POWER,
    PRODUCT,
    SUM,
    TRANSPARENT,
    Notation,
    Rule,
    infix,
    wrapped,
)

BREAK = "\x1f"
"""A place where a row may be broken; labels cannot hold it, they are shown without control characters."""

# Labels do not count: what a word is must not decide about elements.
_UNCOUNTED = re.compile(r"<mtext>[^<]*</mtext>|<[^>]*>")


def rows(formula: str, longest: int) -> list[str]:
    """The formula in one piece, or cut at its outermost breaks if it has more than `longest` signs."""
    pieces = formula.split(BREAK)
    if len(pieces) == 1:
        return pieces
    if len(_UNCOUNTED.sub("", formula)) <= longest:
        return ["".join(pieces)]
    found, depth = [""], 0
    for piece in pieces:
        if depth == 0 and found[-1]:
            found.append("")
        found[-1] += piece
        depth += piece.count("<") - 2 * piece.count("</")
    return found


@cache
def _name(name: Name) -> str:
    """W with Q below, A with (head1) above, A with a bar over it."""
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


_SPACE = "\u00a0"


def _sign(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def _between(words: str) -> str:
    return f"<mtext>{_SPACE}{words}{_SPACE}</mtext>"


# Stretchy ones stand apart from what they hold in some browsers.
_OPEN, _CLOSE, _LEFT, _RIGHT = (f'<mo stretchy="false" lspace="0" rspace="0">{sign}</mo>' for sign in "[]()")


def _function(name: str, operand: str = "{0}") -> str:
    return f"<mrow><mi>{name}</mi>{_LEFT}{operand}{_RIGHT}</mrow>"


def _fraction() -> Rule:
    """The line of a fraction brackets what is above and below it."""
    return Rule("<mfrac><mrow>{0}</mrow><mrow>{1}</mrow></mfrac>", FRACTION, (NEGATIVE,))


def _about_axis(sign: str, operand: str = "{0}") -> str:
    return f"<msub>{sign}{{detail}}</msub>{operand}"


_FUNCTIONS = ("ln", "sin", "cos", "gelu", "gelu-tanh")
_PLUS = f'{BREAK}<mo form="infix">+</mo>'
_MINUS = f'{BREAK}<mo form="infix">−</mo>'
_COMMA = '<mo separator="true">,</mo>'
_OF = "{detail}" + _between("of") + "{0}"
_RAISED = Rule("<msup>{0}<mrow>{1}</mrow></msup>", POWER, (ATOM, NEGATIVE))
_SQUARED = wrapped("<msup>{0}<mn>2</mn></msup>", ATOM, POWER)
_ROOT = wrapped("<msqrt>{0}</msqrt>")
_FLOOR = wrapped("<mrow><mo>⌊</mo>{0}<mo>⌋</mo></mrow>")
_NEGATED = Rule("<mrow><mo>−</mo>{0}</mrow>", NEGATIVE, (ATOM,))
_LIST = f"<mrow>{_OPEN}{{0}}{_CLOSE}</mrow>"
_ONE_BELOW = Rule("<msub>{0}{detail}</msub>", ATOM, (ATOM,))
_PICKED = wrapped(f"{{0}}<mrow>{_OPEN}{{detail}}{_CLOSE}</mrow>", ATOM)
_FOR_EVERY = Rule("{0}" + _between("for every") + "{detail}", NEGATIVE, (SUM,))
_WEIGHTED = Rule(_about_axis("<mo>Σ</mo>") + "<mo>·</mo><mi>H</mi>", LIST, (PRODUCT,))
_RUNNING_SUM = wrapped(_function("running sum"))
_SCAN = Rule(
    "<msub>{0}<mi>i</mi></msub><msub><mover><mi>A</mi><mo>¯</mo></mover><mi>i</mi></msub><mo>…</mo>"
    "<msub><mover><mi>A</mi><mo>¯</mo></mover><mrow><mi>j</mi><mo>+</mo><mn>1</mn></mrow></msub>"
    "<msub><mover><mi>B</mi><mo>¯</mo></mover><mi>j</mi></msub>" + _between("in channel") + "{detail}",
    NEGATIVE,
    (ATOM,),
)

MATHML = Notation(
    cells={
        "add": infix(_PLUS, SUM, NEGATIVE, SUM),
        "subtract": infix(_MINUS, SUM, NEGATIVE, SUM + 1),
        "multiply": infix("<mo>·</mo>", PRODUCT, PRODUCT, PRODUCT),
        "divide": _fraction(),
        "power": _RAISED,
        "square": _SQUARED,
        "sqrt": _ROOT,
        "floor": _FLOOR,
        "negate": _NEGATED,
        "maximum": wrapped(_function("max"), joiner=_COMMA),
        "softplus": wrapped(
            _function("ln", "<mn>1</mn><mo>+</mo><msup><mi>e</mi><mrow>{0}</mrow></msup>"), NEGATIVE
        ),
        **{name: wrapped(_function(name)) for name in _FUNCTIONS},
    },
    matrices={
        "add": infix(_PLUS, SUM, NEGATIVE, SUM),
        "subtract": infix(_MINUS, SUM, NEGATIVE, SUM + 1),
        "multiply": infix("<mo>⊙</mo>", PRODUCT, PRODUCT, PRODUCT),
        "matmul": infix('<mspace width="0.15em"></mspace>', PRODUCT, PRODUCT, PRODUCT),
        "scale": infix("<mo>·</mo>", PRODUCT, PRODUCT, PRODUCT),
        "divide": _fraction(),
        "divide or zero": _fraction(),
        "divide or limit": _fraction(),
        "power law": Rule(
            "<mfrac><mrow>{0}</mrow><msup>{1}<mrow>{2}</mrow></msup></mfrac>",
            FRACTION,
            (NEGATIVE, ATOM, NEGATIVE),
        ),
        "power": _RAISED,
        "transpose": wrapped('<msup>{0}<mi mathvariant="normal">T</mi></msup>', ATOM),
        "square": _SQUARED,
        "sqrt": _ROOT,
        "floor": _FLOOR,
        "negate": _NEGATED,
        "sum": Rule(_about_axis("<mo>Σ</mo>"), LIST, (PRODUCT,)),
        "mean": wrapped(_about_axis("<mi>mean</mi>", f"{_LEFT}{{0}}{_RIGHT}")),
        "maximum": wrapped(_about_axis("<mi>max</mi>", f"{_LEFT}{{0}}{_RIGHT}")),
        "mask": Rule(
            "{0}" + _between("where") + "{1}" + _between("is 1, else") + "<mrow><mo>−</mo><mi>∞</mi></mrow>",
            NEGATIVE,
            (SUM, SUM),
        ),
        "where": Rule(
            "{1}" + _between("where") + "{0}" + _between("is 1, else") + "{2}", NEGATIVE, (SUM, SUM, SUM)
        ),
        "columns": Rule(_words("columns" + _SPACE) + _OF, SUM, (ATOM,)),
        "pick columns": Rule(_words("columns" + _SPACE) + _OF, SUM, (ATOM,)),
        "rows": Rule(_words("rows" + _SPACE) + _OF, SUM, (ATOM,)),
        "pick rows": Rule(_words("rows" + _SPACE) + _OF, SUM, (ATOM,)),
        "row": _ONE_BELOW,
        "column": _ONE_BELOW,
        "repeat": _FOR_EVERY,
        "in turn": wrapped(_LIST, joiner=_between("in turn with")),
        "side by side": wrapped(_LIST, joiner=_sign("|")),
        "stacked": wrapped(_LIST, joiner=_sign(";")),
        "table": wrapped(""),
        "pick places": _PICKED,
        "pick cells": _PICKED,
        "patches": Rule("{detail}" + _between("patches of") + "{0}", SUM, (ATOM,)),
        "running sum to 1": _RUNNING_SUM,
        "intervals": wrapped(_function("intervals")),
        "ln of share": wrapped(_function("ln")),
        "decide": Rule(_OF, SUM, (ATOM,)),
        "outcome": Rule("{detail}" + f"<mtext>:{_SPACE}</mtext>" + "{0}", SUM, (ATOM,), joiner=_COMMA),
        "weighted parts": _WEIGHTED,
        "scan matrix": _SCAN,
        **{name: wrapped(_function(name)) for name in (*_FUNCTIONS, "relu", "sigmoid", "silu", "softplus")},
        "copy": TRANSPARENT,
        "role": TRANSPARENT,
    },
    name=_name,
    symbol=_symbol,
    word=_words,
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
