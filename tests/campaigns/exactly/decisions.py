"""Cases of decisions: what is kept, what is counted, by comparing numbers as a person would."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from handcalc.record import operations
from handcalc.record.matrix import Matrix
from handcalc.record.selection_rules import Computed, FirstOnes
from tests.campaigns.exactly.case import Case, Draw, Near, Number, Table, as_it_is, meant

Row = list[Number]
MODERATE = 100
"""Powers of ten up to which numbers are added and compared."""


def falling(row: Row) -> list[int]:
    """Places from the largest number down; of equal ones the first comes first."""
    return sorted(range(len(row)), key=lambda place: (-meant(row[place]), place))


def reaches(number: Number, goal: Number) -> bool:
    """Whether a number is not below another, as a person compares decimals."""
    return meant(meant(number) - meant(goal)) >= 0


def _by_rows(formula: Matrix, rule: Callable[[Row], list[Any]]) -> Case:
    def expected(table: Table) -> list[list[Near]]:
        return [[as_it_is(Fraction(number)) for number in rule(list(row))] for row in table]

    return Case(formula, expected)


def _top(d: Draw) -> Case:
    a, k = d.matrix(of=_often_tied(d)), d.random.randint(1, 4)
    return _by_rows(
        operations.top_k_mask(a, k), lambda row: [place in falling(row)[:k] for place in range(len(row))]
    )


def _until(d: Draw) -> Case:
    a, part = d.matrix(MODERATE, of=abs), Fraction(d.random.randint(1, 10), 10)
    of_sum = d.random.random() < 0.5

    def rule(row: Row) -> list[bool]:
        goal = part * sum(row) if of_sum else part
        order = falling(row)
        sums = [sum(row[place] for place in order[: count + 1]) for count in range(len(order))]
        needed = next((count for count, one in enumerate(sums, 1) if reaches(one, goal)), len(order))
        return [place in order[:needed] for place in range(len(row))]

    return _by_rows(operations.top_p_mask(a, part, "some", of_sum=of_sum), rule)


def _at_least(d: Draw) -> Case:
    a, part = d.matrix(MODERATE, of=abs), Fraction(d.random.randint(1, 10), 10)

    def rule(row: Row) -> list[bool]:
        return [bool(number) and reaches(number, part * max(row)) for number in row]

    return _by_rows(operations.min_p_mask(a, part, "some"), rule)


def _first(d: Draw) -> Case:
    a, n = d.matrix(of=lambda x: d.random.choice((0.0, 1.0))), d.random.randint(1, 3)

    def rule(row: Row) -> list[bool]:
        ones = [place for place, number in enumerate(row) if number][:n]
        return [place in ones for place in range(len(row))]

    return _by_rows(operations.row_function("the first", FirstOnes(n), a), rule)


def _often_tied(d: Draw) -> Callable[[float], float]:
    alike = (0.1 + 0.2, 0.3, 0.3 + 1e-11, 3 * 1234567.1, 3703701.3)
    return lambda x: d.random.choice((x, *alike))


def _decide(d: Draw) -> Case:
    return d.random.choice((_top, _until, _at_least, _first))(d)


def _outcome(d: Draw) -> Case:
    return d.random.choice((_ties, _alike, _empty, _corner))(d)


def _one(formula: Matrix, rule: Callable[..., Any]) -> Case:
    return Case(formula, lambda *tables: [[as_it_is(Fraction(rule(*tables)))]])


def _ties(d: Draw) -> Case:
    a, k = d.matrix(of=_often_tied(d)), d.random.randint(1, 4)

    def rule(table: Table) -> int:
        ordered = [sorted((meant(number) for number in row), reverse=True) for row in table]
        return sum(len(row) > k and row[k - 1] == row[k] for row in ordered)

    return _one(operations.count_ties_at(a, k), rule)


def _alike(d: Draw) -> Case:
    a = d.matrix(of=lambda x: d.random.choice((0.5, 0.5, x)))
    return _one(
        operations.count_repeated_rows(a),
        lambda table: sum(row in table[:place] for place, row in enumerate(table)),
    )


def _empty(d: Draw) -> Case:
    a = d.matrix(of=lambda x: d.random.choice((0.0, 0.0, x)))
    return _one(
        operations.count_empty_columns(a),
        lambda t: sum(not any(row[j] for row in t) for j in range(len(t[0]))),
    )


def _corner(d: Draw) -> Case:
    a, b = d.matrix(), d.matrix()
    return _one(
        operations.scalar_function("the larger corner", Computed(_larger_corner), a, b), _larger_corner
    )


def _larger_corner(a: Table, b: Table) -> Number:
    return max(a[0][-1], b[-1][0])


CASES: dict[str, Callable[[Draw], Case]] = {"decide": _decide, "outcome": _outcome}
