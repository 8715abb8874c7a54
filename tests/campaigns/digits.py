"""Every digit that is shown, compared between processors: `python -m tests.campaigns.digits [CELLS]`.

The cells are those of real runs of all topics, with all digits from 0 to 10 and both signs of minus. Each is
rounded again in whole numbers alone (tests/record/round_half_up.py). The runs are repeated by processes that
may use less of the processor, by one with the functions of an older C library, and by one that works every
cell out with a plain Python loop. Printed is how many cells are wrong or shown otherwise, where none should
be, and how many are another double.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from itertools import count
from typing import NamedTuple
from unittest.mock import patch

import numpy as np

import handcalc.topics as topics
from handcalc.errors import CalculationError
from handcalc.record import calculation as recorded
from handcalc.record.calculation import Calculation
from handcalc.record.cell_expression import Cell, evaluate
from handcalc.record.functions import Value
from handcalc.record.matrix import Array, Matrix
from handcalc.record.number_format import format_number
from tests.campaigns.random_runs import random_run
from tests.paths import ROOT
from tests.record.round_half_up import shown_half_up

CELLS = 100_000
MINUS = ("-", "−")


class ShownCell(NamedTuple):
    """A number of a run: where it stands, as it is shown, the double itself, and what is wrong with it."""

    place: str
    texts: tuple[str, ...]
    double: str
    faults: tuple[str, ...]


def shown_cells(at_least: int) -> Iterator[ShownCell]:
    """So many cells of runs of all topics in turn, and the rest of the last turn."""
    found = 0
    for number in count():
        for topic in topics.names():
            calculation = random_run(topic, number)
            for cell in [] if calculation is None else cells_of(calculation):
                found += 1
                yield cell._replace(place=f"{topic} {number} {cell.place}")
        if found >= at_least:
            return


def cells_of(calculation: Calculation) -> Iterator[ShownCell]:
    """Every number of every step, with the digits of the calculation."""
    digits = calculation.arithmetic.digits
    for step in calculation.steps:
        for place, value in enumerate(step.values.ravel().tolist()):
            if not isinstance(value, str):
                texts = tuple(format_number(value, digits, minus) for minus in MINUS)
                faults = tuple(faults_of(value, digits, texts))
                yield ShownCell(f"{step.id} {place} {digits}", texts, float(value).hex(), faults)


def faults_of(value: Value, digits: int, texts: Sequence[str]) -> list[str]:
    """Texts that are not what rounding half up gives, and zeros with a sign."""
    wanted = [shown_half_up(value, digits, minus) for minus in MINUS]
    found = [f"{text}, not {right}" for text, right in zip(texts, wanted, strict=True) if text != right]
    negative = any(text[0] in MINUS and not text[1:].strip("0.") for text in texts) or str(value) == "-0.0"
    return [*found, "negative zero"] if negative else found


def by_a_plain_loop(formula: Matrix, lookup: Callable[[Matrix], Array]) -> Array:
    """The values of an expression cell by cell in Python, in place of evaluate_matrix with its numpy.

    Raises CalculationError: a cell leaves the numbers.
    """
    leaves = {id(leaf): lookup(leaf).tolist() for leaf in formula.leaves()}

    def of_cell(cell: Cell) -> Value:
        number: Value = leaves[id(cell.matrix)][cell.row][cell.column]
        return number

    rows, columns = formula.shape
    found = [[evaluate(formula.at(i, j), of_cell) for j in range(columns)] for i in range(rows)]
    if any(isinstance(value, str) for row in found for value in row):
        return np.array(found, dtype=object)
    numbers = np.array(found, dtype=float)
    if not np.isfinite(numbers if not may_be_masked(formula) else numbers[numbers != -np.inf]).all():
        raise CalculationError("leaves the numbers that a computer can hold")
    return numbers


def may_be_masked(formula: Matrix) -> bool:
    """Whether −∞ is at home in an expression."""
    if formula.values is not None:
        return -np.inf in formula.values.ravel().tolist()
    return formula.op_name in ("mask", "ln of share") or any(map(may_be_masked, formula.operands))


class Setting(NamedTuple):
    """How a process is told to calculate. exact: whether its doubles should be the same to the last bit."""

    name: str
    environment: dict[str, str]
    loop: bool = False
    exact: bool = True


def settings() -> list[Setting]:
    """The processor as it is, older ones, an older C library, and no numpy."""
    there = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    newest = [name for name in there if "AVX512" in name or name == "X86_V4"]
    older = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX2_Usable,-FMA_Usable"
    return [
        Setting("this processor", {}),
        Setting("SkylakeX", {"OPENBLAS_CORETYPE": "SkylakeX"}),
        Setting("Haswell", {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": " ".join(newest)}),
        Setting("Nehalem", {"OPENBLAS_CORETYPE": "Nehalem", "NPY_DISABLE_CPU_FEATURES": " ".join(there)}),
        Setting("older C library", {"GLIBC_TUNABLES": older}, exact=False),
        Setting("plain loop", {}, loop=True),
    ]


def lines_under(setting: Setting, cells: int) -> list[str]:
    """A line for each cell, from a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.campaigns.digits",
        "--loop" if setting.loop else "--here",
        str(cells),
    ]
    environment = {**os.environ, **setting.environment, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().splitlines()


def print_cells(at_least: int, *, loop: bool) -> None:
    """A line for each cell of this process: place, texts, double, faults."""
    with patch.object(recorded, "evaluate_matrix", by_a_plain_loop) if loop else nullcontext():
        for cell in shown_cells(at_least):
            print("\t".join((cell.place, *cell.texts, cell.double, *cell.faults)))


class Compared(NamedTuple):
    """How many cells there were, were wrong, were shown otherwise than elsewhere, and were another double."""

    cells: int
    wrong: int
    otherwise: int
    doubles: int

    @classmethod
    def of(cls, first: list[str], lines: list[str]) -> Compared:
        """The lines of a process beside those of the first."""
        parted = [line.split("\t") for line in lines]
        pairs = list(zip((line.split("\t") for line in first), parted, strict=False))
        return cls(
            cells=len(lines),
            wrong=sum(len(parts) > 4 for parts in parted),
            otherwise=sum(a[:3] != b[:3] for a, b in pairs) + abs(len(first) - len(lines)),
            doubles=sum(a[3] != b[3] for a, b in pairs),
        )


def main(arguments: list[str]) -> int:
    """Compare the settings; 1 if a cell is wrong or shown otherwise."""
    if arguments[:1] in (["--here"], ["--loop"]):
        print_cells(int(arguments[1]), loop=arguments[0] == "--loop")
        return 0
    cells = int(arguments[0]) if arguments else CELLS
    first: list[str] = []
    bad = 0
    for setting in settings():
        lines = lines_under(setting, cells)
        first = first or lines
        found = Compared.of(first, lines)
        bad += found.wrong + found.otherwise
        numbers = f"{found.wrong} wrong, {found.otherwise} shown otherwise, {found.doubles} other doubles"
        print(f"{setting.name}: {found.cells:,} cells, {numbers}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
