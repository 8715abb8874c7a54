"""Work shared by processes: the same results in the same order, whatever happens to one of them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from handcalc.cli.output_file import write_file
from handcalc.errors import InputError, OutputError
from handcalc.exercises import process_pool
from handcalc.exercises.process_pool import FEWEST, in_parallel
from tests.run_command import HANDCALC, Outcome, handcalc

MANY = range(2 * FEWEST)


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has; tests may run in several threads, none of which holds a lock of ours."""
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(process_pool, "can_fork", lambda: True)


def who(item: int) -> tuple[int, int]:
    """The item, and the process that worked on it."""
    return item, os.getpid()


def test_the_results_are_in_the_order_of_the_items() -> None:
    """From two processes, neither of which is this one."""
    found = list(in_parallel(who, MANY))
    assert list(MANY) == [item for item, _ in found]
    assert 2 == len({process for _, process in found} - {os.getpid()})


def failing(error: Exception, item: int) -> int:
    """Raises for one item."""
    if item == 30:
        raise error
    return item


@pytest.mark.parametrize("error", [InputError("no", file="a.csv"), ZeroDivisionError("x"), OSError(28, "y")])
def test_what_the_work_raises_is_raised(error: Exception) -> None:
    """With all that it says, and with the place where it happened, when it is its turn."""
    results = in_parallel(partial(failing, error), MANY)
    assert list(range(30)) == [next(results) for _ in range(30)]
    with pytest.raises(type(error)) as raised:
        next(results)
    assert (str(error), error.args) == (str(raised.value), raised.value.args)
    assert "in failing" in "".join(raised.value.__notes__)


def killed(item: int) -> int:
    """Ends its process as the system does when memory runs out."""
    if item == 30:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def test_a_killed_process_is_told_of() -> None:
    """Nobody waits for what will not come."""
    with pytest.raises(OutputError, match="was killed"):
        list(in_parallel(killed, MANY))


def at_length(item: int) -> tuple[int, bytes]:
    """Answers more than a pipe holds, but for the first item."""
    return os.getpid(), bytes(1_000_000 if item else 0)


def test_a_process_killed_amid_its_answer_is_told_of() -> None:
    """Nobody waits for the rest, as a ProcessPoolExecutor does, in whose one pipe all workers write."""
    results = in_parallel(at_length, MANY)
    process, _ = next(results)
    time.sleep(0.2)  # until its next answer fills the pipe
    os.kill(process, signal.SIGKILL)
    with pytest.raises(OutputError, match="was killed"):
        list(results)


def test_without_processes_the_work_is_done_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has none to give."""

    def none_left() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", none_left)
    assert [(item, os.getpid()) for item in MANY] == list(in_parallel(who, MANY))


def test_who_stops_listening_ends_the_processes() -> None:
    """Nothing goes on working."""
    results = in_parallel(who, MANY)
    _, process = next(results)
    results.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def the_first_fails(folder: Path, number: int) -> None:
    """Leave a trace, and fail or go on for a while."""
    (folder / str(number)).touch()
    if number == 0:
        raise ValueError("the first one fails")
    time.sleep(60)


def test_one_that_fails_ends_them_all(tmp_path: Path) -> None:
    """What the others are at is left, and what is not begun stays so."""
    with pytest.raises(ValueError, match="the first one fails"):
        list(in_parallel(partial(the_first_fails, tmp_path), MANY))
    assert len(os.listdir(tmp_path)) <= 4


SHEETS = ("sheet", "softmax", "--seed", "2026202620", "--format", "markdown", "--variants", "60")


def test_a_killed_process_leaves_a_class_that_can_be_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 4, one line, nothing half and nothing beside; the next run completes it."""
    here = os.getpid()

    def killing(path: str, data: bytes, **more: Any) -> None:
        if "0040" in path:
            assert here != os.getpid()
            monkeypatch.setattr(os, "fsync", lambda handle: os.kill(os.getpid(), signal.SIGKILL))
        write_file(path, data, **more)

    words = (*SHEETS, "--out", str(tmp_path / "week3"))
    with monkeypatch.context() as patched:
        patched.setattr("handcalc.cli.write_class.write_file", killing)
        outcome = handcalc(*words)
    assert (4, b"", 1) == (outcome.code, outcome.stdout, outcome.err.count("\n"))
    assert "was killed" in outcome.err
    assert 0 == handcalc(*words).code
    assert 1 + 4 * 60 == sum(path.is_file() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_the_others_end_with_the_first_process(tmp_path: Path, ending: signal.Signals) -> None:
    """Quietly: whoever closes a terminal sees no traceback. All that hold its stderr have ended."""
    outcome = ended_while_writing(tmp_path / "week3", ending)
    assert (-ending, b"", b"") == (outcome.code, outcome.stdout, outcome.stderr)


def ended_while_writing(folder: Path, ending: signal.Signals) -> Outcome:
    """A run whose first process is ended by a signal when the first sheet is there."""
    words = [*HANDCALC, *SHEETS[:-1], "120", "--out", str(folder)]
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not any(re.fullmatch(r"\d+\.md", path.name) for path in folder.glob("sheets/*")):
        assert run.poll() is None
    run.send_signal(ending)
    out, err = run.communicate(timeout=60)
    return Outcome(run.returncode, out, err)
