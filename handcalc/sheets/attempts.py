"""Attempt after attempt at a drawn exercise: which are admissible, and what became of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from handcalc.calculate import MOST_STEPS_TRIED, most_attempts, record_attempt
from handcalc.errors import CalculationError, NeverRational
from handcalc.inputs.binding import BoundRequest
from handcalc.record.calculation import Calculation
from handcalc.sheets.admissible import SAME_GIVENS, Unfit, late_faults, stop_when_unfit
from handcalc.sheets.hidden_mistakes import Hidden, Made, hidden_mistakes
from handcalc.sheets.mistakes import mistaken

MORE = 4
"""Times as many attempts as for a plain draw: where 1 in 40 is admissible, no student may go without."""

SAMPLE = 12
"""Variants on all of which a mistake gives the right answer, before the options are blamed for it."""

NO_VALUE = "a step without a value"
"""The fault of an attempt that overflows, divides by zero or is not rational."""


@dataclass
class Counts:
    """What became of the attempts; faults: how many of them ended with each fault."""

    tried: int = 0
    accepted: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """The share of attempts that were accepted; 0 where nothing was tried."""
        return self.accepted / self.tried if self.tried else 0.0

    def count(self, found: Iterable[str]) -> None:
        """Count one attempt by its faults; one without is accepted."""
        found = list(found)
        self.tried += 1
        self.accepted += not found
        self.faults.update(found)

    def add(self, other: Counts) -> None:
        """Take over the counts of others."""
        self.tried += other.tried
        self.accepted += other.accepted
        self.faults.update(other.faults)


class AlwaysHidden:
    """The mistakes that an exercise hides on every variant (alpha = r), so that no draw is to blame.

    They are looked for when one is asked about for the first time, on variants that depend on nothing but
    the exercise and its seed.
    """

    def __init__(self, bound: BoundRequest) -> None:
        self._bound = bound._replace(student=None)

    def __contains__(self, hidden: object) -> bool:
        return hidden in self._found

    @cached_property
    def _found(self) -> frozenset[Hidden]:
        drawn = (calculation for _, calculation in attempts(self._bound, Counts()) if calculation)
        hidden = [set(hidden_mistakes(one, catalogued(one))) for one in islice(drawn, SAMPLE)]
        return frozenset(set.intersection(*hidden)) if hidden else frozenset()


def catalogued(calculation: Calculation) -> Iterable[Made]:
    """What each step comes to with each mistake that students make."""
    return mistaken(calculation)


def attempts(
    bound: BoundRequest,
    counts: Counts,
    taken: Container[str] = (),
    excused: Container[Hidden] | None = None,
    patience: int = MORE,
) -> Iterator[tuple[int, Calculation | None]]:
    """Attempt by attempt the calculation, None where it has a fault; all of them counted.

    excused: mistakes that may be hidden; None, and all may. patience: how many times as many attempts are
    made as for a plain draw, fewer where there are very many steps.
    Raises CalculationError: in no attempt did every step have a value.
    """
    failure: CalculationError | None = None
    steps = 0
    for attempt in range(patience * most_attempts(bound) if bound.draws else 1):
        look = _looked_at(bound, attempt, taken, excused)
        failure, steps = look.failure or failure, steps + look.steps
        counts.count(look.faults)
        yield attempt, None if look.faults else look.calculation
        if steps > patience * MOST_STEPS_TRIED:
            break
    if failure is not None and counts.faults[NO_VALUE] == counts.tried:
        raise failure


class _Look(NamedTuple):
    """An attempt, as far as it was recorded, and what speaks against it."""

    calculation: Calculation | None
    steps: int
    faults: list[str]
    failure: CalculationError | None = None


def _looked_at(
    bound: BoundRequest, attempt: int, taken: Container[str], excused: Container[Hidden] | None
) -> _Look:
    try:
        # What is given may be anything: where nothing is drawn, there is nothing to find fault with.
        calculation = record_attempt(bound, attempt, watch=stop_when_unfit() if bound.draws else None)
    except NeverRational:
        raise
    except Unfit as unfit:
        return _Look(None, unfit.steps, [unfit.fault])
    except CalculationError as error:
        return _Look(None, 0, [NO_VALUE], error)
    return _Look(calculation, len(calculation.steps), _late(bound, calculation, taken, excused))


def _late(
    bound: BoundRequest, calculation: Calculation, taken: Container[str], excused: Container[Hidden] | None
) -> list[str]:
    """The faults of a complete record, and of givens that somebody else has."""
    if digest_of(calculation) in taken:
        return [SAME_GIVENS]
    if not bound.draws:
        return []
    if excused is None:
        return late_faults(calculation)
    return late_faults(calculation, catalogued(calculation), excused)


def digest_of(calculation: Calculation) -> str:
    """SHA-256 of the numbers that were drawn, by name, in hex."""
    drawn = [(part.id, part.written) for given in calculation.given for part in given.parts if part.drawn]
    return sha256(repr(drawn).encode()).hexdigest()
