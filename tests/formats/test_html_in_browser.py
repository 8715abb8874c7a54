"""Pages in a browser: tooltips, keyboard, answers, printing, and accessibility with axe-core.

They need Chromium, playwright (the extra `browser`) and, named by HANDCALC_AXE, axe-core's axe.min.js:
`pytest -m browser`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import handcalc.topics as topics
from handcalc import formats
from handcalc.calculate import calculate
from handcalc.exercises.sheets.roster import Student
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from tests.variants import text_of

pytestmark = pytest.mark.browser

CAT = {
    "X": [[1, 0], [0, 1], [1, 1]],
    "W_Q": [[1, 0], [0, 1]],
    "W_K": [[1, 1], [0, 1]],
    "W_V": [[1, 0], [1, 1]],
    "base": 3,
    "labels": {"tokens": ["the", "cat", "the"]},
}
OPEN = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]

Opened = Callable[..., Any]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=OPEN)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Opened]:
    """Opens a text as a page; asserts that it requests nothing and raises no error."""
    contexts: list[Any] = []
    requests: list[str] = []
    faults: list[str] = []

    def open_page(text: str, width: int = 1000, **more: Any) -> Any:
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        contexts.append(chromium.new_context(viewport={"width": width, "height": 900}, **more))
        page = contexts[-1].new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text))
        page.goto(file.as_uri())
        return page

    yield open_page
    assert [] == faults
    for context in contexts:
        context.close()
    assert [] == [url for url in requests if not re.match(r"(file|blob):", url)]
    assert len(contexts) == sum(url.startswith("file:") for url in requests)


def attention() -> Calculation:
    """An attention with three tokens, of which two are the same word."""
    return calculate(on_paper(from_python(topics.find("attention"), CAT)))


def a_sheet(blank: str = "Q,S", answered: bool = False) -> str:
    """Its sheet or key."""
    page = sheet(
        attention(), SheetRecipe(2, blank, "rows", ("attention",)), Student("0007", "Ada"), answered=answered
    )
    return formats.as_text("html", page)


def cell(page: Any, step: str, row: int, column: int) -> Any:
    """A cell of a step's matrix (row and column from 0)."""
    rows = page.locator(f'table[data-step="{step}"] > tbody:last-of-type > tr')
    return rows.nth(row).locator("td:not(.copy):not(.gap)").nth(column)


def lit(page: Any, step: str) -> list[str]:
    """The highlighted texts in a step's table, with those of the operands."""
    return list(page.locator(f'table[data-step="{step}"] td:is(.lit, .at)').all_inner_texts())


def tooltips(page: Any) -> list[str]:
    """The visible tooltips."""
    return [text for text in page.locator("output.how").all_inner_texts() if text]


# --- pointing and keys --------------------------------------------------------------------------------------


def test_pointing_at_a_cell(opened: Opened) -> None:
    """A hovered cell highlights its row, its column and its operands, and shows its arithmetic."""
    page = opened(text_of(attention(), "html"))
    assert [] == tooltips(page)
    cell(page, "S", 2, 1).hover()
    assert ["S[the (2), cat] = 1·0 + 1·1 = 1"] == tooltips(page)
    assert cell(page, "S", 2, 1).get_attribute("class") == "lit at"
    # Above the column of the right operand, beside the row of the left one, then the result's own.
    assert ["0", "1", "0", "1", "1", "1", "2", "1", "3"] == lit(page, "S")
    assert ["1", "1"] == lit(page, "Q")
    assert cell(page, "K", 1, 0).evaluate("cell => cell.classList.contains('lit')")
    assert not cell(page, "K", 0, 0).evaluate("cell => cell.classList.contains('lit')")
    page.mouse.move(1, 1)
    assert [] == tooltips(page) + lit(page, "S")


def test_keys_move_from_cell_to_cell(opened: Opened) -> None:
    """Tab stops once at a table; arrow keys, Home and End move within it and show the tooltip."""
    page = opened(text_of(attention(), "html", only=["Q", "S"]))
    page.keyboard.press("Tab")
    assert ["Q[the, d1] = 1·1 + 0·0 = 1"] == tooltips(page)
    page.keyboard.press("Tab")
    assert ["S[the, the] = 1·1 + 0·1 = 1"] == tooltips(page)
    for key, reference in (
        ("ArrowRight", "S[the, cat]"),
        ("ArrowDown", "S[cat, cat]"),
        ("End", "S[cat, the (2)]"),
        ("ArrowRight", "S[cat, the (2)]"),
        ("Home", "S[cat, the]"),
        ("ArrowUp", "S[the, the]"),
        ("Control+End", "S[the (2), the (2)]"),
    ):
        page.keyboard.press(key)
        assert tooltips(page)[0].startswith(f"{reference} = "), key
    page.keyboard.press("Shift+Tab")
    assert tooltips(page)[0].startswith("Q[the, d1]")
    page.keyboard.press("Tab")
    assert tooltips(page)[0].startswith("S[the (2), the (2)]")


def test_the_arithmetic_is_announced(opened: Opened) -> None:
    """The tooltip is a live region, and the table has the role of a grid."""
    page = opened(text_of(attention(), "html", only=["S"]))
    page.keyboard.press("Tab")
    assert "S[the, the] = 1·1 + 0·1 = 1" == page.get_by_role("status").inner_text()
    assert 9 == page.get_by_role("grid", name="Scores, S").get_by_role("gridcell").count()


def test_without_a_script(opened: Opened) -> None:
    """Without the script the page is complete; only its controls are hidden."""
    page = opened(a_sheet(), java_script_enabled=False)
    assert 15 == page.locator("td.blank input:visible").count()
    assert not page.locator(".controls").is_visible()


# --- filling in ---------------------------------------------------------------------------------------------


def test_a_sheet_is_filled_in_and_saved(opened: Opened, tmp_path: Path) -> None:
    """With the keyboard alone; the saved file has the step, the labels and the text of each blank."""
    page = opened(a_sheet())
    assert "0 of 15 filled in" == page.locator(".controls output").inner_text()
    page.get_by_label("Q, row the, column d1", exact=True).focus()
    for key in ("1", "Tab", "0", "ArrowDown", "1,5", "Enter", "2/3", "ArrowUp"):
        page.keyboard.press(key) if key.isalpha() else page.keyboard.type(key)
    page.get_by_label("S, row the (2), column cat").fill(' <b> "½" ')
    assert "5 of 15 filled in, not saved yet" == page.locator(".controls output").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save answers").press("Enter")
    assert "0007.json" == download.value.suggested_filename
    assert "5 of 15 filled in, saved as 0007.json" == page.locator(".controls output").inner_text()
    saved = tmp_path / "0007.json"
    download.value.save_as(saved)
    answers = json.loads(saved.read_text(encoding="utf-8"))
    cells = answers.pop("cells")
    assert {"schema": "handcalc/answers", "format_version": "1.0", "id": "0007"} == answers
    tokens, features = ["the", "cat", "the (2)"], ["d1", "d2"]
    blanks = [("Q", row, column) for row in tokens for column in features]
    blanks += [("S", row, column) for row in tokens for column in tokens]
    assert blanks == [(one["step"], one["row"], one["column"]) for one in cells]
    values = {(one["step"], one["row"], one["column"]): one["value"] for one in cells if one["value"]}
    assert {
        ("Q", "the", "d1"): "1",
        ("Q", "the", "d2"): "0",
        ("Q", "cat", "d2"): "1,5",
        ("Q", "the (2)", "d1"): "2/3",
        ("S", "the (2)", "cat"): ' <b> "½" ',
    } == values
    again = opened(a_sheet())
    again.locator('input[type="file"]').set_input_files(saved)
    again.get_by_text("5 of 15 filled in, loaded").wait_for()
    assert ' <b> "½" ' == again.get_by_label("S, row the (2), column cat").input_value()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "that file could not be read"),
        ("[]", "that is no file of answers"),
        ('{"schema": "handcalc/answers", "id": "0008", "cells": []}', "that file belongs to another sheet"),
        ('{"schema": "handcalc/answers", "id": "0007", "cells": 1}', "that is no file of answers"),
        ("null", "that is no file of answers"),
    ],
)
def test_a_wrong_file_changes_nothing(opened: Opened, tmp_path: Path, text: str, words: str) -> None:
    """A wrong file is refused in a sentence, and the answers stay."""
    page = opened(a_sheet())
    page.get_by_label("Q, row cat, column d1").fill("7")
    file = tmp_path / "answers.json"
    file.write_text(text, encoding="utf-8")
    page.locator('input[type="file"]').set_input_files(file)
    page.get_by_text(f"1 of 15 filled in, {words}").wait_for()
    assert "7" == page.get_by_label("Q, row cat, column d1").input_value()


def test_what_is_filled_in_is_repeated_where_it_is_used(opened: Opened) -> None:
    """Answers are repeated in the scheme of a later product."""
    page = opened(a_sheet("Q,K,S"))
    page.get_by_label("Q, row cat, column d1").fill("7")
    page.get_by_label("K, row cat, column d1").fill("8")
    scheme = page.locator('table[data-step="S"]')
    assert ["", "", "7", "", "", ""] == scheme.locator("td.copy .box").all_inner_texts()
    assert ["", "8", "", "", "", ""] == scheme.locator("tbody.above td .box").all_inner_texts()


def test_leaving_with_unsaved_answers_asks(opened: Opened) -> None:
    """The browser asks before unsaved answers are lost."""
    dialogs: list[str] = []
    opened(a_sheet()).close(run_before_unload=True)  # waits for an answer if the page asks
    page = opened(a_sheet())

    def leave(dialog: Any) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.get_by_label("Q, row cat, column d1").press_sequentially("7")
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert ["beforeunload"] == dialogs


# --- for every screen, on paper, for everybody --------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 400, 1000])
@pytest.mark.parametrize("topic", ["attention", "decoder", "mamba", "generate", "params"])
def test_no_page_is_wider_than_its_screen(opened: Opened, topic: str, width: int) -> None:
    """Only tables and formulas scroll, each by itself, also with the keyboard."""
    page = opened(text_of(calculate(from_python(topics.find(topic), {})), "html"), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in page.locator(".scroll, .formula, .arithmetic").all():
        if box.evaluate("box => box.scrollWidth > box.clientWidth + 1"):
            assert "0" == box.get_attribute("tabindex")
            assert box.get_attribute("aria-label")


def test_dark_where_the_reader_wants_it(opened: Opened) -> None:
    """The page follows the colour scheme of the browser; paper is always white."""
    for scheme, darker in (("light", "color"), ("dark", "backgroundColor")):
        page = opened(a_sheet(), color_scheme=scheme)
        brightness = {name: _brightness(page, name) for name in ("color", "backgroundColor")}
        assert darker == min(brightness, key=lambda name: brightness[name])
        page.emulate_media(media="print")
        assert [0, 255 * 3] == [_brightness(page, name) for name in ("color", "backgroundColor")]


def _brightness(page: Any, name: str) -> int:
    colour = page.locator("main").evaluate(f"main => getComputedStyle(main).{name}")
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


def test_on_paper(opened: Opened) -> None:
    """Sheet and key of a small attention are few pages of A4, with boxes and without buttons."""
    for text, most in ((a_sheet(), 4), (a_sheet(answered=True), 5)):
        page = opened(text)
        printed = page.pdf(prefer_css_page_size=True)
        assert 1 < len(re.findall(rb"/Type\s*/Page\b", printed)) <= most
        assert re.search(rb"/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]", printed)
        page.emulate_media(media="print")
        assert not page.locator(".controls, .how").locator("visible=true").count()
    page = opened(a_sheet())
    page.emulate_media(media="print")
    assert 15 == page.locator("td.blank input:visible").count()


def violations(page: Any) -> list[str]:
    """The accessibility violations that axe-core reports."""
    page.evaluate(Path(os.environ["HANDCALC_AXE"]).read_text(encoding="utf-8"))
    results = page.evaluate("axe.run()")["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in results for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("topic", topics.names())
def test_nothing_stands_in_anybodys_way(opened: Opened, topic: str, scheme: str) -> None:
    """axe-core reports no violation on page, sheet and key, wide and narrow."""
    calculation = calculate(on_paper(from_python(topics.find(topic), {})))
    making = SheetRecipe(2, None, "rows", (topic,))
    pages = [
        text_of(calculation, "html"),
        *(formats.as_text("html", sheet(calculation, making, answered=which)) for which in (False, True)),
    ]
    for text, width in zip(pages, (1000, 360, 500), strict=True):
        page = opened(text, width=width, color_scheme=scheme)
        page.locator("table[data-step] td").last.hover()
        assert [] == violations(page)


@pytest.mark.parametrize(
    "wrong",
    ["<img>", "<h5>x</h5>", '<p style="color:#777;background:#888">hardly seen</p>'],
)
def test_what_stands_in_the_way_is_seen(opened: Opened, wrong: str) -> None:
    """Guard: an image without text, a skipped heading level and low contrast are reported."""
    page = opened(text_of(attention(), "html", only=["S"]), bypass_csp=True)
    assert [] == violations(page)
    page.locator("main").evaluate("(main, wrong) => main.insertAdjacentHTML('beforeend', wrong)", wrong)
    assert violations(page)


def test_injected_scripts_do_not_run(opened: Opened) -> None:
    """Scripts from labels, or inserted by hand, do not run: the policy allows only the page's own."""
    label = "</script><img src=x onerror=document.title='run'><script>document.title='run'</script>"
    page = opened(
        text_of(calculate(from_python(topics.find("softmax"), {"title": label, "logits": [[1]]})), "html")
    )
    assert label == page.title() == page.locator("h1").inner_text()
