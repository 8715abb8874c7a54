"""Writing a result to a file: wholly or not at all, and never over something by accident."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from zlib import crc32

from handcalc.errors import OutputError
from handcalc.wording import visible


def write_file(path: str, data: bytes | Iterable[bytes], *, force: bool) -> None:
    """Put the bytes into the file of this path, atomically; one that exists keeps its mode.

    data: what it shall hold, whole or in pieces that are made while it is written.

    Raises OutputError: it exists and `force` is not set, it is a link, a folder or a device, or its
    folder does not take it.
    """
    mode = _mode(path, force)
    temporary = os.path.join(os.path.dirname(path), _temporary_name())
    try:
        _fill(temporary, data, mode)
        _put(temporary, path, force)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError | ValueError):
            raise OutputError(_why(path, error)) from None
        raise


def remove_leftovers(folder: str | os.PathLike[str]) -> None:
    """Remove what processes of this machine that were killed left in a folder."""
    with suppress(OSError):
        for name in os.listdir(folder):
            found = _TEMPORARY.fullmatch(name)
            if found and found["machine"] == _machine() and not _runs(int(found["process"])):
                with suppress(OSError):
                    os.unlink(os.path.join(folder, name))


_TEMPORARY = re.compile(r"\.handcalc-(?P<machine>[0-9a-f]{8})-(?P<process>[0-9]+)-[0-9a-f]+\.tmp")


def _temporary_name() -> str:
    """A name that nobody else uses, and that tells whose it is."""
    return f".handcalc-{_machine()}-{os.getpid()}-{os.urandom(6).hex()}.tmp"


@cache
def _machine() -> str:
    return f"{crc32(os.uname().nodename.encode()) if hasattr(os, 'uname') else 0:08x}"


def _runs(process: int) -> bool:
    if os.name == "nt":
        return True  # there, asking would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return True


def refuse_existing(path: str, *, force: bool) -> None:
    """See before the work is done whether a file may be written.

    Raises OutputError: it exists and `force` is not set, or it is a link, a folder or a device.
    """
    _mode(path, force)


def _mode(path: str, force: bool) -> int | None:
    """The mode of the file that will be overwritten, None if there is none.

    Raises OutputError: what is there must stay.
    """
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    if stat.S_ISLNK(status.st_mode):
        raise OutputError(f"{visible(path)} is a link; name the file that it leads to")
    if not stat.S_ISREG(status.st_mode):
        what = "a folder" if stat.S_ISDIR(status.st_mode) else "no ordinary file"
        raise OutputError(f"{visible(path)} is {what}")
    if not force:
        raise OutputError(_exists(path))
    return stat.S_IMODE(status.st_mode)


def _fill(temporary: str, data: bytes | Iterable[bytes], mode: int | None) -> None:
    # 0o666 less the umask, which the system takes away, as any program's new files are.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with open(handle, "wb") as stream:
        if mode is not None:
            os.chmod(temporary, mode)
        stream.writelines([data] if isinstance(data, bytes) else data)
        stream.flush()
        os.fsync(stream.fileno())


def _put(temporary: str, path: str, force: bool) -> None:
    """Give the temporary file its name; without force not even over a file made in the meantime."""
    if not force:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise OutputError(_exists(path)) from None
        except OSError:
            pass  # a file system without hard links
        else:
            os.unlink(temporary)
            return
    os.replace(temporary, path)


def _exists(path: str) -> str:
    return f"{visible(path)} exists; --force overwrites it"


def _why(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{visible(path)} cannot be written: there is no such folder"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"{visible(path)} cannot be written: {visible(reason or type(error).__name__)}"
