"""A lock on the folder of a class: several runs may write the same class, only one may change it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from handcalc.cli.output_file import write_file
from handcalc.cli.temp_files import remove_leftovers
from handcalc.errors import AlreadyThere, OutputError
from handcalc.exercises.sheets.class_files import FOLDERS, remove
from handcalc.exercises.sheets.manifest import MANIFEST, Entry, Manifest, read_manifest
from handcalc.platform_support import Lock, lock_file
from handcalc.text import visible


class FolderLock:
    """A lock on a folder; the system releases it when the process ends, also after a kill."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._handle: int | None = None

    def __enter__(self) -> FolderLock:
        with suppress(OSError):  # Windows does not open folders
            self._handle = os.open(self._folder, os.O_RDONLY)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def share(self) -> None:
        """Wait until no other run changes the class, then prevent changes by others."""
        self._lock(exclusive=False, wait=True)

    def exclude_others(self) -> Lock:
        """Try to lock all other runs out, and return the result; share the folder if another run holds it."""
        lock = self._lock(exclusive=True, wait=False)
        if lock == "busy":
            self.share()
        return lock

    def _lock(self, *, exclusive: bool, wait: bool) -> Lock:
        if self._handle is None:
            return "unsupported"
        return lock_file(self._handle, exclusive=exclusive, wait=wait)


def publish_manifest(
    folder: Path, existing: Manifest | None, manifest: Manifest, stale: Sequence[Entry], lock: FolderLock
) -> None:
    """Write the manifest of a class into its folder, unless the folder has it already, and share the folder.

    existing: the manifest in the folder when the class was planned. stale: entries whose files are
    removed first, so that no later run counts them as files of this class.
    Raises OutputError: another run is writing there, or has changed the class meanwhile.
    """
    path, state = visible(str(folder)), lock.exclude_others()
    if state == "acquired":  # no temporary file is in use
        for name in ("", *FOLDERS):
            remove_leftovers(str(folder / name), older_than=0)
    if read_manifest(folder) == existing != manifest:
        if state == "busy":
            raise OutputError(f"another run of handcalc writes into {path}: wait until it has ended")
        remove(folder, stale)
        with suppress(AlreadyThere):
            write_file(str(folder / MANIFEST), manifest.text().encode(), force=existing is not None)
    lock.share()
    if read_manifest(folder) != manifest:
        raise OutputError(f"{path}: another run of handcalc has changed the class meanwhile; look at it")
