"""Work on many things side by side, in processes of its own, where the system can and it is worth it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 24
"""Below this many, starting a process costs more than it saves."""

MOST_PROCESSES = 8

# What the processes do: they are forked off when it stands here, so that it need not be sent to them.
_work: Callable[[Any], Any] | None = None


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """The results in the order of the items; what the work raises is raised here."""
    if not in_processes(len(items)):
        yield from map(work, items)
        return
    global _work
    _work = work
    pool = get_context("fork").Pool(_processes(), _begin)
    try:
        yield from pool.imap(_do, items)
        pool.close()
        pool.join()
    except BaseException:
        with _undisturbed():
            pool.terminate()
            pool.join()
        raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """People press Ctrl-C twice: a pool that is interrupted while it ends would wait for itself forever."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def in_processes(count: int) -> bool:
    """Whether work on so many things is given to processes of its own."""
    return _processes() > 1 and count >= FEWEST and _can_fork()


def _processes() -> int:
    return min(os.cpu_count() or 1, MOST_PROCESSES)


def _can_fork() -> bool:
    """Whether the system knows how, and there is no other thread, whose locks a fork would inherit."""
    # Unlike threading's own list this one knows threads that others started, too.
    return "fork" in get_all_start_methods() and len(sys._current_frames()) == 1


def _begin() -> None:
    """An interrupt is for the one process that a person knows of; it ends the others, which clean up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Typst's threads: the processors are all at work here
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def _do(item: Any) -> Any:
    assert _work is not None
    return _work(item)
