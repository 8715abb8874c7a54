"""Writing a result to a file: wholly or not at all, and never over something by accident."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from handcalc.cli.temp_files import temporary_file
from handcalc.errors import AlreadyThere, OutputError
from handcalc.platform_support import copy_owner
from handcalc.text import visible, why


def write_file(path: str, data: bytes | Iterable[bytes], *, force: bool) -> None:
    """Put the bytes into the file of this path, atomically; one that exists keeps its mode and its owner.

    data: what it shall hold, whole or in pieces that are made while it is written.

    Raises AlreadyThere: it exists and `force` is not set; OutputError: it is a link, a folder or a device, or
    its folder does not take it; and whatever the making of a piece raises.
    """
    before = _status(path, force)
    # 0o666 less the umask, which the system takes away, as any program's new files are.
    usual = 0o666 if before is None else 0o600
    with _refused(path), temporary_file(os.path.dirname(path), usual) as (handle, temporary):
        with os.fdopen(handle, "wb") as stream:
            _make_alike(temporary, before)
            stream.writelines([data] if isinstance(data, bytes) else _made(data))
            stream.flush()
            os.fsync(handle)
        _put(temporary, path, force)


def refuse_existing(path: str, *, force: bool) -> None:
    """See before the work is done whether a file may be written.

    Raises AlreadyThere: it exists and `force` is not set; OutputError: it is a link, a folder or a device.
    """
    _status(path, force)


def _status(path: str, force: bool) -> os.stat_result | None:
    """The status of the file that will be overwritten, None if there is none.

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
        raise _exists(path)
    return status


def _make_alike(temporary: str, before: os.stat_result | None) -> None:
    if before is None:
        return
    copy_owner(before, temporary)
    os.chmod(temporary, stat.S_IMODE(before.st_mode))


def _put(temporary: str, path: str, force: bool) -> None:
    """Give the temporary file its name; without force not even over a file made in the meantime."""
    if not force:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise _exists(path) from None
        except OSError:
            refuse_existing(path, force=False)  # a file system without hard links: a last look
        else:
            return
    os.replace(temporary, path)


class _NotMade(Exception):
    """A piece could not be made, which is no fault of the output."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _made(pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except Exception as error:
        raise _NotMade(error) from None


@contextmanager
def _refused(path: str) -> Iterator[None]:
    """What the system refuses here is told of the file of this path."""
    try:
        yield
    except _NotMade as error:
        raise error.error from None
    except FileNotFoundError:
        raise OutputError(f"{visible(path)} cannot be written: there is no such folder") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(path)} cannot be written: {why(error)}") from None


def _exists(path: str) -> AlreadyThere:
    return AlreadyThere(f"{visible(path)} exists; --force overwrites it")
