"""What `handcalc grade` writes: a table, CSV, JSON, feedback; names and answers are only ever text."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import jsonschema
import pytest

from handcalc.exercises.misconceptions import MISCONCEPTIONS
from handcalc.exercises.reports import misconception_text
from handcalc.exercises.reports.percent import percent
from tests.cli.terminals import in_terminal
from tests.exercises.class_folders import (
    fill,
    forget_the_scaling,
    grade,
    made_class,
    right_lines,
    slip,
)
from tests.readers.markdown import kinds
from tests.run_command import handcalc, process

COLUMNS = "id,name,score,score_key_only,right,follows,wrong,blank,first_wrong_step,likely_mistake"


def test_json_is_as_its_schema_says(week3: Path, tmp_path: Path) -> None:
    """Keys in their order, valid against the schema that is printed, the same bytes in a file."""
    fill(week3, "s1", slip("S", 0))
    fill(week3, "s2", lambda line: "x")
    outcome = grade(week3, "--json")
    schema = handcalc("schema", "grades").document
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(outcome.document, schema)
    assert ["schema", "format_version", "sheets", "steps"] == list(outcome.document)
    sheet = outcome.document["sheets"][1]
    keys = ["id", "cells", "right", "follows", "wrong", "blank", "unreadable", "score", "score_key_only"]
    assert [*keys, "roots", "mistakes"] == list(sheet)
    assert ["step", "row", "column", "answer", "verdict", "key", "own"] == list(sheet["cells"][0])
    assert ["id", "right", "follows", "wrong", "blank"] == list(outcome.document["steps"][0])
    assert ["S", "Z", "E", "D", "A", "O"] == [step["id"] for step in outcome.document["steps"]]
    assert 0 == grade(week3, "-o", str(tmp_path / "g.json")).code
    assert outcome.stdout == (tmp_path / "g.json").read_bytes()
    broken = {**outcome.document, "sheets": [{**sheet, "cells": [{**sheet["cells"][0], "verdict": "fine"}]}]}
    with pytest.raises(jsonschema.ValidationError, match="fine"):
        jsonschema.validate(broken, schema)


def test_csv(week3: Path, tmp_path: Path) -> None:
    """A line a student; no name or id acts as a formula; what is unknown is empty."""
    fill(week3, "s1", slip("E", 0))
    path = tmp_path / "grades.csv"
    outcome = grade(week3, "-o", str(path))
    assert (0, "", "") == (outcome.code, outcome.out, outcome.err)
    text = path.read_text(encoding="utf-8")
    assert COLUMNS == text.partition("\n")[0]
    rows = list(csv.DictReader(io.StringIO(text)))
    names = ["Ada", "'=HYPERLINK(1)", "[red]*x*[/red] <b>&amp;</b>", "<U+001B>[31mEve<U+202E>", "-5"]
    assert names == [row["name"] for row in rows]
    assert ("1", "E", "") == (rows[0]["score"], rows[1]["first_wrong_step"], rows[0]["first_wrong_step"])
    documents = grade(week3, "--json").document["sheets"]
    for row, one in zip(rows, documents, strict=True):
        for name in ("right", "follows", "wrong", "blank"):
            assert one[name] == int(row[name])
        assert (one["score"], one["score_key_only"]) == (float(row["score"]), float(row["score_key_only"]))


def test_the_table(week3: Path) -> None:
    """At most 80 columns, names as text, a bar for every step, the worst the longest."""
    for student in ("s1", "s2", "s3"):
        fill(week3, student, slip("E", 0))
    fill(week3, "s4", slip("S", 2))
    (week3 / "answers" / "s0.csv").unlink()
    outcome = grade(week3)
    assert (0, "") == (outcome.code, outcome.err)
    lines = outcome.out.splitlines()
    assert max(map(len, lines)) <= 80
    for name in ("s1 =HYPERLINK(1)", "s3 <U+001B>[31mEve<U+202E>", "[/red]", "<b>&amp;</b>", "s4 -5"):
        assert name in " ".join(outcome.out.split())
    assert "\x1b" not in outcome.out
    bars = {line.split()[0]: line.count("█") for line in lines if " of " in line and "█" in line}
    assert {"S", "E"} == set(bars)
    assert bars["E"] >= bars["S"] > 0
    assert re.search(r"E +█+·+  3 of 36", outcome.out)
    assert "4 sheets marked" in lines[-1]
    assert "no answers from s0." in lines[-1]


@pytest.mark.parametrize("width", ["20", "40", "79", "200"])
def test_a_table_of_any_width_loses_nothing(week3: Path, width: str) -> None:
    """Names and mistakes go on in lines of their own; numbers are never cut."""
    fill(week3, "s1", slip("E", 0))
    out = grade(week3, "--width", width).out
    joined = re.sub(r"[^=A-Z()0-9]", "", out)
    assert "HYPERLINK" in joined
    assert "100%" in out
    if int(width) >= 79:
        assert max(map(len, out.splitlines())) <= int(width)


def test_ascii_and_colour(week3: Path) -> None:
    """A stream that lacks our signs gets others; colour comes only when it is asked for."""
    fill(week3, "s1", slip("E", 0))
    outcome = grade(week3, encoding="latin-1")
    assert 0 == outcome.code
    assert "#" in outcome.stdout.decode("latin-1")
    assert "\x1b[" not in grade(week3).out
    assert "\x1b[" in grade(week3, "--color", "always").out
    assert not re.search(r"\x1b(?!\[[0-9;]*m)", grade(week3, "--color", "always").out)


def test_feedback(week3: Path, tmp_path: Path) -> None:
    """A page a student: the score, every wrong answer, where to look first; markup in names is text."""
    fill(week3, "s2", slip("E", 0))
    fill(week3, "s1", lambda line: "<img src=x>|*a*" if line["step"] == "D" else line["value"])
    folder = tmp_path / "new" / "feedback"
    assert 0 == grade(week3, "--feedback", str(folder)).code
    assert [f"s{n}.md" for n in range(5)] == sorted(path.name for path in folder.iterdir())
    pages = {path.stem: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    line = next(line for line in right_lines(week3, "s2") if line["step"] == "E")
    assert f"Look first at `E[{line['row']}, {line['column']}]`" in pages["s2"]
    wrong = str(float(line["value"]) + 5)
    assert wrong in pages["s2"]
    assert "Every answer is right" in pages["s0"]
    assert "| " not in pages["s0"]
    assert "(not a number)" in pages["s1"]
    for page in pages.values():
        assert not {"html_inline", "html_block", "link_open", "image", "em_open"} & set(kinds(page))
    assert kinds("<b>x</b> *y*")["em_open"]  # the reader sees what the pages do not have


def test_feedback_names_the_mistake_in_words(week3: Path, tmp_path: Path) -> None:
    """Not by its name in the catalogue, and what the own numbers would have given is beside it."""
    forget_the_scaling(week3, "s2")
    grade(week3, "--feedback", str(tmp_path))
    page = (tmp_path / "s2.md").read_text(encoding="utf-8")
    assert "In `Z` it looks as if the scores were not scaled" in page
    assert "no-scaling" not in page


NAMED_BY_HAND = {"transposed", "swapped-cells", "lost-sign"}


def test_every_catalogued_mistake_has_words() -> None:
    """A new one without words would be noticed here."""
    names = {misconception.name for misconception in MISCONCEPTIONS} | NAMED_BY_HAND
    assert len(names) >= 15
    assert set() == {name for name in names if misconception_text.in_words(name) == name}
    assert "unheard-of" == misconception_text.in_words("unheard-of")


def test_a_terminal_sees_the_bar_go_before_anything_else_is_said(week3: Path) -> None:
    """The bar is on stderr, and erased before refusals and the table come, which stay whole."""
    (week3 / "answers" / "s1.csv").write_text("nonsense")
    received = in_terminal("grade", str(week3))
    assert "marking" in received
    erased, refused = received.rindex("\x1b[2K"), received.index("s1.csv:1:1:")
    assert erased < refused < received.index("student") < received.index("4 sheets marked")
    assert b"marking" not in process("grade", str(week3)).stderr


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "0 %"), (0.001, "1 %"), (23 / 24, "96 %"), (4 / 24, "17 %"), (0.9999, "99 %"), (1, "100 %")],
)
def test_percent(share: float, expected: str) -> None:
    """Rounded; but only what is complete is 100 %, and only nothing 0 %."""
    assert expected == percent(share)


def test_feedback_on_an_empty_sheet_praises_nothing(tmp_path: Path) -> None:
    """Nothing is right where nothing is answered."""
    folder = made_class(tmp_path / "week", "softmax", "--variants", "1")
    assert 0 == grade(folder, "--feedback", str(tmp_path / "feedback")).code
    page = (tmp_path / "feedback" / "0001.md").read_text(encoding="utf-8")
    assert "left blank" in page
    assert "right" not in page
