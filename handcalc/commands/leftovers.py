"""Nothing is left behind: temporary files of killed processes go, and folders that were made for nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from handcalc.commands.locks import lock
from handcalc.errors import OutputError
from handcalc.wording import visible, why

_TEMPORARY = re.compile(r"\.handcalc-[0-9a-f]{16}\.tmp")


@contextmanager
def temporary_file(folder: str, mode: int) -> Iterator[tuple[int, str]]:
    """A new file that is to get its name when it is whole: a handle, which the caller closes, and its path.

    It is gone at the end, but for a name that it was given. Until then it is locked, which tells others that
    somebody is at work on it: the number of a process would not, as a killed one keeps it in many containers.
    """
    handle, path = _opened(folder, mode)
    keeper = None if os.name == "nt" else os.dup(handle)  # Windows does not rename what is open
    try:
        yield handle, path
    finally:
        with suppress(OSError):
            os.unlink(path)
        if keeper is not None:
            os.close(keeper)


def _opened(folder: str, mode: int) -> tuple[int, str]:
    while True:
        path = os.path.join(folder, f".handcalc-{os.urandom(8).hex()}.tmp")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        lock(handle, alone=True, wait=True)
        if os.path.lexists(path):
            return handle, path
        os.close(handle)  # taken for a leftover before it was locked


def remove_leftovers(folder: str) -> None:
    """Remove what processes that were killed left in a folder."""
    with suppress(OSError, ValueError):
        for name in os.listdir(folder or "."):
            if _TEMPORARY.fullmatch(name):
                with suppress(OSError):
                    _remove_unlocked(os.path.join(folder, name))


def _remove_unlocked(path: str) -> None:
    if os.name == "nt":
        os.unlink(path)  # refused while it is open
        return
    try:
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except PermissionError:  # it had got the mode already of a file that nobody may write
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        if lock(handle, alone=True, wait=False) == "got":
            os.unlink(path)
    finally:
        os.close(handle)


@contextmanager
def in_folders(*folders: str) -> Iterator[None]:
    """Write into folders, which are made where they are missing, without what killed processes left there.

    Whatever goes wrong, no temporary file of a process that was killed stays, nor a folder that was made and
    holds nothing.
    Raises OutputError: one cannot be made.
    """
    made: list[str] = []
    try:
        for folder in folders:
            _make(folder, made)
            remove_leftovers(folder)
        yield
    except BaseException:
        for folder in folders:
            remove_leftovers(folder)
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
