"""Rejection sampling: draw an exercise again and again, and accept the draws that pass the quality checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from handcalc.calculate import MOST_STEPS_TRIED, most_attempts, record_attempt
from handcalc.errors import CalculationError, NeverRational
from handcalc.exercises.drawing.quality_checks import (
    SAME_INPUTS,
    Rejected,
    late_rejection_reasons,
    stop_when_rejected,
)
from handcalc.exercises.drawing.undetectable import Undetectable, undetectable_misconceptions
from handcalc.exercises.misconceptions.applied import apply_misconceptions
from handcalc.inputs.binding import BoundRequest
from handcalc.record.calculation import Calculation

PATIENCE = 4
"""Times as many draws as for a single calculation: every student needs one, even if 1 in 40 is accepted."""

SAMPLE = 12
"""Number of variants in which a misconception must be undetectable before it is excused for all."""

NO_VALUE = "a step without a value"
"""The reason to reject a draw that overflows, divides by zero or is not rational."""


@dataclass
class DrawCounts:
    """Statistics of draws. faults: how often each reason to reject one occurred."""

    tried: int = 0
    accepted: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def count(self, reasons: Sequence[str]) -> None:
        """Count one draw with the reasons to reject it; without any it is accepted."""
        self.tried += 1
        self.accepted += not reasons
        self.faults.update(reasons)

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

    def __contains__(self, misconception: object) -> bool:
        return misconception in self._undetectable

    @cached_property
    def _undetectable(self) -> frozenset[Undetectable]:
        draws = (calculation for _, calculation in accepted_draws(self._bound, DrawCounts()) if calculation)
        sample = islice(draws, SAMPLE)
        sets = [set(undetectable_misconceptions(one, apply_misconceptions(one))) for one in sample]
        return frozenset(set.intersection(*sets)) if sets else frozenset()


def accepted_draws(
    bound: BoundRequest,
    counts: DrawCounts,
    taken: Container[str] = (),
    excused: Container[Undetectable] | None = None,
    patience: int = PATIENCE,
) -> Iterator[tuple[int, Calculation | None]]:
    """Number and calculation of one draw after the other; None instead of a rejected calculation.

    taken: digests of inputs that other students have. excused: misconceptions that may be undetectable;
    None for all. patience: times as many draws as for a single calculation; fewer with very many steps.
    Raises CalculationError: no draw has values for all steps.
    """
    failure: CalculationError | None = None
    steps = 0
    for attempt in range(patience * most_attempts(bound) if bound.draws else 1):
        draw = _draw(bound, attempt, taken, excused)
        failure, steps = draw.failure or failure, steps + draw.steps
        counts.count(draw.reasons)
        yield attempt, None if draw.reasons else draw.calculation
        if steps > patience * MOST_STEPS_TRIED:
            break
    if failure is not None and counts.faults[NO_VALUE] == counts.tried:
        raise failure


class _Draw(NamedTuple):
    """A draw, as far as it was recorded, and the reasons to reject it."""

    calculation: Calculation | None
    steps: int
    reasons: list[str]
    failure: CalculationError | None = None


def _draw(
    bound: BoundRequest, attempt: int, taken: Container[str], excused: Container[Undetectable] | None
) -> _Draw:
    try:
        # Inputs from a file are accepted as they are; only what is drawn can be rejected.
        calculation = record_attempt(bound, attempt, watch=stop_when_rejected() if bound.draws else None)
    except NeverRational:
        raise
    except Rejected as rejected:
        return _Draw(None, rejected.steps, [rejected.reason])
    except CalculationError as error:
        return _Draw(None, 0, [NO_VALUE], error)
    reasons = []
    if digest_of(calculation) in taken:
        reasons = [SAME_INPUTS]
    elif bound.draws:
        misconceptions = () if excused is None else apply_misconceptions(calculation)
        reasons = late_rejection_reasons(calculation, misconceptions, excused or ())
    return _Draw(calculation, len(calculation.steps), reasons)


def digest_of(calculation: Calculation) -> str:
    """SHA-256, in hex, of the drawn inputs with their names."""
    parts = [part for given in calculation.given for part in given.parts]
    drawn = [(part.id, part.number_texts) for part in parts if part.is_random]
    return sha256(repr(drawn).encode()).hexdigest()
