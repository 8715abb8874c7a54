"""Functions of POSIX systems with a fallback for others: fork, signals, file locks, file owners."""

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
"""Sent by kill and by closing a terminal."""

STOP_SIGNALS = (signal.SIGINT, *TERMINATION_SIGNALS)
LEAVE_SIGNAL = getattr(signal, "SIGUSR1", signal.SIGTERM)
"""Sent by the main process of a pool to its workers."""

Lock = Literal["acquired", "busy", "unsupported"]


def can_fork() -> bool:
    """Whether the system can fork safely: no other thread runs whose locks the child would inherit."""
    from multiprocessing import get_all_start_methods

    # sys._current_frames also has threads of extension modules, which threading does not list.
    return "fork" in get_all_start_methods() and len(sys._current_frames()) == 1


def call_after_fork(function: Callable[[], None]) -> None:
    """Call the function in every process forked from this one."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=function)


@contextmanager
def stop_signals_blocked() -> Iterator[None]:
    """Delay stop signals until the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def unblock_stop_signals() -> None:
    """Deliver stop signals again in a process that was forked while they were blocked."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


@contextmanager
def stop_signals_ignored() -> Iterator[None]:
    """Ignore stop signals in the block."""
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in STOP_SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def lock_file(handle: int, *, exclusive: bool, wait: bool) -> Lock:
    """Lock an open file or folder until the last process that inherits the handle ends.

    Several runs can hold a shared lock. Windows and some network file systems have no such locks.
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
    """Give a file the owner and group of another one, if permitted (only root may)."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)
