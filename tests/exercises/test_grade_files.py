"""Which files `handcalc grade` marks, and what of a class, a command line or an output it refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.exercises.class_folders import (
    answer_file,
    as_json,
    fill,
    grade,
    lines_of,
    made_class,
    manifest_of,
    right_lines,
    sheet_of,
    slip,
)
from tests.run_command import Outcome, handcalc, process

COLUMNS = "id,name,score,score_key_only,right,follows,wrong,blank,first_wrong_step,likely_mistake"


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
    missing = (str(tmp_path / "gone" / "s1.csv"), "x" * 5000, "s1.csv/s1.csv", "\x1b[31m.csv", "answers")
    for name in missing:
        outcome = grade(week3, name)
        assert 5 == outcome.code
        assert 1 == len(outcome.err.splitlines())
        assert "\x1b" not in outcome.err


def test_a_file_may_have_the_id_itself_as_its_name(tmp_path: Path) -> None:
    """Ids that are no names of files for everybody are reduced to such, and either name is understood."""
    (tmp_path / "roster.csv").write_text("id,name\nMüller 1,M\n", encoding="utf-8")
    folder = made_class(tmp_path / "c", "softmax", "--roster", str(tmp_path / "roster.csv"))
    path = fill(folder, "Müller 1")
    assert "M-ller-1.csv" == path.name
    for name in ("Müller 1.csv", "m-ller-1.csv"):
        shutil.copy(path, tmp_path / name)
        outcome = grade(folder, str(tmp_path / name), "--json", "--feedback", str(tmp_path / "f"), "--force")
        assert (0, 1) == (outcome.code, sheet_of(outcome, "Müller 1")["score"])
    assert ["M-ller-1.md"] == [file.name for file in (tmp_path / "f").iterdir()]


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
    "not JSON": (lambda f: (f / "manifest.json").write_text("{"), "manifest.json: is not a manifest"),
    "a list": (lambda f: (f / "manifest.json").write_text("[]"), "is not a manifest"),
    "deep": (lambda f: (f / "manifest.json").write_text("[" * 100_000), "is not a manifest"),
    "binary": (lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"), "UTF-16"),
    "a folder": (_a_folder, "cannot be read"),
    "another schema": (changed(schema="handcalc/grades"), "is not a manifest"),
    "an unknown major": (changed(format_version="2.0"), "format_version '2.0'"),
    "no sheets": (changed(sheets=None), "is not a manifest"),
    "a text for digits": (changed(digits="2"), "is not a manifest"),
    "digits beyond": (changed(digits=11), "is not a manifest"),
    "a level that there is not": (changed(level=5), "is not a manifest"),
    "no orientation": (changed(vectors="diagonals"), "is not a manifest"),
    "true for a seed": (changed(seed=True), "is not a manifest"),
    "a number for yes": (changed(open=1), "is not a manifest"),
    "no version of handcalc": (changed(handcalc=None), "is not a manifest"),
    "an unknown topic": (
        changed(topic="attentino"),
        "there is no topic 'attentino', did you mean attention?",
    ),
    "a path out of the folder": (entry_changed(calculation="keys/../../x.json"), "is not a manifest"),
    "an absolute path": (entry_changed(answers="/etc/passwd.csv"), "is not a manifest"),
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
