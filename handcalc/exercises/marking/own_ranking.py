"""Ranks of a student's own: which rows would have been picked, had the choice been made from their scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from handcalc.exercises.marking.student_values import StudentValues
from handcalc.record.calculation import Decision
from handcalc.record.evaluation import NO_VALUE, evaluate_matrix
from handcalc.record.matrix import Matrix
from handcalc.record.operations.gather import Take
from handcalc.record.selection_rules import Ranking


def own_ranking(student: StudentValues, formula: Matrix) -> Iterator[Matrix]:
    """The formula with the rows that the student's own numbers would pick, where these are others.

    The course of the record stays what it is, with its steps and their labels; only rows that a decision
    put in order (neighbours from the nearest on) are taken from the student's own order as well.
    """
    for decision in student.calculation.decisions:
        if isinstance(decision.rule, Ranking) and _picks(formula, decision.chosen):
            own = _again(student, decision)
            if len(own) == len(decision.chosen) and own != decision.chosen:
                yield _picking(formula, decision.chosen, own)


def _again(student: StudentValues, decision: Decision) -> tuple[int, ...]:
    try:
        own: tuple[int, ...] = decision.choose(evaluate_matrix(decision.matrix, student.matrix))
    except NO_VALUE:
        return ()
    return own


def _is_pick(expression: Matrix, order: tuple[int, ...]) -> bool:
    operation = expression.operation
    return isinstance(operation, Take) and operation.indices == order[: len(operation.indices)]


def _picks(expression: Matrix, order: tuple[int, ...]) -> bool:
    if _is_pick(expression, order):
        return True
    return any(_picks(operand, order) for operand in expression.operands)


def _picking(expression: Matrix, order: tuple[int, ...], own: tuple[int, ...]) -> Matrix:
    if expression.is_leaf:
        return expression
    operands = tuple(_picking(operand, order, own) for operand in expression.operands)
    operation = expression.operation
    if _is_pick(expression, order) and isinstance(operation, Take):
        operation = type(operation)(own[: len(operation.indices)], operation.axis)
    return replace(expression, operation=operation, operands=operands)
