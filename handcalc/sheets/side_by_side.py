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

_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

# What the processes do: they are forked off when it stands here, so that it need not be sent to them.
_work: Callable[[Any], Any] | None = None
_parent = 0


def side_by_side(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """The results in the order of the items; what the work raises is raised here."""
    if not in_processes(len(items)):
        yield from map(work, items)
        return
    global _work, _parent
    _work, _parent = work, os.getpid()
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


def _begin() -> None:
    """An interrupt is for the one process that a person knows of; it ends the others, which clean up."""
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Typst's threads: the processors are all at work here
    for number in _ENDING:
        signal.signal(number, lambda *_: sys.exit(1))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do(item: Any) -> Any:
    assert _work is not None
    result = _work(item)
    if os.getppid() != _parent:
        os._exit(1)  # who would have got it was killed; to hand it over would be a traceback in the air
    return result
