"""Two runs in one folder at the same time: both end well or one is told, and what is written is whole."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from handcalc import platform_support
from handcalc.cli import folder_lock, write_class
from handcalc.cli.folder_lock import FolderLock
from handcalc.cli.output_file import write_file
from handcalc.cli.temp_files import temporary_file
from handcalc.errors import OutputError
from tests.campaigns.killing import contents
from tests.run_command import HANDCALC, Outcome, handcalc

SOFTMAX = ("sheet", "softmax", "--seed", "2026202620", "--format", "markdown")


def made(folder: Path, *words: str) -> dict[str, bytes]:
    """What an undisturbed run writes."""
    outcome = handcalc(*SOFTMAX, "--out", str(folder), *words)
    assert (0, "") == (outcome.code, outcome.err)
    return contents(folder)


def at_once(*commands: Sequence[str]) -> list[Outcome]:
    """Processes that are started together."""
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runs = [subprocess.Popen([*HANDCALC, *words], **pipes) for words in commands]
    ended = [run.communicate(timeout=60) for run in runs]
    return [Outcome(run.returncode, *said) for run, said in zip(runs, ended, strict=True)]


def test_the_same_class_twice(tmp_path: Path) -> None:
    """Both end well: what one has written is there for the other."""
    whole = made(tmp_path / "whole", "--variants", "12")
    words = [*SOFTMAX, "--variants", "12", "--out", str(tmp_path / "week3")]
    for outcome in at_once(words, words):
        assert (0, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)
    assert whole == contents(tmp_path / "week3")


def test_parts_of_a_class(tmp_path: Path) -> None:
    """Whoever comes first writes the manifest."""
    whole = made(tmp_path / "whole", "--variants", "9")
    words = [*SOFTMAX, "--variants", "9", "--out", str(tmp_path / "week3"), "--part"]
    assert [0, 0, 0] == [outcome.code for outcome in at_once(*([*words, f"{part}/3"] for part in (1, 2, 3)))]
    assert whole == contents(tmp_path / "week3")


def test_two_classes(tmp_path: Path) -> None:
    """One is made; the other is refused in one line."""
    whole = {level: made(tmp_path / level, "--variants", "12", "--level", level) for level in ("2", "3")}
    words = [*SOFTMAX, "--variants", "12", "--out", str(tmp_path / "week3"), "--level"]
    two, three = at_once([*words, "2"], [*words, "3"])
    assert {0, 4} == {two.code, three.code}
    assert 1 == two.err.count("\n") + three.err.count("\n")
    assert whole["2" if two.code == 0 else "3"] == contents(tmp_path / "week3")


def test_one_file_twice(tmp_path: Path) -> None:
    """One run writes it, the other is told that it exists; forced, the last one wins."""
    file = tmp_path / "a.json"
    for force, codes in (([], {0, 4}), (["--force"], {0})):
        words = ["softmax", "-o", str(file), *force]
        assert codes == {outcome.code for outcome in at_once(words, words)}
        assert {"a.json": handcalc("softmax", "--json").stdout} == contents(tmp_path)


class Meanwhile:
    """Something that happens once, when a run has planned its class and is about to write."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
        self._words, self._settle = words, folder_lock.publish_manifest
        self.outcomes: list[Outcome] = []
        monkeypatch.setattr(write_class, "publish_manifest", self._settled)

    def _settled(self, *arguments: Any) -> None:
        if not self.outcomes:
            self.outcomes.append(Outcome(-1, b"", b""))
            self.outcomes = [handcalc(*self._words)]
        self._settle(*arguments)


@pytest.mark.parametrize(
    ("before", "meanwhile", "words", "code"),
    [
        ([], ["--variants", "2"], ["--variants", "2"], 0),
        ([], ["--variants", "2", "--level", "3"], ["--variants", "2"], 4),
        ([], ["--variants", "3"], ["--variants", "2"], 4),
        (["--variants", "2"], ["--variants", "3"], ["--variants", "3"], 0),
        (["--variants", "2"], ["--variants", "4"], ["--variants", "3"], 4),
        (["--variants", "2"], ["--variants", "2", "--level", "3", "--force"], ["--variants", "2"], 4),
        (["--variants", "2"], ["--variants", "3"], ["--variants", "2", "--level", "3", "--force"], 4),
    ],
)
def test_the_class_changes_while_another_is_planned(
    before: list[str],
    meanwhile: list[str],
    words: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The folder is that of the run that came first; the other is told, unless it wants the same."""
    whole = made(tmp_path / "whole", *meanwhile)
    common = (*SOFTMAX, "--out", str(tmp_path / "week3"))
    if before:
        made(tmp_path / "week3", *before)
    other = Meanwhile(monkeypatch, *common, *meanwhile)
    outcome = handcalc(*common, *words)
    assert [0] == [one.code for one in other.outcomes]
    assert (code, code != 0) == (outcome.code, "changed the class meanwhile" in outcome.err)
    assert whole == contents(tmp_path / "week3")


@pytest.mark.parametrize("words", [["--variants", "3"], ["--variants", "2", "--level", "3", "--force"]])
def test_who_changes_a_class_is_alone(words: list[str], tmp_path: Path) -> None:
    """While another run writes there, it is told to wait."""
    before = made(tmp_path / "week3", "--variants", "2")
    with FolderLock(str(tmp_path / "week3")) as other:
        other.share()
        outcome = handcalc(*SOFTMAX, "--out", str(tmp_path / "week3"), *words)
    assert (4, before) == (outcome.code, contents(tmp_path / "week3"))
    assert "another run of handcalc writes into" in outcome.err
    assert 0 == handcalc(*SOFTMAX, "--out", str(tmp_path / "week3"), *words).code


@pytest.mark.parametrize(("age", "stays"), [(0, True), (3500, True), (3700, False)])
def test_a_temporary_file_is_a_leftover_after_an_hour(age: int, stays: bool, tmp_path: Path) -> None:
    """Until then another run may be at work on it."""
    with temporary_file(str(tmp_path), 0o600) as (handle, path):
        os.close(handle)
        os.utime(path, (time.time() - age,) * 2)
        assert 0 == handcalc("softmax", "-o", str(tmp_path / "a.txt")).code
        assert stays == os.path.exists(path)


@pytest.mark.parametrize("kind", ["none", "no module"])
def test_where_there_are_no_locks(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in some folders of networks: everything is written, and what may be another's stays."""

    def refuse(handle: int, how: int) -> None:
        raise OSError(37, "No locks available")

    left = tmp_path / "week3" / "sheets" / ".handcalc-0011223344556677.tmp"
    whole = made(tmp_path / "week3", "--variants", "2")
    left.write_text("half")
    if kind == "none":
        monkeypatch.setattr("fcntl.flock", refuse)
    else:
        monkeypatch.setattr(platform_support, "fcntl", None)
    for words in (["--variants", "2"], ["--variants", "3"], ["--variants", "2", "--level", "1", "--force"]):
        assert 0 == handcalc(*SOFTMAX, "--out", str(tmp_path / "week3"), *words).code
    assert left.exists()
    monkeypatch.undo()
    assert 0 == handcalc(*SOFTMAX, "--out", str(tmp_path / "week3"), "--variants", "2", "--force").code
    assert whole == contents(tmp_path / "week3")


def test_what_the_making_of_a_piece_raises_is_no_fault_of_the_file(tmp_path: Path) -> None:
    """A fault of ours stays one, and is not told as a full disk."""

    def pieces(error: Exception) -> Any:
        yield b"one"
        raise error

    for error in (ValueError("ours"), OSError(5, "ours"), OutputError("theirs")):
        with pytest.raises(type(error)) as raised:
            write_file(str(tmp_path / "a.txt"), pieces(error), force=False)
        assert error is raised.value
        assert {} == contents(tmp_path)
