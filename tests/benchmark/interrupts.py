"""Interrupts at random moments, once and twice, of one run and of a class with its processes.

    python -m tests.benchmark.interrupts 1000

Each run is a process with a session of its own; SIGINT goes to it, or to all of a class's processes as from
a terminal. It has to end with 130 (or of the signal itself, when nothing was left to do), say nothing, leave
no temporary file, and a file that is whole. What comes while the interpreter itself starts, before the first
line of handcalc, is counted apart: there Python has its own words. Exit code 1 says that something was wrong.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.run_command import HANDCALC, hear_signals


class Kind(NamedTuple):
    """What is run, how long it takes, and how it is interrupted: alone or as a group, once or twice."""

    name: str
    words: tuple[str, ...]
    seconds: float
    group: bool
    twice: bool


CLASS = (
    *("sheet", "attention", "--seed", "2026202620", "--tokens", "2", "--variants", "40"),
    *("--format", "markdown", "--out", "week"),
)
KINDS = (
    Kind("one run", ("attention", "-o", "a.json"), 0.5, False, False),
    Kind("one run, twice", ("attention", "-o", "a.json"), 0.5, False, True),
    Kind("a class", CLASS, 3.0, True, False),
    Kind("a class, twice", CLASS, 3.0, True, True),
)


def outcome(kind: Kind, chance: random.Random) -> str:
    """What came of one run: an exit code, or what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        running = subprocess.Popen(
            [*HANDCALC, *kind.words], cwd=folder, stderr=subprocess.PIPE, start_new_session=True
        )
        for wait in (chance.uniform(0, kind.seconds), chance.uniform(0, 0.05))[: 1 + kind.twice]:
            time.sleep(wait)
            if running.poll() is None:
                (os.killpg if kind.group else os.kill)(running.pid, signal.SIGINT)
        try:
            _, said = running.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            return "WRONG: it did not end"
        return _verdict(running.returncode, said.decode(), Path(folder))


def _verdict(code: int, said: str, folder: Path) -> str:
    if said and "cli.py" not in said:
        return "while Python started"
    if said:
        return f"WRONG: it said {said[-400:]}"
    files = [path for path in folder.rglob("*") if path.is_file()]
    if any(path.suffix == ".tmp" for path in files):
        return "WRONG: a temporary file is left"
    for path in files:
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
    return f"exit {code}" if code in (0, 130, -signal.SIGINT) else f"WRONG: exit {code}"


def main() -> int:
    """Print how the runs of each kind ended."""
    hear_signals()
    count, chance, wrong = int(sys.argv[1]), random.Random(1), 0
    for kind in KINDS:
        found = Counter(outcome(kind, chance) for _ in range(count if not kind.group else count // 5))
        wrong += sum(number for ending, number in found.items() if ending.startswith("WRONG"))
        print(f"{kind.name}: {', '.join(f'{number} {ending}' for ending, number in found.most_common())}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
