"""Work in processes side by side: results in order, faults raised, and an end that waits for nobody."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from handcalc.sheets import side_by_side as module

IN_PROCESSES = """
import sys
from handcalc.sheets import side_by_side as module
from tests import test_side_by_side as work
module._processes = lambda: 3
try:
    print(*module.side_by_side(getattr(work, sys.argv[1]), range(500)))
except ValueError as error:
    print(error)
"""
"""In a process of its own, since one that has threads is not forked."""


def doubled(number: int) -> int:
    """Something quick."""
    return 2 * number


def the_first_fails(number: int) -> None:
    """Leave a trace, and fail or go on for a while."""
    with open(str(number), "wb"):
        pass
    if number == 0:
        raise ValueError("the first one fails")
    time.sleep(60)


def run(work: str, folder: Path) -> str:
    """What three processes make of 500 items."""
    root = Path(module.__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", IN_PROCESSES, work],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        timeout=50,
    )
    assert (0, b"") == (ended.returncode, ended.stderr)
    return ended.stdout.decode()


def test_results_are_in_order(tmp_path: Path) -> None:
    """Whoever was first."""
    assert list(range(0, 1000, 2)) == [int(word) for word in run("doubled", tmp_path).split()]


def test_one_that_fails_ends_them_all(tmp_path: Path) -> None:
    """What the others are at is left, what is not begun stays so, and what was raised is raised."""
    assert "the first one fails\n" == run("the_first_fails", tmp_path)
    assert len(os.listdir(tmp_path)) <= 6
