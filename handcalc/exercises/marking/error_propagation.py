"""Error propagation: the value of a cell with the uncertainty of its rounded operands.

Marking accepts a difference of h + Σ |∂f/∂x|·h over the rounded operands, with finite differences over the
rounding itself as derivatives. This tells students who keep full precision and write rounded numbers from
students who miscalculate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
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

    follow_through_value: None if there is none. slack: the uncertainty of a continuous value. outcomes: for a
    choice, floor or rank, all values within the uncertainty of the operands. spans: if there is no value,
    intervals of the values nearby, since ln 0.00 may have been ln 0.003.
    """

    follow_through_value: Value | str | None
    slack: float = 0.0
    outcomes: tuple[Value | str, ...] = ()
    spans: tuple[tuple[Value, Value], ...] = ()

    def holds(self, answer: Value | str, half: float) -> bool:
        """Whether an answer is compatible. half: half a unit of its last digit."""
        value = self.follow_through_value
        if isinstance(value, str) or isinstance(answer, str):
            return answer in (value, *self.outcomes)
        if value is not None and is_close(answer, value, half + self.slack):
            return True
        if any(low - half <= answer <= high + half for low, high in self.spans):
            return True
        return any(not isinstance(one, str) and is_close(answer, one, half) for one in self.outcomes)


def propagate(expression: Expr, lookup: CellLookup, uncertainty: Callable[[Cell], float]) -> Uncertain:
    """Value of a cell with the uncertainty inherited from its operands' rounding."""
    cell = _PerturbedCell(expression, lookup, uncertainty)
    if cell.value is None:
        return Uncertain(None, spans=tuple(cell.spans()))
    if is_discontinuous(expression):
        outcomes = tuple(dict.fromkeys((cell.value, *cell.outcomes())))
        if all(map(_is_step, outcomes)):
            return Uncertain(cell.value, outcomes=outcomes)
    return Uncertain(cell.value, slack=cell.slack())


class _PerturbedCell:
    """A cell expression, evaluated with perturbed operands. value: the unperturbed value, if it has one."""

    def __init__(self, expression: Expr, lookup: CellLookup, uncertainty: Callable[[Cell], float]) -> None:
        self._expression = expression
        self._lookup = lookup
        self.value = value_of(expression, lookup)
        amounts = {place_of(cell): uncertainty(cell) for cell in dependencies(expression, lookup)}
        self._amounts = {place: amount for place, amount in amounts.items() if amount > 0}

    def _at(self, by: dict[CellPosition, float]) -> Value | str | None:
        return value_of(self._expression, perturbed(self._lookup, by))

    def _all(self, sign: float) -> dict[CellPosition, float]:
        return {place: sign * amount for place, amount in self._amounts.items()}

    def outcomes(self) -> Iterator[Value | str]:
        """The values when each operand is perturbed alone, and when all are together.

        Two operands that are compared may both be off, so one alone is also perturbed by the sum of two.
        """
        widest = max(self._amounts.values(), default=0.0)
        for more in (0.0, widest):
            for place, amount in self._amounts.items():
                yield from self._values({place: sign * (amount + more)} for sign in (1, -1))
        yield from self._values(self._all(sign) for sign in (1, -1) if self._amounts)

    def _values(self, perturbations: Iterable[dict[CellPosition, float]]) -> Iterator[Value | str]:
        return (value for value in map(self._at, perturbations) if value is not None)

    def spans(self) -> Iterator[tuple[Value, Value]]:
        """Intervals of the values on either side of operands that give no value, approaching them."""
        for sign in (1, -1):
            near = self._values(self._all(sign / 2**halvings) for halvings in range(_HALVINGS))
            numbers = [value for value in near if not isinstance(value, str) and math.isfinite(value)]
            if self._amounts and numbers:
                yield min(numbers), max(numbers)

    def slack(self) -> float:
        """The sum of the changes by each operand, or the change by all of them together if that is larger."""
        if not self._amounts:
            return 0.0
        total, rising = 0.0, {}
        for place, amount in self._amounts.items():
            up, down = self._change({place: amount}), self._change({place: -amount})
            total += max(abs(up), abs(down))
            rising[place] = amount if up >= down else -amount
        falling = {place: -amount for place, amount in rising.items()}
        return max(total, abs(self._change(rising)), abs(self._change(falling)))

    def _change(self, by: dict[CellPosition, float]) -> float:
        """The change of the value; 0 if the perturbed operands give none (a logarithm of 0)."""
        new, old = self._at(by), self.value
        if new is None or old is None or isinstance(new, str) or isinstance(old, str):
            return 0.0
        return float(new - old) if math.isfinite(new) and math.isfinite(old) else 0.0


def _is_step(outcome: Value | str) -> bool:
    """Whether a value is a word or a whole number; the maximum of decimals is continuous."""
    return isinstance(outcome, str) or not math.isfinite(outcome) or float(outcome).is_integer()
