"""Which cells a sheet leaves blank: by level, by hand, and never what cannot be worked out."""

from __future__ import annotations

from typing import get_args

import pytest

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.errors import UsageError
from handcalc.exercises.sheets.blanks import Level, blanks_of, chosen_blanks, later_steps
from handcalc.exercises.sheets.sheet import on_paper
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation


def on_a_sheet(topic: str, **given: object) -> Calculation:
    """The calculation that a sheet of this topic is made of."""
    return calculate(on_paper(from_python(topics.find(topic), given)))


ATTENTION = on_a_sheet("attention")
MASKED = on_a_sheet("attention", causal=True)
MOE = on_a_sheet("moe", top_k=1)


@pytest.mark.parametrize("topic", topics.names())
class TestLevels:
    """What each level leaves blank, in every topic."""

    def test_a_level_asks_for_more_than_the_one_before(self, topic: str) -> None:
        """Every topic has blanks at every level; each level keeps those of the one below."""
        calculation = on_a_sheet(topic)
        asked = [
            {(step, *cell) for step, cells in blanks_of(calculation, level).items() for cell in cells}
            for level in get_args(Level)
        ]
        assert asked[0]
        assert asked[0] <= asked[1] <= asked[2] == asked[3]

    def test_only_steps_are_asked_for(self, topic: str) -> None:
        """What is given is printed on every sheet, and no masked score is asked for."""
        calculation = on_a_sheet(topic)
        for step, cells in blanks_of(calculation, 3).items():
            assert step in calculation.ids
            assert all(calculation[step].values[cell] != float("-inf") for cell in cells)

    def test_level_1_has_one_blank_a_row(self, topic: str) -> None:
        """Not two in any row."""
        for cells in blanks_of(on_a_sheet(topic), 1).values():
            rows = [row for row, _ in cells]
            assert len(set(rows)) == len(rows)


def test_later_steps_are_made_of_steps() -> None:
    """Queries, keys and values come from what is given; scores are the first later step of attention."""
    assert ["S", "Z", "E", "D", "A", "O"] == [step.id for step in later_steps(ATTENTION)]


def test_level_2_leaves_the_later_steps_blank_as_a_whole() -> None:
    """Each cell of them."""
    found = blanks_of(ATTENTION, 2)
    assert {"S": 16, "Z": 16, "E": 16, "D": 4, "A": 16, "O": 12} == {
        step: len(cells) for step, cells in found.items()
    }


def test_level_1_asks_for_a_cell_in_every_row_of_the_later_steps() -> None:
    """And in another column from row to row."""
    found = blanks_of(ATTENTION, 1)
    assert {0, 1, 2, 3} == {row for row, _ in found["S"]}
    assert {0, 1, 2, 3} == {column for _, column in found["S"]}


def test_masked_cells_are_printed() -> None:
    """Above the diagonal of a causal exercise stands −∞, on the sheet too."""
    lower = {(row, column) for row in range(4) for column in range(row + 1)}
    assert lower == blanks_of(MASKED, 3)["M"]


def test_what_later_labels_give_away_is_printed() -> None:
    """The rows of each expert tell which experts a token was sent to."""
    assert "keep" not in blanks_of(MOE, 3)
    assert {"P", "w", "expert1.H"} <= set(blanks_of(MOE, 3))


def test_choices_that_led_on_are_printed() -> None:
    """The texts that a search goes on from name the rows of its next step."""
    search = on_a_sheet("generate")
    kept = search["step1.candidates"].result.columns.labels.index("kept")
    assert "step1.candidates" in blanks_of(search, 3)
    assert kept not in {column for _, column in blanks_of(search, 3)["step1.candidates"]}


@pytest.mark.parametrize(
    ("topic", "step"),
    [("tokenize", "merge1.pair"), ("tokenize", "tokens"), ("rag", "retrieved"), ("generate", "sequence")],
)
def test_words_that_titles_and_labels_tell_are_printed(topic: str, step: str) -> None:
    """'Merge 1: a t becomes at' is the title of the step after the pair."""
    assert step not in blanks_of(on_a_sheet(topic), 3)


def test_a_word_that_is_worked_out_is_asked_for() -> None:
    """Which word a draw picks follows from the intervals."""
    assert {(0, 0)} == blanks_of(on_a_sheet("sample"), 2)["p1.word"]


def test_a_matrix_too_large_for_paper_is_not_asked_for() -> None:
    """Only a corner of it is printed, so nobody can work on from it."""
    large = on_a_sheet("softmax", logits=[[0, 1, 2] * 15])
    assert {} == blanks_of(large, 3)


class TestByHand:
    """What --blank names."""

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("D", {"D": {(0, 0), (1, 0), (2, 0), (3, 0)}}),
            ("S[1,2]", {"S": {(0, 1)}}),
            ("S[x1,x2], O[4,3]", {"S": {(0, 1)}, "O": {(3, 2)}}),
            ("S[1,2],S[2,2],D[1]", {"S": {(0, 1), (1, 1)}, "D": {(0, 0)}}),
        ],
    )
    def test_steps_and_cells(self, text: str, expected: dict[str, set[tuple[int, int]]]) -> None:
        """Whole steps, cells by number from 1 and by label."""
        assert expected == chosen_blanks(text, ATTENTION, "rows")

    def test_cells_are_named_as_the_sheet_shows_them(self) -> None:
        """In columns O is 3 × 4: its cell [3,4] is row 4, column 3 of the record."""
        assert {"O": {(3, 2)}} == chosen_blanks("O[3,4]", ATTENTION, "columns")

    @pytest.mark.parametrize(
        ("text", "calculation", "said"),
        [
            ("X", ATTENTION, "X is given"),
            ("X[1,1]", ATTENTION, "X is given"),
            ("AA", ATTENTION, "there is no step 'AA', did you mean A?"),
            ("S[9,1]", ATTENTION, "S has no cell '9,1'"),
            ("M[1,4]", MASKED, "a masked cell of M is never left blank"),
            ("keep", MOE, "keep is given away"),
            ("", ATTENTION, "there is no step"),
        ],
    )
    def test_what_cannot_be_worked_out_is_refused(
        self, text: str, calculation: Calculation, said: str
    ) -> None:
        """With the reason."""
        with pytest.raises(UsageError) as refused:
            chosen_blanks(text, calculation, "rows")
        assert f"--blank: {said}" in str(refused.value)
