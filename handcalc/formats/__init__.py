"""The formats: a module or a package each, found by walking this folder; nothing here names one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from handcalc.errors import UsageError
from handcalc.formats.document.page_options import PageOption, page_options
from handcalc.formats.document.presentation import Presentation
from handcalc.text import listed

_NOTHING = (None, False, "none", "never", "auto")
"""Values of options of a page that every format is right for."""


class Format(NamedTuple):
    """A way to write a calculation.

    suffix: of the files it is for. render: the whole text; of a binary format, its bytes. data: read by
    programs, so always UTF-8. prints: whether it is for people, so that there are exercise sheets in it.
    binary: not for a terminal. options: those of PageOptions that change it, though not all documents.
    """

    suffix: str
    render: Callable[[Presentation], str | bytes]
    data: bool = False
    prints: bool = True
    binary: bool = False
    options: frozenset[str] = frozenset()

    def heeds(self, option: PageOption) -> bool:
        """Whether an option of the page changes what is written."""
        everywhere = option.scope == "all" or (option.scope == "documents" and self.prints)
        return everywhere or option.name in self.options


@cache
def names() -> list[str]:
    """The names of all formats; `document` is what they share."""
    return sorted({module.name for module in iter_modules(__path__)} - {"document"})


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


def refuse_without_effect(
    name: str, stated: Mapping[str, object], spelled: Callable[[str], str] = str
) -> None:
    """Raises UsageError: one of these options of a page asks for what the format with this name has not.

    stated: values by name. spelled: how the options are written where they were stated.
    """
    for option in page_options().values():
        if stated.get(option.name) not in _NOTHING and not find(name).heeds(option):
            those = listed(other for other in names() if find(other).heeds(option))
            raise UsageError(f"{spelled(option.name)} has no effect on {name}: it is for {those}")


def as_text(name: str, p: Presentation) -> str:
    """A presentation in the text format of this name."""
    content = find(name).render(p)
    assert isinstance(content, str)
    return content


def as_bytes(name: str, p: Presentation) -> bytes:
    """A presentation as the bytes of a file in the format of this name."""
    content = find(name).render(p)
    return content if isinstance(content, bytes) else content.encode("utf-8")
