"""Colour and width: what a terminal is given, and what a pipe or a file is not."""

from __future__ import annotations

import io
import os
import pty
import subprocess
from pathlib import Path

import pytest

from handcalc.commands.terminal import colored, usable_width
from tests.running import HANDCALC, handcalc

ESCAPE = b"\x1b"


def in_terminal(*arguments: str, **environment: str) -> bytes:
    """What a terminal receives on stdout."""
    leader, follower = pty.openpty()
    variables = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    variables |= {"TERM": "xterm-256color", **environment}
    command = [*HANDCALC, *arguments]
    with subprocess.Popen(command, stdout=follower, stderr=follower, env=variables) as running:
        os.close(follower)
        received = b""
        while piece := _piece(leader):
            received += piece
    os.close(leader)
    assert running.returncode is not None
    return received


def _piece(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # how Linux says that the other side was closed
        return b""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


class TestColor:
    """What a terminal is given."""

    @pytest.mark.parametrize(
        ("choice", "terminal", "environment", "expected"),
        [
            ("auto", True, {}, True),
            ("auto", False, {}, False),
            ("auto", True, {"NO_COLOR": "1"}, False),
            ("auto", True, {"NO_COLOR": ""}, True),
            ("auto", False, {"FORCE_COLOR": "1"}, True),
            ("auto", False, {"FORCE_COLOR": ""}, False),
            ("auto", True, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
            ("auto", True, {"TERM": "dumb"}, False),
            ("auto", True, {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
            ("always", False, {"NO_COLOR": "1", "TERM": "dumb"}, True),
            ("never", True, {"FORCE_COLOR": "1"}, False),
        ],
    )
    def test_who_decides(
        self, choice: str, terminal: bool, environment: dict[str, str], expected: bool
    ) -> None:
        """--color, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a terminal."""
        stream = Terminal() if terminal else io.StringIO()
        assert expected == colored(choice, stream, environment)

    def test_no_stream_is_no_terminal(self) -> None:
        """A closed stdout has neither colour nor columns."""
        assert not colored("auto", None, {})
        assert 80 == usable_width(None)

    def test_in_a_terminal(self) -> None:
        """A terminal has colour, unless it is not wanted."""
        assert ESCAPE in in_terminal("softmax")
        assert ESCAPE not in in_terminal("softmax", NO_COLOR="1")
        assert ESCAPE not in in_terminal("softmax", TERM="dumb")
        assert ESCAPE not in in_terminal("softmax", "--json", "--color", "always")

    def test_in_a_pipe_and_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No escape codes there, unless the command line says so."""
        monkeypatch.setenv("FORCE_COLOR", "1")
        plain, bright = str(tmp_path / "plain.txt"), str(tmp_path / "bright.txt")
        handcalc("softmax", "-o", plain)
        handcalc("softmax", "-o", bright, "--color", "always")
        assert ESCAPE not in Path(plain).read_bytes()
        assert ESCAPE in Path(bright).read_bytes()
        monkeypatch.setenv("FORCE_COLOR", "")
        assert ESCAPE not in handcalc("softmax").stdout
        assert ESCAPE in handcalc("softmax", "--color", "always").stdout

    def test_messages_are_wrapped_to_the_terminal(self) -> None:
        """A long refusal is wrapped where a person reads it, and one line in a pipe."""
        words = ["softmax", "--rounding", "nonsense", "-f", "table"]
        lines = in_terminal(*words, COLUMNS="50").decode().splitlines()
        assert len(lines) > 2
        assert max(map(len, lines)) <= 50
        assert 2 == len(handcalc(*words).err.splitlines())

    @pytest.mark.parametrize(
        ("columns", "expected"), [("100", 100), ("10", 20), ("31", 31), ("500", 120), ("x", 80), ("", 80)]
    )
    def test_width(self, columns: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """A terminal's columns count from 20 to 120."""
        monkeypatch.setenv("COLUMNS", columns)
        assert expected == usable_width(Terminal())
