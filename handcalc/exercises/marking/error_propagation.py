"""Error propagation: the value of a cell with the uncertainty of its rounded operands.

Marking accepts a difference of h + Σ |∂f/∂x|·h over the rounded operands, with finite differences over the
rounding itself as derivatives. This tells students who keep full precision and write rounded numbers from
students who miscalculate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from handcalc.exercises.marking.dependencies import (
    CellPosition,
    dependencies,
    is_discontinuous,
    perturbed,
    place_of,
    value_of,
)
from handcalc.exercises.marking.tolerance import is_close
from handcalc.record.cell_expression import Cell, CellLookup, Expr
from handcalc.record.functions import Value

_HALVINGS = 6


class Uncertain(NamedTuple):
    """The uncertainty interval of a cell.

    own: the follow-through value; None if there is none. slack: the uncertainty of a continuous value.
    outcomes: for a choice, floor or rank, all values within the uncertainty of the operands. spans: if there
    is no value, intervals of the values nearby, since ln 0.00 may have been ln 0.003.
    """

    follow_through_value: Value | str | None
    slack: float = 0.0
    outcomes: tuple[Value | str, ...] = ()
    spans: tuple[tuple[Value, Value], ...] = ()

    def holds(self, answer: Value | str, half: float) -> bool:
        """Whether an answer is compatible. half: half a unit of its last digit."""
        if isinstance(self.follow_through_value, str) or isinstance(answer, str):
            return answer in (self.follow_through_value, *self.outcomes)
        if self.follow_through_value is not None and is_close(
            answer, self.follow_through_value, half + self.slack
        ):
            return True
        if any(low - half <= answer <= high + half for low, high in self.spans):
            return True
        return any(not isinstance(one, str) and is_close(answer, one, half) for one in self.outcomes)


def propagate(expression: Expr, lookup: CellLookup, doubt: Callable[[Cell], float]) -> Uncertain:
    """Value of a cell with the uncertainty inherited from its operands' rounding."""
    own = value_of(expression, lookup)
    doubts = {place_of(cell): doubt(cell) for cell in dependencies(expression, lookup)}
    doubts = {place: doubt for place, doubt in doubts.items() if doubt > 0}
    ways = _Ways(expression, lookup, own)
    if own is None:
        return Uncertain(None, spans=tuple(ways.beside(doubts)))
    if is_discontinuous(expression):
        outcomes = tuple(dict.fromkeys((own, *ways.jumping(doubts))))
        if all(map(_is_step, outcomes)):
            return Uncertain(own, outcomes=outcomes)
    return Uncertain(own, slack=ways.slack(doubts) if doubts else 0.0)


class _Ways:
    """A cell expression, evaluated with perturbed operands."""

    def __init__(self, expression: Expr, lookup: CellLookup, own: Value | str | None) -> None:
        self._expression = expression
        self._lookup = lookup
        self._own = own

    def _at(self, by: dict[CellPosition, float]) -> Value | str | None:
        return value_of(self._expression, perturbed(self._lookup, by))

    def jumping(self, doubts: dict[CellPosition, float]) -> Iterator[Value | str]:
        """The values when each operand is perturbed alone, and when all are together.

        Two operands that are compared may both be off, so one alone is also perturbed by the sum of two.
        """
        widest = max(doubts.values(), default=0.0)
        tries = [{place: sign * by} for place, by in doubts.items() for sign in (1, -1)]
        tries += [{place: sign * (by + widest)} for place, by in doubts.items() for sign in (1, -1)]
        tries += [{place: sign * by for place, by in doubts.items()} for sign in (1, -1) if doubts]
        for by in tries:
            outcome = self._at(by)
            if outcome is not None:
                yield outcome

    def beside(self, doubts: dict[CellPosition, float]) -> Iterator[tuple[Value, Value]]:
        """Intervals of the values on either side of operands that give no value, approaching them."""
        for sign in (1, -1):
            found = [
                value
                for halvings in range(_HALVINGS)
                for value in [self._at({place: sign * by / 2**halvings for place, by in doubts.items()})]
                if value is not None and not isinstance(value, str) and math.isfinite(value)
            ]
            if doubts and found:
                yield min(found), max(found)

    def slack(self, doubts: dict[CellPosition, float]) -> float:
        """The sum of the changes by each operand, or the change by all of them together if that is larger."""
        total, rising = 0.0, {}
        for place, by in doubts.items():
            up, down = self._change({place: by}), self._change({place: -by})
            total += max(abs(up), abs(down))
            rising[place] = by if up >= down else -by
        falling = {place: -by for place, by in rising.items()}
        return max(total, abs(self._change(rising)), abs(self._change(falling)))

    def _change(self, by: dict[CellPosition, float]) -> float:
        """The change of the value; 0 if the perturbed operands give none (a logarithm of 0)."""
        there = self._at(by)
        own = self._own
        if there is None or own is None or isinstance(there, str) or isinstance(own, str):
            return 0.0
        return float(there - own) if math.isfinite(there) and math.isfinite(own) else 0.0


def _is_step(outcome: Value | str) -> bool:
    """Whether a value is a word or a whole number; the maximum of decimals is continuous."""
    return isinstance(outcome, str) or not math.isfinite(outcome) or float(outcome).is_integer()
