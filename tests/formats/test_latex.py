"""LaTeX: balance, text, fragments and sheets, without TeX; test_latex_typeset.py runs TeX."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import handcalc as package
from handcalc import topics
from handcalc.errors import UsageError
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import ASCII
from handcalc.formats.document.numbers import texts_of
from tests.formats.special_labels import LATEX_LABELS, labelled
from tests.readers import printed_equations
from tests.readers.latex import body, commands, equations, plain, unbalanced
from tests.run_command import handcalc
from tests.sampling import daily_sample
from tests.variants import Variant, Vectors, all_variants, record, text_of

SPELLING = {
    "hcglyph",
    "allowbreak",
    "ensuremath",
    "Sigma",
    "approx",
    "le",
    "ge",
    "ne",
    "surd",
    "infty",
    "odot",
}
SPELLING |= {"lfloor", "rfloor", "to", "checkmark", "mathsf", "varepsilon", "mu", "gamma", "beta", "alpha"}
SPELLING |= {f"text{name}" for name in ("backslash", "asciicircum", "asciitilde", "less", "greater", "bar")}
SPELLING |= {f"text{name}" for name in ("quotedbl", "quotesingle", "asciigrave")} | {"sigma", "Delta", "^"}
"""Commands that only spell a character."""

SIGNS = {r"\alpha": "α", r"\beta": "β", r"\gamma": "γ", r"\surd": "√", r"\infty": "∞", r"\to": "→"}
SIGNS |= {r"\checkmark": "✓"}


def as_read(text: str) -> str:
    """The text of a document, with mathematical signs."""
    for command, sign in SIGNS.items():
        text = text.replace(f"\\ensuremath{{{command}}}", sign)
    return plain(text)


# --- documents ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vectors", ["rows", "columns"])
@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=24))
def test_documents_are_balanced_and_true(variant: Variant, vectors: Vectors) -> None:
    """Braces, dollars and environments match, and every worked-out cell is correct as printed."""
    text = body(text_of(record(variant), "latex", vectors=vectors, cells="all"))
    assert [] == unbalanced(text)
    for line in equations(text):
        assert [line] == [
            claim.line for claim in printed_equations.claims(line) if printed_equations.holds(claim)
        ]


def test_the_reader_sees_what_is_wrong() -> None:
    """Guard: a missing brace, an unescaped sign, an open formula and a false equation are reported."""
    for text in ("{a", "a}", "$a", "a_b", "a # b", r"\begin{tabular}", "100% of"):
        assert unbalanced(text)
    assert [] == unbalanced(r"\hcline{$a_{b}^{2}$ \{ \_ \% \#}")
    (line,) = equations(r"\hcline{$A[\hclabel{a = b}] = 3 \div \tfrac{46}{3} = \tfrac{9}{46}$}")
    assert "X[cell] = 3 ÷ (46/3) = (9/46)" == line
    assert [] == printed_equations.falsehoods(line)
    assert printed_equations.falsehoods(line.replace("9", "8"))


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=24, start=3))
def test_every_number_stands_in_a_table(variant: Variant) -> None:
    """Every number is a complete formula: minus signs, powers of ten, −∞."""
    calculation = record(variant)
    text = text_of(calculation, "latex", cells="none")
    inputs = [part.matrix for given in calculation.given for part in given.parts]
    leaves = [*inputs, *(step.result for step in calculation.steps)]
    for leaf in leaves:
        if leaf is None or leaf.holds_words or max(leaf.shape) > 40:
            continue
        for number in {number for row in texts_of(leaf, 3, ASCII) for number in row}:
            spelled = re.sub(r"e\+?(-?)0*(\d+)", r" \\cdot 10^{\1\2}", number.replace("-inf", r"-\infty"))
            assert f"${spelled}$" in text


# --- labels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", LATEX_LABELS)
def test_labels_are_text(label: str) -> None:
    """In a title, a table and a formula a label adds only spellings of characters."""
    calculation = labelled([label, "b", "c"])
    text = body(text_of(calculation, "latex", cells="all"))
    harmless = body(text_of(labelled(["a", "b", "c"]), "latex", cells="all"))
    assert [] == unbalanced(text)
    assert commands(text) - SPELLING <= commands(harmless)
    shown = " ".join(printed_labels(calculation.steps[0].result.columns)[0].split())
    assert as_read(text).count(shown) >= 3


def test_no_two_characters_become_another() -> None:
    """Ligatures of dashes, quotes and inverted marks are prevented."""
    text = body(text_of(labelled(["a--b ,,c ?`d", "b"]), "latex"))
    assert "a-{}-b ,{},c ?{}\\textasciigrave{}d" in text


def test_markup_that_acts_is_seen() -> None:
    """Guard: an unescaped label adds a command or is unbalanced."""
    harmless = body(text_of(labelled(["a", "b", "c"]), "latex"))
    for label in (r"\input{x}", "}", "$", "#", "%", r"\end{document}"):
        acting = harmless.replace("{b}", f"{{{label}}}")
        assert unbalanced(acting) or commands(acting) - SPELLING - commands(harmless)


# --- fragments ----------------------------------------------------------------------------------------------


def test_a_fragment_has_nothing_around_it() -> None:
    """A fragment is the document without its preamble, and names its packages."""
    whole, part = handcalc("softmax", "-f", "latex").out, handcalc("softmax", "-f", "latex", "--fragment").out
    assert re.search(r"\\documentclass.*\\begin\{document\}.*\\end\{document\}\n$", whole, re.DOTALL)
    assert not re.search(r"\\documentclass|\{document\}|^\\usepackage", part, re.MULTILINE)
    assert body(whole) == body(part)
    assert "amsmath" in part.split("\n\\providecommand")[0]
    page = handcalc("softmax", "-f", "html", "--fragment").out
    assert ("<div", False) == (page[:4], "<html" in page)


@pytest.mark.parametrize("words", [[], ["-f", "csv"], ["--json"], ["-o", "x.md"]])
def test_formats_without_a_fragment_say_so(words: list[str]) -> None:
    """--fragment with another format is a usage error; in Python a UsageError."""
    outcome = handcalc("softmax", "--fragment", *words)
    assert (2, "") == (outcome.code, outcome.out)
    assert "html and latex" in outcome.err
    with pytest.raises(UsageError, match="html and latex"):
        package.softmax().to("csv", fragment=True)


def test_a_class_has_no_fragments(tmp_path: Path) -> None:
    """A class has no fragments; nothing is written."""
    words = [
        "sheet",
        "softmax",
        "--variants",
        "2",
        "--out",
        str(tmp_path / "class"),
        "-f",
        "latex",
        "--fragment",
    ]
    assert (2, []) == (handcalc(*words).code, list(tmp_path.iterdir()))


# --- sheets -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", topics.names())
def test_sheets_have_lines_where_keys_have_answers(topic: str) -> None:
    """A sheet has lines to write on, and no answer of the key in its tables."""
    sheet, key = (body(handcalc("sheet", topic, *more, "-f", "latex").out) for more in ((), ("--key",)))
    assert r"\hcblank{}" in sheet
    assert r"\hcanswer{" in key
    assert r"\hcanswer{" not in sheet
    assert r"\hcblank{}" not in key
    assert set() == in_tables(sheet) - in_tables(key)
    assert [] == unbalanced(sheet) == unbalanced(key)


def in_tables(text: str) -> set[str]:
    """The numbers in tables that are not answers."""
    return set(re.findall(r"(?:& |blue!\d+\}|hade\{\}|orked\{)\$(-?\d[^$]*)\$", text))


def test_an_answer_on_a_sheet_is_seen() -> None:
    """Guard: a sheet that is filled in has a number that the key has only as an answer."""
    key = body(handcalc("sheet", "attention", "--key", "-f", "latex").out)
    answers = set(re.findall(r"\\hcanswer\{\$(\d+\.\d+)\$\}", key)) - in_tables(key)
    filled_in = " & ".join(f"${answer}$" for answer in answers)
    assert answers == in_tables(f"a & {filled_in}") - in_tables(key) != set()


def test_a_sheet_without_formulas_has_lines_for_them() -> None:
    """At level 4 each formula is a longer line to write on."""
    formulas = re.findall(
        r"\\hcformula\{\S+ = (.*)\}", handcalc("sheet", "layernorm", "--level", "4", "-f", "latex").out
    )
    assert {r"\hcblankformula{}"} == set(formulas)
