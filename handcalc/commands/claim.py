"""Several runs in one folder: those of one class may share it, who changes the class must be alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from handcalc.commands.locks import lock
from handcalc.commands.output_file import write_file
from handcalc.errors import AlreadyThere, OutputError
from handcalc.sheets.class_files import remove
from handcalc.sheets.manifest import MANIFEST, Entry, Manifest, read_manifest
from handcalc.wording import visible


class Claim:
    """A lock on a folder, which ends with the processes that write there, however they end.

    Where there are no locks, as in some folders of networks, everybody has one.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._handle: int | None = None

    def __enter__(self) -> Claim:
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
        if self._handle is not None:
            lock(self._handle, alone=False, wait=True)

    def be_alone(self) -> None:
        """Make sure that nobody else writes here.

        Raises OutputError: somebody does.
        """
        if self._handle is not None and lock(self._handle, alone=True, wait=False) == "taken":
            whose = visible(self._folder)
            raise OutputError(f"another run of handcalc writes into {whose}: wait until it has ended")


def settle(
    folder: Path, there: Manifest | None, manifest: Manifest, stale: Sequence[Entry], claim: Claim
) -> None:
    """Make a folder that of a class, whatever other runs do there at the same time.

    there: the manifest that it had when the class was planned. stale: whose files go before the new manifest
    comes, so that no later run takes them for those of this class.
    Raises OutputError: another run writes there, or has made it the folder of another class meanwhile.
    """
    path, text = str(folder / MANIFEST), manifest.text().encode()
    claim.share()
    now = read_manifest(folder)
    if now is None and there is None:
        with suppress(AlreadyThere):
            write_file(path, text, force=False)
        now = read_manifest(folder)
    elif now == there != manifest:
        claim.be_alone()
        if read_manifest(folder) == there:
            remove(folder, stale)
            write_file(path, text, force=True)
        claim.share()
        now = read_manifest(folder)
    if now != manifest:
        whose = visible(str(folder))
        raise OutputError(f"{whose}: another run of handcalc has changed the class meanwhile; look at it")
