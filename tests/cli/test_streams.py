"""Streams, exit codes, encodings: what a run writes where, and what happens when it cannot."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handcalc.cli import output as producing
from handcalc.errors import HandcalcError, InputError, OutputError, UsageError
from handcalc.exit_codes import EXIT_CODES
from tests.exercises.class_folders import made_class
from tests.run_command import handcalc, process, shell

ESCAPE = b"\x1b"
WITH_A_FAULT = """
import sys
from handcalc.cli.main import main
from handcalc.cli import output as producing
producing.calculate = None
sys.argv = ["handcalc", "softmax"]
sys.exit(main())
"""


def raising(error: BaseException) -> Callable[..., Any]:
    """A function that raises."""

    def fail(*arguments: object, **more: object) -> Any:
        raise error

    return fail


class TestExitCodes:
    """How a run ends."""

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["softmax"], 0),
            (["softmax", "--tmp"], 2),
            (["softmax", "none.yaml"], 3),
            (["attention", "--rounding", "exact"], 3),
            (["softmax", "-o", "none/x.txt"], 4),
            (["compare", "softmax", "--with", "base=3"], 1),
        ],
    )
    def test_the_process_ends_with_the_code(self, arguments: list[str], code: int, tmp_path: Path) -> None:
        """Each kind of fault has its exit code; talk is on stderr and results are on stdout."""
        outcome = process(*arguments, cwd=tmp_path)
        assert code == outcome.code
        assert (code in (0, 1)) == bool(outcome.stdout) == (not outcome.stderr)
        assert not list(tmp_path.iterdir())

    def test_a_batch_of_which_some_is_refused(self, tmp_path: Path) -> None:
        """The rest is done, and told of on stdout; what is refused is told of on stderr, with 5."""
        made_class(tmp_path / "week", "softmax", "--variants", "2")
        (tmp_path / "week" / "answers" / "0002.csv").write_text("nonsense")
        outcome = process("grade", "week", "--strict", cwd=tmp_path)
        assert 5 == outcome.code
        assert "1 sheet marked" in outcome.out
        assert outcome.err.startswith("week/answers/0002.csv:1:1: ")

    def test_the_codes_are_these(self) -> None:
        """No other is ever returned; the README says when."""
        assert [0, 1, 2, 3, 4, 5, 70, 130] == [code for code, _ in EXIT_CODES]
        assert {70, 2, 3, 4} == {
            kind.exit_code for kind in (HandcalcError, UsageError, InputError, OutputError)
        }

    def test_the_console_script_ends_with_the_code(self) -> None:
        """`handcalc`, as pip installs it, is this command."""
        script = Path(sys.executable).with_name("handcalc")
        if script.exists():
            assert 2 == subprocess.run([script, "--nonsense"], capture_output=True).returncode

    def test_a_refused_file_comes_first_in_its_message(self, tmp_path: Path) -> None:
        """Editors find FILE:LINE:COLUMN at the start of the line."""
        file = tmp_path / "x.yaml"
        file.write_text("logits: [[1, b]]\n")
        assert handcalc("softmax", str(file)).err.startswith(f"{file}:1:14: ")

    def test_a_fault_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Exit 70 and one line that asks for a report; --debug shows the traceback, made visible."""
        monkeypatch.setattr(producing, "calculate", raising(KeyError("a\x1b[31mb\nc")))
        outcome = handcalc("softmax")
        assert (70, "", 1) == (outcome.code, outcome.out, outcome.err.count("\n"))
        assert "please report it" in outcome.err
        assert "Traceback" in handcalc("softmax", "--debug").err
        assert ESCAPE not in handcalc("softmax", "--debug").stderr
        monkeypatch.setenv("HANDCALC_DEBUG", "1")
        assert "Traceback" in handcalc("softmax").err

    @pytest.mark.parametrize(("debug", "lines"), [("", 1), ("0", 1), ("1", 6)])
    def test_a_fault_of_ours_as_a_process(self, debug: str, lines: int) -> None:
        """A process ends with 70, too, and HANDCALC_DEBUG decides about the traceback."""
        ended = subprocess.run(
            [sys.executable, "-c", WITH_A_FAULT], env={"HANDCALC_DEBUG": debug}, capture_output=True
        )
        assert (70, b"") == (ended.returncode, ended.stdout)
        assert lines <= len(ended.stderr.splitlines()) <= 20 * lines - 19
        assert (b"Traceback" in ended.stderr) == (debug == "1")
        assert b"please report it" in ended.stderr.splitlines()[-1]

    @pytest.mark.parametrize("error", [RecursionError("deep"), MemoryError(), AssertionError()])
    def test_no_traceback_whatever_happens(self, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
        """Running out of stack or memory is one line, too."""
        monkeypatch.setattr(producing, "calculate", raising(error))
        assert (70, 1) == (handcalc("softmax").code, handcalc("softmax").err.count("\n"))

    def test_interrupted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Control-C ends quietly with 130."""
        monkeypatch.setattr(producing, "calculate", raising(KeyboardInterrupt()))
        outcome = handcalc("softmax")
        assert (130, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)

    @pytest.mark.parametrize(
        "words",
        [
            ["\x1b[31m"],
            ["softmax", "\x1b[31m\u202e\r"],
            ["softmax", "--base", "\x9b1m"],
            ["softmax", "--\x1b"],
        ],
    )
    def test_no_control_character_of_the_command_line_is_repeated(self, words: list[str]) -> None:
        """Messages show what would move the cursor as <U+001B>."""
        err = handcalc(*words).err
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", err)
        assert "<U+00" in err or "\\x1b" in err

    def test_messages_are_short(self) -> None:
        """However long what is wrong is, at most 8 lines are said."""
        outcome = handcalc("softmax", "--base", "x" * 100_000)
        assert len(outcome.err.splitlines()) <= 8
        assert len(outcome.err) < 3000


class TestStdout:
    """Where results go, and in which bytes."""

    @pytest.mark.parametrize(
        "arguments", ["--version", "--help", "softmax", "softmax --json", "template softmax"]
    )
    @pytest.mark.parametrize("where", [">&-", "> /dev/full"])
    def test_stdout_that_takes_nothing(self, arguments: str, where: str) -> None:
        """Closed or full: exit 4, one line, no traceback, not at the end of the interpreter either."""
        outcome = shell(f"handcalc {arguments} {where}")
        assert (4, 1) == (outcome.code, outcome.err.count("\n"))
        assert outcome.err.startswith("handcalc: standard output ")

    @pytest.mark.parametrize("arguments", ["--help", "attention", "attention --json --tokens 60"])
    def test_a_reader_that_goes_away(self, arguments: str) -> None:
        """`handcalc … | head` is no fault."""
        outcome = shell(f"handcalc {arguments} | sleep 0; echo ${{PIPESTATUS[0]}}")
        assert ("0\n", "") == (outcome.out, outcome.err)

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
    def test_a_stream_without_our_alphabet(self, encoding: str) -> None:
        """Text for reading is ASCII there; labels that it lacks have backslashes; help is readable."""
        label = "logits: [[1, 2]]\nlabels: {words: [é−, b]}\n".encode()
        for words in (["softmax", "-"], ["softmax", "-", "-f", "plain"], ["attention", "--help"], ["list"]):
            outcome = handcalc(*words, encoding=encoding, stdin=label)
            assert 0 == outcome.code
            text = outcome.stdout.decode(encoding)
            assert "−" not in text
            assert "\\u2212" in text or words[-1] not in ("-", "plain")
