"""Recognising a document that handcalc wrote, and cutting out of it what was given.

The cut is made in the bytes: a document of 64 MiB decoded with its results would take four times that.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from handcalc.errors import InputError
from handcalc.inputs.nodes import Places
from handcalc.limits import DEPTH, FILE_BYTES
from handcalc.wording import quoted

GIVEN_KEYS = frozenset(
    (
        "schema",
        "format_version",
        "handcalc",
        "topic",
        "title",
        "seed",
        "vectors",
        "options",
        "labels",
        "given",
    )
)

_GIVEN = frozenset(f'"{key}"'.encode() for key in GIVEN_KEYS)
# Ours have a dozen; a file of a million keys would keep the cutting busy for long.
_MOST_ENTRIES = 1000
_OPENING = b"[{"
_CLOSE = ord("}")
_OWN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"schema"\s*:\s*"handcalc/calculation"')
# The possessive ++ and *+ and the optional end keep broken strings from being scanned again and again.
_STRING = rb'"(?:[^"\\]++|\\.)*+"?+'
_KEY = re.compile(rb"\s*+(%b)\s*+:\s*+" % _STRING, re.DOTALL)
_ATOM = re.compile(rb'%b|[^\s"\[\]{},]++' % _STRING, re.DOTALL)
# A string, a list without lists in it, or a bracket: all that counts for finding where a value ends.
_TOKEN = re.compile(rb'%b|\[[^"\[\]{}]*+\]|[\[\]{}]' % _STRING, re.DOTALL)
_NO_FIRST_BYTE = bytes(range(0x80, 0xC0))  # of a character in UTF-8
_AFTER = re.compile(rb"\s*+([,}])")


def is_own(data: bytes) -> bool:
    """Whether these are the first bytes of a document that handcalc wrote."""
    return _OWN.match(data) is not None


def without_results(data: bytes) -> bytes:
    """The document with the entries of GIVEN_KEYS only; InputError if a result has no end.

    What is cut leaves its room: all else keeps its place. Any other fault stays for the reader.
    """
    position = data.index(b"{") + 1
    pieces, comma = [data[:position]], b""
    for _ in range(_MOST_ENTRIES):
        if (entry := _entry(data, position)) is None:
            break
        if entry.given:
            pieces.append(comma + data[position : entry.end])
            comma = b","
        else:
            pieces.append(_room(data[position : entry.end]))
        if data[entry.end] == _CLOSE:
            return b"".join([*pieces, data[entry.end :]])
        position = entry.end + 1
    return b"".join([*pieces, comma, data[position:]])


def _room(cut: bytes) -> bytes:
    """A space for the comma, the line ends of what is cut, a space for each character of its last line."""
    ends = cut.count(b"\n") + cut.count(b"\r") - cut.count(b"\r\n")
    last = cut[1 + max(cut.rfind(b"\n"), cut.rfind(b"\r")) :]
    return b" " + b"\n" * ends + b" " * min(len(last.translate(None, _NO_FIRST_BYTE)), FILE_BYTES)


class _Entry(NamedTuple):
    given: bool
    end: int  # where the comma or the bracket after it stands


def _entry(data: bytes, start: int) -> _Entry | None:
    """The entry that starts here; None if it is not one, which is for the reader to word."""
    key = _KEY.match(data, start)
    if key is None:
        return None
    given = key[1] in _GIVEN
    end = _end_of_value(data, key.end())
    after = _AFTER.match(data, end) if end else None
    if after is not None:
        return _Entry(given, after.end() - 1)
    if given:
        return None
    before = data[: key.start(1)].decode("utf-8", "replace").removeprefix("\ufeff")
    name = quoted(key[1].decode("utf-8", "replace").strip('"'))
    fact = f"{name} has no proper end within {DEPTH} levels of nesting; is the file cut off?"
    raise InputError(fact, Places(before).at(len(before)))


def _end_of_value(data: bytes, start: int) -> int | None:
    """Where the value that starts here ends; None if it does not, or is nested too deeply."""
    if data[start : start + 1] not in (b"[", b"{"):
        atom = _ATOM.match(data, start)
        return atom.end() if atom else None
    depth = 0
    for token in _TOKEN.finditer(data, start):
        if token.end() - token.start() == 1:
            depth += 1 if data[token.start()] in _OPENING else -1
        if depth == 0:
            return token.end()
        if depth > DEPTH:
            return None
    return None
