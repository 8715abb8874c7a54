"""The formats: one file each, found by walking this folder; nothing here names one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from handcalc.errors import UsageError
from handcalc.wording import listed
from handcalc.writing.presentation import Presentation


class Format(NamedTuple):
    """A way to write a calculation.

    suffix: of the files it is for. render: the whole text; of a binary format, its bytes. data: read by
    programs, so always UTF-8. coloured: whether colour is used when it is asked for. prints: whether it is
    for people, so that there are exercise sheets in it. binary: not for a terminal.
    fragments: whether it can leave out what stands around a calculation.
    """

    suffix: str
    render: Callable[[Presentation], str | bytes]
    data: bool = False
    coloured: bool = False
    prints: bool = True
    fragments: bool = False
    binary: bool = False


@cache
def names() -> list[str]:
    """The names of all formats."""
    return sorted(module.name for module in iter_modules(__path__))


@cache
def find(name: str) -> Format:
    """The format with this name.

    Raises KeyError: there is none.
    """
    if name not in names():
        raise KeyError(name)
    found = import_module(f"{__name__}.{name}").FORMAT
    assert isinstance(found, Format)
    return found


def refuse_fragment_of(name: str) -> None:
    """Raises UsageError: the format with this name has no part to be put into another document."""
    if not find(name).fragments:
        those = listed(other for other in names() if find(other).fragments)
        raise UsageError(f"a fragment is a part of a document, which {those} have; {name} has none")


def as_text(name: str, p: Presentation) -> str:
    """A presentation in the text format of this name."""
    content = find(name).render(p)
    assert isinstance(content, str)
    return content


def as_bytes(name: str, p: Presentation) -> bytes:
    """A presentation as the bytes of a file in the format of this name."""
    content = find(name).render(p)
    return content if isinstance(content, bytes) else content.encode("utf-8")
