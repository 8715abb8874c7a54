"""HTML read by an independent parser: well-formed, without outside resources, labels as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest

import handcalc.topics as topics
from handcalc import formats
from handcalc.calculate import calculate
from handcalc.exercises.sheets.blanks import Level
from handcalc.exercises.sheets.roster import Student
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.html.assets import asset
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from handcalc.text import visible
from tests.readers.mathml import lines
from tests.sampling import daily_sample
from tests.variants import ORIENTATIONS, Variant, Vectors, all_variants, record, rendered, text_of

NASTY = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "</title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "x\"><iframe srcdoc='<p>'>",
    "</math><img src=x onerror=alert(1)>",
    "</mtext></math><mi>y</mi>",
    '<maction actiontype="statusline" xlink:href="javascript:alert(1)">',
    '<svg onload="alert(1)"></svg>',
    "</td></tr></table><form action=x>",
    "<!-- comment -->",
    "]]><![CDATA[ x",
    "&lt;b&gt; &amp; &#x3c;b>",
    "javascript:alert(1)",
    "}body{background:url(x)}",
    "{0} {label} %s \\u003c",
    "\x1f+\x00\u2028",
    "<plaintext>",
]


@cache
def parsed(text: str) -> tuple[Element, list[Any]]:
    """The tree of a page or a part of one, and what is wrong with it."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree: Element = parser.parse(text) if text.startswith("<!DOCTYPE") else parser.parseFragment(text)
    return tree, parser.errors


def elements(tree: Element) -> Iterator[Element]:
    """The elements, without comments."""
    return (element for element in tree.iter() if isinstance(element.tag, str))


def skeleton(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, and every comment."""
    return [
        (str(element.tag), tuple(map(str, sorted(element.attrib, key=str))))
        for element in parsed(text)[0].iter()
    ]


@cache
def random_sheet(topic: str, answered: bool = False) -> str:
    """The sheet with all cells blank, or the key, of a random exercise of a topic."""
    return exercise(topic, 3, answered)


def exercise(topic: str, level: Level = 2, answered: bool = False, **given: Any) -> str:
    """The sheet or the key of an exercise."""
    calculation = calculate(on_paper(from_python(topics.find(topic), given)))
    making = SheetRecipe(level, None, "rows", (topic, "--level", str(level)))
    page = sheet(calculation, making, Student("0007", "Ada"), answered=answered)
    return formats.as_text("html", page)


# --- well-formed --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=24))
def test_pages_are_well_formed(variant: Variant) -> None:
    """A strict parser reports no error, in rows, in columns and in a notebook."""
    vectors = ORIENTATIONS[all_variants().index(variant) // 24 % 2]
    assert [] == parsed(rendered(variant, "html", vectors=vectors))[1]


@pytest.mark.parametrize("topic", topics.names())
def test_sheets_and_keys_are_well_formed(topic: str) -> None:
    """A strict parser reports no error, and every blank is a field with a name."""
    page, key = random_sheet(topic), random_sheet(topic, answered=True)
    assert [] == parsed(page)[1] + parsed(key)[1]
    boxes = [box for cell in parsed(page)[0].iter("td") for box in cell.iter("input")]
    answers = list(parsed(key)[0].iter("mark"))[1:]  # the first one stands in the legend
    assert len(answers) == len(boxes) > 0
    assert all(box.get("aria-label") for box in boxes)
    assert [] == list(parsed(key)[0].iter("input"))


def test_what_is_not_well_formed_is_seen() -> None:
    """Guard: an unclosed tag, a repeated attribute and a misplaced element are reported."""
    page = text_of(record(all_variants()[0]), "html")
    assert [] == parsed(page)[1]
    for right, wrong in (("</h1>", ""), ("<table ", "<table class='x' "), ("<tbody>", "<tbody><p>x</p>")):
        assert parsed(page.replace(right, wrong, 1))[1]


# --- closed -------------------------------------------------------------------------------------------------


def outward(text: str) -> list[str]:
    """The parts of a page that could request something or run."""
    tree = parsed(text)[0]
    attributes = [str(name) for element in elements(tree) for name in element.attrib]
    matches = [
        name for name in attributes if re.match(r"(on\w+|src\w*|href|action|style|formaction|ping)$", name)
    ]
    matches += [
        str(one.tag) for one in elements(tree) if one.tag in ("link", "iframe", "object", "base", "a", "form")
    ]
    return matches + re.findall(r"\w+://|url\(|@import|fetch\(|XMLHttpRequest|import\(", text)


@pytest.mark.parametrize("topic", topics.names())
def test_nothing_reaches_out(topic: str) -> None:
    """Sheets and keys have no URLs, links, event handlers or style attributes."""
    assert [] == outward(random_sheet(topic)) + outward(random_sheet(topic, answered=True))


@pytest.mark.parametrize(
    "wrong",
    [
        '<img src="x">',
        '<a href="x">x</a>',
        '<p onclick="x">x</p>',
        "<p>http://x.y</p>",
        '<p style="color:red">x</p>',
        '<link rel="stylesheet">',
    ],
)
def test_what_reaches_out_is_seen(wrong: str) -> None:
    """Guard: each of these is reported."""
    page = random_sheet("softmax")
    assert outward(page.replace("<h1>", f"{wrong}<h1>"))


def test_only_our_own_script_and_style_run() -> None:
    """The policy allows the style and the script of the page by their hashes, and nothing else."""
    from base64 import b64encode
    from hashlib import sha256

    tree = parsed(random_sheet("softmax"))[0]
    policy = next(
        m.get("content") for m in tree.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    hashes = {
        name: f"'sha256-{b64encode(sha256((next(tree.iter(name)).text or '').encode()).digest()).decode()}'"
        for name in ("style", "script")
    }
    assert {
        "default-src": "'none'",
        "style-src": hashes["style"],
        "script-src": hashes["script"],
        "base-uri": "'none'",
        "form-action": "'none'",
    } == dict(rule.strip().split(" ", 1) for rule in policy.split(";"))


# --- labels are text ----------------------------------------------------------------------------------------


def labelled(label: str) -> dict[str, Any]:
    """An attention with a label that occurs in tables, formulas, fields and the title."""
    eye = [[1, 0], [0, 1]]
    return {
        **{name: eye for name in ("X", "W_Q", "W_K", "W_V")},
        "labels": {"tokens": [label, "b"]},
        "title": label,
    }


@pytest.mark.parametrize("label", NASTY)
def test_labels_make_no_markup(label: str) -> None:
    """Labels do not change the elements of page, sheet and key; the label occurs as text."""
    harmless = labelled("a")
    calculation = calculate(from_python(topics.find("attention"), labelled(label)))
    page = text_of(calculation, "html", cells="all")
    plain = calculate(from_python(topics.find("attention"), harmless))
    assert skeleton(text_of(plain, "html", cells="all")) == skeleton(page)
    for answered in (False, True):
        other = exercise("attention", answered=answered, **labelled(label))
        assert skeleton(exercise("attention", answered=answered, **harmless)) == skeleton(other)
    printed = printed_labels(calculation["Q"].result.rows)[0]
    assert visible(label) == printed
    assert lines(page).count(printed) > 10
    assert f"S[{printed}, {printed}] = 1·1 + 0·0 = 1" in lines(page)
    names = [
        box.get("aria-label") for box in parsed(exercise("attention", 3, **labelled(label)))[0].iter("input")
    ]
    assert f"S, row {printed}, column {printed}" in names


def test_names_and_ids_make_no_markup() -> None:
    """A student's name and the id in a manifest are text."""
    calculation = calculate(on_paper(from_python(topics.find("softmax"), {})))
    making = SheetRecipe(2, None, "rows", ("softmax",))
    pages = [
        formats.as_text("html", sheet(calculation, making, student))
        for student in (Student("0007", "Ada"), *(Student(nasty, nasty) for nasty in NASTY))
    ]
    assert {tuple(skeleton(pages[0]))} == {tuple(skeleton(page)) for page in pages}
    assert NASTY[4] == next(parsed(pages[5])[0].iter("main")).get("data-sheet")


def test_markup_that_acts_is_seen() -> None:
    """Guard: an additional element, attribute or comment changes the skeleton."""
    page = random_sheet("softmax")
    for more in ("<b>x</b>", "<!-- x -->", '<i title="x"></i>'):
        assert skeleton(page) != skeleton(page.replace("<h1>", f"{more}<h1>"))
    assert skeleton(page) != skeleton(page.replace("<h1>", "<h1 onclick='x'>"))


# --- no answer on a sheet -----------------------------------------------------------------------------------

# Chosen so that every product and every sum is a number of its own that nothing else on the page has in it.
PRIMES = {
    "X": [[9173, 8191], [7919, 6067]],
    "W_Q": [[5501, 4409], [3307, 2203]],
    "W_K": [[9001, 7001], [5003, 3001]],
    "W_V": [[8009, 6007], [4001, 2003]],
}


def test_no_answer_is_in_the_source() -> None:
    """No answer occurs in the file of a sheet, in any spelling; in the key each does."""
    calculation = calculate(
        from_python(topics.find("attention"), {**PRIMES, "scale": "none", "stable": True})
    )
    making = SheetRecipe(2, "Q,K,V,O", "rows", ("attention",))
    pages = [
        formats.as_text("html", sheet(calculation, making, answered=answered)) for answered in (False, True)
    ]
    values = [f"{value:.0f}" for step in ("Q", "K", "V") for value in calculation[step].values.flat]
    assert 12 == len(set(values))
    bare, key = (re.sub(r"[\s,.'_]", "", page) for page in pages)
    assert [] == [value for value in values if value in bare]
    assert values == [value for value in values if value in key]


def test_arithmetic_is_told_only_of_what_is_printed() -> None:
    """No tooltip of a sheet reads a blank; on a page without blanks every cell has a tooltip."""
    making = SheetRecipe(2, "Q", "rows", ("attention",))
    calculation = record(Variant("attention", "", {}))
    page = formats.as_text("html", sheet(calculation, making))
    steps = {cell.get("data-how", "").partition("[")[0] for cell in parsed(page)[0].iter("td")} - {""}
    assert {step.id for step in calculation} - {"Q", "S"} == steps
    full = parsed(text_of(calculation, "html"))[0]
    cells = sum(step.values.size for step in calculation)
    assert cells == sum("data-how" in cell.attrib for cell in full.iter("td"))


@pytest.mark.parametrize("vectors", ORIENTATIONS)
def test_the_cells_that_are_read_are_named(vectors: Vectors) -> None:
    """The highlighted cells of a product are the operands of its arithmetic, in rows and in columns."""
    given = {
        "X": [[1, 2], [3, 4], [5, 6]],
        "W_Q": [[7, 8], [9, 10]],
        "W_K": [[1, 3], [5, 7]],
        "W_V": [[2], [4]],
        "stable": True,
    }
    page = text_of(calculate(from_python(topics.find("attention"), given)), "html", vectors=vectors)
    tables = {table.get("data-step"): own_cells(table) for table in parsed(page)[0].iter("table")}
    for cell in (cell for step in "QKVS" for row in tables[step] for cell in row):
        lit = []
        for part in cell.get("data-of", "").split(";"):
            step, *ends = part.split(" ")
            top, bottom, left, right = map(int, ends)
            lit += [
                "".join(c.itertext()) for row in tables[step][top : bottom + 1] for c in row[left : right + 1]
            ]
        arithmetic = cell.get("data-how", "").split(" = ")[1]
        assert sorted(re.findall(r"\d+", arithmetic)) == sorted(lit)


def own_cells(table: Element) -> list[list[Element]]:
    """The cells of a matrix, without the operands of its scheme."""
    rows = list(table.iter("tbody"))[-1].iter("tr")
    return [[cell for cell in row.iter("td") if "copy" not in cell.get("class", "")] for row in rows]


def test_a_large_matrix_is_not_told() -> None:
    """A matrix of more than 256 cells has no tooltips, which would take megabytes."""
    logits = [[(7 * row + column) % 5 for column in range(20)] for row in range(20)]
    page = text_of(calculate(Variant("softmax", "", {"logits": logits}).request()), "html")
    assert 20 == page.count(" data-how=")  # the sums


# --- for everybody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", topics.names())
def test_structure(topic: str) -> None:
    """A language, one main landmark, nested headings, table captions, scopes of table heads."""
    tree = parsed(random_sheet(topic))[0]
    assert "en" == tree.get("lang")
    assert 1 == len(list(tree.iter("main")))
    levels = [
        int(str(element.tag)[1]) for element in elements(tree) if re.fullmatch("h[1-6]", str(element.tag))
    ]
    assert 1 == levels[0]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in tree.iter("table"):
        assert "".join(next(table.iter("caption")).itertext()).strip()
        unseen = {
            id(head) for part in table.iter("tbody") if part.get("aria-hidden") for head in part.iter("th")
        }
        assert all(head.get("scope") in ("row", "col") for head in table.iter("th") if id(head) not in unseen)


def test_the_formulas_are_read() -> None:
    """Guard for the law of printed equations: fractions, powers and roots are read as one line."""
    page = "<p><math><mi>e</mi></math></p>"
    assert "e" == lines(page).strip()
    calculation: Calculation = record(Variant("softmax", "", {"logits": [[1, 2]], "base": 3}))
    text = lines(text_of(calculation, "html", cells="all"))
    assert "E[p1, w2] = 3^(2) = 9" in text
    assert "P[p1, w2] = ((9) ÷ (12)) = 0.75" in text
    assert "P[p1, w2] = 9 ÷ 12 = 0.75" in text


def test_a_long_sum_can_be_broken() -> None:
    """A long sum is a row of formulas, each a sign and a term, with line breaks between them."""
    given = {"X": [[1] * 9], "W_Q": [[1]] * 9, "W_K": [[1]] * 9, "W_V": [[1]] * 9}
    page = text_of(calculate(from_python(topics.find("attention"), given)), "html")
    sums = re.findall(r'<p class="arithmetic">(.*)</p>', page)
    assert 11 == sums[0].count("<math ") == sums[0].count("<wbr>") + 1


def test_style_and_script_are_in_the_page_as_they_are() -> None:
    """Style and script have no closing tag, and only ASCII characters."""
    for name in ("page.css", "page.js"):
        assert asset(name).isascii()
        assert not re.search("</|<!--", asset(name))
