"""Whole documents are as they were last looked at.

Where a difference is meant: `python -m tests.goldens` writes them anew; look at `git diff tests/goldens`.
"""

from __future__ import annotations

import pytest

import handcalc.topics as topics
from tests.goldens import Golden, goldens, left_over


@pytest.mark.parametrize("golden", goldens(), ids=str)
def test_output_is_as_it_was(golden: Golden) -> None:
    """Byte for byte, 80 columns wide, without colour."""
    assert golden.path.read_bytes().decode("utf-8") == golden.text()


def test_every_topic_is_kept() -> None:
    """Each topic has a document, and every file belongs to one."""
    kept = {line for golden in goldens() for line in golden.source.splitlines() if line.startswith("topic:")}
    assert {f"topic: {name}" for name in topics.names()} <= {line.split(" #")[0].strip() for line in kept}
    assert [] == left_over()


def test_a_changed_document_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: a space more is a difference."""
    golden = goldens()[0]
    right = golden.text()
    monkeypatch.setattr(Golden, "text", lambda self: f"{right} ")
    with pytest.raises(AssertionError):
        test_output_is_as_it_was(golden)
