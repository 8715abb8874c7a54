"""A variant of an exercise for every student of a class: drawn for that student alone.

What a student gets depends on the class seed and the student's id: the first attempt that is admissible. So
a student more changes nobody else's numbers. Only where two students would get the same givens, one of them
has to move on to the next admissible attempt: no rule that looks at one student alone could prevent it, as
an exercise may have few variants. So a class is gone through in the order of its ids, whatever the order of
the roster, and what is taken is skipped. Students who have their sheets already (`kept`) come before all
others: then it is the late one who moves, even where the late one's id comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from handcalc.calculate import kindest, located, record_attempt
from handcalc.errors import InputError
from handcalc.inputs.binding import BoundRequest
from handcalc.record.calculation import Calculation
from handcalc.sheets.admissible import advice
from handcalc.sheets.attempts import AlwaysHidden, Counts, attempts, digest_of
from handcalc.sheets.hidden_mistakes import Hidden
from handcalc.sheets.side_by_side import side_by_side
from handcalc.wording import counted, quoted


class Variant(NamedTuple):
    """Which attempt a student gets.

    digest: SHA-256 of the numbers drawn, in hex; two students never have the same. seen: what was made of
    the calculation while it was at hand.
    """

    id: str
    attempt: int
    digest: str
    seen: Any = None


Look = Callable[[str, int, Calculation], Any]
"""Makes something of a student's calculation: the id, the attempt, the calculation."""


def single(bound: BoundRequest, counts: Counts | None = None) -> Calculation:
    """The exercise of one sheet: the first admissible draw of the request's own seed, else the kindest.

    Raises InputError: no attempt has values for all its steps.
    """
    with located(bound.request):
        mine = Counts() if counts is None else counts
        for _, calculation in attempts(bound, mine, excused=AlwaysHidden(bound), patience=1):
            if calculation is not None:
                return calculation
        return kindest(bound)


def find_variant(
    bound: BoundRequest,
    seed: int,
    student: str,
    taken: Container[str] = (),
    counts: Counts | None = None,
    excused: Container[Hidden] | None = None,
    look: Look | None = None,
) -> Variant:
    """A student's first admissible attempt whose digest is not taken.

    excused: the mistakes that all variants of the class hide, if the caller has them already.
    Raises InputError, with advice: no attempt is, or nothing is drawn and the one variant is taken.
    """
    own, mine = _drawn_for(bound, seed, student), Counts()
    excused = AlwaysHidden(own) if excused is None else excused
    with located(bound.request):
        try:
            for attempt, calculation in attempts(own, mine, taken, excused):
                if calculation is not None:
                    return _seen(student, attempt, calculation, look)
            raise _refusal(own, mine)
        finally:
            (Counts() if counts is None else counts).add(mine)


def find_variants(
    bound: BoundRequest,
    seed: int,
    students: Iterable[str],
    kept: Mapping[str, int] | None = None,
    counts: Counts | None = None,
    look: Look | None = None,
    done: Callable[[], None] = lambda: None,
) -> Iterator[Variant]:
    """The variants of a class, in the order of the ids; kept: the attempts of those who have their sheets.

    The same for any order of the students. Those kept come first, whether they are among the students or
    not. done is called for everybody who has been looked at.
    Raises InputError, with advice: the exercise has too few variants.
    """
    students, kept = sorted(set(students)), kept or {}
    excused = AlwaysHidden(_drawn_for(bound, seed, ""))
    found: dict[str, Variant] = {}
    # Each alone, side by side; only who would have the numbers of another is looked at again.
    alone = partial(_alone, bound, seed, kept, excused, look)
    for one, tried in side_by_side(alone, sorted({*students, *kept})):
        found[one.id] = one
        (Counts() if counts is None else counts).add(tried)
        done()
    taken = {found[student].digest for student in kept}
    for student in students:
        one = found[student]
        if student not in kept and one.digest in taken:
            one = find_variant(bound, seed, student, taken, counts, excused, look)
        taken.add(one.digest)
        yield one


def _alone(
    bound: BoundRequest,
    seed: int,
    kept: Mapping[str, int],
    excused: Container[Hidden],
    look: Look | None,
    student: str,
) -> tuple[Variant, Counts]:
    """The variant of a student, as if there were no others, and what it took."""
    counts = Counts()
    if student in kept:
        known = variant(bound, seed, student, kept[student])
        return _seen(student, kept[student], known, look), counts
    return find_variant(bound, seed, student, (), counts, excused, look), counts


def _seen(student: str, attempt: int, calculation: Calculation, look: Look | None) -> Variant:
    seen = None if look is None else look(student, attempt, calculation)
    return Variant(student, attempt, digest_of(calculation), seen)


def variant(bound: BoundRequest, seed: int, student: str, attempt: int) -> Calculation:
    """A student's calculation, as found before.

    Raises CalculationError: a step has no value, so this is no attempt that was found.
    """
    with located(bound.request):
        return record_attempt(_drawn_for(bound, seed, student), attempt)


def _drawn_for(bound: BoundRequest, seed: int, student: str) -> BoundRequest:
    return bound._replace(request=replace(bound.request, seed=seed), student=student)


def _refusal(bound: BoundRequest, counts: Counts) -> InputError:
    """Too few variants: how many attempts were tried, what rejected most of them, and what to do."""
    whose = f"{bound.request.topic.name} has too few variants: for student {quoted(bound.student or '')}"
    if not bound.draws:
        return InputError(
            f"{whose} there is none, as nothing is drawn: leave out some of the matrices that are given, "
            "if there are any, or make one sheet for all"
        )
    most, times = counts.faults.most_common(1)[0]
    tried = counted(counts.tried, "attempt")
    return InputError(f"{whose} none of {tried} will do, {times} because of {most}: {advice(most)}")


__all__ = ["Counts", "Variant", "digest_of", "find_variant", "find_variants", "single", "variant"]
