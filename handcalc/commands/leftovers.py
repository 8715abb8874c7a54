"""Nothing is left behind: temporary files of killed processes go, and folders that were made for nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from zlib import crc32

from handcalc.errors import OutputError
from handcalc.wording import visible, why

_TEMPORARY = re.compile(r"\.handcalc-(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]+)-[0-9a-f]+\.tmp")


def temporary_name() -> str:
    """A name for a file that nobody else uses, and that tells whose it is."""
    return f".handcalc-{_machine()}-{os.getpid()}-{os.urandom(6).hex()}.tmp"


def remove_leftovers(folder: str) -> None:
    """Remove what processes of this machine that were killed left in a folder.

    To be called while this process writes nothing there: what has its number is of an earlier one, as in a
    container, where every run has the same.
    """
    with suppress(OSError, ValueError):
        for name in os.listdir(folder or "."):
            found = _TEMPORARY.fullmatch(name)
            if found and found["machine"] == _machine() and not _runs(int(found["process"])):
                with suppress(OSError):
                    os.unlink(os.path.join(folder, name))


@cache
def _machine() -> str:
    return f"{crc32(os.uname().nodename.encode()) if hasattr(os, 'uname') else 0:08x}"


def _runs(process: int) -> bool:
    """Whether there is such a process beside this one."""
    if os.name == "nt":
        return True  # there, asking would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # somebody else's
    return process != os.getpid()


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
