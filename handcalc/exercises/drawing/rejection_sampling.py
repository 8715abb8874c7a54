"""Rejection sampling: draw an exercise again and again, and accept the draws that pass the quality checks."""

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
from handcalc.exercises.drawing.quality_checks import (
    SAME_GIVENS,
    Rejected,
    late_rejection_reasons,
    stop_when_rejected,
)
from handcalc.exercises.drawing.undetectable import (
    MisconceptionValues,
    Undetectable,
    undetectable_misconceptions,
)
from handcalc.exercises.misconceptions.applied import apply_misconceptions
from handcalc.inputs.binding import BoundRequest
from handcalc.record.calculation import Calculation

MORE = 4
"""Times as many draws as for a single calculation: every student needs one, even if 1 in 40 is accepted."""

SAMPLE = 12
"""Number of variants in which a misconception must be undetectable before it is excused for all."""

NO_VALUE = "a step without a value"
"""The fault of a draw that overflows, divides by zero or is not rational."""


@dataclass
class DrawCounts:
    """Statistics of draws. faults: how often each fault occurred."""

    tried: int = 0
    accepted: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """The acceptance rate; 0 without any draw."""
        return self.accepted / self.tried if self.tried else 0.0

    def count(self, found: Iterable[str]) -> None:
        """Count one draw with its faults; a draw without faults is accepted."""
        found = list(found)
        self.tried += 1
        self.accepted += not found
        self.faults.update(found)

    def add(self, other: DrawCounts) -> None:
        """Add other counts to these."""
        self.tried += other.tried
        self.accepted += other.accepted
        self.faults.update(other.faults)


class AlwaysUndetectable:
    """Misconceptions that are undetectable in every variant of an exercise (alpha = r): no redraw helps.

    They are computed on first use, from variants that depend only on the exercise and its seed.
    """

    def __init__(self, bound: BoundRequest) -> None:
        self._bound = bound._replace(student=None)

    def __contains__(self, hidden: object) -> bool:
        return hidden in self._found

    @cached_property
    def _found(self) -> frozenset[Undetectable]:
        drawn = (calculation for _, calculation in accepted_draws(self._bound, DrawCounts()) if calculation)
        hidden = [set(undetectable_misconceptions(one, catalogued(one))) for one in islice(drawn, SAMPLE)]
        return frozenset(set.intersection(*hidden)) if hidden else frozenset()


def catalogued(calculation: Calculation) -> Iterable[MisconceptionValues]:
    """The values of each step under each catalogued misconception."""
    return apply_misconceptions(calculation)


def accepted_draws(
    bound: BoundRequest,
    counts: DrawCounts,
    taken: Container[str] = (),
    excused: Container[Undetectable] | None = None,
    patience: int = MORE,
) -> Iterator[tuple[int, Calculation | None]]:
    """Number and calculation of one draw after the other; None instead of a rejected calculation.

    taken: digests of inputs that other students have. excused: misconceptions that may be undetectable;
    None for all. patience: times as many draws as for a single calculation; fewer with very many steps.
    Raises CalculationError: no draw has values for all steps.
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


class _Judged(NamedTuple):
    """A draw, as far as it was recorded, and its faults."""

    calculation: Calculation | None
    steps: int
    faults: list[str]
    failure: CalculationError | None = None


def _looked_at(
    bound: BoundRequest, attempt: int, taken: Container[str], excused: Container[Undetectable] | None
) -> _Judged:
    try:
        # Inputs from a file are accepted as they are; only what is drawn can be rejected.
        calculation = record_attempt(bound, attempt, watch=stop_when_rejected() if bound.draws else None)
    except NeverRational:
        raise
    except Rejected as unfit:
        return _Judged(None, unfit.steps, [unfit.fault])
    except CalculationError as error:
        return _Judged(None, 0, [NO_VALUE], error)
    return _Judged(calculation, len(calculation.steps), _late(bound, calculation, taken, excused))


def _late(
    bound: BoundRequest,
    calculation: Calculation,
    taken: Container[str],
    excused: Container[Undetectable] | None,
) -> list[str]:
    """The faults of a complete record, and of inputs that another student has."""
    if digest_of(calculation) in taken:
        return [SAME_GIVENS]
    if not bound.draws:
        return []
    if excused is None:
        return late_rejection_reasons(calculation)
    return late_rejection_reasons(calculation, catalogued(calculation), excused)


def digest_of(calculation: Calculation) -> str:
    """SHA-256, in hex, of the drawn inputs with their names."""
    drawn = [
        (part.id, part.number_texts) for given in calculation.given for part in given.parts if part.is_random
    ]
    return sha256(repr(drawn).encode()).hexdigest()
