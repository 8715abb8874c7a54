"""Precedence: how tightly each operation binds, the same in every notation."""

from __future__ import annotations

# Binding strengths. An operand that binds less tightly than its position needs is put in brackets.
NEGATIVE, SUM, QUOTIENT, LIST, PRODUCT, FRACTION, POWER, ATOM = 0, 10, 20, 25, 30, 35, 40, 50

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
"""Strength of the result and of the operands; operations not listed enclose their operands themselves."""
