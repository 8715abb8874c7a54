"""Reads a page's formulas back as lines of plain text; shares no code with handcalc.

A fraction line and a raised exponent become signs with brackets, so that what is printed in two dimensions
can be evaluated like what is printed in one.
"""

from __future__ import annotations

from html.parser import HTMLParser

_LINES = {
    "p",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "section",
    "output",
    "li",
    "caption",
    "tr",
    "div",
    "footer",
    "title",
}
_SIDES = {"=": " = ", "≈": " ≈ ", "+": " + ", ",": ", "}


class _Node:
    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.parts: list[_Node | str] = []


class _Reader(HTMLParser):
    """The lines of a page; each block element begins a line."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[_Node] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.silent += 1
        for name, value in attrs:
            if name == "data-how":
                self.text += f"\n{value}\n"
        if self.open or tag == "math":
            self.open.append(_Node(tag))
        elif tag in _LINES:
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.silent -= 1
        if not self.open:
            self.text += "\n" if tag in _LINES else ""
            return
        done = self.open.pop()
        if self.open:
            self.open[-1].parts.append(done)
        else:
            self.text += _row(done)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].parts.append(data)
        elif not self.silent:
            self.text += data


def lines(page: str) -> str:
    """The text of a page, with its cell tooltips."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.text


def _row(node: _Node) -> str:
    return "".join(part if isinstance(part, str) else _text(part) for part in node.parts)


def _text(node: _Node) -> str:
    if node.tag == "mo":
        sign = _row(node)
        return _SIDES.get(sign, sign)
    if node.tag in ("mi", "mn", "mtext", "mrow", "math", "mspace", "mover"):
        return _row(node)
    parts = [_text(part) for part in node.parts if isinstance(part, _Node)]
    match node.tag:
        case "mfrac":
            over, under = parts
            return f"(({over}) ÷ ({under}))"
        case "msup":
            base, raised = parts
            return f"{base}^({raised})"
        case "msub":
            return "_".join(parts)
        case "msubsup":
            base, below, above = parts
            return f"{base}_{below}^({above})"
        case "msqrt":
            return f"√({_row(node)})"
    raise AssertionError(f"<{node.tag}> is not read")
