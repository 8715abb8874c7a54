"""What sheets and keys cost as PDF: a class from the command line, and the parts of one document.

Run as `python -m tests.benchmark.pdf [SHEETS]`. The best of three runs counts for the class, because nothing
but the machine makes one slower. Exit code 1 says that the budget, 3 seconds for 100 sheets and 100 keys
of small attention, was exceeded.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

from handcalc import topics
from handcalc.calculate import calculate
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.typst.pdf_compiler import PdfCompiler
from handcalc.formats.typst.script import script
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation

SHEETS = 100
MOST_SECONDS_FOR_100 = 3.0
RUNS = 3
SMALL = ("--tokens", "3", "--d-model", "4", "--d-k", "4", "--d-v", "2")
DOCUMENTS = 20


def class_of(sheets: int, options: tuple[str, ...]) -> float:
    """Seconds for the folder of a class, start-up and all."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "sheet",
            "attention",
            *options,
            "--variants",
            str(sheets),
            "--seed",
            "1111111111",
            "--format",
            "pdf",
        ]
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "handcalc", *command, "--out", folder], check=True)
        return time.perf_counter() - start


def milliseconds(work: Callable[[Presentation], object], pages: list[Presentation]) -> float:
    """The median time of this process for one page, the first left out, which loads the fonts."""
    times = []
    for page in pages:
        start = time.process_time()
        work(page)
        times.append(1000 * (time.process_time() - start))
    return median(times[1:])


def drawn(seed: int) -> Calculation:
    """Attention with other numbers for every seed."""
    return calculate(on_paper(from_python(topics.find("attention"), {"seed": seed})))


def main() -> int:
    """Measure and print; whether the budget is kept."""
    sheets = int(sys.argv[1]) if len(sys.argv) > 1 else SHEETS
    making, calculations = (
        SheetRecipe(2, None, "rows", ("attention",)),
        [drawn(seed) for seed in range(DOCUMENTS)],
    )
    press = PdfCompiler()
    for answered, what in ((False, "sheet"), (True, "key")):
        pages = [sheet(calculation, making, answered=answered) for calculation in calculations]
        print(f"{what:<8}{milliseconds(script, pages):>7.1f} ms as calls", end="")
        print(f"{milliseconds(press.pdf, pages):>7.1f} ms with typesetting (processor time)")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>15.0f} MiB\n")
    seconds = {
        what: min(class_of(sheets, options) for _ in range(RUNS))
        for what, options in (("small attention", SMALL), ("attention as drawn by default", ()))
    }
    for what, taken in seconds.items():
        print(f"{sheets} sheets and {sheets} keys of {what}: {taken:.2f} s")
    return int(seconds["small attention"] > MOST_SECONDS_FOR_100 * sheets / 100)


if __name__ == "__main__":
    sys.exit(main())
