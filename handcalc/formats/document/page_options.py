"""Options of a page: one dataclass, from which the options of the command line are derived."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple

from handcalc.record.options import Option

NARROWEST = 20
"""Least width in characters, for --width and for narrow terminals."""

WIDTH = Option(
    "columns to fill [default: the terminal's, at most 120; 80 in a pipe]",
    name="width",
    number="whole",
    least=NARROWEST,
    most=1000,
)
COLOR = Option(
    "auto, always or never in colour [default: auto]", name="color", words=("auto", "always", "never")
)


class PageOption(NamedTuple):
    """A field of PageOptions as an option of the command line.

    kind: the admissible values. metavar: as in the help; None for a flag. scope: the formats that it changes:
    all, documents (those for people), or only those whose Format names it. listed: whether the value is a
    list of words separated by commas.
    """

    name: str
    kind: Option
    metavar: str | None
    scope: Literal["all", "documents", "some"]
    listed: bool


def _option(
    help: str | Option,
    metavar: str | None = None,
    scope: Literal["all", "documents", "some"] = "documents",
    *,
    default: Any = None,
    listed: bool = False,
) -> Any:
    """A field with an option of the command line; without metavar a flag."""
    kind = help if isinstance(help, Option) else Option(help, free=True)
    metadata = {"kind": kind, "metavar": metavar, "scope": scope, "listed": listed}
    return field(default=False if metavar is None else default, metadata=metadata)


@dataclass(frozen=True)
class PageOptions:
    """The options of a page; all but ascii_only are options of the command line.

    cells: None means the default, `first` in documents and `none` in data. only: ids of steps. fragment: only
    the body. fonts: folder of extra fonts for PDF. ascii_only: whether the output stream is limited to ASCII.
    """

    cells: str | None = _option("cells worked out in numbers: first, all, none or S[2,1]", "CELLS")
    only: tuple[str, ...] | None = _option("show only these steps", "ID,…", "all", listed=True)
    fragment: bool = _option("of html or latex only the part to put into a document", scope="some")
    fonts: str | None = _option("fonts for what pdf's own lack, such as Chinese or emoji", "FOLDER", "some")
    color: bool = _option(COLOR, "WHEN", "some", default=False)
    width: int = _option(WIDTH, "N", "some", default=80)
    ascii_only: bool = False


DEFAULT_PAGE = PageOptions()


def page_options() -> dict[str, PageOption]:
    """The options of the command line by name, in the order of the help."""
    return {
        option.name: PageOption(option.name, **option.metadata)
        for option in fields(PageOptions)
        if option.metadata
    }
