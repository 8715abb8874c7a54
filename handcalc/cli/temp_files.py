"""Temporary files, and what is removed again: those that killed processes left, and empty new folders."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from handcalc.errors import OutputError
from handcalc.text import visible, why

_TEMPORARY = re.compile(r"\.handcalc-[0-9a-f]{16}\.tmp")
_OLD = 3600.0
"""Seconds after which nobody is at work on a temporary file any more."""


@contextmanager
def temporary_file(folder: str, mode: int) -> Iterator[tuple[int, str]]:
    """A new file that is to get its name when it is whole: a handle, which the caller closes, and its path.

    It is gone at the end, but for a name that it was given.
    """
    path = os.path.join(folder, f".handcalc-{os.urandom(8).hex()}.tmp")
    try:
        yield os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), path
    finally:
        with suppress(OSError):
            os.unlink(path)


def remove_leftovers(folder: str, *, older_than: float = _OLD) -> None:
    """Remove temporary files that killed processes left in a folder; older_than: in seconds."""
    with suppress(OSError, ValueError):
        for name in os.listdir(folder or "."):
            path = os.path.join(folder, name)
            if _TEMPORARY.fullmatch(name):
                with suppress(OSError):
                    if time.time() - os.lstat(path).st_mtime >= older_than:
                        os.unlink(path)


@contextmanager
def in_folders(*folders: str) -> Iterator[None]:
    """Write into folders, which are made where they are missing; old leftovers in them are removed.

    Whatever goes wrong, no folder stays that was made and holds nothing.
    Raises OutputError: one cannot be made.
    """
    made: list[str] = []
    try:
        for folder in folders:
            _make(folder, made)
            remove_leftovers(folder)
        yield
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                os.rmdir(folder)
        raise


def _make(folder: str, made: list[str]) -> None:
    """Make a folder and those that it lies in; they join the made ones.

    Raises OutputError: it cannot be made.
    """
    try:
        for each in _missing(folder):
            with suppress(FileExistsError):  # another run was faster
                os.mkdir(each)
                made.append(each)
        if not os.path.isdir(folder):
            raise OutputError(f"{visible(folder)} is no folder")
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(folder)} cannot be made: {why(error)}") from None


def _missing(folder: str) -> list[str]:
    """The folders to be made, from the outermost to this one."""
    missing: list[str] = []
    while folder and not os.path.isdir(folder):
        missing.insert(0, folder)
        folder = os.path.dirname(folder.rstrip(os.sep))
    return missing
