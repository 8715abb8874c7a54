"""Which branches of inputs, numbers, sheets and marking the tests take: all of them.

    python -m tests.campaigns.coverage

runs the tests concerned, side by side, and fails where a line or a branch was left out. It takes minutes, so
it is run by hand; what is measured, and what is not, stands in pyproject.toml.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.paths import ROOT, TESTS, path_of_test

GROUPS = {
    "inputs": "file_readers numbers bad_inputs shown_numbers template library json_reads_back refusals "
    "input_edges shapes parameter_groups random_inputs",
    "command lines": "command_line compare compare_command labels_are_data recorder_refusals variants "
    "answer_files answer_values answer_labels any_answers hints answer_keys",
    "sheets": "sheets blanks quality_checks variants_of_a_class class_of_sheets process_pool quiz "
    "quiz_terminal sheet_edges concurrent_runs paths file_system_faults",
    "marking": "marking simulated_students misconceptions grade grade_files",
}


def main() -> int:
    """Run the tests, put together what they have seen, and report it; 0 where nothing was left out."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder) / "data")}
        runs = [_begun(names, environment) for names in [*GROUPS.values(), ""]]
        failed = sum(run.wait() != 0 for run in runs)
        _coverage(environment, "combine", "--quiet")
        return failed or _coverage(environment, "report", "--fail-under=100")


def _begun(names: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A run of these tests; without names, of those of the topics."""
    files = [str(path_of_test(name)) for name in names.split()] or [str(TESTS / "topics")]
    words = [sys.executable, "-m", "coverage", "run", "-m", "pytest", "-n", "0", "-p", "no:cacheprovider"]
    return subprocess.Popen([*words, *files], cwd=ROOT, env=environment)


def _coverage(environment: dict[str, str], *words: str) -> int:
    return subprocess.run([sys.executable, "-m", "coverage", *words], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
