"""Sheets and keys as views of a calculation: nothing lost, nothing told."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

import handcalc.topics as topics
from handcalc import formats
from handcalc.calculate import calculate
from handcalc.exercises.sheets.blanks import Blanks, Level
from handcalc.exercises.sheets.roster import Student
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.formats.document.blocks import (
    Advice,
    Conclusion,
    Fields,
    Footer,
    LookupTable,
    MatrixBlock,
    document_blocks,
)
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.notation import UNICODE, Notation
from handcalc.formats.document.presentation import Presentation, Vectors, present
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Array
from handcalc.record.replay import replay
from tests.run_command import handcalc
from tests.sampling import daily_sample
from tests.variants import ORIENTATIONS

FOR_PEOPLE = [name for name in formats.names() if formats.find(name).prints]
LEVELS: list[Level] = [1, 2, 3, 4]
ADA = Student("0007", "Ada")


@cache
def exercise(topic: str) -> Calculation:
    """The drawn calculation of a topic, rounded as on paper."""
    return calculate(on_paper(from_python(topics.find(topic), {})))


def making(level: Level = 2, vectors: Vectors = "rows", blank: str | None = None) -> SheetRecipe:
    """How the sheets of these tests are made."""
    return SheetRecipe(level, blank, vectors, ("softmax", "--level", str(level)))


def grids(page: Presentation, notation: Notation = UNICODE) -> Iterator[tuple[str, Grid]]:
    """Every matrix of a page, by id, but for what the results would be without rounding."""
    for block in document_blocks(replace(page, unrounded=None), notation):
        if isinstance(block, MatrixBlock):
            yield block.id, block.grid


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("topic", topics.names())
def test_blanks_and_key_are_the_full_document(topic: str, level: Level, vectors: Vectors) -> None:
    """Cell for cell: what the sheet prints and what the key has in its blanks is the calculation."""
    calculation = exercise(topic)
    page = sheet(calculation, making(level, vectors), cells="none")
    key = sheet(calculation, making(level, vectors), answered=True, cells="none")
    full = present(calculation, vectors=vectors, digits=2, cells="none")
    asked, printed, answered = dict(grids(page)), dict(grids(full)), dict(grids(key))
    assert set(answered) == set(printed) >= set(asked)
    for identifier, grid in asked.items():
        whole = [list(row) for row in grid.cells]
        for row, column in grid.blanks:
            assert UNICODE.blank == whole[row][column]
            whole[row][column] = answered[identifier].cells[row][column]
        assert printed[identifier].cells == whole
        assert grid.blanks == answered[identifier].answers


def with_other_answers(calculation: Calculation, blanks: Blanks) -> Calculation:
    """The record with other numbers and words where the sheet is blank, and no other change."""

    def other(values: Array, step: str) -> Array:
        changed = values.copy()
        for cell in blanks.get(step, ()):
            value = changed[cell]
            changed[cell] = f"{value}'" if isinstance(value, str) else value + 1
        return changed

    answers: Mapping[str, Array] = {step.id: other(step.values, step.id) for step in calculation}
    return replay(calculation, answers=answers, same_path=True)


@pytest.mark.parametrize(("topic", "format"), daily_sample(product(topics.names(), FOR_PEOPLE), one_in=4))
def test_a_sheet_tells_nothing_that_is_blank(topic: str, format: str) -> None:
    """Were the answers others, every byte of the sheet would be the same, at each level."""
    calculation = exercise(topic)
    for level in LEVELS:
        made = making(level)
        blanks = made.blanks(calculation)
        changed = with_other_answers(calculation, blanks)
        chosen = Asked(made, blanks)
        assert formats.as_bytes(format, sheet(calculation, chosen)) == formats.as_bytes(
            format, sheet(changed, chosen)
        )


class Asked(SheetRecipe):
    """The same blanks, whatever the values are."""

    def __new__(cls, made: SheetRecipe, blanks: Blanks) -> Asked:
        """Blanks found before."""
        new = super().__new__(cls, *made)
        new.found = blanks
        return new

    found: Blanks

    def blanks(self, calculation: Calculation) -> Blanks:
        """Those."""
        return self.found


def test_a_sheet_that_tells_is_seen() -> None:
    """The test above compares what would differ: a key does."""
    calculation = exercise("softmax")
    made = making(2)
    blanks = made.blanks(calculation)
    chosen = Asked(made, blanks)
    keys = [
        formats.as_bytes("plain", sheet(one, chosen, answered=True))
        for one in (calculation, with_other_answers(calculation, blanks))
    ]
    assert keys[0] != keys[1]


class TestWords:
    """What a sheet says beside its matrices."""

    def test_on_top(self) -> None:
        """Room for name and date, the rule for rounding, powers of the base."""
        blocks = list(document_blocks(sheet(exercise("softmax"), making(), ADA), UNICODE))
        assert (("Name", "Ada"), ("Date", ""), ("Sheet", "0007")) == next(
            block.fields for block in blocks if isinstance(block, Fields)
        )
        assert ["Write 2 decimals and go on with the rounded values."] == [
            block.text for block in blocks if isinstance(block, Advice)
        ]
        table = next(block for block in blocks if isinstance(block, LookupTable))
        assert ("−3", "−2", "−1", "0", "1", "2", "3", "4", "5") == table.grid.columns
        # e^−3 … e^5 to two decimals, as any table of powers has them.
        powers = ["0.05", "0.14", "0.37", "1", "2.72", "7.39", "20.09", "54.60", "148.41"]
        assert [powers] == table.grid.cells

    @pytest.mark.parametrize(
        ("topic", "numbers"),
        [
            ("attention", ["d_k = 4"]),
            ("lora", ["alpha = 2", "r = 2"]),
            ("chinchilla", ["ratio = 20", "E = 1.69", "A = 406.4", "B = 410.7"]),
            ("params", ["d_model = 512", "layers = 6", "vocabulary = 37000"]),
            ("embed", ["wavelength = 10000"]),
        ],
    )
    def test_what_formulas_write_by_letters_is_told(self, topic: str, numbers: list[str]) -> None:
        """Nobody can work with √d_k who does not know d_k; where nothing is given, the sizes are told."""
        told = handcalc("sheet", topic, "--level", "4", "-f", "plain").out.partition("part: ")[0]
        assert [] == [number for number in numbers if f" {number}" not in told]

    def test_no_table_of_powers_without_powers(self) -> None:
        """A layer norm raises nothing."""
        blocks = document_blocks(sheet(exercise("layernorm"), making()), UNICODE)
        assert not [block for block in blocks if isinstance(block, LookupTable)]

    @pytest.mark.parametrize(
        ("student", "open", "answered", "marked", "commanded"),
        [
            (None, False, False, False, True),
            (None, False, True, False, True),
            (ADA, False, False, True, False),
            (ADA, False, True, True, True),
            (ADA, True, False, False, True),
        ],
        ids=["practice", "key of practice", "student's", "key of a student", "open"],
    )
    def test_the_end(
        self, student: Student | None, open: bool, answered: bool, marked: bool, commanded: bool
    ) -> None:
        """Id and digest on students' sheets; seed and command on keys and for practice, where they may be."""
        made = making()._replace(open=open)
        lines = next(
            block.texts
            for block in document_blocks(
                sheet(exercise("softmax"), made, student, 3, answered=answered), UNICODE
            )
            if isinstance(block, Footer)
        )
        whose = " --student 0007" if student else ""
        command = f"seed 0 · handcalc sheet softmax --level 2 --seed 0{whose} --attempt 3"
        assert lines[marked:] == ((command,) if commanded else ())
        mark = "Sheet 0007 · [0-9a-f]{4}-[0-9a-f]{4}"
        assert all(re.fullmatch(mark, line) for line in lines[:marked])

    def test_no_conclusion(self) -> None:
        """It would tell the answer."""
        blocks = list(document_blocks(sheet(exercise("sample"), making(), ADA), UNICODE))
        assert not [block for block in blocks if isinstance(block, Conclusion)]

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--rounding", "full"], "Keep full precision, and write 2 decimals."),
            (["--digits", "1"], "Write 1 decimal and go on with the rounded values."),
            (["--rounding", "exact", "--base", "3"], "Write fractions."),
        ],
    )
    def test_the_rule_for_rounding(self, options: list[str], said: str) -> None:
        """In one line, as the sheet is rounded."""
        assert said in handcalc("sheet", "softmax", *options).out

    def test_formulas_are_hidden_at_level_4_only(self) -> None:
        """There is a line for them."""
        printed = [handcalc("sheet", "softmax", "--level", str(level), "-f", "plain").out for level in LEVELS]
        assert [True, True, True, False] == ["D = sum" in text for text in printed]
        assert "step 2 of 3, D = ____" in printed[3]


class TestCommand:
    """`handcalc sheet` for one sheet."""

    def test_the_footer_makes_the_sheet_again(self) -> None:
        """Every option that matters is in it."""
        words = ["attention", "--base", "3", "--causal", "--scale", "floor-half", "--level", "1"]
        words += ["--vectors", "columns", "--seed", "5"]
        first = handcalc("sheet", *words)
        command = first.out.rstrip().rpartition("handcalc sheet ")[2]
        assert 0 == first.code
        assert first.out == handcalc("sheet", *command.split()).out

    @pytest.mark.parametrize("student", ["-5", "O'Neil", "Zoë 3", "$(x)"])
    def test_an_id_of_any_kind_makes_the_sheet_again(self, student: str) -> None:
        """The footer can be pasted into a shell."""
        first = handcalc("sheet", "softmax", "--open", f"--student={student}")
        command = first.out.rstrip().rpartition(" · handcalc ")[2]
        assert 0 == first.code
        assert first.out == handcalc(*shlex.split(command)).out

    def test_a_single_sheet_is_for_practice(self, tmp_path: Path) -> None:
        """On stdout and in a file alike, said or not: it has its command, and the id practice."""
        file = tmp_path / "sheet.html"
        assert 0 == handcalc("sheet", "softmax", "-o", str(file)).code
        page = file.read_text(encoding="utf-8")
        assert 'data-sheet="practice"' in page
        assert "handcalc sheet softmax --level 2 --seed 0<" in page
        assert page == handcalc("sheet", "softmax", "-f", "html").out
        opened = handcalc("sheet", "softmax", "--open").out
        assert opened.endswith("seed 0 · handcalc sheet softmax --level 2 --open --seed 0\n")

    def test_a_student_of_a_class_has_other_numbers(self) -> None:
        """And always the same."""
        plain, ada, again = (
            handcalc("sheet", "softmax", *words).out for words in ([], ["--student", "7"], ["--student", "7"])
        )
        assert ada == again
        assert plain.partition("Given")[2] != ada.partition("Given")[2]

    def test_the_key_is_the_worked_calculation(self) -> None:
        """With arithmetic, checks and conclusion; as data too."""
        key = handcalc("sheet", "softmax", "--key").out
        assert "the probabilities of each position sum to 1" in key
        assert "____ " not in key.partition("Given")[2]
        whole = handcalc("softmax", "--rounding", "carry", "--digits", "2", "--json").document
        assert whole["steps"] == handcalc("sheet", "softmax", "--key", "--json").document["steps"]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ([], "sheet needs a TOPIC"),
            (["atention"], "did you mean attention?"),
            (["softmax", "--level", "5"], "--level must be a whole number from 1 to 4, not '5'"),
            (["softmax", "--level", "2", "--blank", "D"], "--level and --blank both say"),
            (["softmax", "--blank", "Q"], "--blank: there is no step 'Q'"),
            (["softmax", "--json"], "json is data"),
            (["softmax", "-f", "csv"], "csv is data"),
            (["softmax", "--only", "D"], "--blank says which"),
            (["softmax", "--out", "week"], "are for a class"),
            (["softmax", "--part", "1/2"], "are for a class"),
            (["softmax", "--variants", "3"], "need --out FOLDER"),
            (["softmax", "--variants", "0", "--out", "week"], "--variants must be"),
            (["softmax", "--variants", "3", "--roster", "r.csv", "--out", "week"], "state one of them"),
            (["softmax", "--variants", "3", "--out", "week", "--key"], "leave out --key"),
            (["softmax", "--variants", "3", "--out", "week", "--part", "3/2"], "--part takes K/N"),
            (["softmax", "--variants", "3", "--out", "week", "--part", "1/2"], "--part needs --seed"),
            (["softmax", "--open", "--key"], "a key has its seed and command anyway"),
            (["softmax", "--variants", "3", "--out", "week", "--json"], "there are no sheets as json"),
            (["softmax", "--variants", "3", "--out", "week", "-o", "x.html"], "--output is for one sheet"),
            (["softmax", "--lvel", "2"], "did you mean --level?"),
            (["softmax", "--student", "..."], "no letter or digit"),
        ],
    )
    def test_wrong_words_are_2(self, words: list[str], said: str) -> None:
        """With what to do, and nothing on stdout."""
        outcome = handcalc("sheet", *words)
        assert (2, "") == (outcome.code, outcome.out)
        assert said in outcome.err
