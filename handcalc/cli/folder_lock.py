"""Several runs in one folder: those of one class may share it, who changes the class must be alone."""

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
    """A lock on a folder, which ends with the processes that write there, however they end."""

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
        """Wait until nobody changes the class; from now on nobody else may."""
        self._lock(exclusive=False, wait=True)

    def exclude_others(self) -> Lock:
        """Try to be the only run that writes here, and say whether it is; otherwise share."""
        lock = self._lock(exclusive=True, wait=False)
        if lock == "busy":
            self.share()
        return lock

    def _lock(self, *, exclusive: bool, wait: bool) -> Lock:
        if self._handle is None:
            return "unsupported"
        return lock_file(self._handle, exclusive=exclusive, wait=wait)


def publish_manifest(
    folder: Path, there: Manifest | None, manifest: Manifest, stale: Sequence[Entry], claim: FolderLock
) -> None:
    """Write the manifest of a class into its folder, unless it is there already, and share the folder.

    there: the manifest that the folder had when the class was planned. stale: whose files go before the new
    manifest comes, so that no later run takes them for those of this class.
    Raises OutputError: another run writes there, or has made it the folder of another class meanwhile.
    """
    lock = claim.exclude_others()
    if lock == "acquired":  # nobody is at work on a temporary file
        for name in ("", *FOLDERS):
            remove_leftovers(str(folder / name), older_than=0)
    if read_manifest(folder) == there != manifest:
        if lock == "busy":
            whose = visible(str(folder))
            raise OutputError(f"another run of handcalc writes into {whose}: wait until it has ended")
        remove(folder, stale)
        with suppress(AlreadyThere):
            write_file(str(folder / MANIFEST), manifest.text().encode(), force=there is not None)
    claim.share()
    if read_manifest(folder) != manifest:
        whose = visible(str(folder))
        raise OutputError(f"{whose}: another run of handcalc has changed the class meanwhile; look at it")
