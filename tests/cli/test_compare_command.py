"""The command `compare`: words, files, formats, exit codes and the keys of its JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from handcalc import formats
from tests.run_command import handcalc

FILE = "logits: [[0, 1, 3], [2, 0, 1]]\nlabels:\n  words: [the, cat, sat]\n"
KEYS = ["schema", "format_version", "handcalc", "topic", "title", "seed", "vectors", "options", "with"]
KEYS += ["first_difference", "steps"]


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A small input file."""
    path = tmp_path / "my.yaml"
    path.write_text(FILE)
    return str(path)


class TestCommand:
    """Words, files, formats and exit codes."""

    def test_the_same_is_0_and_different_is_1(self, file: str) -> None:
        """Nothing goes to stderr either way."""
        same = handcalc("compare", "softmax", file, "--with", "stable=false")
        assert (0, "") == (same.code, same.err)
        assert "The two do not differ." in same.out
        different = handcalc("compare", "softmax", file, "--with", "base=3")
        assert (1, "") == (different.code, different.err)
        assert "The first step that differs is E; P differs by at most 0.0" in different.out
        assert "[p1, sat]" in different.out

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["softmax"], "compare needs --with and what to change; softmax has base"),
            ([], "compare needs a TOPIC"),
            (["sofmax", "--with", "base=3"], "did you mean softmax?"),
            (["softmax", "--with", "bse=3"], "no option 'bse', did you mean base?"),
            (["softmax", "--with", "base"], "Write base=VALUE"),
            (["softmax", "--with", "base=0"], "base must be e or a number above 1, not '0'"),
            (["softmax", "--with", "stable=perhaps"], "stable"),
            (["softmax", "--with", "digits=2"], "no option 'digits'"),
            (["attention", "--with", "scale=sqr"], "did you mean sqrt?"),
            (["attention", "--with", "tokens=5"], "both runs have the same matrices"),
            (["attention", "--with", "heads=3"], "cannot be split over 3 heads"),
            (["softmax", "--with", "base=3", "--temprature", "2"], "did you mean --temperature?"),
            (["softmax", "--wiht", "base=3"], "--wi"),
        ],
    )
    def test_wrong_words_are_2(self, words: list[str], said: str) -> None:
        """With the near miss, and nothing on stdout."""
        outcome = handcalc("compare", *words)
        assert (2, "") == (outcome.code, outcome.out)
        assert said in outcome.err

    def test_a_refused_input_is_3(self, file: str, tmp_path: Path) -> None:
        """In either run, with the place in the file when it has one."""
        (tmp_path / "bad.yaml").write_text("logits: [[0, x]]\n")
        outcome = handcalc("compare", "softmax", str(tmp_path / "bad.yaml"), "--with", "base=3")
        assert 3 == outcome.code
        assert "bad.yaml:1:14: " in outcome.err
        assert 3 == handcalc("compare", "softmax", str(tmp_path / "none.yaml"), "--with", "base=3").code
        refused = handcalc("compare", "softmax", file, "--with", "rounding=exact")
        assert (3, "") == (refused.code, refused.out)
        assert "step E" in refused.err

    def test_keys_of_json(self, file: str) -> None:
        """One object, its keys in order; a change is in `with`, what the first run had in `options`."""
        words = ("compare", "softmax", file, "--base", "2", "--with", "base=5/2", "--with", "stable=true")
        outcome = handcalc(*words, "--json")
        document = outcome.document
        assert KEYS == list(document)
        assert "handcalc/comparison" == document["schema"]
        assert (2, {"base": 2.5, "stable": True}) == (document["options"]["base"], document["with"])
        assert {"id", "in"} == set(document["steps"][0])
        assert ["id", "in", "largest_difference", "row", "column"] == list(document["steps"][1])
        assert outcome.stdout == handcalc(*words, "--json").stdout

    def test_file_seed_and_stdin_agree(self, file: str) -> None:
        """A file by name or through a pipe; a seed decides about what is drawn."""
        more = ("--with", "base=3", "--json")
        named = handcalc("compare", "softmax", file, *more)
        assert named.stdout == handcalc("compare", "softmax", "-", *more, stdin=FILE.encode()).stdout
        one, other = (handcalc("compare", "softmax", "--seed", seed, *more).document for seed in "12")
        assert (1, 2) == (one["seed"], other["seed"])
        assert one["steps"] != other["steps"]

    @pytest.mark.parametrize("format", ["table", "plain", "markdown", "html", "csv"])
    def test_every_format_shows_it(self, format: str, file: str, tmp_path: Path) -> None:
        """On stdout and in a file; the words of a file are data."""
        outcome = handcalc("compare", "softmax", file, "--with", "base=3", "-f", format)
        assert (1, "") == (outcome.code, outcome.err)
        assert "sat" in outcome.out
        path = tmp_path / f"out{formats.find(format).suffix or '.txt'}"
        into = handcalc("compare", "softmax", file, "--with", "base=3", "-f", format, "-o", str(path))
        assert (1, b"") == (into.code, into.stdout)
        assert outcome.stdout == path.read_bytes()
