"""Parts of a long run: `--slice 3/5` runs the third of five, and the five together run everything.

A case belongs to a slice by the digest of its name, so it stays there whatever other tests come and go. All
cases of a variant are in one slice and on one worker, which then records and renders the variant once.
"""

from __future__ import annotations

import hashlib
import re
from argparse import ArgumentTypeError
from dataclasses import dataclass

import pytest

from tests.variants import Variant

CHUNKS = 16
"""The groups that the slow cases of one function are spread over."""


@dataclass(frozen=True)
class Slice:
    """One of so many slices, counted from 1."""

    number: int
    of: int

    def holds(self, name: str) -> bool:
        """Whether what has this name is in it."""
        return _digest(name) % self.of == self.number - 1


def parse_slice(text: str) -> Slice:
    """A slice as it is typed: 3/5.

    Raises ArgumentTypeError: it is none, or there are not so many.
    """
    match = re.fullmatch(r"([0-9]+)/([0-9]+)", text)
    found = Slice(*map(int, match.groups())) if match else Slice(0, 0)
    if not 1 <= found.number <= found.of:
        raise ArgumentTypeError(f"{text!r} is no slice: 3/5 is the third of five")
    return found


def slice_key(item: pytest.Item) -> str:
    """What decides about the slice of a case: its variant, or itself."""
    return variant_of(item) or item.nodeid


def worker_group(item: pytest.Item) -> str:
    """What runs on one worker: the cases of a variant, or those of a function.

    pytest-xdist cuts the name off after an @, and looks for it behind the last bracket.
    """
    variant = variant_of(item)
    if variant is not None:
        return re.sub(r"[@\]]", "", variant)
    function = item.nodeid.partition("[")[0]
    if item.get_closest_marker("slow") is None:
        return function
    return f"{function} {_digest(item.nodeid) % CHUNKS}"


def variant_of(item: pytest.Item) -> str | None:
    """The variant that a case is about, if it is about one."""
    case = getattr(item, "callspec", None)
    arguments = case.params.values() if case else ()
    return next((str(one) for one in arguments if isinstance(one, Variant)), None)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
