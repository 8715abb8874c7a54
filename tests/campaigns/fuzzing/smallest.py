"""The fewest of many fuzzed inputs that reach as much of handcalc as all of them, to be kept as a corpus.

    python -m tests.campaigns.fuzzing.smallest TARGET DIR

adds them to corpus/TARGET; of what it added before, only what still reaches something of its own stays.
Files named start-… and found-… (what once broke a promise) always stay. What is reached is counted in steps
from one line to the next, once or more often, as Python traces them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

import handcalc
from tests.campaigns.fuzzing.__main__ import CORPUS
from tests.campaigns.fuzzing.targets import TARGETS

Step = tuple[str, int, int, int]
OURS = str(Path(handcalc.__file__).parent)
ADDED = "fuzzed-"


def reached(target: Callable[[bytes], None], data: bytes) -> frozenset[Step]:
    """The steps between lines of handcalc that a target makes with this input, and roughly how often."""
    seen: Counter[tuple[str, int, int]] = Counter()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        file = frame.f_code.co_filename
        if not file.startswith(OURS):
            return None
        before = frame.f_lineno

        def line(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal before
            seen[file, before, frame.f_lineno] += 1
            before = frame.f_lineno
            return line

        return line

    sys.settrace(trace)
    try:
        target(data)
    finally:
        sys.settrace(None)
    return frozenset((*step, min(count, 2)) for step, count in seen.items())


def fewest(target: Callable[[bytes], None], first: Iterable[bytes], inputs: Iterable[bytes]) -> list[bytes]:
    """Of the inputs those that reach what neither the first nor any other that is kept does."""
    start: set[Step] = set().union(*(reached(target, data) for data in first))
    short_ones_first = sorted(inputs, key=lambda one: (len(one), one))
    # Long ones often reach what several short ones did.
    return _new(target, start, reversed(_new(target, start, short_ones_first)))


def _new(target: Callable[[bytes], None], start: set[Step], inputs: Iterable[bytes]) -> list[bytes]:
    """Those that reach what none before them did."""
    kept, so_far = [], set(start)
    for data in inputs:
        found = reached(target, data)
        if not found <= so_far:
            kept.append(data)
            so_far |= found
    return kept


def main() -> None:
    """Run from the command line."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    kept, target = CORPUS / name, TARGETS[name]
    target(b"")  # what is imported when it is first needed
    added = list(kept.glob(f"{ADDED}*"))
    stay = [path.read_bytes() for path in kept.iterdir() if path not in added]
    files = [*added, *(path for path in folder.iterdir() if path.is_file())]
    needed = fewest(target, stay, {path.read_bytes() for path in files})
    for path in added:
        path.unlink()
    for data in needed:
        (kept / f"{ADDED}{sha256(data).hexdigest()[:12]}").write_bytes(data)
    print(f"{name}: {len(needed)} of {len(files)} files, {sum(map(len, needed)):,} bytes")


if __name__ == "__main__":
    main()
