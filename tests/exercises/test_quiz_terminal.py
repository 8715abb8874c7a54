"""A quiz on a real terminal, in a pipe that is read slowly or not at all, and interrupted."""

from __future__ import annotations

import signal
import subprocess

from tests.cli.terminals import on_terminal
from tests.run_command import HANDCALC, handcalc, shell

ESCAPE = b"\x1b"
ENTER, END_OF_INPUT, INTERRUPT = b"\n", b"\x04", b"\x03"
WORDS = ("quiz", "attention", "--seed", "7")


class TestTerminal:
    """What a person sees."""

    def test_a_conversation(self) -> None:
        """Tables in colour, the answer beside its prompt, the matrix again before the next blank."""
        with on_terminal(*WORDS) as terminal:
            first = terminal.wait_for(b"blank 1 of 80: S[x1, x1] =")
            terminal.type(b"3" + ENTER)
            assert b"wrong: once more" in terminal.wait_for(b"blank 1 of 80")
            terminal.type(b"6" + ENTER)
            after = terminal.wait_for(b"blank 2 of 80")
            terminal.type(END_OF_INPUT)
            rest = terminal.rest()
        assert 0 == terminal.running.returncode
        assert ESCAPE in first
        assert "Q Kᵀ".encode() in first
        assert b"right" in after
        assert b"____" in after
        assert b"right at the second try: 1" in rest
        assert b"\x1b[?1049h" not in first + after + rest  # the alternate screen

    def test_interrupted(self) -> None:
        """Ctrl-C ends with 130 in a line of its own, without a summary or a traceback."""
        with on_terminal(*WORDS) as terminal:
            terminal.wait_for(b"S[x1, x1] =")
            terminal.type(INTERRUPT)
            rest = terminal.rest()
        assert 130 == terminal.running.returncode
        assert rest.endswith(b"\n")
        assert b"summary" not in rest
        assert b"Traceback" not in rest

    def test_a_dumb_terminal_gets_plain_lines(self) -> None:
        """Where the terminal can do nothing but lines, there are only lines."""
        with on_terminal(*WORDS, environment={"TERM": "dumb"}) as terminal:
            seen = terminal.wait_for(b"blank 1 of 80: S[x1, x1] =\r\n")
            terminal.type(END_OF_INPUT)
            seen += terminal.rest()
        assert ESCAPE not in seen
        assert b"S = Q K^T" in seen

    def test_without_colour(self) -> None:
        """NO_COLOR leaves the tables and takes the colour."""
        with on_terminal(*WORDS, environment={"NO_COLOR": "1"}) as terminal:
            seen = terminal.wait_for(b"S[x1, x1] =")
            terminal.type(b"quit" + ENTER)
            seen += terminal.rest()
        assert ESCAPE not in seen
        assert "Q Kᵀ".encode() in seen


class TestPipe:
    """What a script sees."""

    def test_line_by_line(self) -> None:
        """A script that reads up to a prompt can write its answer then, and gets the reply at once."""
        with subprocess.Popen(
            [*HANDCALC, *WORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as running:
            assert running.stdin
            assert running.stdout
            for answer, reply in (("3", "wrong: once more"), ("6", "right")):
                while not running.stdout.readline().startswith("blank 1 of 80: "):
                    pass
                running.stdin.write(f"{answer}\n")
                running.stdin.flush()
                assert f"{reply}\n" == running.stdout.readline()
            running.stdin.close()
            assert running.stdout.read().rstrip().endswith("handcalc quiz attention --level 2 --seed 7")
        assert 0 == running.returncode

    def test_plain_lines_are_ascii(self) -> None:
        """In a pipe there is no sign beyond ASCII, no colour, and a stated table has its signs if it can."""
        out = handcalc(*WORDS, stdin=b"?\n?\n?\n0\n0\n", encoding="latin-1").stdout
        assert out.isascii()
        assert ESCAPE not in out
        assert "Q Kᵀ" in handcalc(*WORDS, "--format", "table").out
        assert handcalc(*WORDS, "--format", "table", encoding="ascii").stdout.isascii()

    def test_a_reader_that_goes_away_ends_it(self) -> None:
        """Endless input and a reader that has seen enough: the quiz ends, with 0."""
        outcome = shell("set -o pipefail; (yes nonsense || true) | handcalc quiz softmax | head -n 1")
        assert (0, "") == (outcome.code, outcome.err)

    def test_input_that_is_no_text(self) -> None:
        """Bytes that are no text are unreadable, and a closed input is its end."""
        outcome = handcalc(*WORDS, stdin=b"\xff\xfe\x00\n")
        assert (0, 1) == (outcome.code, outcome.out.count("unreadable"))
        closed = shell("handcalc quiz softmax <&-")
        assert (0, "") == (closed.code, closed.err)
        assert "not reached" in closed.out

    def test_interrupted(self) -> None:
        """An interrupt ends it with 130 in a pipe, too."""
        with subprocess.Popen([*HANDCALC, *WORDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
            assert running.stdout
            while not running.stdout.readline().startswith(b"blank"):
                pass
            running.send_signal(signal.SIGINT)
            assert 130 == running.wait(timeout=30)
