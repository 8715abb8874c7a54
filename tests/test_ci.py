"""The script of continuous integration names paths that exist."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.paths import ROOT


def watched(script: str) -> list[str]:
    """The patterns of files whose changes cause the TeX or browser tests to run."""
    calls = re.findall(r"^if ! due \d (.*); then$", script, re.MULTILINE)
    return [pattern for words in calls for pattern in shlex.split(words)]


PATTERNS = watched((ROOT / ".ci" / "run").read_text(encoding="utf-8"))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_watched_files_exist(pattern: str) -> None:
    """A pattern that no file matches would switch tests off."""
    assert list(ROOT.glob(pattern))


def test_patterns_are_read() -> None:
    """Guard: both calls are read, quotes included."""
    assert ["a", "b/*c"] == watched("if ! due 1 a 'b/*c'; then\n")
    assert any("latex" in pattern for pattern in PATTERNS)
    assert any("html" in pattern for pattern in PATTERNS)
