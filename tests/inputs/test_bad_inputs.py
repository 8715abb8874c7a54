"""Bad inputs: what INDEX.tsv promises for every file of tests/bad_inputs, and that this harness bites."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.formats.skeletons import READERS
from tests.inputs.bad_inputs_index import CHECKS, FOLDER, ROWS, Row, Run, complaints, ran, read_check
from tests.paths import ROOT
from tests.run_command import HANDCALC, Outcome, handcalc

MOST_SECONDS = 3
MOST_BYTES = 300 * 1024**2
ADDRESS_SPACE = 2 * 1024**3


@pytest.mark.parametrize("row", ROWS, ids=[f"{row.file} {row.command}" for row in ROWS])
def test_a_row_of_the_index(row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is refused or accepted as the index says, in time, and no file is written."""
    monkeypatch.chdir(tmp_path)
    before, start = sorted(os.listdir(FOLDER)), time.process_time()
    run = ran(row)
    seconds = time.process_time() - start
    assert [] == complaints(run), run.outcome.err or run.outcome.out
    assert seconds < 2 * MOST_SECONDS  # two runs, where it was accepted
    assert ([], before) == (os.listdir(tmp_path), sorted(os.listdir(FOLDER)))


BOMBS = [row for row in ROWS if row.category in ("bomb", "tag")]


IN_A_SMALL_ROOM = """
import json, os, resource, subprocess, sys

space, output, *command = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (int(space), int(space)))
with open(output, "wb") as out:
    started = subprocess.Popen(command, stdout=out, stderr=out)
_, status, usage = os.wait4(started.pid, 0)
seconds = usage.ru_utime + usage.ru_stime
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss * 1024]))
"""
"""Starts a command from a process that is small itself: the memory of a process counts that of its parent."""


def in_a_small_room(command: list[str], folder: Path, output: Path) -> tuple[int, float, int]:
    """Run a command with little memory: its exit code, processor time in seconds, memory in bytes."""
    words = [sys.executable, "-c", IN_A_SMALL_ROOM, str(ADDRESS_SPACE), str(output), *command]
    code, seconds, memory = json.loads(
        subprocess.run(words, cwd=folder, capture_output=True, check=True).stdout
    )
    return code, seconds, memory


@pytest.mark.parametrize("row", BOMBS, ids=[row.file for row in BOMBS])
def test_a_bomb_does_not_go_off(row: Row, tmp_path: Path) -> None:
    """As a process of its own: exit 3 within 3 seconds and 300 MB, not killed, nothing executed."""
    code, seconds, memory = in_a_small_room([*HANDCALC, *row.words], tmp_path, tmp_path / "err")
    assert 3 == code
    assert seconds < MOST_SECONDS
    assert memory < MOST_BYTES
    assert ["err"] == os.listdir(tmp_path)
    assert not re.search("(?m)^CANARY", (tmp_path / "err").read_text())


IN_A_ROW = """
import resource, sys, time
from tests.inputs.bad_inputs_index import ROWS
from tests.run_command import handcalc

handcalc("softmax")
for row in ROWS:
    if row.category == sys.argv[1]:
        start = time.process_time()
        code = handcalc(*row.words).code
        print(row.file, code in row.exits, time.process_time() - start < float(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("category", sorted({row.category for row in ROWS}))
def test_no_row_needs_much_room(category: str, tmp_path: Path) -> None:
    """One after the other in a process that may have little: none is slow, none needs more than 300 MB."""
    words = [sys.executable, "-c", IN_A_ROW, category, str(MOST_SECONDS)]
    exit_code, _, memory = in_a_small_room(words, ROOT, tmp_path / "out")
    said = (tmp_path / "out").read_text(encoding="utf-8")
    assert [f"{row.file} True True" for row in ROWS if row.category == category] == said.splitlines()
    assert 0 == exit_code
    assert memory < MOST_BYTES


class TestTheHarness:
    """The twins: this harness sees what it is there to see."""

    def test_nothing_is_left_out_by_accident(self) -> None:
        """Every file is in the index, every line of the index is a row, every check is known."""
        files = {path.name for path in FOLDER.iterdir() if path.suffix in (".yaml", ".json")}
        assert files == {row.file for row in ROWS}
        assert set(CHECKS) >= {kind for row in ROWS for kind, _ in row.checks}
        assert set(READERS) <= {row.format for row in ROWS if ("safe", "") in row.checks}
        lines = (FOLDER / "INDEX.tsv").read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 == len(ROWS) > 100

    @pytest.mark.parametrize(
        ("file", "outcome", "expected"),
        [
            ("type-01-text.yaml", Outcome(0, b"", b""), ["exit"]),
            ("type-01-text.yaml", Outcome(3, b"", b"type-01-text.yaml:1:7: X"), ["place"]),
            ("type-01-text.yaml", Outcome(3, b"", b"type-01-text.yaml:1:6: cell"), ["says"]),
            ("type-01-text.yaml", Outcome(3, b"x", b"type-01-text.yaml:1:6: X"), ["stdout"]),
            ("type-01-text.yaml", Outcome(3, b"", b"type-01-text.yaml:1:6: X" + b"\n" * 9), ["lines"]),
            ("type-01-text.yaml", Outcome(3, b"", b"1:6: X"), ["file"]),
            ("type-01-text.yaml", Outcome(3, b"", b"type-01-text.yaml:1:6: X" * 99), ["length"]),
            ("type-01-text.yaml", Outcome(3, b"", b"type-01-text.yaml:1:6: X\x1b"), ["control character"]),
            ("type-01-text.yaml", Outcome(3, b"", b"type-01-text.yaml:1:6: X\nTraceback"), ["traceback"]),
            ("ok-09-labels.yaml", Outcome(0, b"the ca", b""), ["shows"]),
            ("type-28-negative-zero.yaml", Outcome(0, "| −0.00 |".encode(), b""), ["not"]),
        ],
    )
    def test_broken_promises_are_noticed(self, file: str, outcome: Outcome, expected: list[str]) -> None:
        """The twin: outcomes that break one promise each."""
        row = next(row for row in ROWS if row.file == file)
        written = Outcome(outcome.code, outcome.stdout, outcome.stderr)
        json_run = handcalc(*row.for_json) if outcome.code == 0 in row.exits else None
        assert expected == complaints(Run(row, written, json_run))

    @pytest.mark.parametrize("check", ["value=X[1,1]=9", "shape=X=9x9", "option=base=9", "label=tokens[1]=x"])
    def test_wrong_values_are_noticed(self, check: str) -> None:
        """The twin for what is read from the JSON."""
        row = next(row for row in ROWS if row.file == "ok-09-labels.yaml")
        wrong = Row(row.file, row.category, row.command, row.exits, (read_check(check),))
        assert [check.split("=")[0]] == complaints(ran(wrong))

    def test_other_bytes_are_noticed(self) -> None:
        """The twin for same, json and strict JSON."""
        row = next(row for row in ROWS if row.file == "ok-16-mask.yaml")
        wrong = Row(row.file, row.category, row.command, (0,), (("same", "minimal"), ("json", "nonsense")))
        assert ["same", "json"] == complaints(ran(wrong))
        broken = Outcome(0, b'{"a": NaN}', b"")
        assert ["strict JSON"] == complaints(Run(row, Outcome(0, b"", b""), broken))

    @pytest.mark.parametrize(
        ("format", "harmless", "hostile"),
        [
            ("html", "<p>x</p>", "<p>x<b></p>"),
            ("html", "<p>x</p>", "<p>x<!-- --></p>"),
            ("html", '<p class="x">x</p>', '<p class="x" onclick="x">x</p>'),
            ("markdown", "a x b", "a [x](y) b"),
            ("markdown", "a x b", "a <script>x</script> b"),
            ("csv", "a,x\n", "a,=1+1\n"),
            ("csv", "a,x\n", "a,x,y\n"),
            ("latex", "a x b", r"a \input{x} b"),
            ("latex", r"a \& b", "a & b"),
            ("typst", 'a "#read" b', 'a #read("x") b'),
        ],
    )
    def test_markup_has_another_skeleton(self, format: str, harmless: str, hostile: str) -> None:
        """The twin for safe: what takes effect is seen by the readers."""
        assert READERS[format](harmless)[0] != READERS[format](hostile)[0]
