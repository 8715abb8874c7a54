"""Raise signals that end the process as exceptions, so that it cleans up first."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from handcalc.platform_support import TERMINATION_SIGNALS


class Terminated(BaseException):
    """A signal to end the process arrived."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    def end(self) -> int:
        """End the process by this signal; where that fails, the exit code that a shell would report."""
        _end_by(self.number)
        return 128 + self.number


def install_handlers(is_over: Callable[[], bool]) -> None:
    """Raise KeyboardInterrupt, once, or Terminated for signals that end the process; ignored ones stay so.

    is_over: whether nothing has to be cleaned up any more.
    """

    def interrupted(number: int, frame: object) -> None:
        if is_over():
            _end_by(number)
        signal.signal(number, signal.SIG_IGN)  # people press Ctrl-C twice, which would stop the cleanup
        raise KeyboardInterrupt

    def terminated(number: int, frame: object) -> None:
        if is_over():
            _end_by(number)
        raise Terminated(number)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupted)
    for number in TERMINATION_SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, terminated)


def _end_by(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
