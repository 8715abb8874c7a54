"""Standard input: the ways in which a document gets there, and what happens when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.run_command import handcalc, shell

FILE = "topic: softmax\nlogits: [[0, 1], [2, 0]]\n"
COMMANDS = [
    ["softmax"],
    ["run"],
    ["compare", "softmax", "--with", "base=3"],
    ["sheet", "softmax", "-f", "plain"],
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with one document, my.yaml."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.yaml").write_text(FILE)
    return tmp_path


@pytest.mark.parametrize(
    "script",
    [
        "handcalc softmax - --json < my.yaml",
        "cat my.yaml | handcalc run --json -- -",
        "(sleep 0.3; cat my.yaml) | handcalc softmax --json -",
        "handcalc softmax /dev/stdin --json < my.yaml",
        "handcalc run <(cat my.yaml) --json",
        'handcalc run - --json <<< "$(cat my.yaml)"',
    ],
)
def test_every_way_in_is_the_file(script: str, folder: Path) -> None:
    """Redirected, piped, slowly piped, by a name of the system, from a process, as a here-string."""
    outcome = shell(script, cwd=folder)
    assert "" == outcome.err
    assert handcalc("softmax", "my.yaml", "--json").stdout == outcome.stdout


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_that_takes_a_file_takes_a_dash(words: list[str], folder: Path) -> None:
    """With the same answer and exit code; a sheet says in its last line how it is made again."""
    named = handcalc(*words[:2], "my.yaml", *words[2:])
    dashed = handcalc(*words[:2], "-", *words[2:], stdin=FILE.encode())
    assert named.code == dashed.code
    assert named.out.replace("my.yaml", "-") == dashed.out
    assert "" == named.err == dashed.err


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "standard input: the file is empty"),
        (b" \n# nothing\n", "standard input: the file is empty"),
        (b"logits: [\xff]", "standard input:1:10: "),
        (b"logits: [[1, x]]\ntopic: softmax\n", "standard input:1:14: "),
        (b"{", "standard input:"),
    ],
)
def test_what_is_refused(words: list[str], given: bytes, said: str) -> None:
    """Nothing, no text, a wrong value: exit 3 and the place in it, with a seed, too."""
    for more in ((), ("--seed", "1")):
        outcome = handcalc(*words, "-", *more, stdin=given)
        assert (3, b"") == (outcome.code, outcome.stdout)
        assert outcome.err.startswith(said)


@pytest.mark.parametrize(("script", "code"), [("softmax -", 3), ("run -", 3), ("softmax --json", 0)])
def test_a_closed_one(script: str, code: int) -> None:
    """It is missed only where it is to be read."""
    outcome = shell(f"handcalc {script} <&-")
    said = "standard input: there is no standard input to read from\n" if code else ""
    assert (code, said) == (outcome.code, outcome.err)


def test_it_is_read_only_when_it_is_asked_for(folder: Path) -> None:
    """Without a dash what stands there is left to the next command, and FILE is not waited for."""
    outcome = shell("(handcalc softmax --json > /dev/null; cat) < my.yaml", cwd=folder)
    assert FILE == outcome.out
    needed = handcalc("run", stdin=FILE.encode())
    assert (2, True) == (needed.code, "run needs a FILE" in needed.err)


def test_it_cannot_be_two_things() -> None:
    """A quiz reads answers from it; a topic has one FILE."""
    for words in (["quiz", "softmax", "-"], ["softmax", "-", "-"], ["run", "-", "-"]):
        assert 2 == handcalc(*words, stdin=FILE.encode()).code
