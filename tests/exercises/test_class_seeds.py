"""The seed of a class leads to every key: how it is chosen, and that no file of a student has it."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handcalc import formats
from tests.campaigns.killing import contents
from tests.exercises.class_folders import SEED, answer_file, fill, grade, made_class, manifest_of
from tests.readers.pdf import reader, text_of_pdf
from tests.run_command import Outcome, handcalc

FOR_PEOPLE = [name for name in formats.names() if formats.find(name).prints]
SOFTMAX = ("sheet", "softmax", "--format", "markdown")
EXERCISE = "unpublished.yaml"
TELLING = (SEED[1], "--seed", "--student", "--attempt", "handcalc sheet", EXERCISE)
"""Each of them would help to make the key."""

OLD_CLASS = Path(__file__).parent / "class_of_0_1_0"
"""Two sheets of version 0.1.0: handcalc sheet softmax --seed 2026 --variants 2 --format markdown --out …"""


def readings(data: bytes) -> Iterator[str]:
    """A file as its bytes, and a PDF also as its text, its metadata and all that is compressed in it."""
    yield data.decode("latin-1")
    if data.startswith(b"%PDF"):
        yield text_of_pdf(data)
        yield str(reader(data).metadata)
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
            yield (zlib.decompress(stream) if stream.startswith(b"x") else stream).decode("latin-1")


def told(data: bytes) -> set[str]:
    """The telling words that a file holds, even where LaTeX or PDF spaces them out or breaks them."""
    text = re.sub(r"\\allowbreak\{\}|\{\}|\s", "", "".join(readings(data)))
    return {word for word in TELLING if "".join(word.split()) in text}


@pytest.fixture
def exercise(tmp_path: Path) -> Path:
    """A file whose name stands in the command; the second student of its class gets a later draw."""
    file = tmp_path / EXERCISE
    file.write_text("topic: softmax\nbase: 3\n")
    return file


def make(folder: Path, exercise: Path, format: str, *words: str) -> dict[str, bytes]:
    """The files of a class of two, by path."""
    outcome = handcalc(
        "sheet", "softmax", str(exercise), "--variants", "2", "-f", format, "--out", str(folder), *words
    )
    assert 0 == outcome.code
    assert any(entry["attempt"] for entry in manifest_of(folder)["sheets"])
    return contents(folder)


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_no_file_of_a_student_tells_the_seed_or_the_command(
    tmp_path: Path, exercise: Path, format: str
) -> None:
    """Sheets, answer files and feedback hold neither, nor the number of the draw; keys and manifest do."""
    folder = tmp_path / "week"
    files = make(folder, exercise, format, *SEED)
    fill(folder, "0001", lambda line: "7")
    assert 0 == grade(folder, "--feedback", str(tmp_path / "feedback")).code
    pages = contents(tmp_path / "feedback")
    handed_out = {name: data for name, data in files.items() if name.startswith(("sheets/", "answers/"))}
    assert 6 == len(handed_out) + len(pages)
    assert {} == {name: told(data) for name, data in {**handed_out, **pages}.items() if told(data)}
    keys = [
        told(data) for name, data in files.items() if name.startswith("keys/0002.") and "json" not in name
    ]
    assert [set(TELLING)] == keys
    assert {SEED[1], "--seed", "handcalc sheet", EXERCISE} == told(files["manifest.json"])


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_sheet_that_tells_is_seen(tmp_path: Path, exercise: Path, format: str) -> None:
    """The twin: open sheets, which are for practice, hold it all."""
    files = make(tmp_path / "week", exercise, format, *SEED, "--open")
    sheets = [told(data) for name, data in files.items() if name.startswith("sheets/0002")]
    assert [set(TELLING)] == sheets


@pytest.mark.parametrize("format", FOR_PEOPLE)
def test_a_sheet_shows_the_beginning_of_its_digest(tmp_path: Path, exercise: Path, format: str) -> None:
    """In two groups, the same in every format; so does its key."""
    files = make(tmp_path / "week", exercise, format, *SEED)
    entry = manifest_of(tmp_path / "week")["sheets"][0]
    mark = f"{entry['digest'][:4]}-{entry['digest'][4:8]}"
    for name in (entry["sheet"], entry["key"]):
        assert any(mark in reading for reading in readings(files[name])), name


class TestChoice:
    """Where the seed comes from."""

    def make(self, folder: Path, *words: str) -> Outcome:
        """A class of two."""
        outcome = handcalc(*SOFTMAX, "--variants", "2", "--out", str(folder), *words)
        assert (0, "") == (outcome.code, outcome.out)
        return outcome

    def test_without_one_it_is_random_and_kept(self, tmp_path: Path) -> None:
        """128 bits, told once; the same command completes the folder, and another folder gets another."""
        first, second = tmp_path / "a", tmp_path / "b"
        said = self.make(first).err
        seed = manifest_of(first)["seed"]
        assert f"handcalc: seed {seed}, chosen at random, is kept in manifest.json\n" == said
        assert 2**100 < seed < 2**128  # a smaller one comes once in 2^28 runs
        before = contents(first)
        (first / "sheets" / "0001.md").unlink()
        assert "" == self.make(first).err
        assert before == contents(first)
        self.make(second)
        assert seed != manifest_of(second)["seed"]

    def test_a_random_seed_can_be_said_again(self, tmp_path: Path) -> None:
        """The class, and the command of a key, give the same bytes; marking reads so large a number."""
        folder = tmp_path / "week"
        self.make(folder)
        seed = str(manifest_of(folder)["seed"])
        assert "" == self.make(tmp_path / "again", "--seed", seed).err
        assert contents(folder) == contents(tmp_path / "again")
        fill(folder, "0001")
        assert 1 == grade(folder, str(answer_file(folder, "0001")), "--json").document["sheets"][0]["score"]

    @pytest.mark.parametrize(
        ("words", "remarked"),
        [
            (["--seed", "999999999"], True),
            (["--seed", "-999999999"], True),
            (["--seed", "1000000000"], False),
            (["--seed", "7", "--open"], False),
        ],
    )
    def test_a_short_one_is_remarked_on(self, tmp_path: Path, words: list[str], remarked: bool) -> None:
        """It could be found by trial; on open sheets it stands anyway."""
        said = self.make(tmp_path / "week", *words).err
        assert remarked == ("fewer than 10 digits can be found by trial" in said)
        assert remarked == bool(said)

    def test_where_nothing_is_drawn_there_is_nothing_to_say(self, tmp_path: Path) -> None:
        """One sheet for all has no numbers that a seed decides."""
        file = tmp_path / "given.yaml"
        file.write_text("topic: softmax\nlogits: [[0, 1, 3]]\n")
        folder = tmp_path / "week"
        outcome = handcalc(
            "sheet", "softmax", str(file), "-f", "plain", "--variants", "1", "--out", str(folder)
        )
        assert (0, "", 0) == (outcome.code, outcome.err, manifest_of(folder)["seed"])

    def test_parts_need_one(self, tmp_path: Path) -> None:
        """Said, or in the manifest: without it each would draw another class."""
        folder = tmp_path / "week"
        words = (*SOFTMAX, "--variants", "4", "--part", "2/2", "--out", str(folder))
        refused = handcalc(*words)
        assert (2, "", False) == (refused.code, refused.out, folder.exists())
        assert "--part needs --seed N" in refused.err
        self.make(folder)
        assert (0, "") == (handcalc(*words).code, handcalc(*words).err)
        assert (folder / "sheets" / "0004.md").exists()


def numbers_of(document: bytes) -> dict[str, list[list[Any]]]:
    """The values of the inputs and steps of a calculation, by id."""
    calculation = json.loads(document)
    return {part["id"]: part["values"] for part in (*calculation["given"], *calculation["steps"])}


class TestOldClass:
    """A folder that version 0.1.0 made: its digests are of sheets that end with seed and command."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        """A copy."""
        return Path(shutil.copytree(OLD_CLASS, tmp_path / "week"))

    def test_it_is_marked(self, folder: Path) -> None:
        """By its keys."""
        fill(folder, "0001")
        outcome = grade(folder, str(answer_file(folder, "0001")), "--json")
        assert (0, 1) == (outcome.code, outcome.document["sheets"][0]["score"])

    def test_it_is_completed(self, folder: Path) -> None:
        """With and without its seed: what is missing comes back, late students join, nothing else changes."""
        before, key = contents(folder), "keys/0001.json"
        (folder / key).unlink()
        for words in ((), ("--seed", "2026")):
            assert 0 == handcalc(*SOFTMAX, *words, "--variants", "2", "--out", str(folder)).code
            after = contents(folder)
            # What is written anew has this version and its words, and the same numbers.
            assert numbers_of(before[key]) == numbers_of(after[key])
            assert before == {**after, key: before[key]}
        before[key] = after[key]
        for count in ("3", "4"):
            assert 0 == handcalc(*SOFTMAX, "--variants", count, "--out", str(folder)).code
        after, old = contents(folder), json.loads(before.pop("manifest.json"))
        assert before.items() <= after.items()
        new = json.loads(after["manifest.json"])
        assert ("0.1.0", old["sheets"]) == (new["handcalc"], new["sheets"][:2])

    def test_a_lost_sheet_shows_the_digest_that_the_manifest_has(self, folder: Path) -> None:
        """And no longer the command."""
        (folder / "sheets" / "0001.md").unlink()
        assert 0 == handcalc(*SOFTMAX, "--variants", "2", "--out", str(folder)).code
        page = (folder / "sheets" / "0001.md").read_text()
        digest = manifest_of(folder)["sheets"][0]["digest"]
        assert f"`Sheet 0001 · {digest[:4]}-{digest[4:8]}`" in page
        assert "handcalc" not in page

    def test_a_class_of_this_version_is_compared(self, tmp_path: Path) -> None:
        """The twin: where the wording is the same, another digest is another sheet."""
        folder = made_class(tmp_path / "week", "softmax", "--variants", "2")
        path = folder / "manifest.json"
        path.write_text(re.sub('"digest": "....', '"digest": "0000', path.read_text(), count=1))
        outcome = handcalc(*SOFTMAX, *SEED, "--variants", "2", "--out", str(folder))
        assert 4 == outcome.code
        assert "the sheet of 0001 would change" in outcome.err
