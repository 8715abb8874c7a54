"""Streams that take nothing or not everything: closed, full, and with a reader that has seen enough."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from fcntl import F_SETPIPE_SZ, fcntl
from pathlib import Path
from typing import IO
from unittest.mock import patch

import pytest

from handcalc import formats
from handcalc.cli.application import COMMANDS
from handcalc.cli.main import main
from tests.exercises.class_folders import made_class
from tests.run_command import handcalc, shell

LONG = ("attention", "--tokens", "12", "--cells", "none")
"""In every format more than the smallest pipe holds, which is a page of memory."""

WORDS: dict[str, list[str]] = {
    "nothing": [],
    "help": ["--help"],
    "version": ["--version"],
    "a topic's help": ["attention", "--help"],
    **{f"a topic as {name}": ["softmax", "-f", name] for name in formats.names()},
    "run": ["run", "small.yaml"],
    "compare": ["compare", "softmax", "--with", "base=3"],
    "sheet": ["sheet", "softmax"],
    "quiz": ["quiz", "softmax"],
    "grade": ["grade", "week3"],
    "grade as JSON": ["grade", "week3", "--json"],
    "list": ["list"],
    "template": ["template", "softmax"],
    "schema": ["schema"],
    "completion": ["completion", "bash"],
    "help as a command": ["help"],
}
ENDS = {"compare": 1}
"""Exit codes where it is not 0."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an input file and a class."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "small.yaml").write_text("topic: softmax\nlogits: [[0, 1]]\n")
    made_class(folder / "week3", "softmax", "--variants", "2")
    return folder


@pytest.fixture
def folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same as the working folder."""
    monkeypatch.chdir(place)
    return place


def run_onto(words: list[str], out: IO[str] | None, err: IO[str] | None) -> int:
    """The exit code of a command whose streams these are."""
    with patch("sys.stdout", out), patch("sys.stderr", err), patch("sys.stdin", io.StringIO()):
        return main(words)


def full() -> IO[str]:
    """A device that is always full."""
    return open("/dev/full", "w", encoding="utf-8")


def unread() -> IO[str]:
    """A pipe whose reader has gone."""
    reader, writer = os.pipe()
    os.close(reader)
    return open(writer, "w", encoding="utf-8")


def test_every_command_is_here() -> None:
    """And every format."""
    first = {words[0] for words in WORDS.values() if words}
    assert set(COMMANDS) <= first


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize(
    ("stream", "said"),
    [(None, "is closed"), (full, "cannot be written: No space left on device")],
    ids=["closed", "full"],
)
def test_stdout_that_takes_nothing(
    name: str, stream: Callable[[], IO[str]] | None, said: str, folder: Path
) -> None:
    """Exit 4 and one line that says why, whatever was to be written."""
    out, err = stream() if stream else None, io.StringIO()
    assert 4 == run_onto(WORDS[name], out, err)
    assert f"handcalc: standard output {said}\n" == err.getvalue()
    if out is not None:
        out.close()


@pytest.mark.parametrize("name", WORDS)
def test_a_reader_that_has_gone(name: str, folder: Path) -> None:
    """No fault, and nothing to be said; the exit code is that of the answer."""
    err = io.StringIO()
    with unread() as out:
        assert ENDS.get(name, 0) == run_onto(WORDS[name], out, err)
    assert "" == err.getvalue()


@pytest.mark.parametrize("name", formats.names())
def test_a_reader_that_has_seen_enough(name: str) -> None:
    """It reads one line of a long answer and goes: no fault, and nothing to be said."""
    reader, writer = os.pipe()
    seen: list[bytes] = []

    def read_a_line() -> None:
        with open(reader, "rb") as stream:
            seen.append(stream.readline())

    fcntl(writer, F_SETPIPE_SZ, 4096)
    reading, err = threading.Thread(target=read_a_line), io.StringIO()
    with open(writer, "w", encoding="utf-8") as out:
        reading.start()
        assert 0 == run_onto([*LONG, "-f", name], out, err)
        reading.join()
    assert "" == err.getvalue()
    assert len(seen[0]) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", formats.names())
def test_head_as_a_process(name: str) -> None:
    """The same with a process on each side of a pipe; the interpreter's end says nothing either."""
    words = f"attention --tokens 60 --cells none -f {name}"
    outcome = shell(f"handcalc {words} | head -n 1 > /dev/null; echo ${{PIPESTATUS[0]}}")
    assert ("0\n", "") == (outcome.out, outcome.err)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["softmax"], 0),
        (["softmax", "--nonsense"], 2),
        (["softmax", "none.yaml"], 3),
        (["softmax", "-o", "none/a.txt"], 4),
        (["grade", "week3", "small.yaml"], 5),
        (["softmax", "small.yaml", "-f", "pdf"], 0),
    ],
)
@pytest.mark.parametrize("stream", [None, full, unread], ids=["closed", "full", "unread"])
def test_stderr_that_takes_nothing(
    words: list[str], code: int, stream: Callable[[], IO[str]] | None, folder: Path
) -> None:
    """What would be said is lost; the exit code and the result are not."""
    out, err = io.StringIO(), stream() if stream else None
    assert code == run_onto(words, out, err)
    assert (code in (0, 5)) == bool(out.getvalue())
    if err is not None:
        err.close()


@pytest.mark.parametrize("closed", ["<&- >&-", "<&- >&- 2>&-"])
def test_a_file_is_written_without_any_stream(closed: str, tmp_path: Path) -> None:
    """What a system opens first then has the numbers of streams; nothing else is written into it."""
    outcome = shell(f"handcalc softmax --json -o a.json {closed}", cwd=tmp_path)
    assert (0, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)
    assert handcalc("softmax", "--json").stdout == (tmp_path / "a.json").read_bytes()
