"""Documents written as people and programs write them, in YAML and JSON.

A writer notes where each value begins, so that a test can say where a fault has to be found.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from random import Random

from tests.inputs.generated_documents import Document, Path, Typed, Value

SAFE_WORD = re.compile("[A-Za-z][A-Za-z0-9_]*")


@dataclass
class Page:
    """A text that is being written, and the line and column where each value begins."""

    random: Random
    text: str = ""
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def put(self, text: str) -> None:
        """Write on."""
        self.text += text

    def mark(self, path: Path) -> None:
        """What has this path begins here. A path that comes twice is at its last place."""
        self.places[path] = (self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n"))

    def either(self, *choices: str) -> None:
        """Write one of these."""
        self.put(self.random.choice(choices))


def as_json(document: Document, random: Random) -> Page:
    """The document as JSON, spaced in any way."""
    page = Page(random)
    _flow(page, document.entries, (), quotes_only=True)
    page.either("", "\n", " \n\n")
    return page


def as_yaml(document: Document, random: Random) -> Page:
    """The document as YAML: blocks, brackets, comments, any kind of quotes."""
    page = Page(random)
    page.either("", "", "# a comment: [\n", "---\n", "\n\n")
    for key, value in document.entries:
        _key(page, key, (key,))
        _block(page, value, (key,), 0)
    if not document.entries:
        page.put("{}\n")  # an empty file is no mapping
    page.either("", "...\n", "# the end")
    return page


def _flow(page: Page, value: Value, path: Path, quotes_only: bool) -> None:
    """A value in brackets, on one line or several."""
    page.mark(path)
    if isinstance(value, Typed):
        # JSON can hold a fraction only as a text.
        fraction = quotes_only and not value.wrong and re.fullmatch(r"[+-]?\d+/\d+", value.text, re.ASCII)
        page.put(json.dumps(value.text) if fraction else value.text)
    elif isinstance(value, str):
        _quoted(page, value, quotes_only)
    else:
        pairs = value if path == () else list(value.items()) if isinstance(value, dict) else None
        page.put("[" if pairs is None else "{")
        for number, item in enumerate(value if pairs is None else pairs):
            page.put("," if number else "")
            _gap(page)
            if pairs is not None:
                page.mark((*path, item[0], "key"))
                _quoted(page, item[0], quotes_only)
                page.put(":")
                page.either(" ", " ", "  ")
            _flow(
                page,
                item if pairs is None else item[1],
                (*path, number if pairs is None else item[0]),
                quotes_only,
            )
            _gap(page)
        page.put("]" if pairs is None else "}")


def _gap(page: Page) -> None:
    page.either("", "", " ", "\n  ", "\n\n    ", " ")


def _quoted(page: Page, word: str, double_only: bool = False) -> None:
    if not double_only and SAFE_WORD.fullmatch(word) and page.random.random() < 0.7:
        page.put(word)
    elif not double_only and page.random.random() < 0.5:
        page.put("'" + word.replace("'", "''") + "'")
    else:
        page.put(
            json.dumps(word, ensure_ascii=double_only and page.random.random() < 0.3).replace(
                "\ufeff", "\\ufeff"
            )
        )


def _key(page: Page, key: str, path: Path) -> None:
    page.mark((*path, "key"))
    _quoted(page, key)
    page.either(":", ":", " :")


def _block(page: Page, value: Value, path: Path, indent: int) -> None:
    """What follows a key: on the same line, or in lines of its own; with the end of the line."""
    if isinstance(value, Typed | str) or not value or page.random.random() < 0.5:
        page.either(" ", " ", "   ")
        _flow(page, value, path, quotes_only=False)
        page.either("\n", "\n", "  \n", " # a note, [1\n", "\n\n")
        return
    page.either("\n", " # lines follow\n", "\n\n")
    inner = indent + page.random.choice([1, 2, 4])
    for number, (key, item) in enumerate(value.items() if isinstance(value, dict) else enumerate(value)):
        page.put(" " * inner)
        if not number:
            page.mark(path)
        if isinstance(value, dict):
            _key(page, key, (*path, key))
        else:
            page.put("-")
        _block(page, item, (*path, key), inner)
