"""`handcalc grade`: what it says of a class whose answers are known, in every output, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from handcalc.reports import mistake_words
from handcalc.sheets.exchanges import EXCHANGES
from tests.class_folders import (
    answer_file,
    as_json,
    fill,
    fill_all,
    key_steps,
    lines_of,
    made_class,
    manifest_of,
    right_lines,
    slip,
    written,
)
from tests.running import Outcome, handcalc, process
from tests.test_labels_are_data import kinds

NAMES = ["Ada", "=HYPERLINK(1)", "[red]*x*[/red] <b>&amp;</b>", "\x1b[31mEve\u202e", "-5"]
COLUMNS = "id,name,score,score_key_only,right,follows,wrong,blank,first_wrong_step,likely_mistake"
ATTENTION = ("attention", "--seed", "5", "--tokens", "3")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of five with nasty names; every test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    roster = io.StringIO()
    csv.writer(roster).writerows([["id", "name"], *([f"s{n}", name] for n, name in enumerate(NAMES))])
    (folder / "roster.csv").write_text(roster.getvalue(), encoding="utf-8")
    return made_class(folder / "week3", *ATTENTION, "--roster", str(folder / "roster.csv"))


@pytest.fixture
def week3(made: Path, tmp_path: Path) -> Path:
    """The class, its answer files filled in without a fault."""
    shutil.copytree(made, tmp_path / "week3")
    fill_all(tmp_path / "week3")
    return tmp_path / "week3"


def grade(folder: Path, *words: str, **more: Any) -> Outcome:
    """One run of the command on a class."""
    return handcalc("grade", str(folder), *words, **more)


def sheet_of(outcome: Outcome, student: str) -> dict[str, Any]:
    """What the JSON says of a student."""
    found: dict[str, Any] = {one["id"]: one for one in outcome.document["sheets"]}[student]
    return found


def forget_the_scaling(folder: Path, student: str) -> None:
    """Fill in a file with the scores for the scaled ones, and all the rest from the key."""
    lines = right_lines(folder, student)
    scores = {(line["row"], line["column"]): line["value"] for line in lines if line["step"] == "S"}
    fill(
        folder,
        student,
        lambda line: scores[line["row"], line["column"]] if line["step"] == "Z" else line["value"],
    )


# --- verdicts -----------------------------------------------------------------------------------------------


def test_a_class_without_a_fault(week3: Path) -> None:
    """Everything is right, and --strict has nothing to say."""
    outcome = grade(week3, "--json", "--strict")
    assert (0, "") == (outcome.code, outcome.err)
    assert [f"s{n}" for n in range(5)] == [one["id"] for one in outcome.document["sheets"]]
    for one in outcome.document["sheets"]:
        blanks = len(lines_of(answer_file(week3, one["id"])))
        assert (blanks, 0, 0, 0, 0) == tuple(
            one[v] for v in ("right", "follows", "wrong", "blank", "unreadable")
        )
        assert (1, 1, [], []) == (one["score"], one["score_key_only"], one["roots"], one["mistakes"])


def test_one_slip_carried_on_is_one_wrong_answer(week3: Path) -> None:
    """The slip is wrong and the root; with the key's later values nothing else is."""
    fill(week3, "s1", slip("S", 1))
    outcome = grade(week3, "--json")
    one = sheet_of(outcome, "s1")
    assert 0 == outcome.code
    wrong = [cell for cell in one["cells"] if cell["verdict"] == "wrong"]
    line = right_lines(week3, "s1")[1]
    assert [("S", line["row"], line["column"])] == [(c["step"], c["row"], c["column"]) for c in wrong]
    assert [{"step": "S", "row": line["row"], "column": line["column"]}] == one["roots"]
    assert (float(line["value"]), str(float(line["value"]) + 5)) == (wrong[0]["key"], wrong[0]["answer"])
    steps = {step["id"]: step for step in outcome.document["steps"]}
    assert (44, 1) == (steps["S"]["right"], steps["S"]["wrong"])
    assert 1 == grade(week3, "--strict").code


def test_a_mistake_has_its_name(week3: Path) -> None:
    """Who forgot the scaling is told so, and what follows from it follows."""
    forget_the_scaling(week3, "s2")
    one = sheet_of(grade(week3, "--json"), "s2")
    assert {"step": "Z", "mistake": "no-scaling"} in one["mistakes"]
    assert "Z: no-scaling" in grade(week3, str(answer_file(week3, "s2"))).out


def test_blank_and_unreadable_answers(week3: Path) -> None:
    """An empty answer file is all blank; what is no number is unreadable, which is a fault to --strict."""
    fill(week3, "s0", lambda line: "")
    fill(week3, "s1", lambda line: "seven" if line["step"] == "D" else line["value"])
    outcome = grade(week3, "--json")
    blank, unreadable = sheet_of(outcome, "s0"), sheet_of(outcome, "s1")
    assert (0, 0, 0, len(blank["cells"])) == (blank["score"], blank["right"], blank["wrong"], blank["blank"])
    assert (3, 0) == (unreadable["unreadable"], unreadable["wrong"])
    assert ["seven"] * 3 == [c["answer"] for c in unreadable["cells"] if c["verdict"] == "unreadable"]
    assert (1, 0) == (grade(week3, "--strict").code, outcome.code)
    (week3 / "answers" / "s1.csv").unlink()
    assert 0 == grade(week3, "--strict").code


def test_follow_cap_and_both_scores(week3: Path) -> None:
    """What follows is worth what the cap says; against the key alone it is worth nothing."""
    lines = right_lines(week3, "s1")
    row = next(line["row"] for line in lines if line["step"] == "E")
    cells = [line for line in lines if (line["step"], line["row"]) == ("E", row)]
    powers = [float(line["value"]) for line in cells]

    def edit(line: dict[str, str]) -> str:
        if line["row"] != row or line["step"] not in "ED":
            return line["value"]
        return (
            str(powers[0] + 7)
            if line == cells[0]
            else str(sum(powers) + 7)
            if line["step"] == "D"
            else line["value"]
        )

    fill(week3, "s1", edit)
    whole, half = (sheet_of(grade(week3, "--json", "--follow-cap", cap), "s1") for cap in ("1", "1/2"))
    count = len(lines)
    # The power is wrong and its sum follows; the quotients are the key's, which is right for itself.
    assert (count - 2, 1, 1) == (whole["right"], whole["follows"], whole["wrong"])
    assert (count - 1) / count == pytest.approx(whole["score"])
    assert (count - 1.5) / count == pytest.approx(half["score"])
    assert (
        (count - 2) / count == pytest.approx(half["score_key_only"]) == pytest.approx(whole["score_key_only"])
    )


def test_digits(week3: Path) -> None:
    """Answers are asked for with the digits of the sheet, or as the command line says."""
    fill(week3, "s1", lambda line: str(float(line["value"]) + 0.03))
    assert (
        sheet_of(grade(week3, "--json"), "s1")["right"]
        < sheet_of(grade(week3, "--json", "--digits", "1"), "s1")["right"]
    )
    assert 1 == sheet_of(grade(week3, "--json", "--digits", "1"), "s1")["score"]


@pytest.mark.parametrize("words", [(), ("--vectors", "columns")], ids=["rows", "columns"])
def test_columns_and_json_answers_are_graded_alike(words: tuple[str, ...], tmp_path: Path) -> None:
    """In either orientation, from CSV or from what a page saves, a slip costs the same."""
    folder = made_class(tmp_path / "c", *ATTENTION, *words, "--variants", "2")
    fill(folder, "0001", slip("A", 2, by=0.4))
    path = answer_file(folder, "0001")
    one = sheet_of(grade(folder, str(path), "--json"), "0001")
    saved = tmp_path / "0001.json"
    saved.write_text(as_json("0001", lines_of(path)), encoding="utf-8")
    assert one == sheet_of(grade(folder, str(saved), "--json"), "0001")
    slipped = lines_of(path)[[line["step"] for line in lines_of(path)].index("A") + 2]
    assert [{name: slipped[name] for name in ("step", "row", "column")}] == one["roots"]


@pytest.mark.parametrize("topic", ["moe", "sample", "generate", "layernorm", "tokenize"])
def test_topics_with_words_and_choices(topic: str, tmp_path: Path) -> None:
    """Their keys, filled in, are right."""
    folder = made_class(tmp_path / topic, topic, "--level", "2", "--variants", "1")
    lines, steps = lines_of(answer_file(folder, "0001")), key_steps(folder, "0001")

    def value(line: dict[str, str]) -> str:
        step = steps[line["step"]]
        row, column = (
            step[side]["labels"].index(line[label])
            for side, label in (("rows", "row"), ("columns", "column"))
        )
        return str(step["values"][row][column])

    answer_file(folder, "0001").write_text(written([{**line, "value": value(line)} for line in lines]))
    assert 1 == sheet_of(grade(folder, "--json"), "0001")["score"]


def test_many_are_marked_side_by_side(tmp_path: Path) -> None:
    """In several processes the grades are those of one, in the order of the class."""
    folder = made_class(tmp_path / "many", "softmax", "--level", "3", "--variants", "40")
    for number in range(1, 41):
        fill(folder, f"{number:04}", slip("E", number % 3) if number % 2 else lambda line: line["value"])
    (folder / "answers" / "0007.csv").write_text("nonsense")
    whole = grade(folder, "--json")
    assert 5 == whole.code
    ids = [one["id"] for one in whole.document["sheets"]]
    assert [f"{n:04}" for n in range(1, 41) if n != 7] == ids
    for number in (1, 2, 23):
        alone = grade(folder, str(answer_file(folder, f"{number:04}")), "--json")
        assert sheet_of(alone, f"{number:04}") == sheet_of(whole, f"{number:04}")
    wrong = sum(one["wrong"] for one in whole.document["sheets"])
    assert 19 == wrong == sum(step["wrong"] for step in whole.document["steps"])


# --- outputs ------------------------------------------------------------------------------------------------


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
    assert "(no number)" in pages["s1"]
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
    names = {exchange.name for exchange in EXCHANGES} | NAMED_BY_HAND
    assert len(names) >= 15
    assert set() == {name for name in names if mistake_words.in_words(name) == name}
    assert "unheard-of" == mistake_words.in_words("unheard-of")


# --- files --------------------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_does_not_stop_the_others(week3: Path) -> None:
    """It is told of with its place, the code is 5, which wins over 1, and it has no grade."""
    path = answer_file(week3, "s1")
    path.write_text(path.read_text() + "S,x9,x1,3\n", encoding="utf-8")
    fill(week3, "s2", slip("S", 0))
    lines = len(lines_of(path))
    outcome = grade(week3, "--strict", "--json")
    assert 5 == outcome.code
    assert ["s0", "s2", "s3", "s4"] == [one["id"] for one in outcome.document["sheets"]]
    assert f"{path}:{lines + 1}:1: S has no row 'x9'" in outcome.err
    assert 1 == len(outcome.err.splitlines())


def test_files_are_named_for_their_students(week3: Path, tmp_path: Path) -> None:
    """One that is nobody's, one of another kind and one that is not there are told of."""
    names = ["s7.csv", "s1.txt", "S2.csv", "missing.csv", "s3.json"]
    for name in names:
        shutil.copy(answer_file(week3, "s2"), tmp_path / name)
    (tmp_path / "missing.csv").unlink()
    outcome = grade(week3, *(str(tmp_path / name) for name in names), "--json")
    assert 5 == outcome.code
    # S2 is s2 on file systems that do not tell them apart.
    assert ["s2"] == [one["id"] for one in outcome.document["sheets"]]
    for said in (
        "s7.csv: nobody in this class has the id 's7'; a file is named for its student",
        "s1.txt: answers are in .csv or .json files",
        "missing.csv: nobody in this class",
        "s3.json:1:1: ",
    ):
        assert said in outcome.err
    assert 5 == grade(week3, str(tmp_path / "gone" / "s1.csv")).code


def test_a_template_steps_back_for_answers_of_another_kind(week3: Path) -> None:
    """Who filled in the page leaves the CSV file empty; whoever filled in both has to choose."""
    right = right_lines(week3, "s1")
    path = fill(week3, "s1", lambda line: "")
    path.with_suffix(".json").write_text(as_json("s1", right), encoding="utf-8")
    outcome = grade(week3, "--json")
    assert (0, 1) == (outcome.code, sheet_of(outcome, "s1")["score"])
    fill(week3, "s1")
    both = grade(week3, "--json")
    assert 5 == both.code
    assert "s1.json: the same student has answers in" in both.err
    assert 1 == sheet_of(both, "s1")["score"]


def test_hidden_files_are_passed_over_and_folders_are_searched(week3: Path, tmp_path: Path) -> None:
    """What an editor or a system leaves beside the answers is no answer."""
    (week3 / "answers" / ".~lock.s1.csv#").write_text("x")
    (week3 / "answers" / "old").mkdir()
    assert (0, 5) == _code_and_count(grade(week3, "--json"))
    shutil.copytree(week3 / "answers", tmp_path / "handed-in")
    (tmp_path / "handed-in" / "s1.csv").unlink()
    assert (0, 4) == _code_and_count(grade(week3, str(tmp_path / "handed-in"), "--json"))


def _code_and_count(outcome: Outcome) -> tuple[int, int]:
    return outcome.code, len(outcome.document["sheets"])


def test_a_key_that_is_broken_costs_one_student(week3: Path) -> None:
    """It is told of, and the others are marked."""
    (week3 / "keys" / "s0.json").write_text('{"schema": "handcalc/calculation"}')
    outcome = grade(week3, "--json")
    assert (5, 4) == _code_and_count(outcome)
    assert "keys/s0.json" in outcome.err


# --- refusals -----------------------------------------------------------------------------------------------

Damage = Callable[[Path], object]


def changed(**changes: Any) -> Damage:
    """The manifest with other values."""

    def damage(folder: Path) -> None:
        manifest = {**manifest_of(folder), **changes}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    return damage


def entry_changed(**changes: Any) -> Damage:
    """The manifest with other values of the first student."""
    return lambda folder: changed(
        sheets=[{**manifest_of(folder)["sheets"][0], **changes}, *manifest_of(folder)["sheets"][1:]]
    )(folder)


def _a_folder(folder: Path) -> None:
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()


DAMAGES: dict[str, tuple[Damage, str]] = {
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "there is no manifest in this folder"),
    "not JSON": (lambda f: (f / "manifest.json").write_text("{"), "manifest.json: is no manifest"),
    "a list": (lambda f: (f / "manifest.json").write_text("[]"), "is no manifest"),
    "deep": (lambda f: (f / "manifest.json").write_text("[" * 100_000), "is no manifest"),
    "binary": (lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"), "UTF-16"),
    "a folder": (_a_folder, "cannot be read"),
    "another schema": (changed(schema="handcalc/grades"), "is no manifest"),
    "an unknown major": (changed(format_version="2.0"), "format_version '2.0'"),
    "no sheets": (changed(sheets=None), "is no manifest"),
    "a text for digits": (changed(digits="2"), "is no manifest"),
    "digits beyond": (changed(digits=11), "is no manifest"),
    "a level that there is not": (changed(level=5), "is no manifest"),
    "no orientation": (changed(vectors="diagonals"), "is no manifest"),
    "an unknown topic": (
        changed(topic="attentino"),
        "there is no topic 'attentino', did you mean attention?",
    ),
    "a path out of the folder": (entry_changed(calculation="keys/../../x.json"), "is no manifest"),
    "an absolute path": (entry_changed(answers="/etc/passwd.csv"), "is no manifest"),
    "a missing key": (
        lambda f: (f / "keys" / "s0.json").unlink(),
        "the class has 1 missing file: keys/s0.json",
    ),
    "no keys": (
        lambda f: shutil.rmtree(f / "keys"),
        "keys/s4.json; the command that made the class completes",
    ),
    "no answers": (lambda f: shutil.rmtree(f / "answers"), "there are no answers to mark"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_broken_class_is_refused(name: str, week3: Path) -> None:
    """In one line, with nothing on stdout and nothing written."""
    damage, said = DAMAGES[name]
    damage(week3)
    outcome = grade(week3, "--feedback", str(week3 / "feedback"))
    assert (3, "") == (outcome.code, outcome.out)
    assert said in outcome.err
    assert 1 == len(outcome.err.splitlines())
    assert not (week3 / "feedback").exists()


def test_a_blank_that_there_is_not(week3: Path) -> None:
    """The manifest may have been edited."""
    changed(blank="S[9,9]")(week3)
    outcome = grade(week3)
    assert 5 == outcome.code
    assert "manifest.json" in outcome.err
    assert "0 sheets marked" in outcome.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--digits", "11"], "digits must be"),
        (["--digits", "x"], "digits must be"),
        (["--follow-cap", "2"], "--follow-cap must be a number from 0 to 1"),
        (["--color", "red"], "color"),
        (["--width", "1"], "width"),
        (["-o", "grades.xlsx"], "grades are written as .csv or .json"),
        (["-o", "grades"], "grades are written as .csv or .json"),
        (["-o", "grades.csv", "--json"], "contradict each other"),
        (["--strictt"], "did you mean --strict?"),
    ],
)
def test_wrong_words_are_2(week3: Path, words: list[str], said: str) -> None:
    """With what would be right, before any file is read."""
    outcome = grade(week3, *words)
    assert (2, "") == (outcome.code, outcome.out)
    assert said in outcome.err
    assert 2 == handcalc("grade").code
    assert 3 == handcalc("grade", str(week3 / "nowhere")).code


def test_what_exists_is_kept(week3: Path, tmp_path: Path) -> None:
    """Without --force nothing is overwritten, and nothing at all is written if something is in the way."""
    grades, folder = tmp_path / "grades.csv", tmp_path / "feedback"
    folder.mkdir()
    grades.write_text("mine")
    (folder / "s3.md").write_text("mine")
    for words in (["-o", str(grades)], ["--feedback", str(folder)]):
        outcome = grade(week3, *words)
        assert (4, "") == (outcome.code, outcome.out)
        assert "--force overwrites it" in outcome.err
    assert ["mine", "mine", ["s3.md"]] == [
        grades.read_text(),
        (folder / "s3.md").read_text(),
        [path.name for path in folder.iterdir()],
    ]
    assert 0 == grade(week3, "-o", str(grades), "--feedback", str(folder), "--force").code
    assert COLUMNS == grades.read_text().partition("\n")[0]
    assert 5 == len(list(folder.iterdir()))
    assert 4 == grade(week3, "--feedback", str(grades)).code
    assert 4 == grade(week3, "-o", str(tmp_path / "none" / "g.csv")).code


def test_same_input_same_bytes(week3: Path) -> None:
    """In another process and another locale, too."""
    fill(week3, "s1", slip("S", 0))
    for words in ([], ["--json"]):
        again = process("grade", str(week3), *words, environment={"LC_ALL": "C", "PYTHONUTF8": "1"})
        assert grade(week3, *words).stdout == again.stdout
