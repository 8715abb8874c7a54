"""Where things are in this repository, for tests that read them."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
SAMPLES = ROOT / "samples"
WORKED_EXAMPLES = TESTS / "topics" / "worked_examples"
"""Calculations that others have published, a file each."""


def path_of_test(name: str) -> Path:
    """The test file test_NAME.py, in whichever folder it is.

    Raises ValueError: there is none, or there are two.
    """
    (path,) = TESTS.rglob(f"test_{name}.py")
    return path
