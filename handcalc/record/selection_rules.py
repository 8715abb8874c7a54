"""Selection rules as data: which numbers are kept, which row ranks first, which interval holds a draw.

A rule has a kind, parameters (its fields) and one evaluation. Selection operations and data-dependent choices
hold a rule, so that a record states how a choice was made, not only its result. Rules with equal parameters
are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from inspect import get_annotations
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform

from handcalc.errors import CalculationError
from handcalc.record.functions import Value, snapped

NumberRows = list[list[Value]]
Result = TypeVar("Result")


@dataclass_transform(frozen_default=True)
class SelectionRule(Generic[Result]):
    """A choice made from the numbers of one or several matrices, each a list of rows.

    Its fields are its parameters, as in a frozen dataclass; ten of those would cost every start 6 ms.
    """

    kind: ClassVar[str]
    """The name of the rule; rules of one kind differ only in their parameters."""

    def __init__(self, *values: Any, **named: Any) -> None:
        names = get_annotations(type(self))
        stated = {**dict(zip(names, values, strict=False)), **named}
        if len(values) > len(names) or not stated.keys() <= names.keys():
            raise TypeError(f"{type(self).__name__} has the parameters {', '.join(names)}")
        # getattr fails for a parameter that is neither stated nor has a default.
        vars(self).update({name: stated[name] if name in stated else getattr(self, name) for name in names})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} does not change")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"
        )

    def evaluate(self, *operands: Any, **_: Any) -> Result:
        """The result of the choice."""
        raise NotImplementedError


class RowRule(SelectionRule[NumberRows]):
    """A rule that maps every row to a row of the same length."""

    def of_row(self, row: list[Value]) -> list[Value]:
        """The new numbers of one row."""
        raise NotImplementedError

    def evaluate(self, rows: NumberRows) -> NumberRows:
        return [self.of_row(row) for row in rows]


class Largest(RowRule):
    """1 for the k largest numbers of a row, 0 for the others; ties go to the first."""

    kind = "largest"
    k: int

    def __str__(self) -> str:
        return f"top-{self.k}"

    def of_row(self, row: list[Value]) -> list[Value]:
        return _mask(row, largest_first(row)[: self.k])


class LargestUntil(RowRule):
    """1 for the largest numbers of a row whose sum reaches `part`, or (of_sum) that part of the row sum.

    The number that crosses the limit is included, so at least one is.
    """

    kind = "until"
    part: Fraction
    of_sum: bool

    def of_row(self, row: list[Value]) -> list[Value]:
        order = largest_first(row)
        limit = _like(row[0], self.part) * (sum(row) if self.of_sum else 1)
        running_sum = 0 * row[0]
        for count, position in enumerate(order, start=1):
            running_sum = running_sum + row[position]
            if not_below(running_sum, limit):
                return _mask(row, order[:count])
        return _mask(row, order)


class AtLeast(RowRule):
    """1 for the nonzero numbers of a row that are at least this part of its maximum, 0 for the others."""

    kind = "at least"
    part: Fraction

    def of_row(self, row: list[Value]) -> list[Value]:
        limit = _like(row[0], self.part) * max(row)
        return _mask(row, [place for place, number in enumerate(row) if number and not_below(number, limit)])


class FirstOnes(RowRule):
    """The first n ones of a row of ones and zeros; later ones become 0."""

    kind = "first"
    n: int

    def of_row(self, row: list[Value]) -> list[Value]:
        return [one if sum(row[: place + 1]) <= self.n else one * 0 for place, one in enumerate(row)]


class AtMostOne(RowRule):
    """The minimum of each number and 1."""

    kind = "at most one"

    def of_row(self, row: list[Value]) -> list[Value]:
        return [min(number, _like(number, 1)) for number in row]


class IntervalLookup(SelectionRule[str | float]):
    """The interval [left, right), one a row, that contains a random number, or 0 if there is none.

    words: the names of the intervals; without words the result is the row index (from 0).
    """

    kind = "interval"
    words: tuple[str, ...] = ()

    def evaluate(self, ends: NumberRows, draw: NumberRows | None = None) -> str | float:
        """The word or the row index.

        Raises CalculationError: no interval contains the number, because its ends are rounded or replaced.
        """
        number = draw[0][0] if draw else 0
        filled = [row for row, (left, right) in enumerate(ends) if not not_below(left, right)]
        candidates = [row for row in filled if not_below(number, ends[row][0])]
        if not candidates:
            raise CalculationError("finds no interval that contains the random number")
        last = max(candidates, key=lambda row: ends[row][0])
        return self.words[last] if self.words else float(last)


class Ranking(SelectionRule[tuple[int, ...]]):
    """The positions (from 0) of a matrix's numbers in falling order; equal numbers keep their order.

    smallest_first: in rising order. among: the positions to rank; None for all. first: the number of
    positions to return; None for all. as_listed: return them in the order of the matrix, as a set.
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


class NonzeroPattern(SelectionRule[tuple[tuple[bool, ...], ...]]):
    """For each number of a matrix, whether it is not 0."""

    kind = "pattern of zeros"

    def evaluate(self, rows: NumberRows) -> tuple[tuple[bool, ...], ...]:
        return tuple(tuple(number != 0 for number in row) for row in rows)


class NotAllZero(SelectionRule[None]):
    """A condition: some number of the step must not be 0.

    step: its id, for the error message.
    """

    kind = "not all zero"
    step: str

    def evaluate(self, rows: NumberRows) -> None:
        """Raises CalculationError: all numbers are 0."""
        if not any(any(row) for row in rows):
            raise CalculationError(f"all probabilities of step {self.step} round to 0: carry more digits")


class IntegerValue(SelectionRule[int]):
    """The value of a single whole number."""

    kind = "value"

    def evaluate(self, rows: NumberRows) -> int:
        return int(rows[0][0])


class Computed(SelectionRule[Result]):
    """A function of the numbers, if no other rule fits: a rank, a count, a text.

    function: takes each operand as a list of rows, then the parameters. It is a module-level function, so
    that rules can be compared and pickled.
    """

    kind = "function"
    function: Callable[..., Result]
    parameters: tuple[Any, ...] = ()

    def evaluate(self, *operands: NumberRows) -> Result:
        return self.function(*operands, *self.parameters)


def largest_first(numbers: Sequence[Value]) -> list[int]:
    """The positions of numbers in falling order; equal numbers keep their order."""
    return sorted(range(len(numbers)), key=lambda position: (-snapped(numbers[position]), position))


def not_below(number: Value, other: Value) -> bool:
    """Whether number ≥ other after snapping: 0.1 + 0.2 ≥ 0.3, as on paper."""
    return snapped(snapped(number) - snapped(other)) >= 0


def _mask(row: list[Value], ones: Sequence[int]) -> list[Value]:
    """1 at these positions, 0 elsewhere."""
    positions = set(ones)
    return [_like(row[0], position in positions) for position in range(len(row))]


def _like(example: Value, number: Fraction | int) -> Value:
    """A number as a fraction or a float, whichever the example is."""
    return Fraction(number) if isinstance(example, Fraction) else float(number)
