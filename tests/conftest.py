"""Fixtures that several test files share."""

from __future__ import annotations

import csv
import io
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.exercises.class_folders import NAMES, fill_all, made_class
from tests.run_command import hear_signals
from tests.slices import parse_slice, slice_key, worker_group

# An example that takes long says how busy the machine is, not that a promise is broken.
# CI tries the same examples every time: what it says should be about the change. Elsewhere they are new ones.
settings.register_profile(
    "no clock",
    parent=settings(),
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("no clock")


hear_signals()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--slice K/N`, for runs that are too long for one time."""
    parser.addoption(
        "--slice", type=parse_slice, metavar="K/N", help="run only the K-th of N parts; together they are all"
    )


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not in the slice, and keep the cases of a variant together."""
    wanted = config.getoption("--slice")
    if wanted:
        config.hook.pytest_deselected(items=[item for item in items if not wanted.holds(slice_key(item))])
        items[:] = [item for item in items if wanted.holds(slice_key(item))]
    for item in items:
        item.add_marker(pytest.mark.xdist_group(worker_group(item)))


def pytest_make_parametrize_id(val: object) -> str | None:
    """The name of a case that is a text: printable and in ASCII, so that it can be typed to run it alone."""
    if isinstance(val, bytes):
        val = val.decode("latin-1")
    if not isinstance(val, str):
        return None
    return "".join(char if " " <= char <= "~" and char != "\\" else f"U+{ord(char):04X}" for char in val)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of five with nasty names; every test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    roster = io.StringIO()
    csv.writer(roster).writerows([["id", "name"], *([f"s{n}", name] for n, name in enumerate(NAMES))])
    (folder / "roster.csv").write_text(roster.getvalue(), encoding="utf-8")
    return made_class(
        folder / "week3",
        "attention",
        "--seed",
        "5555555555",
        "--tokens",
        "3",
        "--roster",
        str(folder / "roster.csv"),
    )


@pytest.fixture
def week3(made: Path, tmp_path: Path) -> Path:
    """The class, its answer files filled in without a fault."""
    shutil.copytree(made, tmp_path / "week3")
    fill_all(tmp_path / "week3")
    return tmp_path / "week3"
