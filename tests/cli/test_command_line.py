"""The words of a command line: what is accepted, what is refused and how."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest

from tests.run_command import handcalc

SOFTMAX = "logits: [[0, 1], [2, 0]]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder with one small input file, my.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.yaml").write_text(f"topic: softmax\n{SOFTMAX}")
    return tmp_path


def option(name: str, *arguments: str) -> object:
    """The value that an option has in the JSON of a run."""
    outcome = handcalc(*arguments, "--json")
    assert outcome.code == 0, outcome.err
    return outcome.document["options"][name]


class TestWords:
    """The words of a command line, right and wrong."""

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["atention"], "did you mean attention?"),
            (["soft"], "there is no command or topic 'soft'"),
            (["lis"], "did you mean list?"),
            (["softmax", "--temprature", "2"], "no option --temprature, did you mean --temperature?"),
            (["softmax", "--temp", "2"], "no option --temp"),
            (["softmax", "--stabel"], "did you mean --stable?"),
            (["--json", "softmax"], "options come after the topic"),
            (["softmax", "a", "b"], "(b)"),
            (["softmax", "--base"], "--base"),
            (["softmax", "--stable=1"], "--stable"),
            (["softmax", "-f", "jsn"], "did you mean json?"),
            (["softmax", "--vectors", "colums"], "did you mean columns?"),
            (["softmax", "--color", "alway"], "did you mean always?"),
            (["softmax", "--json", "-f", "table"], "--json and --format table"),
            (["softmax", "--only", "PP"], "no step 'PP'"),
            (["softmax", "--only", "P,"], "--only"),
            (["softmax", "--cells", "P[9,9]"], "--cells"),
            (["softmax", "--width", "19"], "--width must be a whole number from 20 to 1000"),
            (["softmax", "--digits", "11"], "--digits"),
            (["softmax", "--seed", "1.5"], "--seed must be a whole number"),
            (["softmax", "--vocabulary-size", "0"], "--vocabulary-size must be"),
            (["attention", "--scale", "sqrtt"], "did you mean sqrt?"),
            (["attention", "--heads", "4", "--kv-heads", "3"], "heads (4) must be divisible by kv_heads (3)"),
            (["attention", "--d-model", "1000"], "X would be 4 × 1,000"),
            (["template", "atention"], "did you mean attention?"),
            (["template"], "TOPIC"),
            (["completion", "bsh"], "did you mean bash?"),
            (["run"], "run needs a FILE"),
            (["list", "more"], "(more)"),
            (["my.yaml"], "handcalc run 'my.yaml'"),
            (["run", "my.yaml", "--tmperature", "2"], "did you mean --temperature?"),
            (["softmax", "nothing.yaml", "--digits", "x"], "--digits"),
            (["sheet", "softmax", "--variants", "2", "--out", ""], "--out is empty"),
            (["sheet", "softmax", "--roster", "", "--out", "w"], "--roster is empty"),
            (["grade", ""], "FOLDER is empty"),
            (["grade", ".", "a.csv", ""], "ANSWERS is empty"),
            (["grade", ".", "--feedback", ""], "--feedback is empty"),
            (["softmax", "-o", ""], "--output ''"),
        ],
    )
    def test_a_wrong_command_line(self, arguments: list[str], said: str, folder: Path) -> None:
        """Exit 2, nothing on stdout, what is wrong with the near miss, and where help is."""
        outcome = handcalc(*arguments)
        assert (2, "") == (outcome.code, outcome.out)
        assert said in outcome.err
        assert outcome.err.startswith("handcalc: ")
        assert re.fullmatch(r"Try 'handcalc( [a-z]+)? --help'\.", outcome.err.splitlines()[-1])
        assert ["my.yaml"] == os.listdir(folder)

    @pytest.mark.parametrize(
        "text", ["nan", "inf", "0x10", "1_000", "1,5", "٣", "2/0", "1e999", "", "1" * 65]
    )
    def test_numbers_have_one_rule(self, text: str) -> None:
        """What a file may not state as a number, an option may not either."""
        assert 2 == handcalc("softmax", "--temperature", text).code

    @pytest.mark.parametrize(
        ("text", "value"), [("2", 2), ("+2", 2), ("1/2", "1/2"), ("5e-1", 0.5), (".5", 0.5), ("010", 10)]
    )
    def test_numbers_on_the_command_line(self, text: str, value: object) -> None:
        """Fractions, exponents and leading zeros are numbers."""
        shown = option("temperature", "softmax", "--temperature", text)
        assert value == shown or float(eval(str(value))) == float(eval(str(shown)))

    def test_underscores_in_options(self) -> None:
        """--vocabulary_size is --vocabulary-size."""
        assert 3 == option("vocabulary_size", "softmax", "--vocabulary_size", "3")
        assert 5 == option("vocabulary_size", "softmax", "--vocabulary-size=5")

    def test_flags_have_two_sides(self, folder: Path) -> None:
        """The command line can take back what a file says."""
        Path("stable.yaml").write_text(f"{SOFTMAX}stable: true\n")
        assert option("stable", "softmax", "stable.yaml") is True
        assert option("stable", "softmax", "stable.yaml", "--no-stable") is False

    def test_the_command_line_wins(self, folder: Path) -> None:
        """Options stated in both places have the value of the command line."""
        Path("two.yaml").write_text(f"{SOFTMAX}base: 2\ndigits: 1\n")
        assert (2, 1) == (option("base", "softmax", "two.yaml"), option("digits", "softmax", "two.yaml"))
        assert 3 == option("base", "softmax", "two.yaml", "--base", "3")

    def test_a_fault_of_the_command_line_is_not_blamed_on_the_file(self, folder: Path) -> None:
        """An option that wins over the file's has no place in the file, and exit 2."""
        Path("a.yaml").write_text("heads: 1\nX: [[1, 0], [0, 1]]\nseed: 0\nW_Q: [[1, 0], [0, 1]]\n")
        for words in (["--heads", "3"], ["--kv-heads", "3"], ["--tokens", "5"]):
            outcome = handcalc("attention", "a.yaml", *words)
            assert 2 == outcome.code
            assert "a.yaml" not in outcome.err

    def test_two_dashes_end_the_options(self, folder: Path) -> None:
        """A file may be called --json."""
        Path("--json").write_text(SOFTMAX)
        assert handcalc("softmax", "--", "--json").out.startswith("Softmax")
        assert 3 == handcalc("softmax", "--", "--jsn").code

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["softmax", "--", "-x"], 0),
            (["softmax", "--digits", "2", "--", "--json"], 0),
            (["--", "softmax", "--", "-x"], 0),
            (["run", "--", "--json"], 0),
            (["run", "--digits", "2", "--", "-x"], 0),
            (["compare", "softmax", "--with", "base=3", "--", "--json"], 1),
            (["compare", "--with", "base=3", "--", "softmax", "-x"], 1),
            (["sheet", "softmax", "--", "-x"], 0),
            (["quiz", "softmax", "--", "--json"], 0),
            (["run", "--", "-x", "-x"], 2),
            (["softmax", "-x"], 2),
            (["grade", "--", "-x"], 3),
            (["template", "--", "--json"], 2),
            (["man", "--", "-h"], 2),
        ],
    )
    def test_two_dashes_everywhere(self, arguments: list[str], code: int, folder: Path) -> None:
        """Behind them every word is what the command takes, and is no option."""
        for name in ("-x", "--json"):
            Path(name).write_text(f"topic: softmax\n{SOFTMAX}")
        assert code == handcalc(*arguments).code

    def test_the_last_line_of_a_sheet_can_be_typed(self, folder: Path) -> None:
        """Whatever the file is called."""
        for name in ("-x", "a b.yaml", "'", "$HOME", "--", "-"):
            Path(name).write_text(SOFTMAX)
            first = handcalc("sheet", "softmax", "--", f"./{name}" if name in ("-", "--") else name)
            *_, again = first.out.split("handcalc ")
            assert first.out == handcalc(*shlex.split(again)).out

    def test_only_shows_less(self) -> None:
        """--only leaves out steps, in JSON too."""
        steps = handcalc("softmax", "--only", "P,E", "--json").document["steps"]
        assert ["E", "P"] == [step["id"] for step in steps]

    def test_vectors_turn_the_view(self, folder: Path) -> None:
        """--vectors columns shows the transpose; the default is as the file is written."""
        rows = handcalc("softmax", "my.yaml", "--json").document["given"][0]["values"]
        outcome = handcalc("softmax", "my.yaml", "--json", "--vectors", "columns")
        turned = outcome.document["given"][0]["values"]
        assert rows == [list(column) for column in zip(*turned, strict=True)]

    def test_the_seed_is_always_shown(self) -> None:
        """Without FILE and --seed the seed is 0, and the output says so."""
        assert handcalc("softmax", "--seed", "0", "--json").stdout == handcalc("softmax", "--json").stdout
        assert "seed 0" in handcalc("softmax").out


class TestRun:
    """The command run."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ["my.yaml", "--json", "--base", "2"],
            ["--json", "--base", "2", "my.yaml"],
            ["--base", "2", "my.yaml", "-f", "json"],
            ["--base=2", "--no-stable", "my.yaml", "--json"],
        ],
    )
    def test_run_is_the_topic(self, arguments: list[str], folder: Path) -> None:
        """`run FILE` takes the options of the file's topic, wherever FILE stands."""
        expected = handcalc("softmax", "my.yaml", "--json", "--base", "2").stdout
        assert expected == handcalc("run", *arguments).stdout

    def test_run_reads_standard_input(self) -> None:
        """`run -` reads a document once."""
        outcome = handcalc("run", "-", "--json", stdin=f"topic: softmax\n{SOFTMAX}".encode())
        assert "softmax" == outcome.document["topic"]

    def test_json_reads_back_to_the_same_bytes(self, folder: Path) -> None:
        """What --json wrote is an input file that gives the same bytes."""
        first = handcalc("attention", "--json", "--causal", "--digits", "2", "-o", "out.json")
        again = handcalc("run", "out.json", "--json")
        assert (0, 0) == (first.code, again.code)
        assert Path("out.json").read_bytes() == again.stdout
