"""What a command costs before and beside its arithmetic, as ratios measured side by side in one run.

Run as `python -m tests.benchmark.startup [RUNS]`. The commands take turns, so that a busy machine slows all
of them alike; medians are compared. Exit code 1 says that a budget was exceeded.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.paths import SAMPLES

RUNS = 15
SAMPLE = SAMPLES / "attention-exercise-11.yaml"
HANDCALC = (sys.executable, "-m", "handcalc")
NOTHING = (sys.executable, "-c", "pass")
IMPORTS = "import numpy, rich.table, rich.console, typer, yaml"
LIBRARIES = (sys.executable, "-c", IMPORTS)
# Without numpy's threads, which handcalc does without, too: the stricter yardstick, for information.
ONE_THREAD = (sys.executable, "-c", f"import os; os.environ['OPENBLAS_NUM_THREADS'] = '1'; {IMPORTS}")


@dataclass(frozen=True)
class Budget:
    """A command, what it is compared with, and how many times as long it may take."""

    name: str
    command: tuple[str, ...]
    yardstick: tuple[str, ...]
    most: float


BUDGETS = (
    Budget("--version", (*HANDCALC, "--version"), NOTHING, 2.5),
    Budget("--help", (*HANDCALC, "--help"), NOTHING, 8),
    Budget("attention FILE", (*HANDCALC, "attention", str(SAMPLE)), LIBRARIES, 1.35),
    Budget("attention, drawn", (*HANDCALC, "attention"), LIBRARIES, 1.35),
    Budget("attention FILE --json", (*HANDCALC, "attention", str(SAMPLE), "--json"), LIBRARIES, 1.15),
    Budget("attention --json, drawn", (*HANDCALC, "attention", "--json"), LIBRARIES, 1.15),
)


def measured(runs: int) -> dict[tuple[str, ...], float]:
    """The median time of every command, in seconds."""
    commands = list(dict.fromkeys([NOTHING, LIBRARIES, ONE_THREAD, *(budget.command for budget in BUDGETS)]))
    times: dict[tuple[str, ...], list[float]] = {command: [] for command in commands}
    for command in commands:
        _seconds(command)  # once unmeasured: the compiled modules are written then
    for _ in range(runs):
        for command in commands:
            times[command].append(_seconds(command))
    return {command: median(found) for command, found in times.items()}


def report(times: dict[tuple[str, ...], float]) -> Iterator[str]:
    """The table, a line each."""
    names = ("python -c pass", "python -c 'import …'", "the same, one thread")
    for name, command in zip(names, (NOTHING, LIBRARIES, ONE_THREAD), strict=True):
        yield f"{name:<26}{1000 * times[command]:>8.1f} ms"
    yield ""
    yield f"{'handcalc':<26}{'time':>11}{'ratio':>9}{'budget':>9}{'':6}to one thread"
    for budget in BUDGETS:
        taken, ratio = times[budget.command], _ratio(times, budget)
        verdict = "pass" if ratio < budget.most else "FAIL"
        strict = f"{taken / times[ONE_THREAD]:>13.2f}" if budget.yardstick is LIBRARIES else ""
        yield f"{budget.name:<26}{1000 * taken:>8.1f} ms{ratio:>9.2f}{budget.most:>9.2f}  {verdict}{strict}"


def _ratio(times: dict[tuple[str, ...], float], budget: Budget) -> float:
    return times[budget.command] / times[budget.yardstick]


def _seconds(command: tuple[str, ...]) -> float:
    # The environment as it is: that handcalc spares numpy its threads is part of what is measured.

    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print, and say whether every budget is kept."""
    times = measured(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
    print("\n".join(report(times)))
    return int(any(_ratio(times, budget) >= budget.most for budget in BUDGETS))


if __name__ == "__main__":
    sys.exit(main())
