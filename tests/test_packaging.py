"""The metadata: what it says of versions and addresses is true, and everything is said once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import handcalc

ROOT = Path(__file__).parent.parent
PYTHON = "Programming Language :: Python :: 3."


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The table of the project."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def test_the_version_is_stated_once(project: dict[str, Any]) -> None:
    """In the package, from which the build reads it; the newest entry of the changelog is about it."""
    assert ("version" not in project, ["version"]) == (True, project["dynamic"])
    changelog = (ROOT / "handcalc" / "CHANGELOG.md").read_text("utf-8")
    assert handcalc.__version__ == re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)[0]


def test_classifiers_are_the_versions_from_the_lowest_on(project: dict[str, Any]) -> None:
    """Without a gap, and none below requires-python."""
    minors = [int(name.removeprefix(PYTHON)) for name in project["classifiers"] if name.startswith(PYTHON)]
    lowest = int(project["requires-python"].removeprefix(">=3."))
    assert list(range(lowest, lowest + len(minors))) == minors
    assert len(minors) > 1


def test_addresses(project: dict[str, Any]) -> None:
    """Where it lives, what changed, and where to complain; a file that is named exists."""
    urls = project["urls"]
    assert {"Homepage", "Source", "Changelog", "Issues"} == set(urls)
    assert all(url.startswith(urls["Source"]) and urlsplit(url).scheme == "https" for url in urls.values())
    assert (ROOT / urls["Changelog"].partition("/blob/main/")[2]).is_file()


def test_extras_are_bounded_alike(project: dict[str, Any]) -> None:
    """A package that is in two extras has the same bounds in both."""
    extras = project["optional-dependencies"]
    assert set(extras["pdf"]) <= set(extras["dev"])
