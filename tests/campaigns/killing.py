"""Runs that make a class are killed at random moments and run again: the folder is as if nothing happened.

    python -m tests.campaigns.killing --sheets 200 --kills 200

prints what it did and what it found; it takes some seconds for each kill. The test suite does twenty.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.run_command import HANDCALC

CLASS = ("sheet", "softmax", "--seed", "2026202620", "--format", "markdown")
WHOM = ("all processes", "the first process", "one of the others")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass
class Found:
    """What was seen: kills by whom they hit and when; temporary files that the next run had to remove."""

    kills: Counter[str] = field(default_factory=Counter)
    leftovers: int = 0

    def __str__(self) -> str:
        """In words."""
        kills = ", ".join(f"{times} of {what}" for what, times in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills: {kills}; {self.leftovers} temporary files removed by the next run"
        )


class Class:
    """A class, made once undisturbed: what it is, and how long it takes."""

    def __init__(self, root: Path, sheets: int) -> None:
        self._root = root
        self._words = [*HANDCALC, *CLASS, "--variants", str(sheets), "--out"]
        began = time.monotonic()
        subprocess.run([*self._words, str(root / "whole")], check=True)
        self.took = time.monotonic() - began
        self._whole = contents(root / "whole")

    def killed_and_run_again(self, number: int, moments: random.Random, found: Found) -> None:
        """One kill in a folder of its own, and a rerun: nothing cut before it, no difference after it."""
        folder = self._root / f"week{number}"
        whom = WHOM[number % len(WHOM)]
        while not self._killed(folder, whom, moments.uniform(0, self.took)):
            subprocess.run(["rm", "-r", str(folder)], check=True)  # it had come to its end
        after = contents(folder) if folder.exists() else {}
        temporary = {name for name in after if Path(name).name.startswith(".")}
        for name in after.keys() - temporary:
            assert after[name] == self._whole[name], name
        found.kills[f"{whom} {_when(len(after), len(self._whole))}"] += 1
        found.leftovers += len(temporary)
        again = subprocess.run([*self._words, str(folder)], capture_output=True)
        assert (0, b"", b"") == (again.returncode, again.stdout, again.stderr)
        assert self._whole == contents(folder)
        subprocess.run(["rm", "-r", str(folder)], check=True)

    def _killed(self, folder: Path, whom: str, moment: float) -> bool:
        """Whether a run was killed before its end; it says at most one line of that itself."""
        words = [*self._words, str(folder)]
        run = subprocess.Popen(
            words, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        time.sleep(moment)
        if run.poll() is None:
            _kill(run.pid, whom)
        said, _ = run.communicate(timeout=60)  # until the last of its processes has ended
        assert said.count(b"\n") <= 1, said
        assert run.returncode in (0, 4, -signal.SIGKILL), said
        return run.returncode != 0


def _kill(first: int, whom: str) -> None:
    others = _children(first)
    with suppress(ProcessLookupError):
        if whom == "one of the others" and others:
            os.kill(others[0], signal.SIGKILL)
        elif whom == "the first process":
            os.kill(first, signal.SIGKILL)
        else:
            os.killpg(first, signal.SIGKILL)


def _children(process: int) -> Sequence[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True)
    return [int(word) for word in listed.stdout.split()]


def _when(there: int, whole: int) -> str:
    if not there:
        return "while planning"
    return "while writing the first half" if there < whole / 2 else "while writing the second half"


def main() -> None:
    """Kill as often as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("sheets", 200), ("kills", 200), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    moments, found = random.Random(chosen.seed), Found()
    with tempfile.TemporaryDirectory() as root:
        made = Class(Path(root), chosen.sheets)
        print(f"a class of {chosen.sheets} takes {made.took:.1f} s", flush=True)
        for number in range(chosen.kills):
            made.killed_and_run_again(number, moments, found)
    print(f"{found}; every folder is as an undisturbed run leaves it")


if __name__ == "__main__":
    main()
