"""Marking: what is right, what follows from a student's own numbers, what is wrong, and where it began."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import Any

import pytest

import handcalc.topics as topics
from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.marks import Answer
from handcalc.exercises.marking.scores import score, score_key_only
from handcalc.exercises.sheets.blanks import blanks_of
from handcalc.record.calculation import Calculation
from tests.exercises.marking_sheets import all_cells, answer, calculated, marked, unchanged, verdicts

# Worked by hand with base 3: E = [[3, 1], [1, 9]], D = [4, 10], P = [[0.75, 0.25], [0.1, 0.9]].
SOFTMAX: dict[str, Any] = {"logits": [[1, 0], [0, 2]], "base": 3}
# One decimal: Z1 = 0.5 · 0.5 = 0.25, carried as 0.3; Z2 = 8 · 0.3 = 2.4. With full precision Z2 = 2.0.
PRODUCT: dict[str, Any] = {
    "X": [[0.5]],
    "layers": [{"W": [[0.5]]}, {"W": [[8]]}],
    "activation": "none",
    "digits": 1,
}


def softmax() -> Calculation:
    """The small softmax."""
    return calculated("softmax", **SOFTMAX)


def test_the_key_is_right_in_every_cell() -> None:
    """A sheet that agrees with the key is right throughout, has no roots and the key as its own values."""
    calculation = softmax()
    blanks = all_cells(calculation)
    sheet = mark(calculation, blanks, unchanged(calculation, blanks), 2)
    assert [("right", cell.key) for cell in sheet.cells] == [
        (cell.verdict, cell.follow_through_value) for cell in sheet.cells
    ]
    assert 10 == len(sheet.cells)
    assert ((), ()) == (sheet.first_errors, sheet.misconceptions)


@pytest.mark.parametrize(("written", "verdict"), [(0.75, "r"), (0.754, "r"), (0.746, "r"), (0.756, "w")])
def test_right_is_within_half_a_unit_of_the_last_digit(written: float, verdict: str) -> None:
    """With two decimals an answer may be off by 0.005."""
    sheet = marked(softmax(), {"P": [[written, 0.25], [0.1, 0.9]]})
    assert verdict + "rrr" == verdicts(sheet, "P")


def test_an_error_is_wrong_once_and_what_follows_from_it_follows() -> None:
    """3^1 = 2 is wrong; 2 + 1 = 3, 2 ÷ 3 and 1 ÷ 3 are what comes of it; the root is the first."""
    sheet = marked(softmax(), {"E": [[2, 1], [1, 9]], "D": [[3], [10]], "P": [[0.67, 0.33], [0.1, 0.9]]})
    assert ("wrrr", "fr", "ffrr") == tuple(verdicts(sheet, step) for step in "EDP")
    assert (("E", 0, 0),) == sheet.first_errors


def test_own_is_what_the_students_own_cells_give() -> None:
    """Beside a wrong answer stands what their own numbers would have given."""
    sheet = marked(softmax(), {"E": [[2, 1], [1, 9]], "D": [[7], [10]]})
    assert [(4.0, 3.0), (10.0, 10.0)] == [
        (cell.key, cell.follow_through_value) for cell in sheet.cells if cell.step == "D"
    ]


@pytest.mark.parametrize(("written", "verdict"), [(2.4, "r"), (2.0, "f"), (1.9, "w"), (2.8, "f"), (2.9, "w")])
def test_tolerance_is_that_of_the_rounded_operands(written: float, verdict: str) -> None:
    """Who keeps 0.25 behind the 0.3 writes 2.0: rounding explains 8 · 0.05 + 0.05 = 0.45 beside 2.4."""
    sheet = marked(calculated("mlp", **PRODUCT), {"layer1.Z": [[0.3]], "layer2.Z": [[written]]})
    assert verdict == verdicts(sheet, "layer2.Z")


def test_numbers_that_needed_no_rounding_leave_no_tolerance() -> None:
    """Powers that are whole numbers have exact sums: 4.01 is no rounding."""
    sheet = marked(softmax(), {"E": [[3, 1], [1, 9]], "D": [[4.01], [10]]})
    assert "wr" == verdicts(sheet, "D")


def test_a_blank_costs_itself_and_spoils_nothing() -> None:
    """A blank counts as what the cells before it give."""
    sheet = marked(softmax(), {"E": [[2, 1], [1, 9]], "D": [[None], [10]], "P": [[0.67, 0.33], [0.1, 0.9]]})
    assert ("br", "ffrr") == (verdicts(sheet, "D"), verdicts(sheet, "P"))


def test_a_blank_hides_no_root() -> None:
    """What is wrong after a blank may come of what is wrong before it; only the first is a root."""
    sheet = marked(softmax(), {"E": [[2, 1], [1, 9]], "D": [[None], [10]], "P": [[0.9, 0.33], [0.1, 0.8]]})
    assert "wfrw" == verdicts(sheet, "P")
    assert (("E", 0, 0), ("P", 1, 1)) == sheet.first_errors


def test_a_blank_has_the_tolerance_of_what_it_is_made_of() -> None:
    """Behind a blank somebody may have kept all digits, or rounded."""
    calculation = calculated("mlp", **PRODUCT)
    for value, verdict in ((2.0, "f"), (2.4, "r"), (1.0, "w")):
        assert "b" + verdict == "".join(
            verdicts(marked(calculation, {"layer1.Z": [[None]], "layer2.Z": [[value]]}), step)
            for step in calculation.ids
        )


def test_what_cannot_be_read_counts_as_a_blank_for_what_follows() -> None:
    """Unreadable is a verdict of its own; a word where a number belongs is no number."""
    calculation = softmax()
    answers = {"E": {(0, 0): Answer("3?", None), (0, 1): Answer("one", "one")}, "D": {(0, 0): answer(4)}}
    blanks = {"E": frozenset({(0, 0), (0, 1)}), "D": frozenset({(0, 0), (1, 0)})}
    sheet = mark(calculation, blanks, answers, 2)
    assert ("uu", "rb") == (verdicts(sheet, "E"), verdicts(sheet, "D"))


def test_a_sheet_filled_with_one_number_does_not_follow_from_itself() -> None:
    """Zeros follow from zeros; where a step was only filled up, nothing follows from it."""
    zeros = {"E": [[0, 0], [0, 0]], "D": [[0], [0]], "P": [[0, 0], [0, 0]]}
    sheet = marked(softmax(), zeros)
    assert ("wwww", "ww", "wwww") == tuple(verdicts(sheet, step) for step in "EDP")
    zeros["E"][1][1] = 9
    sheet = marked(softmax(), zeros)
    assert ("wwwr", "fw") == (verdicts(sheet, "E"), verdicts(sheet, "D"))


def test_a_sheet_filled_with_one_number_shows_no_mistake() -> None:
    """Zeros are the result of many a mistake made on zeros; nobody made one."""
    sheet = marked(softmax(), {"E": [[0, 0], [0, 0]], "D": [[0], [0]], "P": [[0, 0], [0, 0]]})
    assert () == sheet.misconceptions


@pytest.mark.parametrize(
    ("word", "text", "value", "verdict"),
    [
        ("1", " 1 ", 1.0, "r"),
        ("1", "a", "a", "w"),
        ("1", "", None, "b"),
        ("you", "You", "You", "r"),
        ("black tea", "black   tea", "black   tea", "r"),
        ("black tea", "blacktea", "blacktea", "w"),
    ],
)
def test_a_word_is_right_by_its_text(word: str, text: str, value: float | str | None, verdict: str) -> None:
    """Capital letters, spaces around it and how many there are inside do not count."""
    calculation = calculated("sample", P=[[0.5, 0.3, 0.2]], draws=[0.6], vocabulary=["a", word, "c"])
    answers = {"p1.word": {(0, 0): Answer(text, value)}}
    sheet = mark(calculation, {"p1.word": frozenset({(0, 0)})}, answers, 2)
    assert verdict == verdicts(sheet, "p1.word")


def test_a_word_is_drawn_again_from_own_intervals() -> None:
    """Whose second interval begins at 0.7 has the draw 0.6 in the first."""
    calculation = calculated("sample", P=[[0.5, 0.3, 0.2]], draws=[0.6], vocabulary=["a", "b", "c"])
    own = [[0, 0.7], [0.7, 0.8], [0.8, 1]]
    sheet = marked(calculation, {"p1.interval": own, "p1.word": [["a"]]})
    assert ("rwwrrr", "f") == (verdicts(sheet, "p1.interval"), verdicts(sheet, "p1.word"))
    assert (("p1.interval", 0, 1), ("p1.interval", 1, 0)) == sheet.first_errors


def choice(second: float) -> Calculation:
    """Two experts whose scores are 0.45, with one decimal 0.5, and half of another number."""
    experts = [{"W": [[1, 0], [0, 1]]}] * 2
    return calculated(
        "moe", digits=1, X=[[0.5, 0.5]], W_g=[[0.9, second], [0, 0]], experts=experts, gate="max"
    )


@pytest.mark.parametrize(
    ("second", "keep", "verdict"),
    [
        (0.9, [0, 1], "ff"),  # both 0.5: who had more digits, or another eye, keeps the second
        (0.7, [0, 1], "ww"),  # 0.45 and 0.35, written 0.5 and 0.4: nobody has the second larger
        (0.9, [1, 1], "rf"),
        (0.9, [0.5, 0.5], "ww"),
    ],
)
def test_a_choice_passes_on_either_side_of_a_narrow_margin(
    second: float, keep: list[float], verdict: str
) -> None:
    """Which score is larger is not asked of somebody whose rounded numbers do not tell."""
    calculation = choice(second)
    sheet = marked(calculation, {"G": calculation["G"].values.tolist(), "keep": [keep]})
    assert verdict == verdicts(sheet, "keep")


def test_a_choice_is_made_again_from_own_scores() -> None:
    """Who has the second score larger keeps the second expert."""
    sheet = marked(choice(0.4), {"G": [[0.5, 0.9]], "keep": [[0, 1]], "w": [[0, 1]]})
    assert ("rw", "ff", "ff") == tuple(verdicts(sheet, step) for step in ("G", "keep", "w"))


@pytest.mark.parametrize(("floor", "verdict"), [(1, "r"), (2, "f"), (1.5, "w"), (3, "w")])
def test_a_floor_passes_on_either_side_of_a_narrow_margin(floor: float, verdict: str) -> None:
    """⌊3.9 ÷ 2⌋ is 1; behind 3.9 there may be 3.94, not 4, but two rounded factors reach it."""
    calculation = calculated(
        "attention",
        digits=1,
        X=[[1]],
        W_Q=[[1.3]],
        W_K=[[3]],
        W_V=[[1]],
        Y=[[1.02]],
        scale="floor-half",
    )
    written = {step: calculation[step].values.tolist() for step in ("Q", "K", "S")}
    sheet = marked(calculation, {**written, "Z": [[floor]]})
    assert verdict == verdicts(sheet, "Z")


def test_neighbours_are_ranked_again_from_own_scores() -> None:
    """Who has other scores has another order; the order of the key passes as well."""
    given: dict[str, Any] = {"documents": ["a", "b"], "query": "a", "W_E": [[2, 0], [1, 1]]}
    calculation = calculated("vectordb", **given, metric="dot", top=1)  # scores 4 and 2
    for ranking, verdict in (([[7], [4]], "ff"), ([[4], [7]], "rf"), ([[4], [2]], "rr"), ([[3], [5]], "ww")):
        sheet = marked(calculation, {"scores": [[4], [7]], "ranking": ranking})
        assert ("rw", verdict) == (verdicts(sheet, "scores"), verdicts(sheet, "ranking")), ranking


def test_fractions_are_marked_as_numbers() -> None:
    """In exact calculations a fraction and its decimals are the same answer."""
    calculation = calculated("softmax", rounding="exact", **SOFTMAX)
    sheet = marked(calculation, {"E": [[3, 1], [1, 9]], "P": [[Fraction(3, 4), 0.25], [0.1, Fraction(8, 9)]]})
    assert ("rrrr", "rrrw") == (verdicts(sheet, "E"), verdicts(sheet, "P"))
    assert Fraction(3, 4) == sheet.cells[4].key


def test_large_numbers_are_right_to_the_digits_of_their_mantissa() -> None:
    """6 · 7e10 · 1.4e12 = 5.88e23 is asked for with two decimals of 5.88."""
    calculation = calculated("chinchilla", N=7e10, D=1.4e12)
    for written, verdict in ((5.88e23, "r"), (5.884e23, "r"), (5.89e23, "w")):
        assert verdict == verdicts(marked(calculation, {"C": [[written]]}), "C")


def test_printed_numbers_are_gone_on_with_as_printed() -> None:
    """Full precision behind a sheet is not what its reader has: the printed 2.72, 1.00 and 3.72 are."""
    calculation = calculated("softmax", rounding="full", digits=1, logits=[[1.5, 0.5]])
    # e^1.5 = 4.48, e^0.5 = 1.65, D = 6.13, printed 4.5, 1.6 and 6.1: 4.5 ÷ 6.1 = 0.74 and 0.73 both show 0.7.
    assert "rr" == verdicts(marked(calculation, {"P": [[0.7, 0.3]]}), "P")
    sheet = marked(calculation, {"D": [[6.2]]})
    assert [4.5 + 1.6] == [pytest.approx(cell.follow_through_value) for cell in sheet.cells]
    assert "f" == verdicts(sheet, "D")


def test_scores_are_shares_of_what_was_asked_for() -> None:
    """Both totals: against the key, and with what follows, whose worth can be capped."""
    sheet = marked(softmax(), {"E": [[2, 1], [1, None]], "D": [[3], [10]]})
    assert ("wrrb", "fr") == (verdicts(sheet, "E"), verdicts(sheet, "D"))
    assert (3 / 6, 4 / 6, 3.8 / 6) == (score_key_only(sheet), score(sheet), score(sheet, follow_cap=0.8))


ODD: list[Any] = [0.0, -1.0, 1e300, -1e308, 5e-324, -math.inf, Fraction(1, 3), Fraction(10**400), math.nan]
ODD += [math.inf, "word", None]


@pytest.mark.parametrize("topic", topics.names())
@pytest.mark.parametrize("rounding", ["carry", "full"])
def test_no_answer_makes_marking_fail(topic: str, rounding: str) -> None:
    """Whatever stands in the cells, every blank gets its verdict."""
    random, calculation = Random(topic), calculated(topic, rounding=rounding, seed=1)
    blanks = blanks_of(calculation, 3)
    for often in (0.1, 0.8):
        answers = unchanged(calculation, blanks)
        odd = {
            step: {
                place: answer(random.choice(ODD)) if random.random() < often else cell
                for place, cell in cells.items()
            }
            for step, cells in answers.items()
        }
        sheet = mark(calculation, blanks, odd, 2)
        assert sum(map(len, blanks.values())) == len(sheet.cells)
        wrong = {(cell.step, cell.row, cell.column) for cell in sheet.cells if cell.verdict == "wrong"}
        assert set(sheet.first_errors) <= wrong
        assert bool(wrong) == bool(sheet.first_errors)
