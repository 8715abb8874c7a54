"""What only POSIX systems have, with a fallback for the others: fork, signals, file locks, file owners."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Literal

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

TERMINATION_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""By kill, and by a terminal that is closed."""

STOP_SIGNALS = (signal.SIGINT, *TERMINATION_SIGNALS)
LEAVE_SIGNAL = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""By the first of several processes that share work, to the others."""

Lock = Literal["acquired", "busy", "unsupported"]


def can_fork() -> bool:
    """Whether the system can fork, and no other thread runs, whose locks a fork would inherit."""
    from multiprocessing import get_all_start_methods

    # Unlike threading's own list this one has threads of extension modules, too.
    return "fork" in get_all_start_methods() and len(sys._current_frames()) == 1


def call_after_fork(function: Callable[[], None]) -> None:
    """Call the function in every process that is forked off this one."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=function)


@contextmanager
def stop_signals_blocked() -> Iterator[None]:
    """Deliver signals that arrive meanwhile at the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def unblock_stop_signals() -> None:
    """Deliver signals again in a process that was forked off while they were blocked."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


@contextmanager
def stop_signals_ignored() -> Iterator[None]:
    """Ignore signals that would end the process."""
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in STOP_SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def lock_file(handle: int, *, exclusive: bool, wait: bool) -> Lock:
    """Lock the open file or folder, for all processes that inherit the handle, until the last one ends.

    A shared lock can be held by several runs. Windows and some network file systems have no such locks.
    """
    if fcntl is None:
        return "unsupported"
    mode = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    try:
        fcntl.flock(handle, mode if wait else mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return "busy"
    except OSError:
        return "unsupported"
    return "acquired"


def copy_owner(status: os.stat_result, path: str) -> None:
    """Give a file the owner and group of another one, where we may: only root can give files away."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)
