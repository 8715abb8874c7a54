"""Run the same work on many items in several processes, if the system can fork and it saves time.

Each worker process has its own pipe, receives the numbers of items through it and sends results back. Workers
share nothing, so the end of its pipe shows that a worker was killed, and workers end when the first process
is killed. ProcessPoolExecutor, whose workers share a pipe, would wait forever for the rest of a large
result.
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
"""With fewer items, starting a process costs more than it saves."""

MOST_PROCESSES = 8

_AHEAD = 2
"""How many items a worker has at a time, so that it never waits for the next."""

_KILLED = (
    "a process that shared the work was killed, perhaps because memory ran out; what is written is whole: "
    "run the command again"
)


def in_parallel(work: Callable[[Item], Result], items: Sequence[Item]) -> Generator[Result, None, None]:
    """The results in the order of the items; exceptions of the work are raised here.

    Raises OutputError: a process was killed.
    """
    workers: list[_Worker] = []
    try:
        if in_processes(len(items)):
            _start(workers, work, items)
        yield from _results(workers, len(items)) if workers else map(work, items)
    except BaseException:
        with stop_signals_ignored():  # people press Ctrl-C twice
            for worker in workers:
                os.kill(worker.pid, LEAVE_SIGNAL)
            _join(workers)
        raise
    _join(workers)


def _join(workers: Iterable[_Worker]) -> None:
    for worker in workers:
        worker.pipe.close()
    for worker in workers:
        worker.process.join()


def in_processes(count: int) -> bool:
    """Whether work on this many items is done in several processes."""
    return _processes() > 1 and count >= FEWEST and can_fork()


def _processes() -> int:
    return min(os.cpu_count() or 1, MOST_PROCESSES)


class _Worker(NamedTuple):
    """A process, and our end of its pipe."""

    process: BaseProcess
    pipe: Connection

    @property
    def pid(self) -> int:
        """The process id, which the system does not use again before the process is joined."""
        assert self.process.pid is not None
        return self.process.pid


def _start(workers: list[_Worker], work: Callable[[Item], Result], items: Sequence[Item]) -> None:
    """Add one worker per processor, or as many as the system allows, perhaps none.

    They are forked, so that neither the work nor the items are sent to them.
    """
    from multiprocessing import get_context

    context = get_context("fork")
    with suppress(OSError), stop_signals_blocked():
        for _ in range(_processes()):
            ours, theirs = context.Pipe()
            inherited = [*(worker.pipe for worker in workers), ours]
            process = context.Process(target=_serve, args=(work, items, theirs, inherited), daemon=True)
            process.start()
            theirs.close()
            workers.append(_Worker(process, ours))


def _results(workers: Sequence[_Worker], count: int) -> Iterator[Any]:
    """The results in order, while all workers are kept busy.

    Raises OutputError: a worker was killed; and the exceptions of the work.
    """
    from multiprocessing.connection import wait

    numbers = iter(range(count))
    for worker in [*workers] * _AHEAD:
        _send_next(worker.pipe, numbers)
    answers: dict[int, tuple[bool, Any]] = {}
    pipes = [worker.pipe for worker in workers]
    for number in range(count):
        while number not in answers:
            ready = set(wait(pipes))  # with an answer, or at their end
            for pipe in filter(ready.__contains__, pipes):
                try:
                    done, succeeded, result = pipe.recv()
                except (EOFError, OSError):
                    raise OutputError(_KILLED) from None
                answers[done] = succeeded, result
                _send_next(pipe, numbers)
        succeeded, result = answers.pop(number)
        if not succeeded:
            raise result
        yield result


def _send_next(pipe: Connection, numbers: Iterator[int]) -> None:
    for number in numbers:
        with suppress(OSError):  # a killed worker is noticed when its answer is read
            pipe.send(number)
        return


def _serve(
    work: Callable[[Any], Any], items: Sequence[Any], pipe: Connection, inherited: Iterable[Connection]
) -> None:
    """Run in a worker until the other end of its pipe is closed."""
    # A signal, often sent to the whole group, is for the first process, which ends the others.
    for signal_number in STOP_SIGNALS:
        signal.signal(signal_number, signal.SIG_IGN)
    signal.signal(LEAVE_SIGNAL, lambda *_: sys.exit(1))  # so that temp files are removed
    unblock_stop_signals()
    os.environ.setdefault("RAYON_NUM_THREADS", "1")  # Typst's threads: all processors are busy here
    for other in inherited:
        other.close()
    with suppress(EOFError, OSError):
        while True:
            number = pipe.recv()
            pipe.send_bytes(_answer(number, work, items[number]))


def _answer(number: int, work: Callable[[Any], Any], item: Any) -> bytes:
    """The number of an item, whether the work on it succeeded, and its result or exception."""
    try:
        return pickle.dumps((number, True, work(item)))
    except Exception as error:
        import traceback

        # The pipe does not carry the traceback.
        error.add_note(traceback.format_exc())
        return pickle.dumps((number, False, error))
