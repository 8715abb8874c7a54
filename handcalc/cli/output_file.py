"""Write a result to a file: as a whole or not at all, and over an existing file only with --force."""

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
    """Write the bytes to a file, atomically; an existing file keeps its mode and owner.

    data: the content, whole or in pieces that are computed meanwhile.
    Raises AlreadyThere: the file exists and `force` is not set; OutputError: it is a link, a folder or a
    device, or cannot be written; and what the computation of a piece raises.
    """
    before = _status(path, force)
    # 0o666 minus the umask, like the new files of any program.
    mode = 0o666 if before is None else 0o600
    with _errors_name(path), temporary_file(os.path.dirname(path), mode) as (handle, temporary):
        with os.fdopen(handle, "wb") as stream:
            if before is not None:
                copy_owner(before, temporary)
                os.chmod(temporary, stat.S_IMODE(before.st_mode))
            stream.writelines([data] if isinstance(data, bytes) else _wrapping_errors(data))
            stream.flush()
            os.fsync(handle)
        _rename(temporary, path, force)


def refuse_existing(path: str, *, force: bool) -> None:
    """Check before the calculation whether a file may be written.

    Raises AlreadyThere: it exists and `force` is not set; OutputError: it is a link, a folder or a device.
    """
    _status(path, force)


def _status(path: str, force: bool) -> os.stat_result | None:
    """The status of the file to overwrite, None if there is none; raises as refuse_existing."""
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


def _rename(temporary: str, path: str, force: bool) -> None:
    """Rename the temporary file; without force never over a file that was made in the meantime."""
    if not force:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise _exists(path) from None
        except OSError:
            refuse_existing(path, force=False)  # a file system without hard links: check again
        else:
            return
    os.replace(temporary, path)


class _PieceFailed(Exception):
    """Wraps an error in the computation of a piece, which is not an error of the file."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def _wrapping_errors(pieces: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
    except Exception as error:
        raise _PieceFailed(error) from None


@contextmanager
def _errors_name(path: str) -> Iterator[None]:
    """Turn errors of the system into OutputErrors that name the file."""
    try:
        yield
    except _PieceFailed as error:
        raise error.error from None
    except FileNotFoundError:
        raise OutputError(f"{visible(path)} cannot be written: there is no such folder") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(path)} cannot be written: {why(error)}") from None


def _exists(path: str) -> AlreadyThere:
    return AlreadyThere(f"{visible(path)} exists; --force overwrites it")
