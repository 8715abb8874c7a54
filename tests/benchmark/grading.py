"""Time and memory of marking the answers of a class of 100 and of 1,000.

Run as `python -m tests.benchmark.grading [CLASS …]`. Each class is made and filled in first, which is not
measured: of ten students six make no mistake, three make one, and one forgets the scaling.
Time is that of the whole command, start included, and of all processors together, which tells more while
others use them; memory is the largest resident set of any of its processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.exercises.class_folders import Edit, fill_all, lines_of, made_class, slip

CLASSES = (100, 1000)
BUDGET = 2.0
OUTPUTS = {
    "grades.csv": ("-o", "grades.csv"),
    "table": (),
    "JSON": ("--json",),
    "CSV and feedback": ("-o", "grades.csv", "--feedback", "feedback"),
}
EXERCISE = ("attention", "--seed", "2026202620", "--level", "2")


def edits(number: int) -> Edit:
    """What a student writes for the key's values."""
    if number % 10 == 9:
        return _unscaled()
    return slip("SZEDAO"[number % 6], number % 3) if number % 10 > 5 else lambda line: line["value"]


def _unscaled() -> Edit:
    scores: dict[tuple[str, str], str] = {}

    def edit(line: dict[str, str]) -> str:
        cell = line["row"], line["column"]
        if line["step"] == "S":
            scores[cell] = line["value"]
        return scores[cell] if line["step"] == "Z" else line["value"]

    return edit


class Cost(NamedTuple):
    """What one command takes: seconds, those of all processors together, and MiB."""

    seconds: float
    processors: float
    mib: float


def cost(folder: Path, words: tuple[str, ...]) -> Cost:
    """The cost of one command, with its processes."""
    command = [sys.executable, "-m", "handcalc", "grade", "week3", *words, "--force"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    largest = usage.ru_maxrss / 1024 if sys.platform == "linux" else usage.ru_maxrss / 1024**2
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, largest)


def lines(count: int) -> Iterator[str]:
    """The table of one class, a line each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        week3 = made_class(folder / "week3", *EXERCISE, "--variants", str(count))
        fill_all(week3, edits)
        blanks = len(lines_of(week3 / "answers" / "0001.csv"))
        yield f"{count} answer files of {blanks} blanks"
        for output, words in OUTPUTS.items():
            taken = cost(folder, words)
            verdict = "" if count < 1000 or output != "grades.csv" else _verdict(taken.seconds)
            both = f"{taken.seconds:>8.2f} s{taken.processors:>8.2f} s of processors"
            yield f"  {output:<20}{both}{taken.mib:>8.0f} MiB  {verdict}"


def _verdict(seconds: float) -> str:
    return f"budget {BUDGET} s: {'pass' if seconds < BUDGET else 'FAIL'}"


if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or CLASSES:
        for line in lines(size):
            print(line, flush=True)
