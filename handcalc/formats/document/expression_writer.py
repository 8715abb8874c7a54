"""Expression trees as text, for formulas of matrices and for worked-out cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from handcalc.formats.document.notation import TRANSPARENT, Notation, NotationRule
from handcalc.formats.document.precedence import ATOM, NEGATIVE
from handcalc.record.matrix import Matrix


class Expression(Protocol):
    """The common interface of matrices and cell expressions."""

    @property
    def op_name(self) -> str | None:
        """The operation, None for a leaf."""

    @property
    def arguments(self) -> tuple[Any, ...]:
        """The operands."""


Written = tuple[str, int]
"""A text, and how tightly it binds."""


def formula(matrix: Matrix, notation: Notation) -> str:
    """The formula of a matrix: 'Q Kᵀ ÷ √d_k'."""
    return write(matrix, notation.matrices, lambda operand: _matrix_leaf(operand, notation), notation)[0]


def write(
    expression: Expression,
    rules: Mapping[str, NotationRule],
    leaf: Callable[[Any], Written],
    notation: Notation,
) -> Written:
    """The text of an expression with the necessary brackets, and how tightly it binds."""
    if expression.op_name is None:
        return leaf(expression)
    parts = [write(argument, rules, leaf, notation) for argument in expression.arguments]
    rule = rules.get(expression.op_name)
    if rule is TRANSPARENT:
        return parts[0]
    operation = getattr(expression, "operation", None)
    detail = notation.word(operation.label) if operation and operation.label else ""
    if rule is None:
        inside = notation.separator.join([*(text for text, _ in parts), *([detail] if detail else [])])
        return notation.applied.format(notation.function(expression.op_name), inside), ATOM
    last = len(rule.needs) - 1
    texts = [
        text if binds >= rule.needs[min(place, last)] else notation.brackets.format(text)
        for place, (text, binds) in enumerate(parts)
    ]
    if rule.joiner is not None:
        texts = [rule.joiner.join(texts)]
    return rule.template.format(*texts, label=detail), rule.binds


def _matrix_leaf(operand: Matrix, notation: Notation) -> Written:
    if operand.name is not None:
        return notation.name(operand.name), ATOM
    if operand.symbol is not None:
        return notation.symbol(operand.symbol), ATOM
    assert operand.values is not None
    number = operand.values.item()
    text = f"{float(number):.12g}".replace("-", notation.minus)
    binds = notation.scientific if "e" in text else ATOM
    return notation.number(text), binds if number >= 0 else NEGATIVE
