"""What a reader chooses of a page: one record, of which the options of the command line are made, too."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple

from handcalc.record.options import Option

NARROWEST = 20
"""Columns, however narrow a terminal is; --width goes no lower either."""

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
    """One of these options as the command line has it.

    kind: what its value may be. metavar: what stands for the value; None of a flag. scope: the formats that
    it changes: all, documents (what is for people), or those whose Format names it. listed: the value is
    several words, with commas between them.
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
    """A field that is an option of the command line, a flag without metavar."""
    kind = help if isinstance(help, Option) else Option(help, free=True)
    metadata = {"kind": kind, "metavar": metavar, "scope": scope, "listed": listed}
    return field(default=False if metavar is None else default, metadata=metadata)


@dataclass(frozen=True)
class PageOptions:
    """The options of a page; a command line has all but ascii_only.

    cells: None means that nothing was asked, which documents take as `first` and data as `none`. only: ids
    of steps. fragment: a part to be put into another document. fonts: a folder with fonts for what is
    typeset. ascii_only: whether the stream cannot hold our alphabet.
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
    """The options that a command line has, by name, in the order of the help."""
    return {one.name: PageOption(one.name, **one.metadata) for one in fields(PageOptions) if one.metadata}
