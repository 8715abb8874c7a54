"""A variant of an exercise for every student of a class.

The variant of a student is the first accepted draw for the class seed and the student's id, so that adding a
student changes nobody's numbers. If two students would get the same inputs, the later one gets the next
accepted draw. A rule that looks at one student alone could not prevent this, since an exercise may have few
variants. So students are processed in the order of their ids, whatever the order of the roster, after those
who already have sheets (`attempts`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from handcalc.calculate import best_draw, located, record_attempt
from handcalc.errors import InputError
from handcalc.exercises.drawing.quality_checks import advice
from handcalc.exercises.drawing.rejection_sampling import (
    AlwaysUndetectable,
    DrawCounts,
    accepted_draws,
    digest_of,
)
from handcalc.exercises.drawing.undetectable import Undetectable
from handcalc.exercises.process_pool import in_parallel
from handcalc.inputs.binding import BoundRequest
from handcalc.record.calculation import Calculation
from handcalc.text import counted, quoted


class Variant(NamedTuple):
    """The draw that a student gets. seen: what `look` returned for it.

    digest: SHA-256 of the drawn inputs, in hex; it is different for every student of a class.
    """

    id: str
    attempt: int
    digest: str
    seen: Any = None


VariantFilter = Callable[[str, int, Calculation], Any]
"""A function of a student's id, number of the draw and calculation, whose result the caller keeps."""


def single(bound: BoundRequest, counts: DrawCounts | None = None) -> Calculation:
    """The exercise of a single sheet: the first accepted draw, else the one closest to its targets.

    Raises InputError: no draw has values for all steps.
    """
    with located(bound.request):
        counts = DrawCounts() if counts is None else counts
        for _, calculation in accepted_draws(bound, counts, excused=AlwaysUndetectable(bound), patience=1):
            if calculation is not None:
                return calculation
        return best_draw(bound)


def find_variant(
    bound: BoundRequest,
    seed: int,
    student: str,
    taken: Container[str] = (),
    counts: DrawCounts | None = None,
    excused: Container[Undetectable] | None = None,
    look: VariantFilter | None = None,
) -> Variant:
    """A student's first accepted draw whose digest is not taken.

    excused: misconceptions that are undetectable in all variants of the class, if known already.
    Raises InputError, with advice: no draw is accepted, or nothing is drawn and the only variant is taken.
    """
    bound, own_counts = _drawn_for(bound, seed, student), DrawCounts()
    excused = AlwaysUndetectable(bound) if excused is None else excused
    with located(bound.request):
        try:
            for attempt, calculation in accepted_draws(bound, own_counts, taken, excused):
                if calculation is not None:
                    return _variant(student, attempt, calculation, look)
            raise _refusal(bound, own_counts)
        finally:
            if counts is not None:
                counts.add(own_counts)


def find_variants(
    bound: BoundRequest,
    seed: int,
    students: Iterable[str],
    attempts: Mapping[str, int] | None = None,
    counts: DrawCounts | None = None,
    look: VariantFilter | None = None,
    done: Callable[[], None] = lambda: None,
) -> Iterator[Variant]:
    """The variants of a class, in the order of the ids, whatever the order of the students.

    attempts: the draws of students who already have sheets; they come first, whether or not they are
    among the students. done: called after each student.
    Raises InputError, with advice: the exercise has too few variants.
    """
    students, attempts = sorted(set(students)), attempts or {}
    counts = DrawCounts() if counts is None else counts
    excused = AlwaysUndetectable(_drawn_for(bound, seed, ""))
    variants: dict[str, Variant] = {}
    # Students are independent and run in parallel; only those with the inputs of another are drawn again.
    alone = partial(_alone, bound, seed, attempts, excused, look)
    for one, draws in in_parallel(alone, sorted({*students, *attempts})):
        variants[one.id] = one
        counts.add(draws)
        done()
    taken = {variants[student].digest for student in attempts}
    for student in students:
        one = variants[student]
        if student not in attempts and one.digest in taken:
            one = find_variant(bound, seed, student, taken, counts, excused, look)
        taken.add(one.digest)
        yield one


def _alone(
    bound: BoundRequest,
    seed: int,
    attempts: Mapping[str, int],
    excused: Container[Undetectable],
    look: VariantFilter | None,
    student: str,
) -> tuple[Variant, DrawCounts]:
    """The variant of a student without regard to others, and the statistics of its draws."""
    counts = DrawCounts()
    if student in attempts:
        calculation = variant(bound, seed, student, attempts[student])
        return _variant(student, attempts[student], calculation, look), counts
    return find_variant(bound, seed, student, (), counts, excused, look), counts


def _variant(student: str, attempt: int, calculation: Calculation, look: VariantFilter | None) -> Variant:
    seen = None if look is None else look(student, attempt, calculation)
    return Variant(student, attempt, digest_of(calculation), seen)


def variant(bound: BoundRequest, seed: int, student: str, attempt: int) -> Calculation:
    """Repeat a student's draw.

    Raises CalculationError: a step has no value, so this draw was never accepted.
    """
    with located(bound.request):
        return record_attempt(_drawn_for(bound, seed, student), attempt)


def _drawn_for(bound: BoundRequest, seed: int, student: str) -> BoundRequest:
    return bound._replace(request=replace(bound.request, seed=seed), student=student)


def _refusal(bound: BoundRequest, counts: DrawCounts) -> InputError:
    """The error for too few variants, with the most frequent reason to reject one, and advice."""
    whose = f"{bound.request.topic.name} has too few variants: for student {quoted(bound.student or '')}"
    if not bound.draws:
        return InputError(
            f"{whose} there is none, because nothing is drawn: leave out some of the given matrices, "
            "if there are any, or make one sheet for all"
        )
    reason, times = counts.faults.most_common(1)[0]
    tried = counted(counts.tried, "attempt")
    return InputError(f"{whose} none of {tried} was accepted, {times} because of {reason}: {advice(reason)}")


__all__ = ["DrawCounts", "Variant", "digest_of", "find_variant", "find_variants", "single", "variant"]
