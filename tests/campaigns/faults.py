"""A file system that fails on purpose: the N-th call of a kind, in one folder, in this process.

A failing write leaves half of its bytes behind, as a full disk does.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EMFILE, errno.EINTR, errno.EDQUOT)

HARMFUL = ("create", "write", "close", "fsync", "replace", "chmod", "mkdir")
"""Calls without which no file is written: a failure of one of them is told of."""

HARMLESS = ("link", "chown", "lock")
"""Calls without which there is another way, or nothing is lost."""

TIDYING = ("unlink",)
"""Calls without which something stays that the next run takes away."""

READING = ("read",)
"""Calls without which an input is refused."""

LOOKING = ("listdir",)
"""Calls that look for leftovers, without which nothing is lost, or for inputs, which are refused then."""


@dataclass
class Faults:
    """Which call fails, and how many there were; lasting: all later ones of the kind fail, too."""

    folder: Path
    kind: str
    number: int
    code: int
    lasting: bool = False
    calls: int = 0
    handles: set[int] = field(default_factory=set)

    @property
    def reached(self) -> bool:
        """Whether there were so many calls that one failed."""
        return self.calls >= self.number

    def inside(self, path: object) -> bool:
        """Whether a call is about the folder: by its path, or by a handle that was opened there."""
        if isinstance(path, int):
            return path in self.handles
        return os.fspath(path).startswith(str(self.folder)) if isinstance(path, str | os.PathLike) else False

    def count(self, kind: str, path: object) -> bool:
        """Whether this call is to fail."""
        if kind != self.kind or not self.inside(path):
            return False
        self.calls += 1
        return self.calls == self.number or (self.lasting and self.reached)

    def fail(self, path: object) -> OSError:
        """What it fails with."""
        return OSError(self.code, os.strerror(self.code), path if isinstance(path, str) else None)


@contextmanager
def failing(faults: Faults) -> Iterator[Faults]:
    """Let the call fail within this block."""
    with ExitStack() as stack:
        for module, name, kind in _PATCHED:
            stack.enter_context(patch.object(module, name, _counted(faults, kind, getattr(module, name))))
        stack.enter_context(patch.object(os, "open", _opened(faults, os.open)))
        stack.enter_context(patch.object(os, "fdopen", _streamed(faults)))
        for module in (io, builtins):
            stack.enter_context(patch.object(module, "open", _read(faults, io.open)))
        yield faults


_PATCHED: list[tuple[Any, str, str]] = [
    (os, name, name) for name in ("fsync", "replace", "chmod", "mkdir", "link", "unlink", "chown", "listdir")
]
try:
    import fcntl

    _PATCHED.append((fcntl, "flock", "lock"))
except ImportError:
    pass


def _counted(faults: Faults, kind: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *more: Any, **named: Any) -> Any:
        if faults.count(kind, path):
            raise faults.fail(path)
        return real(path, *more, **named)

    return call


def _opened(faults: Faults, real: Callable[..., int]) -> Callable[..., int]:
    def call(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if faults.count("create" if flags & os.O_CREAT else "lock", path):
            raise faults.fail(path)
        handle = real(path, flags, *more, **named)
        if faults.inside(path):
            faults.handles.add(handle)
        return handle

    return call


def _streamed(faults: Faults) -> Callable[[int, str], io.BufferedWriter]:
    class Raw(io.FileIO):
        def write(self, data: Any, /) -> int:
            if faults.count("write", self.fileno()):
                if faults.code != errno.EINTR:  # which says that nothing was written, and is tried again
                    super().write(data[: len(data) // 2])
                raise faults.fail(None)
            return super().write(data)

        def close(self) -> None:
            wanted = not self.closed and faults.count("close", self.fileno())
            if not self.closed:
                faults.handles.discard(self.fileno())
            super().close()
            if wanted:
                raise faults.fail(None)

    return lambda handle, mode: io.BufferedWriter(Raw(handle, mode))


def _read(faults: Faults, real: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *more: Any, **named: Any) -> Any:
        if faults.count("read", path):
            raise faults.fail(path)
        return real(path, *more, **named)

    return call
