"""The campaigns name tests and code that exist."""

from __future__ import annotations

import pytest

from tests.campaigns.coverage import GROUPS
from tests.campaigns.mutation import AREAS
from tests.paths import ROOT, TESTS, path_of_test

NAMES = {
    name for names in (*GROUPS.values(), *(area.tests for area in AREAS.values())) for name in names.split()
}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_test_is_there(name: str) -> None:
    """By the name of its file, or of its folder."""
    assert (TESTS / name).is_dir() or path_of_test(name).is_file()


@pytest.mark.parametrize("pattern", [pattern for area in AREAS.values() for pattern in area.code.split()])
def test_every_pattern_finds_code(pattern: str) -> None:
    """A folder that moved would be an area without mutants."""
    assert list((ROOT / "handcalc").glob(pattern))


def test_a_lost_name_is_seen() -> None:
    """Guard: a test that is gone is missed."""
    with pytest.raises(ValueError, match="not enough values"):
        path_of_test("of_something_that_is_not_there")
