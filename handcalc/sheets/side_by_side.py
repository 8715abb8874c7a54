"""Work on many things side by side, in processes of its own, where the system can and it is worth it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from mmap import mmap
from multiprocessing import active_children, get_all_start_methods, get_context
from multiprocessing.pool import Pool
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 24
"""Below this many, starting a process costs more than it saves."""

MOST_PROCESSES = 8

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

# What the processes do: they are forked off when it stands here, so that it need not be sent to them.
_work: Callable[[Any], Any] | None = None
_parent = 0
_stopped: Any = b"\0"  # a byte of memory that all of them share
_working = False


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """The results in the order of the items; what the work raises is raised here."""
    if not in_processes(len(items)):
        yield from map(work, items)
        return
    global _work, _parent, _stopped
    _work, _parent, _stopped = work, os.getpid(), mmap(-1, 1)
    pool = None
    try:
        with _held():
            pool = get_context("fork").Pool(_processes(), _begin)
        yield from pool.imap(_do, items)
        pool.close()
        pool.join()
    except BaseException:
        if pool is not None:
            with _undisturbed():
                _end(pool)
        raise


def _end(pool: Pool) -> None:
    """Let the processes leave what they are at, and what they have not begun.

    They are not killed, as by pool.terminate: one that has a lock would take it along, and all others, this
    process too, would wait for it forever.
    """
    _stopped[0] = 1
    pool.close()
    for process in active_children():
        process.terminate()
    pool.join()


@contextmanager
def _held() -> Iterator[None]:
    """Let signals wait: a pool that is half made when one comes could not be ended."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """People press Ctrl-C twice: a pool that is interrupted while it ends would wait for itself forever."""
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in _ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def in_processes(count: int) -> bool:
    """Whether work on so many things is given to processes of its own."""
    return _processes() > 1 and count >= FEWEST and _can_fork()


def _processes() -> int:
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def _can_fork() -> bool:
    """Whether the system knows how, and there is no other thread, whose locks a fork would inherit."""
    # Unlike threading's own list this one knows threads that others started, too.
    return "fork" in get_all_start_methods() and len(sys._current_frames()) == 1


class _Stop(Exception):
    """Raised in the work, and nowhere else."""


def _begin() -> None:
    """An interrupt is for the one process that a person knows of; it ends the others, which clean up."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Typst's threads: the processors are all at work here
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def _leave(number: int, frame: object) -> None:
    if _working:
        raise _Stop


def _do(item: Any) -> Any:
    global _working
    assert _work is not None
    if _stopped[0]:
        return None
    try:
        _working = True
        result = _work(item)
    finally:
        _working = False
    if os.getppid() != _parent:
        os._exit(1)  # who would have got it was killed; to hand it over would be a traceback in the air
    return result
