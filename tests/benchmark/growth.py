"""Time and memory of an attention from 4 to 256 tokens, as JSON and as a table.

Run as `python -m tests.benchmark.growth`. Every size runs in a process of its own, so that the memory is its
own. Time is that of the whole command; memory is its largest resident set.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

SIZES = (4, 8, 16, 32, 40, 64, 128, 256)
FORMATS = ("json", "table")


def cost(tokens: int, format_name: str) -> tuple[float, float]:
    """Seconds and MiB of one command."""
    command = [sys.executable, "-m", "handcalc", "attention", "--tokens", str(tokens), "-f", format_name]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    largest = usage.ru_maxrss / 1024 if sys.platform == "linux" else usage.ru_maxrss / 1024**2
    return time.perf_counter() - start, largest


def lines() -> Iterator[str]:
    """The table, a line each."""
    heads = "".join(f"{format_name:>12}{'':>10}" for format_name in FORMATS)
    yield f"{'tokens':>6}{heads}"
    for tokens in SIZES:
        costs = [cost(tokens, format_name) for format_name in FORMATS]
        yield f"{tokens:>6}" + "".join(f"{seconds:>10.2f} s{mib:>6.0f} MiB" for seconds, mib in costs)


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
