"""Selection rules: what each decides on small numbers, and that they are data: comparable and picklable."""

from __future__ import annotations

import pickle
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from handcalc.errors import CalculationError
from handcalc.exercises.drawing.provenance import nodes
from handcalc.record.calculation import Calculation
from handcalc.record.operation import core_of
from handcalc.record.operations.selection import RowFunction, ScalarFunction
from handcalc.record.selection_rules import (
    AtLeast,
    AtMostOne,
    Computed,
    FirstOnes,
    IntegerValue,
    IntervalLookup,
    Largest,
    LargestUntil,
    NonzeroPattern,
    NotAllZero,
    Ranking,
    RowRule,
    SelectionRule,
)
from tests.variants import all_variants, record

HALF = Fraction(1, 2)
ENDS = [[0, 0.5], [0.5, 0.5], [0.5, 1]]


def total(rows: list[list[float]], more: float) -> float:
    """The sum of all numbers, and more."""
    return sum(map(sum, rows)) + more


EXAMPLES: list[tuple[SelectionRule[Any], tuple[Any, ...], object]] = [
    (Largest(1), ([[1, 3, 3]],), [[0, 1, 0]]),
    (Largest(2), ([[1, 3, 3], [5, 4, 0]],), [[0, 1, 1], [1, 1, 0]]),
    (LargestUntil(HALF, of_sum=True), ([[1, 3, 2]],), [[0, 1, 0]]),
    (LargestUntil(Fraction(4), of_sum=False), ([[1, 3, 2]],), [[0, 1, 1]]),
    (LargestUntil(Fraction(9), of_sum=False), ([[1, 3, 2]],), [[1, 1, 1]]),
    (AtLeast(HALF), ([[2, 1, 4, 0]],), [[1, 0, 1, 0]]),
    (AtLeast(Fraction(0)), ([[2, 0]],), [[1, 0]]),
    (FirstOnes(2), ([[1, 0, 1, 1]],), [[1, 0, 1, 0]]),
    (AtMostOne(), ([[0.5, 1.5]],), [[0.5, 1]]),
    (IntervalLookup(), (ENDS, [[0.5]]), 2),
    (IntervalLookup(("a", "b", "c")), (ENDS, [[0.49]]), "a"),
    (IntervalLookup(("a", "b", "c")), (ENDS,), "a"),
    (Ranking(), ([[1], [3], [3], [2]],), (1, 2, 3, 0)),
    (Ranking(smallest_first=True, first=2), ([[1, 3, 1, 2]],), (0, 2)),
    (Ranking(among=(0, 3)), ([[1], [9], [9], [2]],), (3, 0)),
    (Ranking(first=2, as_listed=True), ([[2], [1], [3]],), (0, 2)),
    (NonzeroPattern(), ([[0, 0.5], [-1, 0]],), ((False, True), (True, False))),
    (NotAllZero("Q"), ([[0, 0.5]],), None),
    (IntegerValue(), ([[3.0]],), 3),
    (Computed(total, (1,)), ([[1, 2], [3, 4]],), 11),
]


@pytest.mark.parametrize(("rule", "operands", "expected"), EXAMPLES)
def test_what_a_rule_decides(rule: SelectionRule[Any], operands: tuple[Any, ...], expected: object) -> None:
    """Ties go to the first; what is equal on paper is equal."""
    assert expected == rule.evaluate(*operands)


@pytest.mark.parametrize("place", [n for n, (rule, *_) in enumerate(EXAMPLES) if isinstance(rule, RowRule)])
def test_masks_of_fractions_are_fractions(place: int) -> None:
    """A rule for rows keeps the kind of number that it is given."""
    rule, (rows,), expected = EXAMPLES[place]
    masks = rule.evaluate([list(map(Fraction, row)) for row in rows])
    assert expected == masks
    assert {Fraction} == {type(number) for row in masks for number in row}


def test_no_interval_and_no_share_are_refused() -> None:
    """Numbers that leave nothing to choose."""
    with pytest.raises(CalculationError, match="finds no interval"):
        IntervalLookup().evaluate([[0.5, 1]], [[0.25]])
    with pytest.raises(CalculationError, match="all probabilities of step Q round to 0"):
        NotAllZero("Q").evaluate([[0, 0]])


def rules_of(calculation: Calculation) -> list[SelectionRule[Any]]:
    """The rules of a record, those of decisions and those of operations."""
    formulas = [step.formula for step in calculation] + [
        wish.expression for wish in calculation.quality_targets
    ]
    operations = [core_of(node.operation) for formula in formulas for node in nodes(formula)]
    return [decision.rule for decision in calculation.decisions] + [
        operation.rule for operation in operations if isinstance(operation, RowFunction | ScalarFunction)
    ]


@cache
def rules_in_use() -> list[SelectionRule[Any]]:
    """The rules of every variant of every topic."""
    return [rule for variant in all_variants() for rule in rules_of(record(variant))]


def is_data(rule: SelectionRule[Any]) -> bool:
    """Whether a rule survives pickling as an equal one."""
    try:
        return bool(rule == pickle.loads(pickle.dumps(rule)))
    except (pickle.PicklingError, AttributeError, TypeError):
        return False


def test_every_rule_in_use_is_data() -> None:
    """No topic hands a rule a closure, so that whoever reads a record knows what was decided."""
    assert [] == [rule for rule in rules_in_use() if not is_data(rule)]


def test_a_closure_is_seen() -> None:
    """Guard: a function made on the spot, or a class that is, is found out."""

    class Loose(RowRule):
        kind = "loose"

    assert not is_data(Computed(lambda rows: 0))
    assert not is_data(Loose())
    assert is_data(Largest(2))


def test_every_kind_is_used() -> None:
    """The rules of records are of all kinds but the ends of intervals, which are part of an operation."""
    kinds = {rule.kind for rule, _, _ in EXAMPLES}
    assert kinds - {"at most one"} == {rule.kind for rule in rules_in_use()}


def test_parameters_tell_rules_apart() -> None:
    """Equal parameters are equal rules; each parameter counts."""
    assert Largest(2) == Largest(2) != Largest(3)
    assert LargestUntil(HALF, of_sum=True) != LargestUntil(HALF, of_sum=False)
    assert ["smallest_first", "among", "first", "as_listed"] == list(vars(Ranking()))


def test_a_rule_is_like_a_frozen_dataclass() -> None:
    """Parameters by place or name, with defaults; none unknown, missing or changed; equals hash alike."""
    rule = LargestUntil(HALF, of_sum=True)
    assert rule == LargestUntil(part=HALF, of_sum=True)
    assert 1 == len({rule, LargestUntil(HALF, True)})
    assert "Largest(k=2)" == repr(Largest(2))
    assert (False, None) == (Ranking().smallest_first, Ranking().first)
    make: Any = Largest
    for words, named in (((1, 2), {}), ((), {"n": 1})):
        with pytest.raises(TypeError, match="Largest has the parameters k"):
            make(*words, **named)
    with pytest.raises(AttributeError, match="k"):
        make()
    with pytest.raises(AttributeError, match="Largest does not change"):
        make(2).k = 3
