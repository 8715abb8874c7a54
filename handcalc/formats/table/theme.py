"""Signs, styles, headings and remarks of terminal output."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from rich.cells import cell_len
from rich.text import Text

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.notation import ascii_text
from handcalc.formats.document.presentation import Presentation
from handcalc.formats.table.aligned_columns import unwrapped

WORKED = "bold yellow"
LABEL = "cyan"
NAME = "bold cyan"
QUIET = "dim"


class Theme:
    """A presentation with the signs of the terminal, in Unicode or ASCII."""

    def __init__(self, p: Presentation) -> None:
        self.p = p
        ascii_only = p.options.ascii_only
        self.open, self.close = ("[", "]") if ascii_only else ("▏", "▕")
        self.between, self.arrow, self.line = ("; ", "->", "-") if ascii_only else (" · ", "→", "─")
        self.ink, self.stroke, self.pointer = ("#", "|", "^") if ascii_only else ("█", "│", "▲")
        self.branch = "`-" if ascii_only else "└"

    def sign(self, text: str) -> str:
        """A sign of handcalc's own, in ASCII if necessary."""
        return ascii_text(text) if self.p.options.ascii_only else text

    def text(self, content: str, style: str = "") -> Text:
        """A paragraph; the content is never read as markup."""
        return Text(content, style=style)

    def rule(self, title: str) -> Text:
        """The heading of a section."""
        used, width = cell_len(title) + 4, self.p.options.width
        if used >= width:
            return Text(f"\n{title}", style="blue")
        return unwrapped(f"\n{self.line * 2} {title} {self.line * max(0, min(width, 80) - used)}", "blue")

    def heading(self, block: MatrixBlock) -> Text:
        """'Step 4 of 9  S = Q Kᵀ  Scores, 4 × 4 (query × key)', in two lines if one is too long."""
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
        """An input that consists of words: id, title, words."""
        return self.hanging(Text.assemble((identifier, NAME), (f"  {title}  ", QUIET), text))

    def hanging(self, text: Text) -> Text:
        """Lines, wrapped with a hanging indent."""
        width = self.p.options.width
        return Text("\n").join(piece for line in text.split("\n") for piece in _pieces(line, width))

    def below(self, block: MatrixBlock) -> Iterator[Text]:
        """Worked-out cells and remarks, the lines below a matrix."""
        for _, _, cell in block.worked:
            yield self._arithmetic(cell.text)
        for remark in block.remarks:
            lines = wrap(remark, self.p.options.width - 2, break_long_words=False, break_on_hyphens=False)
            yield unwrapped("\n".join(f"  {line}" for line in lines), QUIET)

    def _arithmetic(self, line: str) -> Text:
        """A worked-out cell; a long one is broken before signs, never inside a number."""
        indent, width = "  ", self.p.options.width
        if cell_len(line) + len(indent) <= width:
            return unwrapped(indent + line, WORKED)
        lines = [indent]
        for word in _words(line):
            if cell_len(lines[-1] + word) > width and lines[-1].strip():
                lines[-1] = lines[-1].rstrip()
                lines.append(indent * 2)
            lines[-1] += word
        return unwrapped("\n".join(lines), WORKED)


def _pieces(line: Text, width: int) -> Iterator[Text]:
    """A line cut at spaces into pieces that fit; Rich folds words that are too long."""
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
    """A name without its prefix, which stands in the heading."""
    return name.rpartition(".")[2]


_SIGNS = ("+", "=", "≈", "~=", "−", "-", "÷", "/")


def _words(line: str) -> list[str]:
    """A line cut where it may break: before its signs, and after the commas of a max(…)."""
    words: list[str] = [""]
    for word in line.split(" "):
        after_reference = len(words) > 1
        if word in _SIGNS or (after_reference and words[-1].endswith(", ")):
            words.append("")
        words[-1] += f"{word} "
    return words
