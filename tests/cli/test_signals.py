"""Signals at any moment: the right exit code, nothing said, nothing half written, nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.run_command import HANDCALC, handcalc

AT_AN_EVENT = """
import os, signal, sys
number, wanted = int(sys.argv.pop(1)), int(sys.argv.pop(1))
seen = 0
def count(event, arguments):
    global seen
    seen += 1
    if seen == wanted:
        os.kill(os.getpid(), number)
from handcalc.cli.main import main
sys.addaudithook(count)
code = main()
if wanted == 0:
    print(seen)
sys.exit(code)
"""
"""The command, and a signal when the system is asked for the n-th time: to import, open, rename, …"""

WORDS = ("attention", "--tokens", "2", "-o", "a.json", "--force")
MOMENTS = 60
EVERY_DAY = range(4, MOMENTS, 12)


def run(folder: Path, number: int, wanted: int) -> subprocess.CompletedProcess[bytes]:
    """The command with a signal at an event; with the 0th there is none."""
    command = [sys.executable, "-c", AT_AN_EVENT, str(number), str(wanted), *WORDS]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How often the system is asked for something."""
    ended = run(tmp_path_factory.mktemp("events"), signal.SIGINT, 0)
    assert (0, b"") == (ended.returncode, ended.stderr)
    return int(ended.stdout)


@pytest.fixture(scope="module")
def whole() -> bytes:
    """What the file holds when it is written."""
    return handcalc("attention", "--tokens", "2", "--json").stdout


@pytest.mark.parametrize(
    "moment",
    [pytest.param(n, marks=[] if n in EVERY_DAY else [pytest.mark.slow]) for n in range(MOMENTS)],
)
def test_a_signal_at_any_moment(moment: int, events: int, whole: bytes, tmp_path: Path) -> None:
    """130 for an interrupt, or the signal itself; the old file or the new one, whole, and no other."""
    number = signal.SIGTERM if moment % 3 == 1 else signal.SIGINT
    (tmp_path / "a.json").write_text("old")
    ended = run(tmp_path, number, 1 + events * (moment + 1) // (MOMENTS + 1))
    assert (b"", b"") == (ended.stdout, ended.stderr)
    assert ended.returncode == (130 if number == signal.SIGINT else -number)
    assert ["a.json"] == os.listdir(tmp_path)
    assert (tmp_path / "a.json").read_bytes() in (b"old", whole)


def test_moments_are_spread_over_the_whole_run(events: int, tmp_path: Path) -> None:
    """The twin: an event beyond the last one never comes, and the file is new."""
    assert events > 10 * MOMENTS
    ended = run(tmp_path, signal.SIGINT, 10 * events)
    assert (0, b"") == (ended.returncode, ended.stderr)
    assert ["a.json"] == os.listdir(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_waits_for_its_input(number: int, tmp_path: Path) -> None:
    """The same for a process that is not busy; no file is left."""
    waiting = tmp_path / "waiting.yaml"
    os.mkfifo(waiting)
    command = [*HANDCALC, "softmax", str(waiting), "-o", str(tmp_path / "a.json")]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with running, open(waiting, "wb"):  # opens when the other side has opened it
        running.send_signal(number)
        assert (b"", b"") == running.communicate(timeout=30)
    assert running.returncode == (130 if number == signal.SIGINT else -number)
    assert ["waiting.yaml"] == os.listdir(tmp_path)


def test_what_is_ignored_stays_so(tmp_path: Path) -> None:
    """As under nohup, or in the background of a script."""
    script = f"trap '' HUP INT; exec {' '.join(HANDCALC)} softmax waiting.yaml --json"
    waiting = tmp_path / "waiting.yaml"
    os.mkfifo(waiting)
    running = subprocess.Popen(["bash", "-c", script], cwd=tmp_path, stdout=subprocess.PIPE)
    with running:
        with open(waiting, "wb") as stream:
            running.send_signal(signal.SIGHUP)
            running.send_signal(signal.SIGINT)
            time.sleep(0.1)
            stream.write(b"logits: [[0, 1]]\n")
        out, _ = running.communicate(timeout=30)
    assert 0 == running.returncode
    assert out.startswith(b"{")


CLASS = (
    *("sheet", "attention", "--seed", "2026202620", "--tokens", "2", "--variants", "30"),
    *("--format", "markdown", "--out", "week"),
)


def ended_class(folder: Path, *signals: tuple[float, int], group: bool) -> subprocess.Popen[bytes]:
    """The making of a class, sent signals some time after its folder appeared; all of it has ended."""
    running = subprocess.Popen(
        [*HANDCALC, *CLASS],
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    while not (folder / "week" / "sheets").exists() and running.poll() is None:
        time.sleep(0.005)
    for wait, number in signals:
        time.sleep(wait)
        if running.poll() is None:
            (os.killpg if group else os.kill)(running.pid, number)
    assert (b"", b"") == running.communicate(timeout=30)  # ends when the last process of the pool has
    return running


def contents(folder: Path) -> dict[str, bytes]:
    """What is in a folder, by path."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the command leaves that nobody ends."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert 0 == ended_class(folder, group=False).returncode
    return contents(folder)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("signals", "group", "codes"),
    [
        ([(0.1, signal.SIGINT)], True, {130}),
        ([(0.1, signal.SIGINT), (0.01, signal.SIGINT), (0.01, signal.SIGINT)], True, {130, -signal.SIGINT}),
        ([(0.05, signal.SIGINT)], False, {130}),
        ([(0.1, signal.SIGTERM)], False, {-signal.SIGTERM}),
        ([(0.1, signal.SIGHUP)], True, {-signal.SIGHUP}),
        ([(0.1, signal.SIGKILL)], False, {-signal.SIGKILL}),
    ],
)
def test_a_class_that_is_ended(
    signals: list[tuple[float, int]],
    group: bool,
    codes: set[int],
    undisturbed: dict[str, bytes],
    tmp_path: Path,
) -> None:
    """Its processes end with it and say nothing; the same command completes it to what it would have been."""
    running = ended_class(tmp_path, *signals, group=group)
    assert running.returncode in codes | {0}
    killed = signal.SIGKILL in [number for _, number in signals]
    assert killed or not list(tmp_path.rglob("*.tmp"))
    assert 0 == ended_class(tmp_path, group=False).returncode
    assert undisturbed == contents(tmp_path)
    assert len(undisturbed) == 1 + 4 * 30
