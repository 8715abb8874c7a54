"""Commands on terminals of their own, as a person has them."""

from __future__ import annotations

import os
import pty
import subprocess
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

from tests.run_command import HANDCALC


@dataclass
class OnTerminal:
    """A running command, and what it has written to its terminal."""

    keyboard: int
    running: subprocess.Popen[bytes]
    received: bytes = field(default=b"")

    def wait_for(self, text: bytes) -> bytes:
        """All that is written up to this text; what was waited for is not found again."""
        while text not in self.received:
            piece = self._piece()
            assert piece, self.received
            self.received += piece
        before, _, self.received = self.received.partition(text)
        return before + text

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.keyboard, keys)

    def rest(self) -> bytes:
        """What is written until the end."""
        while piece := self._piece():
            self.received += piece
        return self.received

    def _piece(self) -> bytes:
        try:
            return os.read(self.keyboard, 65536)
        except OSError:  # how Linux says that the other side was closed
            return b""


@contextmanager
def on_terminal(
    *arguments: str, columns: int = 80, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[OnTerminal]:
    """A command whose three streams are a terminal of its own, so many columns wide."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, columns))
    variables = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    variables |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environment}

    def own_terminal() -> None:
        os.login_tty(follower)

    with subprocess.Popen(
        [*HANDCALC, *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=variables,
        preexec_fn=own_terminal,
    ) as running:
        os.close(follower)
        yield OnTerminal(leader, running)
        running.wait(timeout=30)
    os.close(leader)


def in_terminal(
    *arguments: str, columns: int = 80, environment: Mapping[str, str] = MappingProxyType({})
) -> str:
    """All that a terminal is given, with the line ends of a file."""
    with on_terminal(*arguments, columns=columns, environment=environment) as terminal:
        received = terminal.rest()
    return received.decode("utf-8").replace("\r\n", "\n")
