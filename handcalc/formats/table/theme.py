"""What every piece of a terminal page needs: the alphabet, styles, headings, the lines below a matrix."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from rich.cells import cell_len
from rich.rule import Rule
from rich.text import Text

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.notation import ascii_text
from handcalc.formats.document.presentation import Presentation

WORKED = "bold yellow"
LABEL = "cyan"
NAME = "bold cyan"
QUIET = "dim"


class Theme:
    """A presentation with the marks and styles of a terminal."""

    def __init__(self, p: Presentation) -> None:
        self.p = p
        self.open, self.close = ("[", "]") if p.options.ascii_only else ("▏", "▕")
        self.between = "; " if p.options.ascii_only else " · "
        self.arrow = "->" if p.options.ascii_only else "→"

    def sign(self, text: str) -> str:
        """Our own signs in the page's alphabet."""
        return ascii_text(text) if self.p.options.ascii_only else text

    def text(self, content: str, style: str = "") -> Text:
        """A paragraph; outside text is only ever text."""
        return Text(content, style=style)

    def rule(self, title: str) -> Text | Rule:
        """A heading inside the page."""
        line = "-" if self.p.options.ascii_only else "─"
        used = cell_len(title) + 4
        return (
            Text(
                f"\n{line * 2} {title} {line * max(0, min(self.p.options.width, 80) - used)}",
                style="blue",
                no_wrap=True,
                overflow="ignore",
            )
            if used < self.p.options.width
            else Text(f"\n{title}", style="blue")
        )

    def heading(self, block: MatrixBlock) -> Text:
        """'Step 4 of 9  S = Q Kᵀ  Scores, 4 × 4 (query × key)', in two lines where one is too long."""
        text = Text()
        if block.number is not None:
            text.append(f"Step {block.number} of {block.total}  ", QUIET)
        text.append(block.name, NAME)
        if block.formula:
            text.append(f" = {block.formula}", "bold")
        if block.id != block.name:
            text.append(f"  [{block.id}]", QUIET)
        about = f"{block.title}, {block.shape}"
        fits = text.cell_len + 2 + cell_len(about) <= self.p.options.width
        return self.hanging(text.append("  " if fits else "\n  ", QUIET).append(about, QUIET))

    def named(self, identifier: str, title: str, text: str) -> Text:
        """An input made of words: its name, what it is, the words."""
        return self.hanging(Text.assemble((identifier, NAME), (f"  {title}  ", QUIET), text))

    def hanging(self, text: Text) -> Text:
        """Lines; what of one does not fit goes on below it, indented."""
        width = self.p.options.width
        return Text("\n").join(piece for line in text.split("\n") for piece in _pieces(line, width))

    def below(self, block: MatrixBlock) -> Iterator[Text]:
        """Worked-out cells, the rule to know, what is left out."""
        for _, _, cell in block.worked:
            yield self.arithmetic(cell.text)
        for remark in (block.note, block.grid.left_out):
            if remark:
                yield self.remark(remark)

    def remark(self, text: str) -> Text:
        """A rule or a remark, indented in every line."""
        lines = wrap(text, self.p.options.width - 2, break_long_words=False, break_on_hyphens=False)
        return Text("\n".join(f"  {line}" for line in lines), style=QUIET, no_wrap=True, overflow="ignore")

    def arithmetic(self, line: str) -> Text:
        """A worked-out cell; one too long for the page is broken before a plus, never inside a number."""
        indent, width = "  ", self.p.options.width
        if cell_len(line) + len(indent) <= width:
            return Text(indent + line, style=WORKED, no_wrap=True, overflow="ignore")
        lines = [indent]
        for word in _words(line):
            if cell_len(lines[-1] + word) > width and lines[-1].strip():
                lines[-1] = lines[-1].rstrip()
                lines.append(indent * 2)
            lines[-1] += word
        return Text("\n".join(lines), style=WORKED, no_wrap=True, overflow="ignore")


def _pieces(line: Text, width: int) -> Iterator[Text]:
    """A line cut at spaces, so that each piece has room; where no space helps, Rich folds it."""
    start, indent = 0, ""
    while cell_len(indent + line.plain[start:]) > width:
        cuts = [at for at, sign in enumerate(line.plain) if sign == " " and line.plain[start:at].strip()]
        fitting = [at for at in cuts if cell_len(indent + line.plain[start:at]) <= width]
        if not fitting:
            break
        yield Text(indent).append(line[start : fitting[-1]])
        start, indent = fitting[-1] + 1, "  "
    yield Text(indent).append(line[start:])


def short(name: str) -> str:
    """A name without its prefix, which the heading above has in full."""
    return name.rpartition(".")[2]


_SIGNS = ("+", "=", "≈", "~=", "−", "-", "÷", "/")


def _words(line: str) -> list[str]:
    """A line cut where it may break: before its signs, and behind the commas of a max(…)."""
    words: list[str] = [""]
    for word in line.split(" "):
        behind_the_name = len(words) > 1
        if word in _SIGNS or (behind_the_name and words[-1].endswith(", ")):
            words.append("")
        words[-1] += f"{word} "
    return words
