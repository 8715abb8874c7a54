"""Where a quiz is shown: on a terminal with tables and colour, or as plain lines that a script can read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from textwrap import indent

from handcalc.cli.streams import show
from handcalc.formats.document.blocks import Block, MatrixBlock
from handcalc.formats.document.presentation import Presentation

_LONGEST_LINE = 4096
_STYLES = {
    "right": "bold green",
    "follows": "bold green",
    "wrong": "bold red",
    "unreadable": "yellow",
    "hint": "yellow",
    "blank": "bold",
    "summary": "bold",
}


class Screen:
    """Writes blocks of the page and lines of talk.

    A line of talk begins with a word that says what it is. Without a terminal the page is indented, so that
    no line of it, whatever its labels are, looks like talk.
    """

    def __init__(self, page: Presentation, *, tables: bool, interactive: bool) -> None:
        self._page = page
        self.notation = page.notation
        self._tables = tables
        self.interactive = interactive
        self.is_read = True

    def step(self, page: Presentation, operands: Iterable[Block], block: MatrixBlock) -> None:
        """A step with the matrices that it is calculated from."""
        self.blocks(page, [block] if self._shows_operands(page, block) else [*operands, block])

    def blocks(self, page: Presentation, blocks: Iterable[Block]) -> None:
        """Blocks of the page."""
        text = self._drawn(page, blocks)
        self._show(text if self.interactive else indent(text, "  "))

    def line(self, word: str, text: str = "") -> None:
        """A line of talk, begun by its word."""
        self._show(f"{self._styled(word, text)}\n")

    def prompt(self, word: str, text: str) -> None:
        """A line that asks for an answer: on a terminal the answer goes on in it."""
        self._show(self._styled(word, text) + (" " if self.interactive else "\n"))

    def read(self) -> str | None:
        """The next line that was typed; None at the end of input, and when nobody reads what is shown."""
        binary = getattr(sys.stdin, "buffer", None)
        if binary is None or binary.closed or not self.is_read:
            return None
        line: bytes = binary.readline(_LONGEST_LINE)
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = binary.readline(_LONGEST_LINE)
        return line.decode(sys.stdin.encoding or "utf-8", "replace").strip() if line else None

    def _show(self, text: str) -> None:
        self.is_read = self.is_read and show(text)

    def _shows_operands(self, page: Presentation, block: MatrixBlock) -> bool:
        """Whether the terminal draws a step as Falk's scheme, which holds its operands."""
        if not self._tables:
            return False
        from handcalc.formats.table.falk import falk
        from handcalc.formats.table.theme import Theme

        return falk(Theme(page), block) is not None

    def _drawn(self, page: Presentation, blocks: Iterable[Block]) -> str:
        if self._tables:
            from handcalc.formats.table.render import draw

            return draw(page, blocks)
        from handcalc.formats.plain import sentences

        return sentences(blocks)

    def _styled(self, word: str, text: str) -> str:
        line = f"{word}{text}"
        if not self._tables:
            return line
        from handcalc.formats.table.render import printed
        from handcalc.formats.table.theme import Theme

        page = Theme(self._page)
        return printed(self._page, [page.hanging(page.text(line, _STYLES.get(word, "")))]).rstrip("\n")
