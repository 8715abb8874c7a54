"""Labels and titles are text in Markdown, HTML and CSV."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from typing import Any

import pytest

from handcalc.formats.document.labels import printed_labels
from handcalc.record.calculation import Calculation
from tests.formats.special_labels import LABELS, labelled
from tests.readers.markdown import kinds, tokens
from tests.variants import text_of

SHOWN = ("<U+001B>", "&lt;U+001B&gt;", r"\u001b", r"\<U\+001B\>", r"\textless{}U+001B\textgreater{}")
"""The spellings of a control character."""

SAFE = labelled(["a", "b", "c"])


class _Elements(HTMLParser):
    """The elements, their attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Any]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        # What the page tells of a cell names the cell's labels, and long ones take more room on paper.
        same = {"data-how": "", "class": str(dict(attrs).get("class")).removesuffix(" wide")}
        self.found.append((tag, [(name, same.get(name, value)) for name, value in attrs]))

    def handle_data(self, data: str) -> None:
        self.text += data


def label_of(calculation: Calculation) -> str:
    """The label as it is printed."""
    return printed_labels(calculation.steps[0].result.columns)[0]


@pytest.mark.parametrize("label", [label for label in LABELS if label.strip()])
def test_markdown(label: str) -> None:
    """A label adds no link, image, emphasis, HTML, code or table cell, and is printed unchanged."""
    calculation = labelled([label, "b", "c"])
    text = text_of(calculation, "markdown", cells="none")
    assert kinds(text_of(SAFE, "markdown", cells="none")) == kinds(text)
    words = "".join(t.content for t in tokens(text) if t.type in ("text", "text_special", "code_inline"))
    assert " ".join(label_of(calculation).split()) in " ".join(words.split())


@pytest.mark.parametrize("label", LABELS)
def test_html(label: str) -> None:
    """A label adds no element and no attribute, and is printed unchanged, also in the title."""
    calculation = labelled([label, "b", "c"])
    page = _Elements(text_of(calculation, "html", cells="none"))
    assert _Elements(text_of(SAFE, "html", cells="none")).found == page.found
    assert page.text.count(label_of(calculation)) >= 3


@pytest.mark.parametrize("label", LABELS)
def test_csv(label: str) -> None:
    """A label starts no spreadsheet formula, and is otherwise read back unchanged."""
    calculation = labelled([label, "b", "c"])
    rows = list(csv.reader(io.StringIO(text_of(calculation, "csv"))))
    assert {4} == {len(row) for row in rows}
    for _, row, column, _ in rows[1:]:
        assert (row + " ")[0] not in "=+-@"
        assert (column + " ")[0] not in "=+-@\t\r"
    assert label_of(calculation) == rows[1][2].removeprefix("'")


@pytest.mark.parametrize("format", ["table", "plain", "markdown", "html", "latex", "csv", "json"])
def test_no_control_character_gets_through(format: str) -> None:
    """C0, C1, direction and line-separator characters are printed by their number."""
    label = "a\x1b[2J\x07\x9b\u202e\u2028\x00b"
    text = text_of(labelled([label, "b"]), format)
    assert not set("\x1b\x07\x9b\u202e\u2028\x00") & set(text)
    assert any(shown in text.replace(r"\allowbreak{}", "") for shown in SHOWN)


def test_markup_that_acts_is_seen() -> None:
    """Guard: unescaped labels would show in each of these comparisons."""
    markdown = text_of(SAFE, "markdown", cells="none")
    for label in ("*em*", "<b>x</b>", "![i](u)", "[l](u)", "`x`", "a | b"):
        assert kinds(markdown) != kinds(markdown.replace("**p1**", label))
    page = text_of(SAFE, "html", cells="none")
    assert _Elements(page).found != _Elements(page.replace(">p1<", "><b>p1</b><")).found
