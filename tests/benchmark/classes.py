"""Time and memory of whole classes, against the budgets of sheets: the commands that a teacher runs.

Run as `python -m tests.benchmark.classes`. Every class is made in a new folder by a process of its own; the
memory is its largest resident set (of one process; there may be one a core). Exit code 1 says that a budget
was exceeded.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

MOST_GROWTH = 1.25
"""How many times as much memory a class of 1,000 may take as one of 100."""


class Class(NamedTuple):
    """A class, and how many seconds it may take; None where there is only its memory to look at."""

    students: int
    format: str
    seconds: float | None


CLASSES = (Class(100, "pdf", 3), Class(100, "html", None), Class(1000, "html", 10))


class Cost(NamedTuple):
    """Seconds and MiB."""

    seconds: float
    mib: float


def cost(made: Class) -> Cost:
    """What the sheets, keys, calculations and answer files of a class take."""
    with tempfile.TemporaryDirectory() as place:
        words = [
            "sheet",
            "attention",
            "--variants",
            str(made.students),
            "--seed",
            "2026202620",
            "--format",
            made.format,
        ]
        command = [sys.executable, "-m", "handcalc", *words, "--out", str(Path(place) / "class")]
        start = time.perf_counter()
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, command
        largest = usage.ru_maxrss / 1024 if sys.platform == "linux" else usage.ru_maxrss / 1024**2
        return Cost(time.perf_counter() - start, largest)


def main() -> int:
    """Print a line a class, and return the exit code."""
    costs = {made: cost(made) for made in CLASSES}
    exceeded = False
    for made, found in costs.items():
        budget = "" if made.seconds is None else f" (budget {made.seconds:g} s)"
        exceeded |= made.seconds is not None and found.seconds > made.seconds
        what = f"{made.students:>5} sheets and keys as {made.format:<5}"
        print(f"{what}{found.seconds:>7.2f} s{budget:<15}{found.mib:>6.0f} MiB")
    growth = costs[CLASSES[2]].mib / costs[CLASSES[1]].mib
    print(f"memory of 1,000 sheets by that of 100: {growth:.2f} (budget {MOST_GROWTH})")
    return int(exceeded or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
