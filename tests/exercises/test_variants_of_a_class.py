"""Every student gets an exercise of their own: kind, repeatable, and not for others to change."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.calculate import calculate, record_attempt
from handcalc.errors import CalculationError, InputError
from handcalc.exercises.drawing import rejection_sampling
from handcalc.exercises.drawing.quality_checks import SAME_INPUTS, rejection_reasons
from handcalc.exercises.drawing.variants import (
    DrawCounts,
    Variant,
    digest_of,
    find_variant,
    find_variants,
    single,
    variant,
)
from handcalc.exercises.misconceptions.applied import AppliedMisconception
from handcalc.inputs.binding import BoundRequest, bind
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Array

FIXED = {"chinchilla", "params", "tokenize"}
"""Topics that work on words and counts, and draw nothing."""

IDS = [f"{number:04d}" for number in range(1, 13)]


def exercise(topic: str, **given: Any) -> BoundRequest:
    """A topic as sheets ask for it: two decimals, carried."""
    return bind(from_python(topics.find(topic), {"rounding": "carry", "digits": 2, **given}))


def tiny() -> BoundRequest:
    """Two words and one position: logits from −1 to 3 give few exercises."""
    return exercise("softmax", positions=1, vocabulary_size=2)


def by_id(
    bound: BoundRequest, ids: list[str], seed: int = 7, kept: dict[str, int] | None = None
) -> dict[str, Variant]:
    """The variants of a class."""
    return {found.id: found for found in find_variants(bound, seed, ids, kept)}


def numbers(calculation: Calculation) -> list[Array]:
    """All drawn matrices, as they are calculated with."""
    parts = [part for given in calculation.given for part in given.parts if part.is_random]
    return [
        part.matrix.values for part in parts if part.matrix is not None and part.matrix.values is not None
    ]


def test_the_key_of_a_draw_stays_valid() -> None:
    """From class seed, student, matrix and attempt; from the bits to small numbers by a rule of ours."""
    among = (-1, 0, 0, 1, 1, 2, 3)
    random = Random("handcalc/softmax/2026/ann/logits/3").random
    expected = [[among[int(random() * len(among))] for _ in range(4)] for _ in range(2)]
    assert all(any(line) for line in (*expected, *zip(*expected, strict=True)))  # else it is drawn again
    drawn = variant(exercise("softmax"), 2026, "ann", 3)
    assert expected == numbers(drawn)[0].tolist()
    assert 2026 == drawn.seed


def test_ids_are_no_keys_of_others() -> None:
    """An id may look like a part of a key; nobody else's numbers come of it."""
    bound = exercise("attention")
    ids = ["", "1", "1/1", "1/", "/1", "X", "1/X", "X/0"]
    digests = {digest_of(variant(bound, seed, student, 0)) for seed in (1, 11) for student in ids}
    plain = {digest_of(record_attempt(exercise("attention", seed=seed), 0)) for seed in (1, 11)}
    assert 2 * len(ids) + 2 == len(digests | plain)


def test_the_same_key_gives_the_same_numbers() -> None:
    """A variant found is recorded again from seed, id and attempt alone."""
    bound = exercise("attention")
    first, again = find_variant(bound, 7, "ann"), find_variant(bound, 7, "ann")
    assert first == again
    assert first.digest == digest_of(variant(bound, 7, "ann", first.attempt))
    assert first.digest != find_variant(bound, 8, "ann").digest
    assert first.digest != find_variant(bound, 7, "bob").digest


def test_a_variant_is_the_first_admissible_attempt() -> None:
    """What was passed over had a fault, what was taken has none."""
    bound = exercise("attention")
    found = find_variant(bound, 7, "ann")
    assert 0 < found.attempt
    assert [] == rejection_reasons(variant(bound, 7, "ann", found.attempt))
    assert all(rejection_reasons(variant(bound, 7, "ann", attempt)) for attempt in range(found.attempt))


def test_the_order_of_the_roster_is_irrelevant() -> None:
    """Also where variants are so few that students have to make way, and where somebody is listed twice."""
    for bound in (exercise("attention"), tiny()):
        assert by_id(bound, IDS) == by_id(bound, [*IDS[::-1], IDS[3]])


def test_a_student_more_changes_nobody() -> None:
    """Wherever in the order of ids the new one stands."""
    bound = exercise("attention")
    before = by_id(bound, IDS)
    for late in ("0000", "0005b", "zoe"):
        after = by_id(bound, [*IDS, late])
        assert before == {student: after[student] for student in IDS}


def test_no_two_students_have_the_same_numbers() -> None:
    """Few variants are shared out without repetition; that two wanted the same is counted."""
    counts = DrawCounts()
    found = list(find_variants(tiny(), 7, IDS, counts=counts))
    drawn = {str(numbers(variant(tiny(), 7, one.id, one.attempt))) for one in found}
    assert len(IDS) == len(drawn) == len({one.digest for one in found})
    assert 0 < counts.faults[SAME_INPUTS]


def displacing() -> str:
    """An id that sorts first and wants what somebody of the class has."""
    before = by_id(tiny(), IDS)
    digests = {one.digest for one in before.values()}
    return next(
        late
        for late in (f"0000-{number}" for number in range(100))
        if find_variant(tiny(), 7, late).digest in digests
    )


def test_a_late_student_makes_way_for_those_who_have_their_sheets() -> None:
    """Whose id comes first does not matter then; without a word of who was there, it does."""
    late, before = displacing(), by_id(tiny(), IDS)
    kept = {one.id: one.attempt for one in before.values()}
    after = by_id(tiny(), [*IDS, late], kept=kept)
    assert before == {student: after[student] for student in IDS}
    assert after[late].digest not in {one.digest for one in before.values()}
    assert by_id(tiny(), [late], kept=kept)[late] == after[late]
    afresh = by_id(tiny(), [*IDS, late])
    assert before != {student: afresh[student] for student in IDS}


def test_too_few_variants_are_refused_with_advice() -> None:
    """How many attempts were tried, what rejected most of them, and what to do."""
    with pytest.raises(InputError) as refused:
        by_id(tiny(), [str(number) for number in range(100)])
    told = str(refused.value)
    assert "softmax has too few variants: for student '" in told
    assert "none of 1,200 attempts was accepted" in told
    assert f"because of {SAME_INPUTS}: make the matrices that are drawn larger, or give fewer" in told
    with pytest.raises(InputError, match="because of probabilities near 0 or 1: choose a smaller base"):
        find_variant(exercise("softmax", vocabulary_size=60, positions=1), 7, "ann")


@pytest.mark.parametrize("topic", sorted(FIXED))
def test_what_draws_nothing_is_one_exercise(topic: str) -> None:
    """One student can have it, two cannot."""
    assert 0 == find_variant(exercise(topic), 7, "ann").attempt
    with pytest.raises(InputError, match="'bob' there is none, because nothing is drawn: leave out some"):
        by_id(exercise(topic), ["ann", "bob"])


def test_very_long_exercises_are_given_up_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps are counted, those of attempts that were not recorded to their end too."""
    for most, tried in ((50, 3), (500, 20)):
        monkeypatch.setattr(rejection_sampling, "MOST_STEPS_TRIED", most)
        with pytest.raises(InputError, match="none of") as refused:
            find_variant(exercise("softmax", vocabulary_size=60, positions=1), 7, "ann")
        found = int(str(refused.value).partition("none of ")[2].split()[0])
        assert tried <= found <= rejection_sampling.PATIENCE * most


def test_a_given_exercise_is_one_whatever_its_numbers() -> None:
    """Nobody drew them: a saturated softmax of a teacher's own is a sheet, for one student."""
    given = exercise("softmax", logits=[[9, 0]])
    assert [[9.0, 0.0]] == variant(given, 7, "ann", find_variant(given, 7, "ann").attempt)[
        "E"
    ].formula.operands[1].values.tolist()  # type: ignore[union-attr]
    with pytest.raises(InputError, match="nothing is drawn"):
        by_id(given, ["ann", "bob"])


def test_a_step_that_never_has_a_value_is_named() -> None:
    """With ε under the root no deviation is a fraction: that is said, not that variants are few."""
    bound = exercise("layernorm", rounding="exact")
    with pytest.raises(CalculationError, match="step sd √"):
        find_variant(bound, 7, "ann")
    with pytest.raises(CalculationError, match="step sd √"):
        single(bound)


def test_refusals_name_their_file() -> None:
    """As everywhere."""
    bound = tiny()
    bound.request.file = "week3.yaml"
    with pytest.raises(InputError, match=r"^week3\.yaml: softmax has too few variants"):
        by_id(bound, [str(number) for number in range(100)])


def test_attempts_are_counted() -> None:
    """Every attempt is accepted or has a fault; accepted are as many as there are students."""
    counts, bound = DrawCounts(), exercise("attention")
    found = list(find_variants(bound, 7, IDS, counts=counts))
    assert len(IDS) == counts.accepted
    assert sum(one.attempt + 1 for one in found) == counts.tried
    assert counts.tried - counts.accepted == counts.faults.total()
    assert len(IDS) == counts.accepted


def test_one_sheet_is_the_first_admissible_plain_draw() -> None:
    """Of the seed as it stands, without a student in the key."""
    bound = exercise("attention", seed=3)
    sheet = single(bound)
    first = next(
        attempt for attempt in itertools.count() if not rejection_reasons(record_attempt(bound, attempt))
    )
    assert digest_of(record_attempt(bound, first)) == digest_of(sheet)
    assert "carry" == sheet.arithmetic.rounding


def test_one_sheet_is_the_kindest_where_none_is_admissible() -> None:
    """Of shares among 60 words most are near 0; a single sheet is made all the same, as without sheets."""
    given = {"vocabulary_size": 60, "positions": 1, "seed": 3}
    bound = exercise("softmax", **given)
    assert all(rejection_reasons(record_attempt(bound, attempt)) for attempt in range(20))
    plain = calculate(from_python(topics.find("softmax"), {"rounding": "carry", "digits": 2, **given}))
    assert digest_of(plain) == digest_of(single(bound))


def test_base_3_leaves_fractions_possible() -> None:
    """Small powers of 3 and whole exponents: the same numbers can be worked out in fractions."""
    for topic in ("attention", "softmax", "unembed", "mlm", "moe"):
        bound = exercise(topic, base=Fraction(3))
        own = bound._replace(student="ann", request=bound.request.overridden({}, 7))
        attempt = find_variant(bound, 7, "ann").attempt
        assert digest_of(record_attempt(own, attempt, "exact")) == digest_of(
            variant(bound, 7, "ann", attempt)
        )


def made_with(topic_step: str, change: Any) -> Any:
    """A catalogue of one mistake in one step."""

    def catalogue(calculation: Calculation) -> list[AppliedMisconception]:
        return [AppliedMisconception(topic_step, "no-scaling", change(calculation))]

    return catalogue


def test_a_mistake_that_hides_on_some_variants_is_avoided(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes the first share of a row for all of them must be seen; some draws would hide it."""
    bound = exercise("softmax", positions=1, vocabulary_size=3)
    monkeypatch.setattr(rejection_sampling, "apply_misconceptions", lambda calculation: ())
    plain = by_id(bound, IDS)

    def turned_round(calculation: Calculation) -> Array:
        return np.flip(calculation["P"].values)

    def hides(one: Variant) -> bool:
        values = variant(bound, 7, one.id, one.attempt)["P"].values
        return math.isclose(values[0, 0], values[0, 2])

    assert any(map(hides, plain.values()))
    monkeypatch.setattr(rejection_sampling, "apply_misconceptions", made_with("P", turned_round))
    assert not any(map(hides, by_id(bound, IDS).values()))


def test_a_mistake_that_hides_on_every_variant_is_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as α = r, or an ε too small to see: the options hide it, no draw would show it."""
    bound = exercise("softmax")
    monkeypatch.setattr(rejection_sampling, "apply_misconceptions", lambda calculation: ())
    plain = by_id(bound, IDS)
    right_values = made_with("P", lambda calculation: calculation["P"].values)
    monkeypatch.setattr(rejection_sampling, "apply_misconceptions", right_values)
    assert plain == by_id(bound, IDS)


@pytest.mark.parametrize("topic", [topic for topic in topics.names() if topic not in FIXED])
def test_every_topic_has_variants_for_a_class(topic: str) -> None:
    """As it is drawn by default, with what sheets ask for."""
    check_class(topic, IDS)


@pytest.mark.slow
@pytest.mark.parametrize("topic", [topic for topic in topics.names() if topic not in FIXED])
def test_every_topic_has_variants_for_a_large_class(topic: str) -> None:
    """The same for 200."""
    check_class(topic, [str(number) for number in range(200)])


def check_class(topic: str, ids: list[str]) -> None:
    """Each of them has an admissible exercise, and no two the same."""
    bound = exercise(topic)
    found = list(find_variants(bound, 2026, ids))
    assert sorted(ids) == [one.id for one in found]
    assert len(ids) == len({one.digest for one in found})
    assert all([] == rejection_reasons(variant(bound, 2026, one.id, one.attempt)) for one in found)
