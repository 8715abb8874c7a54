"""How far a cell may be from what its operands give, when these were rounded before.

The tolerance of the rule of marking: h + Σ |∂f/∂x|·h over the rounded inputs, the derivatives taken as
finite differences over the rounding itself. That is what separates somebody who keeps full precision, and
writes rounded numbers, from somebody who miscalculated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from handcalc.record.scalars import Cell, Lookup, Scalar, Value
from handcalc.sheets.precision import is_close
from handcalc.sheets.reading import Place, jumps, moved, place_of, reads, value_of

_HALVINGS = 6


class Reach(NamedTuple):
    """What a cell's operands give, and what they might give before they were rounded.

    own: the value as they stand; None if there is none. slack: how far a smooth value may be off.
    outcomes: of a choice, floor or rank, what it comes to, and what it might come to instead.
    spans: where there is no value, those of the numbers beside it: ln 0.00 may have been ln 0.003.
    """

    own: Value | str | None
    slack: float = 0.0
    outcomes: tuple[Value | str, ...] = ()
    spans: tuple[tuple[Value, Value], ...] = ()

    def holds(self, answer: Value | str, half: float) -> bool:
        """Whether an answer with that half a unit of its last digit may have come of it."""
        if isinstance(self.own, str) or isinstance(answer, str):
            return answer in (self.own, *self.outcomes)
        if self.own is not None and is_close(answer, self.own, half + self.slack):
            return True
        if any(low - half <= answer <= high + half for low, high in self.spans):
            return True
        return any(not isinstance(one, str) and is_close(answer, one, half) for one in self.outcomes)


def reach(expression: Scalar, lookup: Lookup, doubt: Callable[[Cell], float]) -> Reach:
    """The value of a cell, and what the doubt about each number that it reads may do to it."""
    own = value_of(expression, lookup)
    doubts = {place_of(cell): doubt(cell) for cell in reads(expression, lookup)}
    doubts = {place: doubt for place, doubt in doubts.items() if doubt > 0}
    ways = _Ways(expression, lookup, own)
    if own is None:
        return Reach(None, spans=tuple(ways.beside(doubts)))
    if jumps(expression):
        outcomes = tuple(dict.fromkeys((own, *ways.jumping(doubts))))
        if all(map(_is_step, outcomes)):
            return Reach(own, outcomes=outcomes)
    return Reach(own, slack=ways.slack(doubts) if doubts else 0.0)


class _Ways:
    """A cell's expression with the numbers it reads moved."""

    def __init__(self, expression: Scalar, lookup: Lookup, own: Value | str | None) -> None:
        self._expression = expression
        self._lookup = lookup
        self._own = own

    def _at(self, by: dict[Place, float]) -> Value | str | None:
        return value_of(self._expression, moved(self._lookup, by))

    def jumping(self, doubts: dict[Place, float]) -> Iterator[Value | str]:
        """The outcomes when each number moves against all others, and when all move together.

        Two that are compared may both be off, so one alone is moved by as much as both.
        """
        widest = max(doubts.values(), default=0.0)
        tries = [{place: sign * by} for place, by in doubts.items() for sign in (1, -1)]
        tries += [{place: sign * (by + widest)} for place, by in doubts.items() for sign in (1, -1)]
        tries += [{place: sign * by for place, by in doubts.items()} for sign in (1, -1) if doubts]
        for by in tries:
            outcome = self._at(by)
            if outcome is not None:
                yield outcome

    def beside(self, doubts: dict[Place, float]) -> Iterator[tuple[Value, Value]]:
        """The values on either side of numbers that have none, ever closer to them."""
        for sign in (1, -1):
            found = [
                value
                for halvings in range(_HALVINGS)
                for value in [self._at({place: sign * by / 2**halvings for place, by in doubts.items()})]
                if value is not None and not isinstance(value, str) and math.isfinite(value)
            ]
            if doubts and found:
                yield min(found), max(found)

    def slack(self, doubts: dict[Place, float]) -> float:
        """The changes that each number alone makes, added up; more if all of them together make more."""
        total, rising = 0.0, {}
        for place, by in doubts.items():
            up, down = self._change({place: by}), self._change({place: -by})
            total += max(abs(up), abs(down))
            rising[place] = by if up >= down else -by
        falling = {place: -by for place, by in rising.items()}
        return max(total, abs(self._change(rising)), abs(self._change(falling)))

    def _change(self, by: dict[Place, float]) -> float:
        """How much the value changes; a way that leads nowhere (a logarithm of 0) says nothing."""
        there = self._at(by)
        own = self._own
        if there is None or own is None or isinstance(there, str) or isinstance(own, str):
            return 0.0
        return float(there - own) if math.isfinite(there) and math.isfinite(own) else 0.0


def _is_step(outcome: Value | str) -> bool:
    """Whether it is a word or a whole number: a largest of decimals jumps nowhere."""
    return isinstance(outcome, str) or not math.isfinite(outcome) or float(outcome).is_integer()
