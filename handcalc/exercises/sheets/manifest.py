"""The manifest of a class: the files in its folder, and the settings that marking needs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from handcalc import __version__
from handcalc.errors import InputError
from handcalc.inputs.document import decoded, refuse_too_large
from handcalc.limits import MANIFEST_BYTES
from handcalc.record.functions import SNAP_DECIMALS
from handcalc.text import inert_json, quoted, visible, why

SCHEMA = "handcalc/sheets"
FORMAT_VERSION = "1.1"
MANIFEST = "manifest.json"


class Entry(NamedTuple):
    """One student: the id, the name if known, and the files, relative to the folder.

    digest: SHA-256 of the sheet as plain text without its last line; it is the same in every format.
    attempt: which draw the numbers come from.
    """

    id: str
    name: str | None
    sheet: str
    key: str
    calculation: str
    answers: str
    digest: str
    attempt: int

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all files of the student."""
        return self.sheet, self.key, self.calculation, self.answers


class Manifest(NamedTuple):
    """A class.

    options: every option of the topic. blank: the words of --blank, which replace the level. handcalc: the
    version that made the class; another one may word a sheet differently, so that digests cannot be
    compared. command: prints one of the sheets, given --student and --attempt. open: whether the sheets
    show seed and command.
    """

    topic: str
    options: Mapping[str, Any]
    seed: int
    level: int
    blank: str | None
    digits: int
    rounding: str
    vectors: str
    format: str
    sheets: tuple[Entry, ...]
    command: str = ""
    open: bool = False
    handcalc: str = __version__

    @property
    def same_for_all(self) -> Manifest:
        """The manifest without students, to compare classes by."""
        return self._replace(sheets=())

    def text(self) -> str:
        """The manifest as JSON, with a line per student; the same class gives the same bytes."""
        fields = {
            "schema": SCHEMA,
            "format_version": FORMAT_VERSION,
            "handcalc": self.handcalc,
            **self._asdict(),
        }
        del fields["sheets"]
        head = json.dumps(fields, ensure_ascii=False, indent=1)[:-2]
        lines = (json.dumps(entry._asdict(), ensure_ascii=False) for entry in self.sheets)
        return inert_json(f'{head},\n "sheets": [\n  {f",{chr(10)}  ".join(lines)}\n ]\n}}\n')


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest of a folder; None if there is none.

    Raises InputError, naming the file: it cannot be read, is not a manifest, or has an unknown version. It is
    an input for `sheet`, too, so its errors are never output errors.
    """
    path = folder / MANIFEST
    try:
        if path.exists() and not path.is_file():  # a pipe would block
            raise InputError("the manifest cannot be read: it is not a file")
        with path.open("rb") as stream:
            data = stream.read(MANIFEST_BYTES + 1)
        refuse_too_large(len(data), MANIFEST_BYTES)
        return manifest_in(decoded(data))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except InputError as error:
        raise error.in_file(visible(str(path))) from None
    except (OSError, ValueError) as error:
        raise InputError(f"the manifest cannot be read: {why(error)}", file=visible(str(path))) from None


def manifest_in(text: str) -> Manifest:
    """Parse a manifest.

    Raises InputError: the text is not a manifest, or has an unknown version.
    """
    try:
        fields = json.loads(text)
        if fields["schema"] != SCHEMA:
            raise ValueError
        version = str(fields["format_version"])
        if version.split(".")[0] != FORMAT_VERSION.split(".")[0]:
            raise InputError(f"is of format_version {quoted(version)}, which this handcalc does not know")
        entries = tuple(Entry(**_only(entry, Entry)) for entry in fields["sheets"])
        manifest = Manifest(**{**_only(fields, Manifest), "sheets": entries})
        _check(manifest)
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(f"is not a manifest of sheets ({SCHEMA})") from None
    return manifest


def _only(fields: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """The known fields; a later minor version may have more, an earlier one lacks those with a default."""
    defaults = kind._field_defaults
    return {name: fields[name] for name in kind._fields if name in fields or name not in defaults}


# A file outside of the folder must not be read or overwritten.
_IN_THE_FOLDER = re.compile(r"[a-z]+/[A-Za-z0-9_-]+\.[a-z]+")

# The type of a field, its allowed values, or a pattern.
_MANIFEST_RULES: dict[str, Any] = {
    **dict.fromkeys(("topic", "rounding", "format", "command", "handcalc"), str),
    "options": dict,
    "seed": int,
    "level": range(1, 5),
    "blank": str | None,
    "digits": range(SNAP_DECIMALS + 1),
    "vectors": ("rows", "columns"),
    "sheets": tuple,
    "open": bool,
}
_ENTRY_RULES: dict[str, Any] = {
    **dict.fromkeys(("sheet", "key", "calculation", "answers"), _IN_THE_FOLDER),
    **dict.fromkeys(("id", "digest"), str),
    "name": str | None,
    "attempt": int,
}


def _check(manifest: Manifest) -> None:
    """Check types and ranges of all fields.

    Raises ValueError: a field breaks its rule, or two sheets have the same id.
    """
    fields = [(getattr(manifest, name), rule) for name, rule in _MANIFEST_RULES.items()]
    for entry in manifest.sheets:
        fields += [(getattr(entry, name), rule) for name, rule in _ENTRY_RULES.items()]
    ids = {entry.id for entry in manifest.sheets}
    if not all(_obeys(value, rule) for value, rule in fields) or len(ids) != len(manifest.sheets):
        raise ValueError


def _obeys(value: Any, rule: Any) -> bool:
    if isinstance(value, bool):
        return rule is bool
    if isinstance(rule, re.Pattern):
        return isinstance(value, str) and rule.fullmatch(value) is not None
    if isinstance(rule, range | tuple):
        return isinstance(value, int | str) and value in rule
    return isinstance(value, rule)
