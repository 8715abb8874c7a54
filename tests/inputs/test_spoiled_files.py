"""Spoiled files of every kind are read or refused; nothing crashes, nothing is half there."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from random import Random

import pytest

from handcalc import from_document
from handcalc.errors import InputError
from handcalc.inputs import saved_calculation
from handcalc.inputs.nodes import MappingNode
from tests.campaigns.file_mutations import SPOILINGS, spoiled
from tests.campaigns.spoiled_files import Case, Kind, broken, cases, run
from tests.run_command import Outcome

MOST_BYTES = 300 * 1024**2
EVERY_DAY, SLOW = 120, 1300


@pytest.mark.parametrize(
    ("seed", "runs"),
    [(1, EVERY_DAY), *(pytest.param(seed, SLOW, marks=pytest.mark.slow) for seed in range(2, 7))],
)
def test_spoiled_files_are_read_or_refused(
    seed: int, runs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole document (exit 0) or one paragraph (exit 3), in time and memory; no other file is written."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said, codes = run(tmp_path / "files", seed, runs)
    assert [] == said, "\n\n".join(said)
    assert runs == codes.total()
    assert {("document", 0), ("document", 3), ("answers", 5)} <= set(codes)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < MOST_BYTES
    assert [] == os.listdir(tmp_path / "here")


def test_the_same_seed_spoils_the_same_way(tmp_path: Path) -> None:
    """A number and a seed make a spoiled file again, whatever was run before it."""
    first = [case.data for case in cases(tmp_path / "one", 5, 30)]
    assert first == [case.data for case in cases(tmp_path / "two", 5, 30)]
    assert first != [case.data for case in cases(tmp_path / "three", 6, 30)]


@pytest.mark.parametrize("spoiling", SPOILINGS)
def test_every_way_spoils(spoiling: object) -> None:
    """Each of them changes a file, more often than not."""
    assert callable(spoiling)
    good = b"topic: softmax\nlogits: [[1, 2], [3, 4]]\nlabels:\n  words: [a, b]\n"
    found = {spoiling(good, Random(seed), [b"X: [[1]]\nY: 2\n"]) for seed in range(20)}
    assert len(found - {good}) >= 3


def test_nothing_is_left_of_some_files() -> None:
    """An empty file is one of the spoiled ones, and can itself be met."""
    assert b"" == spoiled(b"", Random(1), [b"x"])
    assert any(not spoiled(b"ab", Random(seed), [b"x"]) for seed in range(200))


class TestTheHarness:
    """The twins: every broken promise would be seen."""

    CASE = Case(0, Kind("document", [], lambda path, _: [], frozenset({0, 3}), 1), Path("x.yaml"), b"", [])

    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            (Outcome(3, b"", b"x.yaml:1:1: no\n"), []),
            (Outcome(0, b"all\n", b""), []),
            (Outcome(70, b"", b"fault"), ["exit 70"]),
            (Outcome(3, b"half", b"x.yaml:1:1: no"), ["stdout"]),
            (Outcome(3, b"", b"1:1: no"), ["file"]),
            (Outcome(3, b"", b"x.yaml\n" * 9), ["lines"]),
            (Outcome(3, b"", b"x.yaml" * 200), ["length"]),
            (Outcome(3, b"", b"x.yaml\nTraceback (most recent call last)"), ["traceback"]),
            (Outcome(3, b"", b"x.yaml \x1b[31m"), ["control character"]),
            (Outcome(3, b"", b"x.yaml \xff"), ["UTF-8"]),
            (Outcome(0, b"", b""), ["empty"]),
            (Outcome(0, b"cut", b""), ["empty"]),
        ],
    )
    def test_a_broken_promise_is_noticed(self, outcome: Outcome, expected: list[str]) -> None:
        """One promise at a time."""
        assert expected == [*broken(self.CASE, outcome, 0)]
        assert "time" in broken(self.CASE, outcome, 3.1)

    def test_other_json_than_was_read_is_noticed(self) -> None:
        """JSON that is none, or that gives another document when it is read."""
        case = self.CASE._replace(words=["--json"])
        assert ["strict JSON", "does not read back"] == broken(case, Outcome(0, b'{"a": NaN}\n', b""), 0)
        assert ["does not read back"] == broken(case, Outcome(0, b'{"topic": "softmax"}\n', b""), 0)

    def test_a_reader_that_fails_is_noticed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A fault in a reader shows within few runs, with what makes it again."""
        read = saved_calculation.flatten

        def failing(document: MappingNode) -> MappingNode:
            try:
                return read(document)
            except InputError:
                raise ZeroDivisionError from None

        monkeypatch.setattr(from_document, "flatten", failing)
        said, _ = run(tmp_path, 2, EVERY_DAY)
        assert said
        assert "seed 2, number" in said[0]
        assert "exit 70" in said[0]
