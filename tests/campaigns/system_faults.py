"""Faults by the system itself: calls that strace lets fail, disks that are full, folders that are read-only.

    python -m tests.campaigns.system_faults

needs strace for the first and root for the others, and says what it could not do. The test suite injects the
same faults within Python (tests/cli/test_file_system_faults.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.campaigns.killing import contents
from tests.run_command import HANDCALC

SOFTMAX = ("sheet", "softmax", "--seed", "2026202620", "--format", "markdown", "--variants", "2")
HARMFUL = ("fsync", "write", "mkdir")
HARMLESS = ("link", "flock")
TIDYING = ("unlink",)
ERRORS = ("ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT")


def run(words: Sequence[str], before: Sequence[str] = ()) -> tuple[int, str]:
    """The exit code of a run, and what it said."""
    ended = subprocess.run([*before, *HANDCALC, *words], capture_output=True, text=True, timeout=60)
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == (1 if ended.returncode else 0), ended.stderr
    return ended.returncode, ended.stderr


def traced(root: Path) -> None:
    """Every call of every kind fails once; --force replaces, for which a call more is needed."""
    for force in ([], ["--force"]):
        words = [*SOFTMAX, *force, "--out"]
        assert run([*words, str(root / "whole")])[0] == 0
        whole = contents(root / "whole")
        for call in (*HARMFUL, *HARMLESS, *TIDYING, "rename"):
            print(f"{call} {' '.join(force)}: {_failed(root, words, call, whole)} calls failed", flush=True)


def _failed(root: Path, words: Sequence[str], call: str, whole: dict[str, bytes]) -> int:
    folder, log = root / "week3", root / "log"
    for number in count(1):
        shutil.rmtree(folder, ignore_errors=True)
        error = ERRORS[number % len(ERRORS)]
        inject = f"inject={call}:error={error}:when={number}"
        strace = ["strace", "-f", "-qq", "--seccomp-bpf", "-o", str(log), "-e", f"trace={call}", "-e", inject]
        code, said = run([*words, str(folder)], strace)
        if "INJECTED" not in log.read_text():
            assert (code, contents(folder)) == (0, whole)
            return number - 1
        assert code in ((0, 4) if call in TIDYING else (0,) if call in HARMLESS else (4,)), (code, said)
        found = contents(folder) if folder.exists() else {}
        temporary = {name for name in found if Path(name).name.startswith(".")}
        assert call in TIDYING or not temporary
        for name in found.keys() - temporary:
            assert found[name] == whole[name]
        assert run([*words, str(folder)])[0] == 0
        assert contents(folder) == whole
    raise AssertionError


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system of its own at a folder."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", *options, str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def full_disks(root: Path) -> None:
    """File systems of 4 kB and more, until a class fits; made larger, the next run completes it."""
    words = [*SOFTMAX, "--out"]
    run([*words, str(root / "whole")])
    whole, disk = contents(root / "whole"), root / "disk"
    for size in count(4, 4):
        with mounted(disk, "-t", "tmpfs", "-o", f"size={size}k", "tmpfs"):
            code, _ = run([*words, str(disk / "week3")])
            if code == 0:
                print(f"full disks: {size // 4 - 1} sizes were too small")
                return
            assert code == 4
            found = contents(disk)
            assert all(whole[name.removeprefix("week3/")] == data for name, data in found.items())
            subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
            assert run([*words, str(disk / "week3")])[0] == 0
            assert contents(disk / "week3") == whole


def read_only(root: Path) -> None:
    """A folder on a file system that is read-only, and a file that may not be changed."""
    folder = root / "fixed"
    run([*SOFTMAX, "--out", str(folder / "week3")])
    before = contents(folder)
    with mounted(folder, "--bind", "-o", "ro", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        for words in (
            [*SOFTMAX, "--out", str(folder / "new")],
            [*SOFTMAX, "--out", str(folder / "week3"), "--level", "1", "--force"],
            ["softmax", "-o", str(folder / "a.json")],
            ["grade", str(folder / "week3"), "--feedback", str(folder / "new")],
        ):
            code, said = run(words)
            assert (code, "Read-only file system" in said) == (4, True), said
    assert contents(folder) == before
    file = folder / "week3" / "manifest.json"
    subprocess.run(["chattr", "+i", str(file)], check=True)
    try:
        assert run(["softmax", "-o", str(file), "--force"])[0] == 4
    finally:
        subprocess.run(["chattr", "-i", str(file)], check=True)
    assert contents(folder) == before
    print("read-only folders: refused, nothing changed")


def main() -> None:
    """Everything that can be tried here."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        if shutil.which("strace"):
            traced(root)
        else:
            print("no strace: no calls failed")
        if os.getuid() == 0:
            full_disks(root)
            read_only(root)
        else:
            print("not root: no full disks, no read-only folders")


if __name__ == "__main__":
    main()
