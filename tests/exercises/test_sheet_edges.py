"""The rare ways through sheets and marking: what is hardly ever drawn, asked or written."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from handcalc.errors import InputError
from handcalc.exercises.drawing.quality_checks import SATURATED, rejection_reasons
from handcalc.exercises.drawing.stability import UNSTABLE
from handcalc.exercises.drawing.undetectable import undetectable_misconceptions
from handcalc.exercises.marking.answer_keys import AnswerKeys
from handcalc.exercises.marking.class_folder import answer_files
from handcalc.exercises.marking.dependencies import dependencies, place_of
from handcalc.exercises.marking.error_propagation import Uncertain, propagate
from handcalc.exercises.marking.marks import MarkedSheet
from handcalc.exercises.marking.scores import score, score_key_only
from handcalc.exercises.misconceptions.applied import AppliedMisconception, apply_misconceptions
from handcalc.exercises.quiz.filled_in_sheet import FilledInSheet
from handcalc.exercises.quiz.hints import hint
from handcalc.exercises.sheets.roster import MOST_STUDENTS, numbered, refuse_alike
from handcalc.exercises.sheets.sheet import SheetRecipe
from handcalc.exercises.sheets.sheet import sheet as sheet_of_record
from handcalc.formats.document.worked_cells import CellWriter
from handcalc.record.axes import Axis
from handcalc.record.calculation import Calculation
from handcalc.record.cell_expression import Call, Cell, Constant, IfElse
from handcalc.record.matrix import Matrix
from handcalc.record.number_format import format_number
from handcalc.record.operations import floor, ln, scale, sum_of, top_k_mask, where
from handcalc.record.operations.gather import take
from handcalc.record.recorder import Recorder
from handcalc.record.selection_rules import Ranking
from tests.campaigns.faults import Faults, failing
from tests.exercises.answer_key_files import key_file, ordinarily, told
from tests.exercises.class_folders import answer_file, as_json, fill, grade, made_class, right_lines, sheet_of
from tests.exercises.marking_sheets import answer, calculated, marked, verdicts
from tests.exercises.quiz_driver import SMALL_SOFTMAX, quiz
from tests.exercises.small_exercises import exercise
from tests.run_command import handcalc

NO_VALUE = "the numbers on the page give no value here"


def test_a_mantissa_that_rounds_up_to_ten() -> None:
    """The exponent grows; Python's own scientific notation says the same."""
    for value in (9_999_999_999.0, 9.996e12, -9_999_999_999.0):
        assert f"{value:.2e}" == format_number(value, 2)


def test_a_sheet_without_blanks_is_worth_everything() -> None:
    """Nothing was asked for, nothing was wrong."""
    assert (1.0, 1.0) == (score(MarkedSheet((), (), ())), score_key_only(MarkedSheet((), (), ())))


def test_no_attempts_have_no_rate() -> None:
    """Nothing was tried, so nothing was accepted."""


class TestReach:
    """What might have come of numbers that were rounded."""

    def test_beside_no_value(self) -> None:
        """Where the printed number has none, what the numbers beside it give is accepted, and no more."""
        there = Uncertain(None, spans=((-6.5, -5.3),))
        assert [True, True, False, False] == [there.holds(x, 0.005) for x in (-6.0, -6.504, -6.6, -5.2)]

    def test_a_choice_that_cannot_be_made_reads_both_branches(self) -> None:
        """Its condition is the logarithm of 0, so either number may decide."""
        x = calculated("softmax", logits=[[0, 1, 2]]).given[0].matrix
        assert x is not None
        cells = [Cell(x, 0, place) for place in range(3)]

        def lookup(cell: Cell) -> Any:
            return cell.matrix.values.item(cell.row, cell.column)  # type: ignore[union-attr]

        def read(condition: Call | Constant) -> list[int]:
            return [place_of(cell)[2] for cell in dependencies(IfElse(condition, cells[1], cells[2]), lookup)]

        nothing = Call("ln", (cells[0],))
        assert [0, 1, 2] == read(nothing)
        assert ([1], [2]) == (read(Constant(1)), read(Constant(0)))
        assert (
            propagate(IfElse(nothing, cells[1], cells[2]), lookup, lambda cell: 0.0).follow_through_value
            is None
        )


def shares_of_squares(c: Recorder, X: Matrix) -> None:
    """The squares are written out twice, and are the same."""
    c.step("P", X * X / sum_of(X * X), "Shares")


def logarithms(c: Recorder, X: Matrix) -> None:
    """Half a unit less, and there is no logarithm to compare."""
    third = c.step("third", X / c.number(3), "A third")
    c.step("keep", top_k_mask(ln(third - c.number(Fraction(326, 1000))), 1), "Kept", transposes=False)


def whole_of_thirds(c: Recorder, X: Matrix) -> None:
    """No number alone reaches the next whole one, all together do."""
    third = c.step("third", X / c.number(3), "A third")
    c.step("floor", floor(scale(c.number(1), sum_of(third))), "Whole")


@pytest.mark.parametrize(
    ("write", "numbers", "fault"),
    [
        (shares_of_squares, [[1, 100]], [SATURATED]),
        (shares_of_squares, [[1, 2]], []),
        (logarithms, [[1, 2]], [UNSTABLE]),
        (logarithms, [["1.1", 2]], []),
        (whole_of_thirds, [[1, 1, 1, 1, 2]], [UNSTABLE]),
        (whole_of_thirds, [[1, 1, 1, 2, 2]], []),
    ],
)
def test_unfit_exercises(write: Callable[[Recorder, Matrix], Any], numbers: Any, fault: list[str]) -> None:
    """Faults that few topics can have, and their nearest innocents."""
    assert fault == rejection_reasons(exercise(write, numbers))


def test_words_that_a_mistake_leaves_the_same() -> None:
    """A mistake that changes no word cannot be told from the right way."""
    calculation = calculated("tokenize")
    step = next(step for step in calculation.steps if step.result.holds_words)
    drawn = exercise(lambda c, X: c.step("Y", X, "The same"), [[1, 2]])
    words = drawn.steps[0]._replace(result=replace(drawn.steps[0].result, values=step.values))
    drawn.steps[0] = words
    other = step.values.copy()
    other[0, 0] = "another"
    results = [
        undetectable_misconceptions(drawn, [AppliedMisconception("Y", "no-scaling", values)])
        for values in (step.values, other)
    ]
    assert [[("Y", "no-scaling", 0)], []] == results


def test_a_mistake_without_a_value_is_left_out() -> None:
    """Down a column of powers that rounding makes 0 there is nothing to divide by; elsewhere there is."""
    zeros, ones = ([[0, last], [0, last]] for last in (-5, 0))
    found = [
        list(apply_misconceptions(calculated("softmax", logits=logits, base=10))) for logits in (zeros, ones)
    ]
    assert [["D", "P"], ["D", "P", "P"]] == [[mistake.step for mistake in of] for of in found]


def test_a_mask_forgotten_behind_a_difference() -> None:
    """The powers of scores less their maximum, as if none had been masked: here of [0, 1] and [0, 1]."""
    calculation = calculated(
        "attention",
        X=[[0, 1], [1, 1]],
        W_Q=[[1, 0], [0, 0]],
        W_K=[[0, 0], [0, 1]],
        W_V=[[1, 0], [0, 1]],
        base=2,
        scale="none",
        causal=True,
        stable=True,
    )
    found = [one for one in apply_misconceptions(calculation) if one.name == "mask-forgotten"]
    assert found
    assert all(np.isfinite(one.values).all() for one in found)


def test_an_order_that_own_numbers_do_not_give() -> None:
    """The rows stay those of the record."""
    ranks = Axis.numbered("rank", 2)

    def picked(c: Recorder, X: Matrix) -> None:
        Y = c.step("Y", X, "The same")
        order = c.decide(c.number(1) / Y, Ranking(smallest_first=True))
        c.step("Z", take(Y, order, ranks), "In order", transposes=False)

    sheet = marked(exercise(picked, [[2], [1]]), {"Y": [[0], [1]], "Z": [[5], [0]]})
    assert ("wr", "ww") == (verdicts(sheet, "Y"), verdicts(sheet, "Z"))


class TestBlanks:
    """Sheets on which little or nothing can be asked for."""

    def test_a_step_that_is_not_printed_whole(self) -> None:
        """By hand it is a wrong command line, by level an exercise that will not do."""
        words = ("sheet", "softmax", "--vocabulary-size", "60")
        chosen, level = handcalc(*words, "--blank", "E"), handcalc(*words)
        assert (2, 3) == (chosen.code, level.code)
        assert "E is not printed whole, so it is never left blank" in chosen.err
        assert "nothing can be left blank: every step has more than 40 rows or columns" in level.err

    def test_an_exercise_that_no_numbers_make_rational(self) -> None:
        """E to a power is no fraction, whatever is drawn: it is said at once."""
        outcome = handcalc("sheet", "softmax", "--rounding", "exact", "--student", "a")
        assert (3, "") == (outcome.code, outcome.out)
        assert "choose base 3 or base 2" in outcome.err

    def test_too_large_a_class(self) -> None:
        """With what to do."""
        refuse_alike(numbered(MOST_STUDENTS))
        with pytest.raises(InputError, match="10,001 students; the limit is 10,000: make several classes"):
            refuse_alike(numbered(MOST_STUDENTS + 1))


def chosen_by_logarithms(c: Recorder, X: Matrix) -> None:
    """A choice that there is none of where a number is 0."""
    Y = c.step("Y", X, "The same")
    c.step("Z", where(ln(Y), Y, Y + Y), "One or two")


class TestQuiz:
    """Numbers on the page that lead nowhere."""

    def test_a_blank_that_own_numbers_give_nothing_for(self) -> None:
        """0 ÷ 0: the hints say so, and whoever skips it goes on from the key."""
        typed = ["0", "0", "0", "0", "0", "0", "?", "?", "?", "skip", "0.67"]
        talk = quiz(*SMALL_SOFTMAX, typed=typed)
        assert f"hint 3 of 3: {NO_VALUE}" in talk.replies

    def test_a_power_that_is_no_fraction(self) -> None:
        """In fractions, 2 to the power of one's own 1/2 is nothing; the key, 2 to a whole power, is."""
        words = ("attention", "--rounding", "exact", "--base", "2", "--seed", "3", "--scale", "none")
        talk = quiz(*words, "--blank", "Z,E", typed=["1/2"] * 32 + ["?", "?", "?", "skip"])
        assert ["hint 2 of 3: E[x1, x1] = 2^Z[x1, x1]", f"hint 3 of 3: {NO_VALUE}"] == talk.replies[-3:-1]

    def test_arithmetic_that_cannot_be_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Whatever numbers are on the page, a hint ends no session."""

        def refuse(writer: CellWriter, row: int, column: int) -> None:
            raise OverflowError

        monkeypatch.setattr(CellWriter, "work_out", refuse)
        assert f"hint 3 of 3: {NO_VALUE}" in quiz(*SMALL_SOFTMAX, typed=["?", "?", "?", "quit"]).replies

    def test_a_choice_that_own_numbers_do_not_make(self) -> None:
        """From the second hint on: which numbers it is made of depends on the choice."""
        calculation = exercise(chosen_by_logarithms, [[2, 3]])
        calculation.options = {"digits": Fraction(2), "rounding": "carry"}
        page = FilledInSheet(sheet_of_record(calculation, SheetRecipe(3, None, "rows", ()), width=80))
        assert NO_VALUE not in [hint(page, "Z", (0, 0), stage) for stage in (2, 3)]
        page.fill_in("Y", (0, 0), 0.0)
        assert [NO_VALUE] * 2 == [hint(page, "Z", (0, 0), stage) for stage in (2, 3)]


@pytest.fixture
def week3(tmp_path: Path) -> Path:
    """A class of two."""
    return made_class(tmp_path / "week3", "softmax", "--variants", "2")


class TestAnswers:
    """Answer files as programs and people leave them."""

    def test_empty_cells_behind_a_line(self, week3: Path) -> None:
        """Spreadsheets write them; they say nothing."""
        path = fill(week3, "0001")
        head, *lines = path.read_text().splitlines()
        path.write_text("\n".join([head, *(f"{line},," for line in lines)]))
        assert 1 == sheet_of(grade(week3, "--json"), "0001")["score"]

    def test_two_files_of_a_student_one_of_them_broken(self, week3: Path) -> None:
        """A file that cannot be read is no untouched template, so it is not passed over in silence."""
        path = answer_file(week3, "0001")
        path.with_suffix(".json").write_text(as_json("0001", right_lines(week3, "0001")))
        path.write_bytes(b"\xff\xfe")
        outcome = grade(week3)
        assert 5 == outcome.code
        assert "0001.csv: the file is UTF-16" in outcome.err
        assert "0001.json: the same student has answers in" in outcome.err

    def test_a_folder_of_answers_that_cannot_be_listed(
        self, week3: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is named."""

        def refuse(path: Path) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "iterdir", refuse)
        with pytest.raises(InputError, match="the folder cannot be read: Permission denied"):
            answer_files(week3 / "answers")

    def test_a_sheet_of_the_other_class_that_cannot_be_removed(self, week3: Path) -> None:
        """Exit 4; the manifest is still that of the class whose files are there."""
        before = (week3 / "manifest.json").read_bytes()
        words = ("sheet", "softmax", "--variants", "2", "--level", "1", "--format", "markdown", "--force")
        with failing(Faults(week3 / "sheets", "unlink", 2, 13)):
            outcome = handcalc(*words, "--out", str(week3))
        assert (4, before) == (outcome.code, (week3 / "manifest.json").read_bytes())
        assert "0002.md cannot be removed: Permission denied" in outcome.err

    def test_answers_that_are_no_text_are_in_the_way(self, week3: Path) -> None:
        """Whatever it is, it is not ours to overwrite."""
        answer_file(week3, "0002").write_bytes(b"\xff\xfe")
        words = ("sheet", "softmax", "--variants", "2", "--level", "1", "--format", "markdown", "--force")
        outcome = handcalc(*words, "--out", str(week3))
        assert (4, b"\xff\xfe") == (outcome.code, answer_file(week3, "0002").read_bytes())

    def test_answers_that_are_not_there_are_not_in_the_way(self, week3: Path) -> None:
        """Of another class, with --force."""
        answer_file(week3, "0001").unlink()
        words = ("sheet", "softmax", "--variants", "2", "--level", "1", "--format", "markdown", "--force")
        assert 0 == handcalc(*words, "--out", str(week3)).code


def outcome_of(read: Callable[[], Calculation]) -> str:
    """What a calculation says, or why there is none."""
    try:
        return told(read())
    except InputError as error:
        return str(error)


class TestKeys:
    """Keys that somebody has written anew."""

    def test_where_the_first_is_spread_over_lines(self, tmp_path: Path) -> None:
        """All are read in the ordinary way."""
        files = [key_file(tmp_path, f"{seed}.json", "softmax", "rows", seed=seed) for seed in (1, 2)]
        files[0].write_text(json.dumps(json.loads(files[0].read_text()), indent=1))
        reader = AnswerKeys("softmax")
        assert [told(ordinarily(path, "softmax")) for path in files] == [
            told(reader.read(path)) for path in files
        ]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"topic": "softmax"', '"topic": "softmax", "topic": "softmax"'),
            ('"seed": 2', '"seed": NaN'),
            ('"seed": 2, ', ""),
            ('"values": [[', '"values": [[NaN, '),
        ],
    )
    def test_where_the_second_is_no_document_of_ours(self, old: str, new: str, tmp_path: Path) -> None:
        """The answer is that of the ordinary way."""
        first, path = (key_file(tmp_path, f"{seed}.json", "softmax", "rows", seed=seed) for seed in (1, 2))
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        reader = AnswerKeys("softmax")
        reader.read(first)
        assert outcome_of(lambda: ordinarily(path, "softmax")) == outcome_of(lambda: reader.read(path))


def test_an_answer_that_is_no_number_leaves_the_others(week3: Path) -> None:
    """It is unreadable, and what comes after it is judged as if it had been left blank."""
    sheet = marked(calculated("softmax", logits=[[0, 1]], base=2), {"E": [[1, "x"]], "D": [[3]]})
    assert ("ru", "r") == (verdicts(sheet, "E"), verdicts(sheet, "D"))
    assert answer("x").value == "x"
