"""The formats: every module or package of this folder with a FORMAT, except `document`, which they share."""

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

_NO_EFFECT = (None, False, "none", "never", "auto")
"""Values of page options that change no format."""


class Format(NamedTuple):
    """An output format.

    suffix: of its files. render: returns the whole document; bytes if it is binary. data: whether programs
    read it, so that it is always UTF-8. prints: whether people read it, so that sheets are written in it.
    binary: whether it is unfit for a terminal. options: the page options of scope `some` that change it.
    """

    suffix: str
    render: Callable[[Presentation], str | bytes]
    data: bool = False
    prints: bool = True
    binary: bool = False
    options: frozenset[str] = frozenset()

    def heeds(self, option: PageOption) -> bool:
        """Whether an option of the page changes the output."""
        everywhere = option.scope == "all" or (option.scope == "documents" and self.prints)
        return everywhere or option.name in self.options


@cache
def names() -> list[str]:
    """The names of all formats."""
    return sorted({module.name for module in iter_modules(__path__)} - {"document"})


@cache
def find(name: str) -> Format:
    """The format with this name.

    Raises KeyError: unknown name.
    """
    if name not in names():
        raise KeyError(name)
    output_format = import_module(f"{__name__}.{name}").FORMAT
    assert isinstance(output_format, Format)
    return output_format


def refuse_without_effect(
    name: str, stated: Mapping[str, object], spelled: Callable[[str], str] = str
) -> None:
    """Raises UsageError: a page option has no effect on the format with this name.

    stated: values by option. spelled: writes the name of an option, such as --width.
    """
    for option in page_options().values():
        if stated.get(option.name) not in _NO_EFFECT and not find(name).heeds(option):
            others = listed(other for other in names() if find(other).heeds(option))
            raise UsageError(f"{spelled(option.name)} has no effect on {name}: it is for {others}")


def as_text(name: str, p: Presentation) -> str:
    """A presentation in the text format of this name."""
    content = find(name).render(p)
    assert isinstance(content, str)
    return content


def as_bytes(name: str, p: Presentation) -> bytes:
    """A presentation as the bytes of a file in the format of this name."""
    content = find(name).render(p)
    return content if isinstance(content, bytes) else content.encode("utf-8")
