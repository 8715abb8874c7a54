"""A reader of Markdown that shares no code with handcalc: its tokens, as markdown-it-py has them."""

from __future__ import annotations

from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.token import Token


def tokens(text: str) -> list[Token]:
    """Every token of a Markdown document, inline ones too; HTML and tables are on."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
    blocks = parser.parse(text)
    return [token for block in blocks for token in (block, *(block.children or []))]


def kinds(text: str) -> Counter[str]:
    """How often each kind of token is there; how a text is cut up does not count."""
    cut = {"text", "text_special", "softbreak"}
    return Counter(token.type for token in tokens(text) if token.type not in cut)
