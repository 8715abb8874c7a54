"""How many small faults in the code the tests notice: random mutants of an area, made and run by mutmut.

Run as `python -m tests.campaigns.mutation AREA [--sample N] [--seed N] [--processes N]`, with the extra
`mutation` installed and everything committed. It works on a clone, takes about a second for a mutant that is
noticed, a minute for one that is not, and prints these. Only tests that tell something about the area run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.paths import ROOT, TESTS, path_of_test


class Area(NamedTuple):
    """Code, the tests that run on its mutants, and words in the names of those that do not.

    Left out are tests of processes, which would run the code as it is, and of time and imports, which the
    machinery of mutants changes.
    """

    code: str
    tests: str
    without: str


AREAS = {
    "record": Area(
        code="record/*.py",
        tests="""operations cells_equal_numpy exactly relations cell_selection replay columns reference_rules
        recorder_refusals shown_numbers library topics_equal_references topics""",
        without="imports_only can_be_exact given_changes_nothing exact_run second",
    ),
    "inputs": Area(
        code="inputs/*.py from_document.py template.py",
        tests="""numbers file_readers bad_inputs refusals input_edges template random_inputs shapes
        parameter_groups goldens variants command_line compare_command library
        generated_documents json_reads_back worked_examples""",
        without="hundred_thousand at_once bomb quick import",
    ),
    "marking": Area(
        code="exercises/marking/*.py exercises/misconceptions/*.py exercises/drawing/provenance.py",
        tests="""marking answer_files answer_labels answer_values any_answers misconceptions grade
        grade_files grade_outputs simulated_students hints quiz sheet_edges""",
        without="imports_only killed",
    ),
}

NOTICED, SURVIVED, WITHOUT_TESTS = 1, 0, 33
"""What mutmut writes down of a mutant; anything else is one that ended the process or ran too long."""


def main() -> None:
    """Mutate a clone, and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("area", choices=AREAS)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        with open(clone / "pyproject.toml", "a", encoding="utf-8") as settings:
            settings.write(_settings(AREAS[wanted.area]))
        _mutmut(clone, "nothing")  # makes the mutants, finds out which tests meet which, and then none to run
        names = sorted(_outcomes(clone))
        sample = Random(wanted.seed).sample(names, min(wanted.sample, len(names)))
        _mutmut(clone, "--max-children", str(wanted.processes), *sample)
        if all(_outcomes(clone)[name] is None for name in sample):
            sys.exit("no mutant was run:\n" + (clone / "log").read_text(encoding="utf-8")[-5000:])
        print("\n".join(_report(clone, sample, len(names))))


def _settings(area: Area) -> str:
    code = [f"handcalc/{name}" for name in area.code.split()]
    files = [TESTS / "topics" if name == "topics" else path_of_test(name) for name in area.tests.split()]
    tests = [str(file.relative_to(ROOT)) for file in files]
    without = " and ".join(f"not {word}" for word in area.without.split())
    return f"""
[tool.mutmut]
source_paths = ["handcalc"]
only_mutate = {json.dumps(code)}
also_copy = ["README.md", "LICENSE", "samples", ".ci", "handcalc"]
pytest_add_cli_args = ["-n", "0", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {json.dumps([*tests, "-k", without])}
"""


def _mutmut(clone: Path, *words: str) -> None:
    with open(clone / "log", "ab") as log:
        subprocess.run(
            [sys.executable, "-m", "mutmut", "run", *words], cwd=clone, stdout=log, stderr=log, check=False
        )


def _outcomes(clone: Path) -> dict[str, int | None]:
    """Every mutant by its name, with what came of it, if it was run."""
    found: dict[str, int | None] = {}
    for path in clone.glob("mutants/handcalc/**/*.meta"):
        found |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return found


def _report(clone: Path, sample: list[str], made: int) -> Iterator[str]:
    """The figures, and the mutants that nothing noticed."""
    outcomes = _outcomes(clone)
    run = {name: outcomes[name] for name in sample if outcomes[name] is not None}
    silent = [name for name, code in run.items() if code in (SURVIVED, WITHOUT_TESTS)]
    for name in silent:
        yield name
        yield from (f"    {line}" for line in _change(clone, name))
    noticed = len(run) - len(silent)
    yield f"{noticed} of {len(run)} noticed, {noticed / max(len(run), 1):.1%} ({_codes(run)}); {made} in all"


def _change(clone: Path, name: str) -> list[str]:
    """The lines of a mutant that differ, before and after."""
    words = [sys.executable, "-m", "mutmut", "show", name]
    shown = subprocess.run(words, cwd=clone, capture_output=True, text=True, check=False).stdout
    return [line for line in shown.splitlines() if re.match(r"[-+](?![-+]{2})", line)]


def _codes(run: dict[str, int | None]) -> str:
    names = {NOTICED: "by a test", SURVIVED: "not at all", WITHOUT_TESTS: "not met by a test"}
    counts = Counter(names.get(code or 0, "by its end or the time it took") for code in run.values())
    return ", ".join(f"{count} {name}" for name, count in counts.items())


if __name__ == "__main__":
    main()
