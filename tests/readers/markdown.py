"""Reads Markdown with markdown-it-py; shares no code with handcalc."""

from __future__ import annotations

from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.token import Token


def tokens(text: str) -> list[Token]:
    """Every token of a Markdown document, with inline tokens, HTML and tables."""
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
    blocks = parser.parse(text)
    return [token for block in blocks for token in (block, *(block.children or []))]


def kinds(text: str) -> Counter[str]:
    """Counts of each type of token except text."""
    cut = {"text", "text_special", "softbreak"}
    return Counter(token.type for token in tokens(text) if token.type not in cut)
