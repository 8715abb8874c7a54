"""Completion: the scripts in real shells, and every word that may follow a line."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handcalc import formats, topics
from handcalc.cli.application import COMMANDS, command_names
from handcalc.inputs.options import offered
from tests.cli.completing import answer, commands_of_a_topic, completed, options_of
from tests.paths import SAMPLES
from tests.run_command import handcalc, process, python

SAMPLE = SAMPLES / "attention-two-heads-i-like-cats.yaml"
LINES = {
    "handcalc att": ["attention"],
    "handcalc compl": ["completion"],
    "handcalc softmax --temp": ["--temperature"],
    "handcalc softmax --no-s": ["--no-stable"],
    "handcalc sheet tok": ["tokenize"],
    "handcalc attention --scale fl": ["floor-half"],
    "handcalc attention --only S,head": [],
    "handcalc attention --heads 2 --only head2.A": ["head2.A"],
    "handcalc schema g": ["grades"],
    "handcalc run my": ["my.yaml"],
}
WORDS = [
    "sheet",
    "softmax",
    "run",
    "-",
    "--",
    "--only",
    "--heads",
    "2",
    "=",
    "my.yaml",
    "help",
    "S,",
    "--f",
    "x",
]
TYPED = st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command handcalc and a file to be completed."""
    place = tmp_path_factory.mktemp("shell")
    (place / "my.yaml").write_text("topic: softmax\nlogits: [[0, 1]]\n")
    (place / "handcalc").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m handcalc "$@"\n')
    (place / "handcalc").chmod(0o755)
    return place


def in_shell(shell: str, script: str, folder: Path) -> list[str]:
    """The lines that a shell prints when it runs a script in the folder."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    whole = f'PATH="{folder}:$PATH"\n{script}' if shell != "fish" else f"set -p PATH {folder}\n{script}"
    ended = subprocess.run([shell, "-c", whole], capture_output=True, text=True, cwd=folder, timeout=60)
    assert (0, "") == (ended.returncode, ended.stderr)
    return ended.stdout.splitlines()


class TestShells:
    """The scripts, sourced, answer as a person's Tab would."""

    def test_bash(self, folder: Path) -> None:
        """Bash's own variables hold the line and get the words; files are bash's when there are none."""
        script = 'eval "$(handcalc completion bash)"\n' + "\n".join(
            f"COMP_WORDS=({line}); COMP_CWORD={len(line.split()) - 1}; _handcalc_completion handcalc\n"
            'echo "${COMPREPLY[*]}"'
            for line in LINES
        )
        of_files = {"my.yaml"}
        expected = [" ".join(word for word in words if word not in of_files) for words in LINES.values()]
        assert expected == in_shell("bash", script, folder)
        printed = in_shell("bash", 'eval "$(handcalc completion bash)"; complete -p handcalc', folder)
        assert ["complete -o default -F _handcalc_completion handcalc"] == printed

    def test_zsh(self, folder: Path) -> None:
        """Zsh gets the words as alternatives, or is asked for files."""
        script = "compdef() { :; }; _arguments() { print -r -- $1; }; _files() { print files; }\n"
        script += 'eval "$(handcalc completion zsh)"\n' + "\n".join(
            f"words=({line}); CURRENT=$#words; _handcalc_completion" for line in LINES
        )
        expected = [f'*: :(("{words[0]}"))' if words else "files" for words in LINES.values()]
        expected[list(LINES).index("handcalc run my")] = "files"
        assert expected == in_shell("zsh", script, folder)

    def test_fish(self, folder: Path) -> None:
        """Fish completes the line by itself, words and files."""
        script = "handcalc completion fish | source\n" + "\n".join(
            f"complete -C '{line}'; echo" for line in LINES
        )
        expected = [line for words in LINES.values() for line in (*words, "")]
        assert expected == in_shell("fish", script, folder)

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_the_script_only(self, shell: str) -> None:
        """It is all that is printed; no file is changed, and no other command of Typer's appears."""
        outcome = process("completion", shell, environment={"HOME": "/nonexistent"})
        assert (0, "") == (outcome.code, outcome.err)
        assert f"_HANDCALC_COMPLETE=complete_{shell}" in outcome.out
        assert "--install-completion" not in handcalc("--help").out + " ".join(completed("-"))


class TestWords:
    """Every word that the help knows."""

    def test_first_words(self) -> None:
        """Topics, commands, and the options of the whole."""
        assert [*command_names(), "--help", "--version"] == completed("")
        for name in command_names():
            assert name in completed(name[:2])
        assert [] == completed("nothing", "")

    @pytest.mark.parametrize("name", command_names())
    def test_options(self, name: str) -> None:
        """Those of the help, no more and no fewer; each begins as it is spelled."""
        below = re.split(r"(?m)^Options.*:$", handcalc(name, "--help").out, maxsplit=1)[1]
        said = re.findall(r"(?<![\w-])--?[a-z][\w-]*", "".join(re.findall(r"(?m)^  -.*?(?:  |$)", below)))
        assert sorted(said) == sorted(options_of(name))
        for option in said:
            assert option in completed(name, option)

    def test_names_behind_a_command(self) -> None:
        """Topics where one is wanted; what else there is to choose from; files otherwise."""
        assert {"template", "compare", "sheet", "quiz", "help"} == {*commands_of_a_topic()}
        for name in commands_of_a_topic():
            assert [*topics.names(), *(COMMANDS if name == "help" else [])] == completed(name, "")
            assert [] == completed(name, "softmax", "soft")
        assert ["bash", "zsh", "fish"] == completed("completion", "")
        assert ["calculation", "grades"] == completed("schema", "")
        for name in ("softmax", "run", "grade", "list"):
            assert [] == completed(name, "")

    @pytest.mark.parametrize("name", topics.names())
    def test_choices_of_options(self, name: str) -> None:
        """The words that an option may be, for the topic's own and the shared ones, and behind a command."""
        for option in offered(topics.find(name)).values():
            if not option.flag:
                spelling = f"--{option.name.replace('_', '-')}"
                assert [*option.words] == completed(name, spelling, "")
                assert [*option.words] == completed("quiz", name, spelling, "")

    def test_choices_of_shared_options(self) -> None:
        """Formats, colours, cells, orientations."""
        assert formats.names() == completed("softmax", "-f", "")
        assert ["auto", "always", "never"] == completed("grade", "week", "--color", "")
        assert ["auto", "always", "never"] == completed("softmax", "--color", "")
        assert ["rows", "columns"] == completed("run", "--vectors", "")
        assert ["first", "all", "none"] == completed("softmax", "--cells", "")
        assert [] == completed("softmax", "--seed", "")

    def test_a_topic_behind_a_command(self) -> None:
        """Its own options join those of the command; what the command refuses is not offered."""
        assert {"--causal", "--roster", "--digits"} < {*completed("sheet", "attention", "-")}
        assert "--only" not in completed("sheet", "attention", "-")
        assert {"--causal", "--with"} < {*completed("compare", "attention", "--with", "base=3", "-")}
        assert "--causal" in completed("run", str(SAMPLE), "-")
        assert "--causal" not in completed("run", "none.yaml", "-")


class TestSteps:
    """Ids behind --only and --blank."""

    @pytest.mark.parametrize("name", topics.names())
    def test_of_the_drawn_example(self, name: str) -> None:
        """Those of the topic, in their order."""
        assert steps(name) == completed(name, "--only", "")
        assert steps(name) == completed("sheet", name, "--blank", "")

    @pytest.mark.parametrize(
        "words", [["attention", str(SAMPLE)], ["run", str(SAMPLE)], ["attention", "--heads", "3"]]
    )
    def test_of_the_line(self, words: list[str]) -> None:
        """Those of the FILE and the options that stand before."""
        assert steps(*words) == completed(*words, "--only", "")
        assert steps("attention") != steps(*words)

    def test_several(self) -> None:
        """Behind a comma comes the next; what was typed is repeated only where no shell would run it."""
        assert ["A,S[1,2],Z"] == completed("attention", "--only", "A,S[1,2],Z")
        for typed in ("$(id),", "`id`,"):
            assert [] == completed("attention", "--only", typed)

    @pytest.mark.parametrize("words", [["none.yaml"], ["--heads", "x"], ["-"]])
    def test_of_what_is_refused(self, words: list[str]) -> None:
        """The drawn example's; standard input is the person's terminal, and not read."""
        assert steps("attention") == completed("attention", *words, "--only", "")
        assert [] == completed("run", "-", "--only", "")


def steps(*words: str) -> list[str]:
    """The ids of a calculation, from its JSON."""
    return [step["id"] for step in handcalc(*words, "--json").document["steps"]]


@pytest.mark.parametrize(("last", "expected"), [("--f", []), ("--only\n", ["numpy"])])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_nobody_waits(shell: str, last: str, expected: list[str]) -> None:
    """Completion imports neither numpy nor Rich; only the ids of steps, the twin, are calculated."""
    line = f"handcalc\nattention\n{last}"
    asked = {
        "_HANDCALC_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count("\n")),
        "_TYPER_COMPLETE_ARGS": line.replace("\n", " "),
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    code = f"import os, sys; os.environ.update({asked!r})\nfrom handcalc.cli.main import main; main([])\n"
    code += "print(); print([m for m in ('numpy', 'rich', 'yaml') if m in sys.modules])"
    *words, loaded = python(code).splitlines()
    assert any(words)
    assert expected == eval(loaded)


@given(st.lists(st.sampled_from(WORDS) | TYPED, max_size=6))
def test_any_line(words: list[str]) -> None:
    """Whatever stands there, nothing is said on stderr, and nothing comes out that a shell would run."""
    outcome = answer(*words, "")
    assert (0, "") == (outcome.code, outcome.err)
    assert all(re.fullmatch(r"[\w.,-]*", line) for line in outcome.out.split("\n"))


def test_a_wrong_question() -> None:
    """What no script asks is answered on stderr, with 1."""
    outcome = process(environment={"_HANDCALC_COMPLETE": "complete_csh"})
    assert (1, "") == (outcome.code, outcome.out)
    assert "csh" in outcome.err
