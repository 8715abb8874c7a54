"""Recompute a ranking from the student's scores and use that order instead of the recorded one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handcalc.exercises.marking.student_values import StudentValues
from handcalc.record.evaluation import NO_VALUE, evaluate_matrix
from handcalc.record.matrix import Matrix
from handcalc.record.operations.gather import Take
from handcalc.record.selection_rules import Ranking


def with_own_rankings(student: StudentValues, formula: Matrix) -> Iterator[Matrix]:
    """The formula with the rows in the order of the student's scores, for each ranking where that differs.

    Steps and their labels stay as recorded; only rows that a ranking put in order (neighbours from the
    nearest on) may also follow the student's order.
    """
    for decision in student.calculation.decisions:
        if isinstance(decision.rule, Ranking) and _uses(formula, decision.chosen):
            try:
                order = decision.choose(evaluate_matrix(decision.matrix, student.matrix))
            except NO_VALUE:
                continue
            if len(order) == len(decision.chosen) and order != decision.chosen:
                yield _reordered(formula, decision.chosen, order)


def _takes(expression: Matrix, order: tuple[int, ...]) -> bool:
    """Whether an expression takes the first rows of an order."""
    operation = expression.operation
    return isinstance(operation, Take) and operation.indices == order[: len(operation.indices)]


def _uses(expression: Matrix, order: tuple[int, ...]) -> bool:
    return _takes(expression, order) or any(_uses(operand, order) for operand in expression.operands)


def _reordered(expression: Matrix, recorded: tuple[int, ...], order: tuple[int, ...]) -> Matrix:
    if expression.is_leaf:
        return expression
    operands = tuple(_reordered(operand, recorded, order) for operand in expression.operands)
    operation = expression.operation
    if _takes(expression, recorded) and isinstance(operation, Take):
        operation = type(operation)(order[: len(operation.indices)], operation.axis)
    return replace(expression, operation=operation, operands=operands)
