"""The output of a quiz: tables and colour on a terminal, or plain lines that a script can parse."""

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
    """Writes blocks of the sheet, and messages.

    A message begins with a word for its kind. Without a terminal the sheet is indented, so that none of its
    lines, whatever its labels are, looks like a message.
    """

    def __init__(self, page: Presentation, *, tables: bool, interactive: bool) -> None:
        self._page = page
        self.notation = page.notation
        self._tables = tables
        self.interactive = interactive
        self.is_open = True

    def step(self, page: Presentation, operands: Iterable[Block], block: MatrixBlock) -> None:
        """Write a step with its operands."""
        self.blocks(page, [block] if self._shows_operands(page, block) else [*operands, block])

    def blocks(self, page: Presentation, blocks: Iterable[Block]) -> None:
        """Write blocks of the sheet."""
        text = self._layout(page, blocks)
        self._show(text if self.interactive else indent(text, "  "))

    def line(self, word: str, text: str = "") -> None:
        """Write a message of the kind that its first word names."""
        self._show(f"{self._styled(word, text)}\n")

    def prompt(self, word: str, text: str) -> None:
        """Write the question; on a terminal the answer is typed in the same line."""
        self._show(self._styled(word, text) + (" " if self.interactive else "\n"))

    def read(self) -> str | None:
        """The next line of input; None at its end, and once stdout is closed."""
        binary = getattr(sys.stdin, "buffer", None)
        if binary is None or binary.closed or not self.is_open:
            return None
        line: bytes = binary.readline(_LONGEST_LINE)
        rest = line
        while len(rest) == _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = binary.readline(_LONGEST_LINE)
        return line.decode(sys.stdin.encoding or "utf-8", "replace").strip() if line else None

    def _show(self, text: str) -> None:
        self.is_open = self.is_open and show(text)

    def _shows_operands(self, page: Presentation, block: MatrixBlock) -> bool:
        """Whether a step is drawn as Falk's scheme, which includes its operands."""
        if not self._tables:
            return False
        from handcalc.formats.table.falk import falk
        from handcalc.formats.table.theme import Theme

        return falk(Theme(page), block) is not None

    def _layout(self, page: Presentation, blocks: Iterable[Block]) -> str:
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
