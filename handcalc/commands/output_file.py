"""Writing a result to a file: wholly or not at all, and never over something by accident."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from handcalc.commands.leftovers import temporary_name
from handcalc.errors import AlreadyThere, OutputError
from handcalc.wording import visible, why


def write_file(path: str, data: bytes | Iterable[bytes], *, force: bool) -> None:
    """Put the bytes into the file of this path, atomically; one that exists keeps its mode and its owner.

    data: what it shall hold, whole or in pieces that are made while it is written.

    Raises AlreadyThere: it exists and `force` is not set; OutputError: it is a link, a folder or a device, or
    its folder does not take it; and whatever the making of a piece raises.
    """
    before = _status(path, force)
    temporary = os.path.join(os.path.dirname(path), temporary_name())
    try:
        _fill(temporary, path, [data] if isinstance(data, bytes) else data, before)
        with _refused(path):
            _put(temporary, path, force)
    except BaseException:
        with suppress(OSError, ValueError):
            os.unlink(temporary)
        raise


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


def _fill(temporary: str, path: str, pieces: Iterable[bytes], before: os.stat_result | None) -> None:
    """Fill the file; a piece that cannot be made is no fault of the output."""
    with _refused(path):
        # 0o666 less the umask, which the system takes away, as any program's new files are.
        usual = 0o666 if before is None else 0o600
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, usual)
    stream = os.fdopen(handle, "wb")
    try:
        with _refused(path):
            _make_alike(temporary, before)
        for piece in pieces:
            with _refused(path):
                stream.write(piece)
        with _refused(path):
            stream.flush()
            os.fsync(handle)
    finally:
        with _refused(path):
            stream.close()


def _make_alike(temporary: str, before: os.stat_result | None) -> None:
    if before is None:
        return
    if hasattr(os, "chown"):
        with suppress(OSError):  # only root can give files away
            os.chown(temporary, before.st_uid, before.st_gid)
    os.chmod(temporary, stat.S_IMODE(before.st_mode))


def _put(temporary: str, path: str, force: bool) -> None:
    """Give the temporary file its name; without force not even over a file made in the meantime."""
    if not force:
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise _exists(path) from None
        except OSError:
            refuse_existing(path, force=False)  # a file system without hard links
        else:
            with suppress(OSError):  # the file is there; its other name goes with the next run
                os.unlink(temporary)
            return
    os.replace(temporary, path)


@contextmanager
def _refused(path: str) -> Iterator[None]:
    """What the system refuses here is told of the file of this path."""
    try:
        yield
    except FileNotFoundError:
        raise OutputError(f"{visible(path)} cannot be written: there is no such folder") from None
    except (OSError, ValueError) as error:
        raise OutputError(f"{visible(path)} cannot be written: {why(error)}") from None


def _exists(path: str) -> AlreadyThere:
    return AlreadyThere(f"{visible(path)} exists; --force overwrites it")
