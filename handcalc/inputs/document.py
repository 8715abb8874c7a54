"""Load a file as a tree of nodes; every refusal names the file."""

from __future__ import annotations

import os
import re
import sys
from typing import BinaryIO

from handcalc.errors import InputError
from handcalc.inputs.nodes import NEEDED, MappingNode, Node, Places
from handcalc.inputs.saved_calculation import is_saved_calculation
from handcalc.limits import FILE_BYTES, OWN_DOCUMENT_BYTES
from handcalc.text import did_you_mean, visible

STANDARD_INPUT = "-"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LIKE_JSON = re.compile(r'\s*\{\s*["}]')


def load(path: str) -> MappingNode:
    """The tree of the file at this path, - being standard input.

    Raises InputError, with the file: it cannot be read, or is refused.
    """
    try:
        data = _read_standard_input() if path == STANDARD_INPUT else read_bytes(path)
    except InputError as error:
        raise error.in_file(shown_name(path)) from None
    except (OSError, ValueError) as error:
        raise InputError(_why_unreadable(path, error), file=shown_name(path)) from None
    return read_document(data, path)


def read_bytes(path: str) -> bytes:
    """The bytes of a file, at most one more than the limit.

    Raises InputError: it cannot be read.
    """
    try:
        with open(path, "rb") as stream:
            return _read_limited(stream)
    except (OSError, ValueError) as error:
        raise InputError(_why_unreadable(path, error)) from None


def read_document(data: bytes, name: str) -> MappingNode:
    """The tree of a file's bytes, in the syntax of its suffix, or else of its first characters.

    Raises InputError, with the file: it is too large, not UTF-8, not YAML or JSON, or not a mapping.
    """
    try:
        node = _read(data, name)
        if not isinstance(node, MappingNode):
            raise InputError(NEEDED, node.place)
    except InputError as error:
        raise error.in_file(shown_name(name)) from None
    return node


def shown_name(name: str) -> str:
    """The name of a file in messages."""
    return "standard input" if name == STANDARD_INPUT else visible(name) or "''"


def _read(data: bytes, name: str) -> Node:
    is_saved = is_saved_calculation(data)
    refuse_too_large(len(data), OWN_DOCUMENT_BYTES if is_saved else FILE_BYTES)
    text = decoded(data)
    # Imported here, because a run without a file needs no reader.
    if is_saved or _is_json(text, name):
        from handcalc.inputs.json_reader import read_json

        return read_json(text, is_saved)
    from handcalc.inputs.yaml_reader import read_yaml

    return read_yaml(text)


def _is_json(text: str, name: str) -> bool:
    suffix = os.path.splitext(name)[1].lower()
    if suffix in (".json", ".yaml", ".yml"):
        return suffix == ".json"
    return _LIKE_JSON.match(text) is not None


def refuse_too_large(size: int, limit: int = FILE_BYTES) -> None:
    """Raise InputError if a file is larger than its limit."""
    if size > limit:
        raise InputError(f"the file is larger than {limit // 1024**2} MiB, which is the limit")


def decoded(data: bytes) -> str:
    """The text of a file; raises InputError, with its place, as from_utf8 and for control characters."""
    text = from_utf8(data)
    control = _CONTROL.search(text)
    if control:
        fact = f"the control character <U+{ord(control[0]):04X}> is not allowed in a file"
        raise InputError(fact, Places(text).at(control.start()))
    return text


def from_utf8(data: bytes) -> str:
    """The text of a file with all its characters; raises InputError, with its place, if it is not UTF-8."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        start = error.start
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError("the file is UTF-16; save it as UTF-8")
    before = data[:start].decode("utf-8").removeprefix("\ufeff")
    fact = f"byte {start + 1} of the file (0x{data[start]:02X}) is not UTF-8; save the file as UTF-8"
    raise InputError(fact, Places(before).at(len(before)))


def _read_standard_input() -> bytes:
    if sys.stdin is None:
        raise InputError("there is no standard input to read from")
    return _read_limited(sys.stdin.buffer)


def _read_limited(stream: BinaryIO) -> bytes:
    """The bytes of a stream, at most one more than the limit, so that it is refused."""
    data = stream.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES and is_saved_calculation(data):
        data += stream.read(OWN_DOCUMENT_BYTES + 1 - len(data))
    return data


def _why_unreadable(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"there is no such file{_near_miss(path)}"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name a file in it"
    if isinstance(error, PermissionError):
        return "the file may not be read; its permissions forbid it"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"the file cannot be read: {visible(reason or type(error).__name__)}"


def _near_miss(path: str) -> str:
    folder, name = os.path.split(path)
    try:
        names = sorted(os.listdir(folder or "."))
    except (OSError, ValueError):
        return ""
    return visible(did_you_mean(name, names[:1000]))
