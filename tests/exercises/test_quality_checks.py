"""What makes a drawn exercise unfit for a sheet: every fault is found, and its nearest innocent is not."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.calculate import record_attempt
from handcalc.errors import CalculationError
from handcalc.exercises.drawing.quality_checks import (
    ALIKE,
    EMPTY_ROW,
    LONG,
    QUALITY_TARGET,
    SATURATED,
    UNDETECTABLE,
    Rejected,
    late_rejection_reasons,
    rejection_reasons,
    stop_when_rejected,
)
from handcalc.exercises.drawing.stability import TIE, UNSTABLE
from handcalc.exercises.drawing.undetectable import undetectable_misconceptions
from handcalc.exercises.misconceptions.applied import AppliedMisconception
from handcalc.inputs.binding import BoundRequest, bind
from handcalc.inputs.from_python import from_python
from handcalc.record.axes import SINGLE
from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Matrix
from handcalc.record.operations import floor, mask_scores, power, scale, sum_of, top_k_mask
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Ranking
from tests.exercises.small_exercises import Numbers, Write, exercise


def softmax(c: Recorder, X: Matrix) -> None:
    """Shares of each row, base 3."""
    E = c.step("E", power(c.number(3), X), "Powers")
    D = c.step("D", sum_of(E), "Sums")
    c.step("P", E / D, "Shares")


def causal_softmax(c: Recorder, X: Matrix) -> None:
    """The same of what is on or below the diagonal."""
    triangle = np.tri(*X.shape).tolist()
    mask = c.numbers(triangle, X.rows, X.columns, "mask")
    softmax(c, c.step("M", mask_scores(X, mask), "Masked"))


def copied(c: Recorder, X: Matrix) -> None:
    """X itself, as a step."""
    c.step("Y", X, "The same")


def wishing(c: Recorder, X: Matrix) -> None:
    """X, of which all should be between 2 and 3."""
    c.prefer(c.step("Y", X, "The same"), 2, 3)


def best(c: Recorder, X: Matrix) -> None:
    """The largest of each row."""
    c.step("keep", top_k_mask(X, 1), "Kept", transposes=False)


def best_share(c: Recorder, X: Matrix) -> None:
    """The largest of each row, after a division that has to be rounded."""
    c.step("keep", top_k_mask(c.step("Y", X / c.number(7), "A seventh"), 1), "Kept", transposes=False)


def far_off(c: Recorder, X: Matrix) -> None:
    """Half a unit of a third, a hundred times as large, decides what is below it."""
    third = c.step("third", X / c.number(3), "A third")
    c.step("floor", floor(scale(c.number(Fraction(100, 33)), third)), "Whole")


def way_taken(c: Recorder, X: Matrix) -> None:
    """A path that depends on which number is the largest."""
    Y = c.step("Y", X, "The same")
    c.decide(Y, Ranking(first=1))


@pytest.mark.parametrize(
    ("fault", "write", "unfit", "fit"),
    [
        (EMPTY_ROW, copied, [[0, 0], [1, 2]], [[0, 1], [1, 2]]),
        (SATURATED, softmax, [[4, 0]], [[2, 0]]),
        (SATURATED, softmax, [[0, 5, 5]], [[0, 1, 1]]),
        (SATURATED, causal_softmax, [[5, 5], [5, 0]], [[2, 0], [0, 1]]),
        (LONG, copied, [[1, "1.234"]], [[1, "0.234"]]),
        (LONG, lambda c, X: copied(c, scale(c.number(10), X)), [[1, 100]], [[1, 99]]),
        (LONG, lambda c, X: copied(c, scale(c.number(-10), X)), [[1, 100]], [[1, 99]]),
        (ALIKE, copied, [[2, 2], [2, 2]], [[2, 2], [2, 1]]),
        (ALIKE, copied, [[2, 1, 2], [2, 2, 2], [2, 2, 1]], [[2, 1, 2], [2, 2, 2], [2, 2, 3]]),
        (ALIKE, copied, [[2, 1, 2], [2, 2, 2], [2, 2, 1]], [[2, 1, 2], [2, 2, 2]]),
        (QUALITY_TARGET, wishing, [[2, 4]], [[2, 3]]),
        (TIE, best, [[2, 1, 2]], [[3, 1, 2]]),
        (TIE, best, [[0, -1, 0]], [[1, 0, 0]]),
        (TIE, way_taken, [[2, 1, 2]], [[2, 1, 1]]),
        (UNSTABLE, best_share, [["1.01", 1]], [["1.2", 1]]),
        (UNSTABLE, far_off, [[1]], [["1.5"]]),
    ],
)
def test_every_fault_is_found(fault: str, write: Write, unfit: Numbers, fit: Numbers) -> None:
    """Each fault is the only one of its exercise, and numbers a little kinder have none."""
    assert [fault] == rejection_reasons(exercise(write, unfit))
    assert [] == rejection_reasons(exercise(write, fit))


def test_a_share_that_rounding_makes_nothing_is_no_masked_one() -> None:
    """Carried, 3^(−9) is 0 and its rival 1, as masked and sole shares are; these alone are innocent."""
    assert [SATURATED] == rejection_reasons(exercise(softmax, [[0, -9]]))
    assert [] == rejection_reasons(exercise(causal_softmax, [[1, 0], [1, 2]]))
    assert [[1.0, 0.0], [0.25, 0.75]] == exercise(causal_softmax, [[1, 0], [1, 2]])["P"].values.tolist()


@pytest.mark.parametrize(
    ("write", "numbers"),
    [(copied, [[0, 0], [1000, 0]]), (softmax, [[9, 0]]), (wishing, [[7]]), (best, [[1, 1]])],
)
def test_what_is_given_may_be_anything(write: Write, numbers: Numbers) -> None:
    """Only where drawn numbers take part would another draw help."""
    assert [] != rejection_reasons(exercise(write, numbers))
    assert [] == rejection_reasons(exercise(write, numbers, drawn=False))


def test_a_choice_that_only_an_earlier_number_can_change() -> None:
    """1 ÷ 3 is 0.33, and 3.0303 · 0.33 is 1: half a unit less of the 0.33, and the floor is 0."""
    assert 1.0 == exercise(far_off, [[1]])["floor"].values.item()
    assert [UNSTABLE] == rejection_reasons(exercise(far_off, [[1]]))
    assert [UNSTABLE] == rejection_reasons(exercise(far_off, [[1]], rounding="full"))


def test_exact_numbers_are_not_off() -> None:
    """Fractions are not rounded, so the nearest rivals stay in order; a tie is a tie."""
    assert [UNSTABLE] == rejection_reasons(exercise(best_share, [["1.01", 1]], rounding="full"))
    assert [] == rejection_reasons(exercise(best_share, [["1.01", 1]], rounding="exact"))
    assert [TIE] == rejection_reasons(exercise(best_share, [[1, 1]], rounding="exact"))


def test_shares_that_were_cut_away_cannot_win() -> None:
    """Two shares of 0 beside others are no tie: nothing makes them more."""

    def order(c: Recorder, X: Matrix) -> None:
        c.decide(c.step("Q", X, "Shares"), Ranking())

    assert [] == rejection_reasons(exercise(order, [["0.6", 0, 0, "0.4"]]))
    assert [TIE] == rejection_reasons(exercise(order, [["0.6", 0, 0, "0.5"]]))


def test_long_fractions_are_long_numbers() -> None:
    """999/10001 has eight digits, 999/100001 nine."""

    def part_of(whole: int) -> Calculation:
        return exercise(lambda c, X: copied(c, X / c.number(whole)), [[1, 999]], rounding="exact")

    assert [] == rejection_reasons(part_of(10_001))
    assert [LONG] == rejection_reasons(part_of(100_001))


def test_a_mistake_that_gives_the_right_answer() -> None:
    """Within half a unit of every cell it cannot be told from the right answer; one cell tells."""
    calculation = exercise(copied, [[1, 2]])
    for other, hidden in (
        ([[1.0, 2.0]], True),
        ([[1.004, 1.996]], True),
        ([[1.0, 2.006]], False),
        ([[1.0, -np.inf]], False),
        ([[1.0], [2.0]], False),
    ):
        made = [AppliedMisconception("Y", "no-scaling", np.array(other))]
        assert ([("Y", "no-scaling", 0)] if hidden else []) == undetectable_misconceptions(calculation, made)
        assert ([f"{UNDETECTABLE} (no-scaling)"] if hidden else []) == rejection_reasons(calculation, made)
        assert [] == rejection_reasons(calculation, made, excused={("Y", "no-scaling", 0)})


def test_mistakes_of_one_name_are_told_apart() -> None:
    """Where a mistake can be made in two ways, only the one that hides is found."""
    calculation = exercise(copied, [[1, 2]])
    made = [
        AppliedMisconception("Y", "transposed", np.array([[2.0, 1.0]])),
        AppliedMisconception("Y", "transposed", np.array([[1.0, 2.0]])),
    ]
    assert [("Y", "transposed", 1)] == undetectable_misconceptions(calculation, made)


def test_masked_cells_and_words_are_compared_as_they_are() -> None:
    """A masked score equals a masked score and no number."""
    calculation = exercise(causal_softmax, [[1, 0], [1, 2]])
    made = [AppliedMisconception("M", "mask-forgotten", np.array([[1.0, 0.0], [1.0, 2.0]]))]
    assert [] == undetectable_misconceptions(calculation, made)
    made = [AppliedMisconception("M", "mask-forgotten", np.array([[1.0, -np.inf], [1.0, 2.0]]))]
    assert [("M", "mask-forgotten", 0)] == undetectable_misconceptions(calculation, made)


def ended_by(bound: BoundRequest, attempt: int) -> str | None:
    """The fault that a watched recording of this attempt ends with."""
    try:
        record_attempt(bound, attempt, watch=stop_when_rejected())
    except Rejected as unfit:
        return unfit.reason
    return None


@pytest.mark.parametrize("topic", topics.names())
def test_watching_finds_what_looking_back_finds(topic: str) -> None:
    """A recording ends early exactly where the whole record has a fault that shows before its end."""
    bound = bind(from_python(topics.find(topic), {"seed": 5, "rounding": "carry", "digits": 2}))
    for attempt in range(12):
        try:
            calculation = record_attempt(bound, attempt)
        except CalculationError:
            continue
        early = [
            fault
            for fault in rejection_reasons(calculation)
            if fault not in late_rejection_reasons(calculation)
        ]
        ended = ended_by(bound, attempt)
        assert ended in early if early else ended is None


def test_a_watched_recording_is_the_same() -> None:
    """Watching changes nothing, and does not go on when the record is complete."""
    bound = bind(from_python(topics.find("softmax"), {"seed": 1}))
    plain, watched = record_attempt(bound, 2), record_attempt(bound, 2, watch=lambda calculation, step: None)
    assert plain.ids == watched.ids
    assert all((plain[name].values == watched[name].values).all() for name in plain.ids)
    assert watched.watch is None
    assert SINGLE == plain["D"].result.columns
