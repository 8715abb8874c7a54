"""What of a document takes effect, read by parsers that are not ours: its skeleton, and its text.

Two calculations that differ in labels only must have the same skeleton: then no label became markup.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

Read = tuple[list[Any], str]
"""A skeleton and the text of the document."""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.skeleton: list[Any] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skeleton.append((tag, [name for name, _ in attrs]))
        self.skeleton += [value for name, value in attrs if name.startswith("on") or name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self.skeleton.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.skeleton.append("comment")

    def handle_data(self, data: str) -> None:
        self.text += data


def html(document: str) -> Read:
    """Elements and their attributes."""
    page = _Page()
    page.feed(document)
    page.close()
    return page.skeleton, page.text


def markdown(document: str) -> Read:
    """Blocks and inline elements other than text; with HTML, as on most sites."""
    from markdown_it import MarkdownIt

    skeleton: list[Any] = []
    text = ""
    for block in MarkdownIt("commonmark", {"html": True}).enable("table").parse(document):
        skeleton.append((block.type, block.attrs))
        for token in block.children or [block]:
            text += token.content if token.type in ("text", "code_inline", "fence") else " "
            if token.type not in ("text", "softbreak"):
                skeleton.append((token.type, token.attrs))
    return skeleton, text


def comma_separated(document: str) -> Read:
    """Lengths of rows, and cells that a spreadsheet would evaluate."""
    rows = list(csv.reader(io.StringIO(document), strict=True))
    number = re.compile(r"-?[0-9.]+(e[+-]?[0-9]+)?|-Infinity")
    # Some programs drop spaces before it, and some locales take the wide signs, too.
    formulas = [cell for row in rows for cell in row if re.match(r"\s*[-=+@＝＋－＠]|[\t\r]", cell)]
    acting = [cell for cell in formulas if not number.fullmatch(cell)]
    return [len(row) for row in rows] + acting, "\n".join(map("\n".join, rows))


def latex(document: str) -> Read:
    """Commands and special characters; a command that only spells a character is text."""
    names = {
        "textbackslash": "\\",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textless": "<",
        "textgreater": ">",
        "textbar": "|",
        "textquotedbl": '"',
    }
    name = "|".join(names)
    text = re.sub(
        rf"\{{\\({name})\}}|\\({name})(?:\{{\}}| )?",
        lambda match: f"\0{ord(names[match[1] or match[2]]):03d}",
        document,
    )
    text = re.sub(r"\\([{}$&#%_])", lambda m: f"\0{ord(m[1]):03d}", text)
    skeleton = re.findall(r"\\[a-zA-Z]+|\\.|[{}$&#%^_~]", text)
    return list(skeleton), re.sub(r"\0(\d{3})", lambda m: chr(int(m[1])), text)


def typst(document: str) -> Read:
    """Code and markup characters; strings and escaped characters are text."""
    strings = re.findall(r'"(?:\\.|[^"\\])*"', document)
    rest = re.sub(r'"(?:\\.|[^"\\])*"', '""', document)
    escaped = re.sub(r"\\(.)", "", rest)
    text = re.sub(r"\\(.)", r"\1", rest) + "\n".join(re.sub(r"\\(.)", r"\1", one) for one in strings)
    return list(re.findall(r"#[a-zA-Z.]*|[$*_`@<>\[\]]", escaped)), text


READERS: dict[str, Callable[[str], Read]] = {
    "html": html,
    "markdown": markdown,
    "csv": comma_separated,
    "latex": latex,
    "typst": typst,
}
