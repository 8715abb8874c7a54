"""Help and version at every level: what is said without a calculation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handcalc as package
from handcalc import topics
from handcalc.cli.application import EXAMPLES, command_names
from tests.run_command import handcalc, process, python, shell
from tests.sampling import daily_sample

LEVELS = [[], ["--help"], *([name, "-h"] for name in command_names())]
OF_TOPICS = [level for level in LEVELS if level[:1] and level[0] in topics.names()]
OF_NO_TOPIC = [pytest.param(level, id=" ".join(level)) for level in LEVELS[1:] if level not in OF_TOPICS]


class TestVersionAndHelp:
    """What is said without a calculation."""

    def test_version_is_one_line(self) -> None:
        """--version prints `handcalc X.Y.Z` and nothing else."""
        outcome = process("--version")
        assert (0, f"handcalc {package.__version__}\n", "") == (outcome.code, outcome.out, outcome.err)

    def test_version_waits_for_nothing(self) -> None:
        """--version imports neither Typer nor dataclasses, let alone numpy."""
        code = "import sys; from handcalc.cli.main import main; main(['--version'])\n"
        code += "print([m for m in ('typer', 'dataclasses', 'numpy', 'rich', 'yaml') if m in sys.modules])"
        assert "[]" == python(code).splitlines()[-1]

    @pytest.mark.parametrize(("last", "expected"), [("[]", []), ("['softmax', '--json']", ["numpy"])])
    def test_help_imports_neither_numpy_nor_rich(self, last: str, expected: list[str]) -> None:
        """Help at every level imports neither numpy nor rich; a calculation, the twin, is seen to."""
        code = (
            "import sys, os; from handcalc.cli.main import main\n"
            "out = sys.stdout; sys.stdout = open(os.devnull, 'w')\n"
            f"for level in {[*LEVELS]!r} + [{last}]: assert main(level) == 0, level\n"
            "sys.stdout = out; print([m for m in ('numpy', 'rich', 'yaml') if m in sys.modules])"
        )
        assert expected == eval(python(code))

    def test_a_topic_does_not_import_the_others(self) -> None:
        """`handcalc softmax --help` imports the softmax only, and what topics share."""
        code = "import sys; from handcalc.cli.main import main; main(['softmax', '--help'])\n"
        code += "print([m for m in sys.modules if m.startswith('handcalc.topics.') and '._' not in m])"
        assert "['handcalc.topics.softmax']" == python(code).splitlines()[-1]

    @pytest.mark.parametrize("level", LEVELS, ids=" ".join)
    def test_help_fits_80_columns(self, level: list[str]) -> None:
        """Every help ends well, says nothing on stderr, and fits 80 columns."""
        outcome = handcalc(*level)
        assert (0, "") == (outcome.code, outcome.err)
        assert max(map(len, outcome.out.splitlines())) <= 80
        assert "handcalc " in outcome.out

    @pytest.mark.parametrize("level", [*OF_NO_TOPIC, *daily_sample(OF_TOPICS, one_in=6, ids=" ".join)])
    def test_the_examples_of_the_help_run(self, level: list[str], tmp_path: Path) -> None:
        """Every help has examples, which run as they stand, one after the other."""
        examples = re.split(r"\nExamples?:\n", handcalc(*level).out)[1]
        commands = [re.split(r"  +", line.strip())[0] for line in examples.splitlines()]
        assert commands
        # A comparison that differs ends with 1, and those of the examples do.
        lines = [f"{one} || [ $? = 1 ]" if one.startswith("handcalc compare") else one for one in commands]
        outcome = shell("set -e\n" + "\n".join(lines), cwd=tmp_path)
        seeds = re.compile("handcalc: seed [0-9]+, chosen at random, is kept in manifest.json\n")
        assert (0, "") == (outcome.code, seeds.sub("", outcome.err))

    @pytest.mark.parametrize("name", [None, *command_names()])
    def test_both_spellings(self, name: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
        """-h is --help, wherever it stands, whatever is missing or wrong, however wide the window is."""
        words = [] if name is None else [name]
        expected = handcalc(*words, "--help")
        assert expected == handcalc(*words, "-h")
        if name is not None:
            assert expected.out == handcalc(*words, "none.yaml", "-h").out
        if "--digits" in expected.out and name is not None:
            assert expected.out == handcalc(*words, "--digits", "99", "--force", "-h", "none.yaml").out
        for columns in ("20", "79", "500"):
            monkeypatch.setenv("COLUMNS", columns)
            assert max(map(len, handcalc(*words, "-h").out.splitlines())) <= 80

    @pytest.mark.parametrize("name", [None, "mamba_by_hand", *command_names()])
    def test_the_command_help(self, name: str | None) -> None:
        """`help` and `help NAME` are `--help` and `NAME --help`, to the byte; a mistyped name is answered."""
        words = [] if name is None else [name]
        assert handcalc(*words, "--help") == handcalc("help", *words)
        for wrong, said in (("softmx", "did you mean softmax?"), ("--version", "no option --version")):
            outcome = handcalc("help", wrong)
            assert (2, "") == (outcome.code, outcome.out)
            assert said in outcome.err

    @pytest.mark.parametrize("words", [["man"], ["man", "attention"], ["help", "man"]])
    def test_a_command_that_is_gone(self, words: list[str]) -> None:
        """It is refused with the way out, and listed nowhere."""
        outcome = handcalc(*words)
        assert (2, "") == (outcome.code, outcome.out)
        assert "handcalc: there is no command or topic 'man' any more; see handcalc help\n" in outcome.err
        assert "man" not in command_names()

    def test_the_short_help(self) -> None:
        """Handcalc alone says how to begin, with what the long help says."""
        outcome = handcalc()
        assert (0, "") == (outcome.code, outcome.err)
        assert len(outcome.out.splitlines()) < 10
        for command, what in EXAMPLES:
            assert command in outcome.out
            assert what in handcalc("--help").out

    def test_help_lists_every_topic_in_its_group(self) -> None:
        """The help and `list` name every topic, under its group, with its summary."""
        out, words = handcalc("list").out, " ".join(handcalc("--help").out.split())
        for name in topics.names():
            topic = topics.find(name)
            assert re.search(rf"(?m)^  {name} +{re.escape(topic.summary)}$", out)
            assert f"{name} {topic.summary}" in words
            assert out.index(topic.group.value) < out.index(f"\n  {name} ")

    def test_help_of_a_topic_names_every_parameter(self) -> None:
        """Inputs, own options and shared options are all in the help of a topic."""
        for name in topics.names():
            out, topic = handcalc(name, "--help").out, topics.find(name)
            for key in topic.inputs:
                assert re.search(rf"(?m)^  {key} ", out)
            for key in topic.options:
                assert f"--{key.replace('_', '-')}" in out
            for key in ("seed", "vectors", "digits", "rounding", "cells", "only", "format", "json"):
                assert f"--{key}" in out
