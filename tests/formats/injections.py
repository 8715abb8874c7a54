"""Texts that want to take effect, harmless ones of the same length, and readers that tell whether they did.

A document with hostile texts has the skeleton of the same with harmless ones, and shows each as text.
"""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

from handcalc.text import is_control, visible
from tests.formats import skeletons
from tests.readers import latex as latex_reader
from tests.readers.pdf import text_of_pdf

INJECTIONS = {
    # HTML and Markdown
    "script": "<script>alert(1)</script>",
    "end of a script": "</script><img src=x onerror=e()>",
    "end of a style": "</style><b>x</b></title></textarea>",
    "double attribute": '" autofocus onfocus="e()" x="',
    "single attribute": "' onmouseover='e()' x='",
    "comment": "<!-- x --> --> ]]> <![CDATA[x]]>",
    "entities": "&lt;b&gt; &amp; &#60;i&#62; &copy",
    "processing": "<?php x ?><!DOCTYPE x><svg/onload=e()>",
    "link": "[l](javascript:e()) ![i](u:x) <http://x.y>",
    "reference": "[a]: http://x.y 'z' [a][b] [^1]",
    "emphasis": "*em* **strong** _u_ ~~s~~ `code` ``",
    "table": "| a | b |",
    "heading": "# head",
    "setext": "===",
    "rule": "---",
    "item": "- item",
    "numbered": "1. one",
    "quote": "> quote",
    "fence": "``` x",
    "line break": "\\",
    # LaTeX and Typst
    "input": "\\input{/etc/hostname}",
    "hats": "^^5cinput{x} ^^M \\^^78",
    "write": "\\immediate\\write18{x} \\csname x\\endcsname",
    "end": "} \\end{document} $$ \\) {",
    "specials": "100% & #1 _a ^b ~c {d} $e$ \\f",
    "read": '#read("/etc/hostname")',
    "string": '"); panic("',
    "content": "] #[*x*] @ref <l> // c /* d */ $ x $",
    "typst escape": '\\u{22} \\" "',
    # JSON, CSV, shells
    "json": '", "id": "x", "y": "\\u0022',
    "csv quotes": '"a""b",c;d,"',
    "shell": "$(touch x) `touch x` ; touch x & '",
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-1+cmd|' /C calc'!A0",
    "at": "@SUM(A1:A9)",
    "hyperlink": '=HYPERLINK("http://x.y?"&A1,"x")',
    "full width": "\uff1d1+1",
    "space and formula": " =1+1",
    "tab and formula": "\t=1+1",
    "return and formula": "\r=1+1",
    # terminals
    "colour": "\x1b[31mred\x1b[0m",
    "title": "\x1b]0;x\x07\x1b[2J\x1b[H",
    "C1": "\x9b31m\x85\x90x\x9c",
    "delete": "a\x08\x08\x7fb",
    "new line": "a\nb\r\nc | d",
    "separators": "a\u2028b\u2029c\x0bd\x0ce",
    "direction": "\u202ecba\u202c \u2066x\u2069 \u200ey\u200f",
    "NUL": "a\x00b",
    "markup": "[red]x[/red] [/] [link=u:x]y[/link] [@click=x]",
    "emoji code": ":skull: :smile:",
    "format": "{0.__class__} {X} %s %n %(x)s",
}
WORDS = [text for text in INJECTIONS.values() if not re.search(r"\s", text) and text == visible(text)]
"""Injections that are one visible word."""
ACTING = [text for text in INJECTIONS.values() if text != visible(text)]
"""Injections with terminal control characters."""

_LETTERS = string.ascii_letters + string.digits


def harmless(texts: Sequence[str]) -> list[str]:
    """Distinct harmless texts of the same printed lengths, with a letter for each sign."""
    return [
        re.sub(r"\S", lambda match: _letter(match[0]), text).replace("x", _LETTERS[number], 1)
        for number, text in enumerate(map(visible, texts))
    ]


def _letter(char: str) -> str:
    return "\uff58" if unicodedata.east_asian_width(char) in "WF" else "x"


def squeezed(text: str) -> str:
    """The text without spaces, since formats break lines in different places."""
    return "".join(text.replace("\u200b", "").split())


# --- readers ------------------------------------------------------------------------------------------------

Read = tuple[list[Any], str]
"""The active parts of a document, and its text."""


def html(document: str) -> Read:
    """Active: elements, attributes, resources, scripts. Text: also of forms and tooltips."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree: Element = parser.parse(document)
    skeleton: list[Any] = [str(error) for error in parser.errors]
    texts: list[str] = []
    for element in tree.iter():
        names = sorted(map(str, element.attrib))
        skeleton.append((str(element.tag), names))
        active = [
            name for name in names if name.startswith("on") or name in ("href", "src", "style", "action")
        ]
        skeleton += [element.attrib[name] for name in active]
        if element.tag in ("script", "style"):
            skeleton.append(element.text)
    texts += tree.itertext()
    texts += [value for element in tree.iter() for value in map(str, element.attrib.values())]
    return skeleton, "".join(texts)


def as_json(document: str) -> Read:
    """Active: the types of all values, and keys. Text: all strings."""
    texts: list[str] = []

    def kind(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: kind(one) for key, one in value.items()}
        if isinstance(value, list):
            return [kind(one) for one in value]
        if isinstance(value, str):
            texts.append(visible(value))
            return "text"
        return "number" if isinstance(value, float) else type(value).__name__.replace("int", "number")

    return [kind(json.loads(document))], "\n".join(texts)


def latex(document: str) -> Read:
    """Active: commands except those that spell a sign, unbalanced braces. Text: as typeset."""
    body = latex_reader.body(document)
    named = {name for name in latex_reader.commands(body) if len(name) > 1 and not name.startswith("text")}
    return [sorted(named), latex_reader.unbalanced(body)], latex_reader.plain(body)


def typst(document: str) -> Read:
    """Active: names and signs outside of strings. Text: all strings."""
    code = re.sub(r'"(?:\\.|[^"\\])*"', '""', document)
    return [sorted(set(re.findall(r"[A-Za-z]\w*|[^\sA-Za-z0-9]", code)))], skeletons.typst(document)[1]


def terminal(document: str) -> Read:
    """Active: control characters only."""
    return [char for char in document if is_control(char) and char != "\n"], document


def pdf(document: bytes) -> Read:
    """Active: actions, links, attachments, scripts."""
    active = (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA")
    return [name for name in active if name in document], text_of_pdf(document)


TEXT_READERS: dict[str, Callable[[str], Read]] = {
    "table": terminal,
    "plain": terminal,
    "json": as_json,
    "markdown": skeletons.markdown,
    "html": html,
    "latex": latex,
    "typst": typst,
    "csv": skeletons.comma_separated,
}


def read(format: str, document: bytes) -> Read:
    """Active parts and text of a document; control characters are active in every format."""
    if format == "pdf":
        return pdf(document)
    text = document.decode()
    active, controls = TEXT_READERS[format](text), terminal(text)[0]
    return [*active[0], *controls], active[1]
