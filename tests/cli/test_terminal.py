"""Colour and width: what a terminal is given, and what a pipe or a file is not."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from handcalc import formats
from handcalc.cli import environment
from handcalc.cli.environment import VARIABLES
from handcalc.cli.terminal import colored, usable_width
from tests.cli.terminals import in_terminal
from tests.run_command import handcalc

ESCAPE = "\x1b"


def variables_in(source: str) -> set[str]:
    """The variables of the environment that some code asks for: as words, or by names of the table."""
    asked = re.findall(r"environ(?:ment)?(?:\.get\(|\[)([\w\"']+)", source)
    return {name.strip("\"'") for name in asked}


def test_every_variable_that_is_heard_is_in_the_table() -> None:
    """And every one of the table is heard somewhere."""
    names = {
        name: value for name, value in vars(environment).items() if name.isupper() and value != VARIABLES
    }
    package = Path(environment.__file__).parents[1]
    asked = set().union(*(variables_in(path.read_text("utf-8")) for path in package.rglob("*.py")))
    assert set(names) == asked
    assert list(names.values()) == [name for name, _ in VARIABLES]


def test_a_variable_that_is_not_in_the_table_is_noticed() -> None:
    """The twin: however it is asked for."""
    assert {"A", "B", "C"} == variables_in("os.environ.get('A', ''); environment[\"B\"]; environ.get(C)")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


class TestColor:
    """What a terminal is given."""

    @pytest.mark.parametrize(
        ("choice", "terminal", "variables", "expected"),
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
        self, choice: str, terminal: bool, variables: dict[str, str], expected: bool
    ) -> None:
        """--color, then NO_COLOR, FORCE_COLOR, TERM=dumb, then whether it is a terminal."""
        stream = Terminal() if terminal else io.StringIO()
        assert expected == colored(choice, stream, variables)

    def test_no_stream_is_no_terminal(self) -> None:
        """A closed stdout has neither colour nor columns."""
        assert not colored("auto", None, {})
        assert 80 == usable_width(None)

    @pytest.mark.parametrize(
        ("words", "variables", "coloured"),
        [
            (["softmax"], {"NO_COLOR": "", "FORCE_COLOR": ""}, True),
            (["softmax"], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
            (["softmax", "--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
            (["softmax", "-f", "plain"], {"TERM": "dumb"}, False),
            (["softmax", "--json", "--color", "always"], {"FORCE_COLOR": "1"}, False),
            (["list"], {}, False),
        ],
    )
    def test_in_a_terminal(self, words: list[str], variables: dict[str, str], coloured: bool) -> None:
        """A terminal has colour, unless it is not wanted."""
        assert coloured == (ESCAPE in in_terminal(*words, environment=variables))

    @pytest.mark.parametrize("format", formats.names())
    def test_in_a_pipe_and_a_file(self, format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """No escape codes there, unless it is said; and whatever is said, only in tables."""
        suffix = formats.find(format).suffix or ".txt"
        coloured = "color" in formats.find(format).options
        assert coloured == (format == "table")
        for variable, choice, in_pipe, in_file in (
            ("", "auto", False, False),
            ("1", "auto", coloured, False),
            ("", "always", coloured, coloured),
            ("1", "never", False, False),
        ):
            monkeypatch.setenv("FORCE_COLOR", variable)
            words = ["softmax", "-f", format, "--color", choice]
            handcalc(*words, "-o", str(tmp_path / f"a{suffix}"), "--force")
            assert in_pipe == (b"\x1b[" in handcalc(*words).stdout)
            assert in_file == (b"\x1b[" in (tmp_path / f"a{suffix}").read_bytes())

    def test_there_is_no_pager(self) -> None:
        """However long it is, all of it comes at once, and no other program is asked."""
        text = in_terminal("--help", environment={"PAGER": "false", "MANPAGER": "false"})
        assert handcalc("--help").out == text
        assert len(text.splitlines()) > 24


class TestWidth:
    """How many columns are filled."""

    def test_messages_are_wrapped_to_the_terminal(self) -> None:
        """A long refusal is wrapped where a person reads it, and one line in a pipe."""
        words = ["softmax", "--rounding", "nonsense", "-f", "table"]
        lines = in_terminal(*words, columns=50).splitlines()
        assert len(lines) > 2
        assert max(map(len, lines)) <= 50
        assert 2 == len(handcalc(*words).err.splitlines())

    @pytest.mark.parametrize(
        ("columns", "variable", "words", "width"),
        [(28, "", [], 28), (200, "", [], 120), (28, "60", [], 60), (28, "60", ["--width", "44"], 44)],
    )
    def test_in_a_terminal(self, columns: int, variable: str, words: list[str], width: int) -> None:
        """The window's columns count, COLUMNS beats them, and --width beats both; no number is cut."""
        shown = ["attention", "--color", "never"]
        text = in_terminal(*shown, *words, columns=columns, environment={"COLUMNS": variable})
        assert 0.8 * width <= max(map(len, text.splitlines())) <= width
        assert handcalc(*shown, "--width", str(width)).out == text

    @pytest.mark.parametrize(
        ("columns", "expected"), [("100", 100), ("10", 20), ("31", 31), ("500", 120), ("x", 80), ("", 80)]
    )
    def test_width(self, columns: str, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """A terminal's columns count from 20 to 120."""
        monkeypatch.setenv("COLUMNS", columns)
        assert expected == usable_width(Terminal())
