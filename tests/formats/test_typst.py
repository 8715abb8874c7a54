"""Typst source: complete, readable, the same document as the PDF, with labels as text."""

from __future__ import annotations

import re

import pytest

from handcalc import topics
from handcalc.calculate import calculate
from handcalc.formats.document.grid import Grid
from handcalc.formats.document.presentation import present
from handcalc.formats.typst.matrices import TemplateCall
from handcalc.formats.typst.notation import literal
from handcalc.formats.typst.script import script, side_by_side
from handcalc.formats.typst.tables import Equation, blocks_of, table_of
from handcalc.formats.typst.widths import PAGE
from handcalc.inputs.request import Request
from tests.formats.skeletons import typst as skeleton
from tests.formats.special_labels import LABELS, TYPST_LABELS, labelled
from tests.readers.pdf import compiled, pdf_of, reader
from tests.readers.typst import Unbalanced, equations, line
from tests.variants import Variant, text_of

SAFE = labelled(["harmless", "b", "c"])


@pytest.mark.parametrize("topic", topics.names())
def test_a_source_compiles_to_what_the_pdf_says(topic: str) -> None:
    """The source compiles by itself as PDF/UA-1, to the pages and the first text of format pdf."""
    calculation = calculate(Request(topics.find(topic)))
    one, other = pdf_of(calculation), compiled(text_of(calculation, "typst"))
    assert len(reader(one).pages) == len(reader(other).pages)
    assert reader(one).pages[0].extract_text() == reader(other).pages[0].extract_text()


@pytest.mark.parametrize("label", [*TYPST_LABELS, *(label for label in LABELS if label.strip())])
def test_labels_are_text(label: str) -> None:
    """A label or title changes only string literals, and is unchanged in them."""
    text = text_of(labelled([label, "b", "c"]), "typst", cells="all")
    printed = label.replace("\x1b", "<U+001B>")
    strings = [string for string in re.findall(r'"(?:\\.|[^"\\])*"', text)]
    assert literal(printed) in strings
    harmless = labelled(["h" * len(label), "b", "c"])
    assert skeleton(text_of(harmless, "typst", cells="all"))[0] == skeleton(text)[0]


def test_a_label_that_is_no_string_is_seen() -> None:
    """Guard: a label without its quotes changes the skeleton."""
    text = text_of(labelled([TYPST_LABELS[0], "b", "c"]), "typst")
    broken = text.replace(literal(TYPST_LABELS[0]), TYPST_LABELS[0])
    assert skeleton(text)[0] != skeleton(broken)[0]


def test_formulas_hold_no_label() -> None:
    """User input is in formulas only by its number."""
    document = script(present(labelled(["secret", "b", "c"])))
    formulas = [part for call in document.calls for part in strings_of(call.arguments, Equation)]
    assert formulas
    assert all("secret" not in equation.math for equation in formulas)
    assert "secret" in document.labels


def strings_of(value: object, kind: type[Equation]) -> list[Equation]:
    """Every equation inside arguments."""
    if isinstance(value, kind):
        return [value]
    if isinstance(value, dict):
        return [one for part in value.values() for one in strings_of(part, kind)]
    if isinstance(value, list | tuple):
        return [one for part in value for one in strings_of(part, kind)]
    return strings_of(vars(value), kind) if hasattr(value, "__dict__") else []


@pytest.mark.parametrize("text", ["", "a", '"', "\\", '\\"', "\\n", '"\\u{41}"', *TYPST_LABELS])
def test_a_literal_reads_back(text: str) -> None:
    """Quotes and backslashes are escaped, and nothing else is."""
    written = literal(text)
    assert (written[0], written[-1]) == ('"', '"')
    assert text == re.sub(r"\\(.)", r"\1", written[1:-1])
    assert re.fullmatch(r'"(?:\\.|[^"\\])*"', written)


def test_formulas_are_typst_s_math() -> None:
    """A product, a fraction with a root, a power and a sum in idiomatic Typst."""
    text = text_of(calculate(Request(topics.find("attention"))), "typst")
    formulas = dict(equations(text))
    assert "display(Z = frac(S, sqrt(d_k)))" == formulas["Z = S / sqrt(d_k)"]
    assert "S = Q thin K^top" == formulas["S = Q K^T"]
    assert "E = e^(Z)" == formulas["E = e^Z"]
    assert 'D = sum_("key") E' == formulas["D = sum_key(E)"]


def test_what_is_said_is_what_is_seen() -> None:
    """The text alternative of a formula has the same numbers in the same order."""
    text = text_of(calculate(Request(topics.find("moe"))), "typst", cells="all")
    assert len(equations(text)) > 50
    for alt, math in equations(text):
        assert re.findall(r"\d[\d.]*", alt) == re.findall(r"\d[\d.]*", line(math))


def test_long_arithmetic_can_be_broken() -> None:
    """A quotient longer than a line is written with ÷; a short one is a fraction."""
    logits = [[1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]]
    text = text_of(calculate(Variant("layernorm", "", {"X": logits}).request()), "typst")
    long = next(math for alt, math in equations(text) if alt.startswith("mu[x1] = "))
    assert ("frac(" in long, "÷" in long) == (False, True)
    short = text_of(calculate(Variant("layernorm", "", {"X": [[1, 3]]}).request()), "typst")
    assert 'display(μ["x1"] = frac(1 + 3, 2) = 2)' in dict(equations(short)).values()


def test_a_wide_matrix_is_cut_into_blocks() -> None:
    """Every block fits the page and has the row labels; together they have every column once."""
    columns = tuple(f"feature {number}" for number in range(30))
    grid = Grid(("a", "b"), columns, [[str(row * 30 + c) for c in range(30)] for row in range(2)])
    blocks = list(blocks_of(table_of(grid, Equation("X", "X"))))
    assert len(blocks) > 3
    assert all(sum(block.widths) <= PAGE for block in blocks)
    assert all(("a", "b") == block.rows for block in blocks)
    assert columns == tuple(label for block in blocks for label in block.columns)
    assert grid.cells == [[cell for block in blocks for cell in block.cells[row]] for row in range(2)]


def test_inputs_stand_side_by_side_where_they_fit() -> None:
    """As many inputs in a row as fit the page; any other block begins a new row."""
    inputs = [TemplateCall("given", {"width": width}) for width in (20.0, 20.0, 20.0, 60.0)]
    part = TemplateCall("part", {"title": "x"})
    rows = list(side_by_side([inputs[0], inputs[1], inputs[2], part, inputs[3], inputs[0]]))
    assert [2, 1, None, None, 1] == [
        len(row.arguments["inputs"]) if row.function == "beside" else None  # type: ignore[arg-type]
        for row in rows
    ]


def test_the_reader_of_formulas_sees_a_missing_bracket() -> None:
    """Guard: the reader of formulas refuses unbalanced brackets."""
    assert "((1 + 2) ÷ (3)) = 1" == line("display(frac(1 + 2, 3)) = 1")
    for broken in ("frac(1, 2", "sqrt(2))", "display(1"):
        with pytest.raises(Unbalanced):
            line(broken)
