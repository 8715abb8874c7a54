"""Whole documents are as they were last looked at.

Where a difference is meant: `python -m tests.goldens` writes them anew; look at `git diff tests/goldens`.
"""

from __future__ import annotations

import pytest

from handcalc import topics
from tests.goldens import READ, Golden, Template, goldens, kept, left_over, sources
from tests.variants import TEXT_FORMATS


@pytest.mark.parametrize("golden", kept(), ids=str)
def test_output_is_as_it_was(golden: Golden | Template) -> None:
    """Every document equals its golden, 80 columns wide, without colour."""
    assert golden.path.read_bytes().decode("utf-8") == golden.text()


def test_every_topic_is_kept() -> None:
    """Every topic has a golden in each format, every sample one as a table, and no file is left over."""
    wanted = {(topic, format) for topic in topics.names() for format in TEXT_FORMATS}
    assert wanted == {(golden.topic, golden.format) for golden in goldens()}
    assert {name for name, _ in sources()} == {golden.name for golden in goldens() if golden.format == READ}
    assert [] == left_over()


def test_a_changed_document_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: an additional space is a difference."""
    golden = goldens()[0]
    right = golden.text()
    monkeypatch.setattr(Golden, "text", lambda self: f"{right} ")
    with pytest.raises(AssertionError):
        test_output_is_as_it_was(golden)
