"""Signals that ask the process to end: raised as exceptions, so that what was begun is cleaned up first."""

from __future__ import annotations

import os
import signal

ASKING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""By kill, and by a terminal that is closed. An interrupt is Python's own KeyboardInterrupt."""


class Ended(BaseException):
    """The process was asked to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def end(self) -> int:
        """End as whoever asked expects, of this very signal; the exit code that a shell makes of it."""
        signal.signal(self.number, signal.SIG_DFL)
        os.kill(os.getpid(), self.number)
        return 128 + self.number


def raise_ended() -> None:
    """From now on raise Ended, where a signal would end the process on the spot; what is ignored stays so."""
    for number in ASKING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def _raise(number: int, frame: object) -> None:
    raise Ended(number)
