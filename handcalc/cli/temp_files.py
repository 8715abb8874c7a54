"""Temporary files and new folders, and their removal after errors and killed processes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from handcalc.errors import OutputError
from handcalc.text import visible, why

_TEMPORARY = re.compile(r"\.handcalc-[0-9a-f]{16}\.tmp")
_OLD = 3600.0
"""Seconds after which a temporary file is no longer in use."""


@contextmanager
def temporary_file(folder: str, mode: int) -> Iterator[tuple[int, str]]:
    """A new file under a temporary name: its handle, which the caller closes, and its path.

    The temporary name is removed at the end; the caller renames or links the file before.
    """
    path = os.path.join(folder, f".handcalc-{os.urandom(8).hex()}.tmp")
    try:
        yield os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), path
    finally:
        with suppress(OSError):
            os.unlink(path)


def remove_leftovers(folder: str, *, older_than: float = _OLD) -> None:
    """Remove the temporary files of killed processes from a folder; older_than: in seconds."""
    with suppress(OSError, ValueError):
        for name in os.listdir(folder or "."):
            path = os.path.join(folder, name)
            if _TEMPORARY.fullmatch(name):
                with suppress(OSError):
                    if time.time() - os.lstat(path).st_mtime >= older_than:
                        os.unlink(path)


@contextmanager
def in_folders(*folders: str) -> Iterator[None]:
    """Create missing folders, remove old temporary files; after an error, remove empty new folders.

    Raises OutputError: a folder cannot be created.
    """
    created: list[str] = []
    try:
        for folder in folders:
            _create(folder, created)
            remove_leftovers(folder)
        yield
    except BaseException:
        for folder in reversed(created):
            with suppress(OSError):
                os.rmdir(folder)
        raise


def _create(folder: str, created: list[str]) -> None:
    """Create a folder and its missing parents, and append them to the created ones."""
    path = Path(folder)
    try:
        for each in (*reversed(path.parents), path):
            if not os.path.isdir(each):
                with suppress(FileExistsError):  # another run was faster
                    os.mkdir(each)
                    created.append(str(each))
        if not os.path.isdir(folder):
            raise OutputError(f"{visible(folder)} is no folder")
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(folder)} cannot be made: {why(error)}") from None
