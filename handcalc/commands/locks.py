"""Locks on files and folders, which end with the process that has them, however it ends."""

from __future__ import annotations

from typing import Literal

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Lock = Literal["got", "taken", "none"]
"""Whether we have it, somebody else has it, or there are no locks here, as in some folders of networks."""


def lock(handle: int, *, alone: bool, wait: bool) -> Lock:
    """Lock what a handle was opened for; several may have it that need not be alone."""
    if fcntl is None:
        return "none"
    how = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    try:
        fcntl.flock(handle, how if wait else how | fcntl.LOCK_NB)
    except BlockingIOError:
        return "taken"
    except OSError:
        return "none"
    return "got"
