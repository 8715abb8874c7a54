"""Signals that ask the process to end: raised as exceptions, so that what was begun is cleaned up first."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from handcalc.platform_support import TERMINATION_SIGNALS


class Terminated(BaseException):
    """The process was asked to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def end(self) -> int:
        """End as whoever asked expects, of this very signal; the exit code that a shell makes of it."""
        _die_of(self.number)
        return 128 + self.number


def install_handlers(is_over: Callable[[], bool]) -> None:
    """Raise KeyboardInterrupt, once, or Ended, where a signal would end it; what is ignored stays so.

    is_over: whether all is said and done, so that nothing has to be cleaned up.
    """

    def interrupted(number: int, frame: object) -> None:
        if is_over():
            _die_of(number)
        signal.signal(number, signal.SIG_IGN)  # people press Ctrl-C twice, and would disturb the cleaning up
        raise KeyboardInterrupt

    def ended(number: int, frame: object) -> None:
        if is_over():
            _die_of(number)
        raise Terminated(number)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupted)
    for number in TERMINATION_SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, ended)


def _die_of(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
