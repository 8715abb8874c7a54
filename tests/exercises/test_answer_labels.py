"""Answers find their cells by the labels that a sheet prints, whatever the labels are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from handcalc import topics
from handcalc.calculate import calculate
from handcalc.errors import InputError
from handcalc.exercises.marking.answer_files import read_answers
from handcalc.exercises.marking.blank_lookup import BlankLookup
from handcalc.exercises.sheets.blanks import blanks_of
from handcalc.exercises.sheets.class_files import answer_template
from handcalc.exercises.sheets.sheet import SheetRecipe, sheet
from handcalc.formats.document.presentation import Vectors
from handcalc.inputs.from_python import from_python
from tests.exercises.answer_sheets import CATS, asked, exercise, read
from tests.variants import ORIENTATIONS

HARD = {
    "formulas": ["=1+1", "+x", "-y", "@z", "-1", " =1", "\uff1dx", "  -2"],
    "apostrophes": ["=x", "'=x", "'y"],
    "numbered by hand": ["the", "the (2)", "the"],
    "commas and quotes": ["a,b", 'say "hi"', "c;d", "e\tf"],
    "empty and spaces": ["", " ", "  x  "],
    "markup": ["[red]", "<b>", "\x1b[31m", "\u202eabc", "a\nb"],
}


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("name", HARD)
def test_a_template_filled_in_gives_every_cell_its_answer(
    name: str, vectors: Vectors, tmp_path: Path
) -> None:
    """Whatever the labels are, in both orientations, from CSV and from JSON."""
    calculation = exercise(HARD[name])
    page = sheet(calculation, SheetRecipe(3, None, vectors, ()))
    lines = answer_template(page).split("\n", 1)
    filled = [*_numbered(lines[1])]
    (tmp_path / "0001.csv").write_text(f"{lines[0]}\n" + "".join(filled), encoding="utf-8")
    assert {"E", "D", "P"} == set(blanks_of(calculation, 3))
    answers = read_answers(tmp_path / "0001.csv", "0001", asked(calculation, vectors))
    count = len(HARD[name])
    numbers = [float(n) for n in range(2 * count + 1)]
    found = [answers[step][cell].value for step in ("E", "D", "P") for cell in sorted(answers[step])]
    assert numbers == found
    assert {(0, column) for column in range(count)} == set(answers["E"])


def _numbered(text: str) -> Iterator[str]:
    """The lines of a template, each with its number as the value."""
    rows = text.splitlines(keepends=False) if "\t" not in text else text.split("\n")
    for number, line in enumerate(row for row in rows if row):
        yield f"{line}{number}\n"


def test_an_apostrophe_is_not_needed(tmp_path: Path) -> None:
    """Labels that look like formulas may be written with or without what keeps them from acting."""
    calculation = exercise(["=1+1", "b"])
    for label in ("=1+1", "'=1+1"):
        found = read(tmp_path, f"step,row,column,value\nE,p1,{label},4\n", calculation=calculation)
        assert {"E": {(0, 0): ("4", 4.0)}} == found


def test_columns_are_read_as_they_are_printed(tmp_path: Path) -> None:
    """On a sheet in columns the labels change places; the answers are those of the same cell."""
    path = tmp_path / "0001.csv"
    path.write_text("step,row,column,value\nE,the (2),p1,7\n")
    assert {"E": {(0, 2): ("7", 7.0)}} == read_answers(path, "0001", asked(CATS, "columns"))
    with pytest.raises(InputError, match="E has no row 'the \\(2\\)'"):
        read_answers(path, "0001", asked(CATS, "rows"))


def test_a_sheet_like_the_one_before_is_found_by_its_labels_a_changed_one_is_not() -> None:
    """What is kept from one sheet to the next is only what is the same."""
    first = asked(CATS)
    again = BlankLookup(exercise(["the", "cat", "the"]), blanks_of(CATS, 3), "rows", first)
    other = BlankLookup(exercise(["the", "dog", "the"]), blanks_of(CATS, 3), "rows", first)
    turned = BlankLookup(CATS, blanks_of(CATS, 3), "columns", first)
    assert [(0, 1)] == first.cells(("E", "p1", "cat")) == again.cells(("E", "p1", "cat"))
    assert ([], [(0, 1)]) == (other.cells(("E", "p1", "cat")), other.cells(("E", "p1", "dog")))
    assert ([], [(0, 1)]) == (turned.cells(("E", "p1", "cat")), turned.cells(("E", "cat", "p1")))


def test_words_are_read_as_words(tmp_path: Path) -> None:
    """Where the key is a word, a number is one too; where it is a number, a word is unreadable."""
    calculation = calculate(from_python(topics.find("sample"), {"seed": 1}))
    step = next(step for step in calculation if step.result.holds_words)
    cell = next(cell for cell in sorted(blanks_of(calculation, 3)[step.id]))
    looked_for = asked(calculation)
    assert looked_for.is_word(step.id, cell)
    assert not looked_for.is_word("P" if "P" in calculation else calculation.steps[0].id, (0, 0))
