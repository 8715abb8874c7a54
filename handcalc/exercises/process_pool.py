"""Work on many things side by side, in processes of its own, where the system can and it is worth it.

A process is told numbers of things through a pipe of its own, and answers through it. So there is nothing
that they share: one that is killed is noticed by its pipe's end, and where the first is killed, the others
end by theirs. ProcessPoolExecutor, whose workers share a pipe, waits for ever for the rest of a large result.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from handcalc.errors import OutputError
from handcalc.platform_support import (
    LEAVE_SIGNAL,
    STOP_SIGNALS,
    can_fork,
    stop_signals_blocked,
    stop_signals_ignored,
    unblock_stop_signals,
)

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")

FEWEST = 24
"""Below this many, starting a process costs more than it saves."""

MOST_PROCESSES = 8

_AHEAD = 2
"""How many things a process is told at a time, so that it need not wait for the next."""

_KILLED = (
    "a process that shared the work was killed, perhaps because memory ran out; what is written is whole: "
    "run the command again"
)


def in_parallel(work: Callable[[Item], Result], items: Sequence[Item]) -> Generator[Result, None, None]:
    """The results in the order of the items; what the work raises is raised here.

    Raises OutputError: a process was killed.
    """
    helpers: list[_Helper] = []
    try:
        if in_processes(len(items)):
            _start(helpers, work, items)
        yield from _results(helpers, len(items)) if helpers else map(work, items)
    except BaseException:
        with stop_signals_ignored():  # people press Ctrl-C twice
            for helper in helpers:
                os.kill(helper.pid, LEAVE_SIGNAL)
            _end(helpers)
        raise
    _end(helpers)


def _end(helpers: Iterable[_Helper]) -> None:
    for helper in helpers:
        helper.pipe.close()
    for helper in helpers:
        helper.process.join()


def in_processes(count: int) -> bool:
    """Whether work on so many things is given to processes of its own."""
    return _processes() > 1 and count >= FEWEST and can_fork()


def _processes() -> int:
    return min(os.cpu_count() or 1, MOST_PROCESSES)


class _Helper(NamedTuple):
    """A process, and our end of its pipe."""

    process: BaseProcess
    pipe: Connection

    @property
    def pid(self) -> int:
        """Its number, which is nobody else's before it is joined."""
        assert self.process.pid is not None
        return self.process.pid


def _start(helpers: list[_Helper], work: Callable[[Item], Result], items: Sequence[Item]) -> None:
    """Add as many processes as there are processors, or as the system lets us have: none, if need be.

    They are forked off, so that neither the work nor the things need be sent to them.
    """
    from multiprocessing import get_context

    context = get_context("fork")
    with suppress(OSError), stop_signals_blocked():
        for _ in range(_processes()):
            ours, theirs = context.Pipe()
            inherited = [*(helper.pipe for helper in helpers), ours]
            process = context.Process(target=_serve, args=(work, items, theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            helpers.append(_Helper(process, ours))


def _results(helpers: Sequence[_Helper], count: int) -> Iterator[Any]:
    """The results in order, while the processes are kept at work.

    Raises OutputError: one was killed; and whatever the work raised.
    """
    numbers = iter(range(count))
    for helper in [*helpers] * _AHEAD:
        _told_next(helper.pipe, numbers)
    found: dict[int, tuple[bool, Any]] = {}
    for number in range(count):
        while number not in found:
            for helper in _answering(helpers):
                which, fine, result = _received(helper.pipe)
                found[which] = fine, result
                _told_next(helper.pipe, numbers)
        fine, result = found.pop(number)
        if not fine:
            raise result
        yield result


def _answering(helpers: Sequence[_Helper]) -> list[_Helper]:
    """Those whose pipes have something to be read: an answer, or their end."""
    from multiprocessing.connection import wait

    ready = set(wait([helper.pipe for helper in helpers]))
    return [helper for helper in helpers if helper.pipe in ready]


def _told_next(pipe: Connection, numbers: Iterator[int]) -> None:
    for number in numbers:
        with suppress(OSError):  # that it was killed is noticed when it should answer
            pipe.send(number)
        return


def _received(pipe: Connection) -> tuple[int, bool, Any]:
    try:
        answer: tuple[int, bool, Any] = pipe.recv()
    except (EOFError, OSError):
        raise OutputError(_KILLED) from None
    return answer


def _serve(
    work: Callable[[Any], Any], items: Sequence[Any], pipe: Connection, inherited: Iterable[Connection]
) -> None:
    """What a process does until the other end of its pipe is closed."""
    _begin()
    for other in inherited:
        other.close()
    with suppress(EOFError, OSError):
        while True:
            number = pipe.recv()
            pipe.send_bytes(_answer(number, work, items[number]))


def _begin() -> None:
    """A signal, often sent to all, is for the one process that a person knows of; it ends the others."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(LEAVE_SIGNAL, lambda *_: sys.exit(1))  # what was begun is cleaned up
    unblock_stop_signals()
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Typst's threads: the processors are all at work here


def _answer(number: int, work: Callable[[Any], Any], item: Any) -> bytes:
    """The number of a thing, whether the work on it was done, and what came of it, or why not."""
    try:
        return pickle.dumps((number, True, work(item)))
    except Exception as error:
        import traceback

        # Where it happened is lost on the way through the pipe.
        error.add_note(traceback.format_exc())
        return pickle.dumps((number, False, error))
