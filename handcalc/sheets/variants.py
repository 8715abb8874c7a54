"""A variant of an exercise for every student of a class: drawn for that student alone.

What a student gets depends on the class seed and the student's id: the first attempt that is admissible. So
a student more changes nobody else's numbers. Only where two students would get the same givens, one of them
has to move on to the next admissible attempt: no rule that looks at one student alone could prevent it, as
an exercise may have few variants. So a class is gone through in the order of its ids, whatever the order of
the roster, and what is taken is skipped. Students who have their sheets already (`kept`) come before all
others: then it is the late one who moves, even where the late one's id comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple

from handcalc.calculate import kindest, located, most_attempts, record_attempt
from handcalc.errors import CalculationError, InputError, NeverRational
from handcalc.inputs.binding import Bound
from handcalc.record.calculation import Calculation
from handcalc.sheets.admissible import SAME_GIVENS, Unfit, faults_of_choices, stop_when_unfit
from handcalc.sheets.admissible import advice as advice_on
from handcalc.wording import counted, quoted

MORE = 4
"""Times as many attempts as for a plain draw: where 1 in 40 is admissible, no student may go without."""

NO_VALUE = "a step without a value"
"""The fault of an attempt that overflows, divides by zero or is not rational."""


class Variant(NamedTuple):
    """Which attempt a student gets.

    digest: SHA-256 of the numbers drawn, in hex; two students never have the same.
    """

    id: str
    attempt: int
    digest: str


@dataclass
class Counts:
    """What became of the attempts; faults: how many of them had each fault, one attempt may have several."""

    tried: int = 0
    accepted: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """The share of attempts that were accepted; 0 where nothing was tried."""
        return self.accepted / self.tried if self.tried else 0.0

    def add(self, found: Iterable[str]) -> None:
        """Count one attempt by its faults; one without is accepted."""
        found = list(found)
        self.tried += 1
        self.accepted += not found
        self.faults.update(found)


def single(bound: Bound, counts: Counts | None = None) -> Calculation:
    """The exercise of one sheet: the first admissible draw of the request's own seed, else the kindest.

    Raises InputError: no attempt has values for all its steps.
    """
    if not bound.draws:
        return record_attempt(bound, 0)
    with located(bound.request):
        for _, calculation in _attempts(bound, Counts() if counts is None else counts):
            if calculation is not None:
                return calculation
        return kindest(bound)


def find_variant(
    bound: Bound, seed: int, student: str, taken: Container[str] = (), counts: Counts | None = None
) -> Variant:
    """A student's first admissible attempt whose digest is not taken.

    Raises InputError, with advice: no attempt is, or nothing is drawn and the one variant is taken.
    """
    own, mine = _drawn_for(bound, seed, student), Counts()
    with located(bound.request):
        try:
            for attempt, calculation in _attempts(own, mine, taken):
                if calculation is not None:
                    return Variant(student, attempt, digest_of(calculation))
            raise _refusal(own, mine)
        finally:
            _add(mine, counts)


def find_variants(
    bound: Bound,
    seed: int,
    students: Iterable[str],
    kept: Mapping[str, int] | None = None,
    counts: Counts | None = None,
) -> Iterator[Variant]:
    """The variants of a class, in the order of the ids; kept: the attempts of those who have their sheets.

    The same for any order of the students. Those kept come first, whether they are among the students or not.
    Raises InputError, with advice: the exercise has too few variants.
    """
    taken: set[str] = set()
    for student, attempt in (kept or {}).items():
        taken.add(digest_of(variant(bound, seed, student, attempt)))
    for student in sorted(set(students)):
        if kept and student in kept:
            drawn = variant(bound, seed, student, kept[student])
            yield Variant(student, kept[student], digest_of(drawn))
            continue
        found = find_variant(bound, seed, student, taken, counts)
        taken.add(found.digest)
        yield found


def variant(bound: Bound, seed: int, student: str, attempt: int) -> Calculation:
    """A student's calculation, as found before.

    Raises CalculationError: a step has no value, so this is no attempt that was found.
    """
    with located(bound.request):
        return record_attempt(_drawn_for(bound, seed, student), attempt)


def digest_of(calculation: Calculation) -> str:
    """SHA-256 of the numbers that were drawn, by name, in hex."""
    drawn = [(part.id, part.written) for given in calculation.given for part in given.parts if part.drawn]
    return sha256(repr(drawn).encode()).hexdigest()


def _drawn_for(bound: Bound, seed: int, student: str) -> Bound:
    return bound._replace(request=replace(bound.request, seed=seed), student=student)


def _attempts(
    bound: Bound, counts: Counts, taken: Container[str] = ()
) -> Iterator[tuple[int, Calculation | None]]:
    """Attempt by attempt the calculation, None where it has a fault; all of them counted.

    Raises CalculationError: in none of them every step had a value.
    """
    failure: CalculationError | None = None
    for attempt in range(MORE * most_attempts(bound) if bound.draws else 1):
        calculation, found = None, [NO_VALUE]
        try:
            calculation, found = _looked_at(bound, attempt, taken)
        except NeverRational:
            raise
        except CalculationError as error:
            failure = error
        counts.add(found)
        yield attempt, None if found else calculation
    if failure is not None and counts.faults[NO_VALUE] == counts.tried:
        raise failure


def _looked_at(bound: Bound, attempt: int, taken: Container[str]) -> tuple[Calculation | None, list[str]]:
    """The calculation of an attempt, and what speaks against it; a bad one is not recorded to its end.

    Raises CalculationError: a step has no value.
    """
    try:
        # What is given may be anything: where nothing is drawn, there is nothing to find fault with.
        calculation = record_attempt(bound, attempt, watch=stop_when_unfit() if bound.draws else None)
    except Unfit as unfit:
        return None, [unfit.fault]
    if digest_of(calculation) in taken:
        return calculation, [SAME_GIVENS]
    return calculation, faults_of_choices(calculation) if bound.draws else []


def _add(mine: Counts, counts: Counts | None) -> None:
    if counts is not None:
        counts.tried += mine.tried
        counts.accepted += mine.accepted
        counts.faults.update(mine.faults)


def _refusal(bound: Bound, counts: Counts) -> InputError:
    """Too few variants: how many attempts were tried, what rejected most of them, and what to do."""
    whose = f"{bound.request.topic.name} has too few variants: for student {quoted(bound.student or '')}"
    if not bound.draws:
        return InputError(
            f"{whose} there is none, as nothing is drawn: leave out some of its matrices, "
            "or make one sheet for all"
        )
    most, times = counts.faults.most_common(1)[0]
    tried = counted(counts.tried, "attempt")
    return InputError(f"{whose} none of {tried} will do, {times} because of {most}: {advice_on(most)}")
