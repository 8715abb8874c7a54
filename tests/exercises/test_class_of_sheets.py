"""The folder of a class: one sheet and key a student, the same every time, never half, never lost."""

from __future__ import annotations

import csv
import errno
import json
import random
import re
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from tests.campaigns.faults import Faults, failing
from tests.campaigns.killing import Class, Found, contents
from tests.cli.terminals import in_terminal
from tests.exercises.class_folders import SEED
from tests.run_command import Outcome, handcalc, process

SOFTMAX = ("sheet", "softmax", *SEED, "--format", "markdown")
ROSTER = "id,name\n17,Ada\n4,Grace\n23,Karen\n"


def make(folder: Path, *words: str) -> Outcome:
    """Make a class of softmax sheets."""
    return handcalc(*SOFTMAX, "--out", str(folder), *words)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A class of three."""
    path = tmp_path / "class.csv"
    path.write_text(ROSTER)
    return path


class TestFolder:
    """What is in it."""

    def test_files(self, tmp_path: Path) -> None:
        """A manifest; a sheet, a key, a calculation and an answer file a student; nothing on stdout."""
        outcome = make(tmp_path / "week3", "--variants", "2")
        assert (0, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)
        expected = {"manifest.json"}
        for student in ("0001", "0002"):
            expected |= {f"sheets/{student}.md", f"keys/{student}.md", f"keys/{student}.json"}
            expected.add(f"answers/{student}.csv")
        assert expected == set(contents(tmp_path / "week3"))

    def test_manifest(self, tmp_path: Path, roster: Path) -> None:
        """It has the keys that are promised, students in the order of their ids."""
        make(tmp_path / "week3", "--roster", str(roster), "--level", "3")
        found = json.loads((tmp_path / "week3" / "manifest.json").read_text())
        assert ["schema", "format_version", "handcalc", "topic", "options", "seed", "level"] == list(found)[
            :7
        ]
        assert {
            "schema": "handcalc/sheets",
            "format_version": "1.1",
            "topic": "softmax",
            "seed": 2026202620,
            "level": 3,
            "digits": 2,
            "rounding": "carry",
            "command": "handcalc sheet softmax --level 3 --seed 2026202620",
            "open": False,
        }.items() <= found.items()
        assert ["17", "23", "4"] == [entry["id"] for entry in found["sheets"]]
        ada = found["sheets"][0]
        assert {
            "id": "17",
            "name": "Ada",
            "sheet": "sheets/17.md",
            "key": "keys/17.md",
            "calculation": "keys/17.json",
            "answers": "answers/17.csv",
        }.items() <= ada.items()

    @pytest.mark.parametrize("student", ["17", "23"])
    def test_digest_is_of_the_sheet_as_plain_text(self, tmp_path: Path, roster: Path, student: str) -> None:
        """Without its last line, which shows the beginning, and without the name, which makes no sheet."""
        make(tmp_path / "week3", "--roster", str(roster))
        manifest = json.loads((tmp_path / "week3" / "manifest.json").read_text())
        entry = next(entry for entry in manifest["sheets"] if entry["id"] == student)
        words = ("--student", student, "--attempt", str(entry["attempt"]), "--cells", "none")
        plain = handcalc("sheet", "softmax", *SEED, *words, "--format", "plain").out.splitlines(True)
        assert entry["digest"] == sha256("".join(plain[:-1]).encode()).hexdigest()
        assert f"Sheet {student} * {entry['digest'][:4]}-{entry['digest'][4:8]}\n" == plain[-1]

    def test_answers_have_a_line_a_blank(self, tmp_path: Path) -> None:
        """With the labels of the sheet and no value."""
        make(tmp_path / "week3", "--variants", "1", "--blank", "D,P[1,2]")
        with (tmp_path / "week3" / "answers" / "0001.csv").open() as stream:
            rows = list(csv.reader(stream))
        assert ["step", "row", "column", "value"] == rows[0]
        assert ["D", "D", "P"] == [row[0] for row in rows[1:]]
        assert [""] == list({row[3] for row in rows[1:]})

    def test_the_calculation_is_what_the_key_shows(self, tmp_path: Path) -> None:
        """keys/ID.json is a calculation that handcalc reads back."""
        make(tmp_path / "week3", "--variants", "1")
        key = tmp_path / "week3" / "keys" / "0001.json"
        assert json.loads(key.read_text()) == handcalc("softmax", str(key), "--json").document


class TestNumbers:
    """Who gets which."""

    def test_nobody_has_the_givens_of_another(self, tmp_path: Path) -> None:
        """In a class of forty."""
        make(tmp_path / "week3", "--variants", "40")
        keys = [json.loads(path.read_text()) for path in (tmp_path / "week3" / "keys").glob("*.json")]
        assert 40 == len({json.dumps(key["given"]) for key in keys})

    def test_a_student_more_changes_nobody(self, tmp_path: Path, roster: Path) -> None:
        """Nor does the order of the roster."""
        make(tmp_path / "one", "--roster", str(roster))
        roster.write_text("name;id\nGrace;4\nEmmy;99\nKaren;23\nAda;17\n")
        make(tmp_path / "two", "--roster", str(roster))
        one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
        assert {"sheets/99.md", "keys/99.md", "keys/99.json", "answers/99.csv"} == set(two) - set(one)
        del one["manifest.json"]
        assert one.items() <= two.items()

    def test_the_same_command_gives_the_same_bytes(self, tmp_path: Path) -> None:
        """In another folder; side by side or not."""
        for name in ("one", "two"):
            make(tmp_path / name, "--variants", "30")
        assert contents(tmp_path / "one") == contents(tmp_path / "two")

    def test_parts_make_up_the_whole(self, tmp_path: Path) -> None:
        """Every second sheet from the first and from the second on; the manifest is the same for both."""
        make(tmp_path / "whole", "--variants", "5")
        make(tmp_path / "parts", "--variants", "5", "--part", "2/2")
        some = contents(tmp_path / "parts")
        assert {"sheets/0002.md", "sheets/0004.md"} == {name for name in some if name.startswith("sheets")}
        assert contents(tmp_path / "whole")["manifest.json"] == some["manifest.json"]
        make(tmp_path / "parts", "--variants", "5", "--part", "1/2")
        assert contents(tmp_path / "whole") == contents(tmp_path / "parts")

    def test_too_few_variants_are_refused(self, tmp_path: Path) -> None:
        """A file that leaves nothing to be drawn has one; the folder is not begun."""
        file = tmp_path / "given.yaml"
        file.write_text("topic: softmax\nlogits: [[0, 1, 3]]\n")
        words = ("--variants", "2", "--format", "markdown", "--out", str(tmp_path / "week"))
        outcome = handcalc("sheet", "softmax", str(file), *words)
        assert (3, "") == (outcome.code, outcome.out)
        assert "too few variants" in outcome.err
        assert not (tmp_path / "week").exists()


class TestRerun:
    """What is there stays."""

    def test_answers_are_never_lost(self, tmp_path: Path) -> None:
        """A rerun leaves filled-in answers alone, and brings back what was deleted."""
        folder = tmp_path / "week3"
        make(folder, "--variants", "3")
        before = contents(folder)
        (folder / "answers" / "0002.csv").write_text("step,row,column,value\nD,p1,,1.5\n")
        (folder / "sheets" / "0003.md").unlink()
        assert 0 == make(folder, "--variants", "3").code
        after = contents(folder)
        assert b"step,row,column,value\nD,p1,,1.5\n" == after.pop("answers/0002.csv")
        assert before.items() >= after.items()
        assert set(before) == {*after, "answers/0002.csv"}

    def test_late_students_are_welcome(self, tmp_path: Path, roster: Path) -> None:
        """They join the manifest; nobody leaves it."""
        folder = tmp_path / "week3"
        make(folder, "--roster", str(roster))
        before = contents(folder)
        roster.write_text("id,name\n1,Emmy\n")
        assert 0 == make(folder, "--roster", str(roster)).code
        after = contents(folder)
        ids = [entry["id"] for entry in json.loads(after["manifest.json"])["sheets"]]
        assert ["1", "17", "23", "4"] == ids
        del before["manifest.json"]
        assert before.items() <= after.items()

    @pytest.mark.parametrize(
        "words", [("--seed", "1111111111"), ("--level", "1"), ("--digits", "3"), ("--base", "3"), ("--open",)]
    )
    def test_the_folder_of_another_class_is_refused(self, tmp_path: Path, words: tuple[str, ...]) -> None:
        """And nothing in it is touched."""
        folder = tmp_path / "week3"
        make(folder, "--variants", "2")
        before = contents(folder)
        outcome = make(folder, "--variants", "2", *words)
        assert 4 == outcome.code
        assert "another class" in outcome.err
        assert before == contents(folder)

    def test_another_file_is_another_class(self, tmp_path: Path) -> None:
        """The same options with other matrices that are given."""
        file, folder = tmp_path / "given.yaml", tmp_path / "week3"
        words = ("sheet", "attention", str(file), "--variants", "2", "--format", "markdown")
        file.write_text("topic: attention\nseed: 1\nX: [[1, 0, 1, 0, 0, 0], [0, 1, 0, 0, 1, 0]]\n")
        assert 0 == handcalc(*words, "--out", str(folder)).code
        file.write_text("topic: attention\nseed: 1\nX: [[1, 0, 1, 0, 0, 1], [0, 1, 0, 0, 1, 0]]\n")
        assert 4 == handcalc(*words, "--out", str(folder)).code

    def test_force_overwrites_another_class_but_no_answers(self, tmp_path: Path) -> None:
        """Answers that were filled in have to be moved away by a person."""
        folder = tmp_path / "week3"
        make(folder, "--variants", "2")
        answers = folder / "answers" / "0001.csv"
        empty = answers.read_text()
        answers.write_text(empty.replace(",\n", ",1\n", 1))
        outcome = make(folder, "--variants", "2", "--level", "1", "--force")
        assert 4 == outcome.code
        assert "holds answers: move it away first" in outcome.err
        answers.write_text(empty)
        assert 0 == make(folder, "--variants", "2", "--level", "1", "--force").code
        make(tmp_path / "fresh", "--variants", "2", "--level", "1")
        assert contents(tmp_path / "fresh") == contents(folder)

    def test_answers_that_cannot_be_read_are_not_overwritten(self, tmp_path: Path) -> None:
        """They may be filled in."""
        folder = tmp_path / "week3"
        make(folder, "--variants", "2")
        before = contents(folder)
        with failing(Faults(folder / "answers", "read", 2, errno.EACCES)):
            outcome = make(folder, "--variants", "2", "--level", "1", "--force")
        assert (4, before) == (outcome.code, contents(folder))
        assert "0002.csv may hold answers, and cannot be read: Permission denied" in outcome.err

    def test_force_leaves_no_sheet_of_the_other_class(self, tmp_path: Path, roster: Path) -> None:
        """What the old manifest lists goes; files of others stay."""
        folder = tmp_path / "week3"
        make(folder, "--roster", str(roster))
        (folder / "notes.txt").write_text("mine")
        assert 0 == make(folder, "--variants", "2", "--level", "1", "--force").code
        make(tmp_path / "fresh", "--variants", "2", "--level", "1")
        assert {**contents(tmp_path / "fresh"), "notes.txt": b"mine"} == contents(folder)

    def test_what_a_killed_process_left_is_removed(self, tmp_path: Path) -> None:
        """A temporary file that nobody is at work on; others that look alike stay."""
        folder = tmp_path / "week3"
        make(folder, "--variants", "2")
        before = contents(folder)
        (folder / "sheets" / ".handcalc-0011223344556677.tmp").write_text("half")
        (folder / "answers" / ".handcalc-notes.tmp").write_text("somebody's")
        make(folder, "--variants", "2")
        assert {**before, "answers/.handcalc-notes.tmp": b"somebody's"} == contents(folder)

    @pytest.mark.slow
    def test_killed_at_any_moment_and_run_again_it_is_the_same(self, tmp_path: Path) -> None:
        """Twenty runs, each in a folder of its own, are killed somewhere on their way."""
        made, moments, found = Class(tmp_path, 60), random.Random(4), Found()
        for number in range(20):
            made.killed_and_run_again(number, moments, found)
        assert 20 == found.kills.total()


class TestRoster:
    """Files of students, right and wrong."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", ":1:1: needs a first line with the columns id and name"),
            ("name\nAda\n", ":1:1: needs a first line"),
            ("id,name\n", "names no students"),
            ("id,name\n1,Ada,x\n", ":2:1: has 3 columns where the first line has 2"),
            ("id,name\n,Ada\n", ":2:1: a student without an id"),
            ("id,name\n1,Ada\n1,Grace\n", ":3:1: two students have the id '1'"),
            ("id,name\na/b,Ada\na.b,Grace\n", ":3:1: the ids 'a/b' and 'a.b' give one file name"),
            ("id,name\na,Ada\nA,Grace\n", "the ids 'a' and 'A' give one file name"),
            ("id,name\n../..,Ada\n", ":2:1: the id '../..' has no letter or digit"),
            (f"id,name\n{'x' * 201},Ada\n", "more than 200 characters"),
            ('id,name\n1,"Ada\n', ":2:1: this is not CSV"),
            ('id,name\n1,"Ada\nLovelace"\n,Grace\n', ":4:1: a student without an id"),
            ("id,name\n1,A\x0bd\x85a\u2028\n\n\n,Grace\n", ":5:1: a student without an id"),
            ("id;name\r1;Ada, Countess\r;Grace\r", ":3:1: a student without an id"),
        ],
    )
    def test_wrong_ones_are_refused(self, tmp_path: Path, text: str, said: str) -> None:
        """With the place, and before anything is written."""
        roster = tmp_path / "class.csv"
        roster.write_bytes(text.encode())
        outcome = make(tmp_path / "week3", "--roster", str(roster))
        assert (3, "") == (outcome.code, outcome.out)
        assert said in outcome.err
        assert str(roster) in outcome.err
        assert not (tmp_path / "week3").exists()

    def test_bytes_that_are_not_utf_8(self, tmp_path: Path) -> None:
        """And files that are not there."""
        roster = tmp_path / "class.csv"
        assert 3 == make(tmp_path / "week3", "--roster", str(roster)).code
        roster.write_bytes(b"id,name\n1,Jos\xe9\n")
        outcome = make(tmp_path / "week3", "--roster", str(roster))
        assert 3 == outcome.code
        assert ":2:6: byte 14 of the file (0xE9) is not UTF-8" in outcome.err
        roster.write_text("id,name\n1,José\n", encoding="utf-16")
        assert "UTF-16; save it as UTF-8" in make(tmp_path / "week3", "--roster", str(roster)).err

    def test_ids_stay_inside_the_folder(self, tmp_path: Path) -> None:
        """Whatever they are, they become names of letters, digits, _ and -."""
        roster = tmp_path / "class.csv"
        roster.write_text('id,name\n../../evil,Ada\n"=1+1;<b>",Grace\nünï,Emmy\n', encoding="utf-8-sig")
        assert 0 == make(tmp_path / "week3", "--roster", str(roster)).code
        names = sorted(path.stem for path in (tmp_path / "week3" / "sheets").iterdir())
        assert ["1-1-b", "evil", "n"] == names
        assert {"class.csv", "week3"} == {path.name for path in tmp_path.iterdir()}


class TestProgress:
    """What a person sees meanwhile."""

    def test_there_is_a_bar_on_a_terminal_only(self, tmp_path: Path) -> None:
        """On stderr, gone at the end; in a pipe nothing at all is said."""
        words = [*SOFTMAX, "--variants", "3", "--out"]
        seen = in_terminal(*words, str(tmp_path / "a"))
        assert "━" in seen
        assert "━" not in seen.rsplit("\x1b[2K", 1)[-1]
        assert not re.search("\x1b\\[[0-9;]*m", seen)
        assert "" == in_terminal(*words, str(tmp_path / "c"), environment={"TERM": "dumb"})
        piped = process(*words, str(tmp_path / "b"))
        assert (0, b"", b"") == (piped.code, piped.stdout, piped.stderr)
        assert contents(tmp_path / "a") == contents(tmp_path / "b")


class TestFaults:
    """What stands in the way."""

    def test_a_file_where_a_folder_should_be(self, tmp_path: Path) -> None:
        """Exit 4, and it stays as it is."""
        (tmp_path / "week3").write_text("mine")
        outcome = make(tmp_path / "week3", "--variants", "2")
        assert 4 == outcome.code
        assert "mine" == (tmp_path / "week3").read_text()

    def test_what_hinders_a_sheet_is_met_before_anything_is_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In a large class on one processor, too: no folder is left with a manifest and no sheets."""
        monkeypatch.setattr("os.cpu_count", lambda: 1)
        monkeypatch.delitem(sys.modules, "handcalc.formats.typst.pdf_compiler", raising=False)
        monkeypatch.setitem(sys.modules, "typst", None)
        words = ("sheet", "softmax", "--variants", "30", "--format", "pdf")
        outcome = handcalc(*words, "--out", str(tmp_path / "week3"))
        assert (2, "") == (outcome.code, outcome.out)
        assert "pip install 'handcalc[pdf]'" in outcome.err
        assert not (tmp_path / "week3").exists()

    @pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"schema": "handcalc/sheets"}', "nonsense"])
    def test_a_broken_manifest_is_refused(self, tmp_path: Path, text: str) -> None:
        """It may be anybody's."""
        folder = tmp_path / "week3"
        folder.mkdir()
        (folder / "manifest.json").write_text(text)
        outcome = make(folder, "--variants", "2")
        assert 3 == outcome.code
        assert "is not a manifest of sheets" in outcome.err
        assert {"manifest.json"} == set(contents(folder))

    def test_a_manifest_of_tomorrow_is_refused(self, tmp_path: Path) -> None:
        """An unknown major version."""
        folder = tmp_path / "week3"
        make(folder, "--variants", "1")
        path = folder / "manifest.json"
        path.write_text(path.read_text().replace('"format_version": "1.1"', '"format_version": "2.0"'))
        outcome = make(folder, "--variants", "1")
        assert 3 == outcome.code
        assert "2.0" in outcome.err
