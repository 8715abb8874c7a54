"""Selection rules as data: what decides which numbers are kept, which row comes first, where a draw falls.

A rule has a kind, parameters (its fields) and one evaluation. Operations without arithmetic and decisions of
the path hold a rule, so that whoever reads a record knows what was decided, not only what came of it. Two
rules with the same parameters are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, Generic, TypeVar

from handcalc.errors import CalculationError
from handcalc.record.functions import Value, snapped

NumberRows = list[list[Value]]
Result = TypeVar("Result")


class SelectionRule(Generic[Result]):
    """A rule that decides from the numbers of one or several matrices, each as a list of its rows."""

    kind: ClassVar[str]
    """The word for the rule; rules of one kind differ in their parameters only."""

    def evaluate(self, *operands: Any, **_: Any) -> Result:
        """What the rule decides."""
        raise NotImplementedError


class RowRule(SelectionRule[NumberRows]):
    """A rule that gives every number of a row another number, from that row alone."""

    def of_row(self, row: list[Value]) -> list[Value]:
        """The numbers that the rule gives one row."""
        raise NotImplementedError

    def evaluate(self, rows: NumberRows) -> NumberRows:
        return [self.of_row(row) for row in rows]


@dataclass(frozen=True)
class Largest(RowRule):
    """1 for the k largest numbers of a row, 0 for the others; ties go to the first."""

    kind = "largest"
    k: int

    def __str__(self) -> str:
        return f"top-{self.k}"

    def of_row(self, row: list[Value]) -> list[Value]:
        return _mask(row, largest_first(row)[: self.k])


@dataclass(frozen=True)
class LargestUntil(RowRule):
    """1 for the largest numbers of a row that together reach `part`, or (of_sum) that part of their sum.

    The number that reaches it is kept too; at least one is.
    """

    kind = "until"
    part: Fraction
    of_sum: bool

    def of_row(self, row: list[Value]) -> list[Value]:
        order = largest_first(row)
        goal = _like(row[0], self.part) * (sum(row) if self.of_sum else 1)
        reached = 0 * row[0]
        for count, position in enumerate(order, start=1):
            reached = reached + row[position]
            if not_below(reached, goal):
                return _mask(row, order[:count])
        return _mask(row, order)


@dataclass(frozen=True)
class AtLeast(RowRule):
    """1 for the numbers of a row that are not 0 and at least this part of its largest, 0 for the others."""

    kind = "at least"
    part: Fraction

    def of_row(self, row: list[Value]) -> list[Value]:
        goal = _like(row[0], self.part) * max(row)
        kept = [place for place, number in enumerate(row) if number != 0 and not_below(number, goal)]
        return _mask(row, kept)


@dataclass(frozen=True)
class FirstOnes(RowRule):
    """The first n ones of a row of ones and zeros; later ones become 0."""

    kind = "first"
    n: int

    def of_row(self, row: list[Value]) -> list[Value]:
        return [one if sum(row[: place + 1]) <= self.n else one * 0 for place, one in enumerate(row)]


@dataclass(frozen=True)
class AtMostOne(RowRule):
    """Every number, but 1 for those above 1."""

    kind = "at most one"

    def of_row(self, row: list[Value]) -> list[Value]:
        return [min(number, _like(number, 1)) for number in row]


@dataclass(frozen=True)
class IntervalLookup(SelectionRule[str | float]):
    """Which of the intervals [left, right), one a row, holds a draw; without a draw, which one holds 0.

    words: what the intervals stand for; without words the result is the row, counted from 0.
    """

    kind = "interval"
    words: tuple[str, ...] = ()

    def evaluate(self, ends: NumberRows, draw: NumberRows | None = None) -> str | float:
        """The word or the row.

        Raises CalculationError: no interval holds the draw, which only rounded or foreign ends can cause.
        """
        number = draw[0][0] if draw else 0
        filled = [row for row, (left, right) in enumerate(ends) if not not_below(left, right)]
        begun = [row for row in filled if not_below(number, ends[row][0])]
        if not begun:
            raise CalculationError("finds no interval that holds the draw")
        last = max(begun, key=lambda row: ends[row][0])
        return self.words[last] if self.words else float(last)


@dataclass(frozen=True)
class Ranking(SelectionRule[tuple[int, ...]]):
    """The places (from 0) of a matrix's numbers from the largest down; of equal ones the first comes first.

    smallest_first: from the smallest up. among: the places that compete; None for all. first: how many
    places are taken; None for all. as_listed: the places taken in the order of the matrix, so that only
    which ones they are counts.
    """

    kind = "order"
    smallest_first: bool = False
    among: tuple[int, ...] | None = None
    first: int | None = None
    as_listed: bool = False

    def evaluate(self, rows: NumberRows) -> tuple[int, ...]:
        numbers = [number for row in rows for number in row]
        places = range(len(numbers)) if self.among is None else self.among
        sign = -1 if self.smallest_first else 1
        order = largest_first([sign * numbers[place] for place in places])[: self.first]
        taken = tuple(places[position] for position in order)
        return tuple(sorted(taken)) if self.as_listed else taken


@dataclass(frozen=True)
class NonzeroPattern(SelectionRule[tuple[tuple[bool, ...], ...]]):
    """Which numbers of a matrix are not 0, row by row."""

    kind = "pattern of zeros"

    def evaluate(self, rows: NumberRows) -> tuple[tuple[bool, ...], ...]:
        return tuple(tuple(number != 0 for number in row) for row in rows)


@dataclass(frozen=True)
class NotAllZero(SelectionRule[None]):
    """No choice, but a condition: a number of the step must be other than 0.

    step: its id, for the refusal.
    """

    kind = "not all zero"
    step: str

    def evaluate(self, rows: NumberRows) -> None:
        """Nothing.

        Raises CalculationError: all numbers are 0.
        """
        if not any(any(row) for row in rows):
            raise CalculationError(f"all probabilities of step {self.step} are 0: carry more digits")


@dataclass(frozen=True)
class IntegerValue(SelectionRule[int]):
    """The value of a single whole number."""

    kind = "value"

    def evaluate(self, rows: NumberRows) -> int:
        return int(rows[0][0])


@dataclass(frozen=True)
class Computed(SelectionRule[Result]):
    """What a function makes of the numbers, where no other rule fits: a rank, a count, a text.

    function: gets each operand as a list of rows, then the parameters. It belongs to a module, so that the
    rule can be compared and pickled.
    """

    kind = "function"
    function: Callable[..., Result]
    parameters: tuple[Any, ...] = ()

    def evaluate(self, *operands: NumberRows) -> Result:
        return self.function(*operands, *self.parameters)


def largest_first(numbers: Sequence[Value]) -> list[int]:
    """The positions of numbers from the largest down; of equal ones the first comes first."""
    return sorted(range(len(numbers)), key=lambda position: (-snapped(numbers[position]), position))


def not_below(number: Value, other: Value) -> bool:
    """Whether a number reaches another; 0.1 + 0.2 reaches 0.3, as it does on paper."""
    return snapped(snapped(number) - snapped(other)) >= 0


def _mask(row: list[Value], kept: Sequence[int]) -> list[Value]:
    """1 at the positions that are kept, 0 elsewhere."""
    positions = set(kept)
    return [_like(row[0], position in positions) for position in range(len(row))]


def _like(example: Value, number: Fraction | int) -> Value:
    """A number as a fraction or as a float, as the example is."""
    return Fraction(number) if isinstance(example, Fraction) else float(number)
