"""Labels that look like markup, code or formulas, and a calculation with them."""

from __future__ import annotations

from handcalc.calculate import calculate
from handcalc.record.calculation import Calculation
from tests.variants import Variant, Vectors

LABELS = [
    "[unk]",
    "[/s]",
    "[bold red]x[/]",
    ":smile:",
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "*em* _em_ **strong**",
    "![i](http://x.y/z.png) [l](http://x.y)",
    "http://x.y/a_b_c",
    "`code` ``x``",
    "a | b",
    "# head",
    "- item",
    "1. one",
    "&amp; &lt;",
    "$x^2$ \\frac",
    "你好世界",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\x1b[31mred",
    "x" * 200,
    "  spaces  ",
    "",
]

LATEX_LABELS = [
    *(label for label in LABELS if label.strip()),
    "\\input{/etc/passwd}",
    "100% & #1 $x_1$ ~ ^ {a}",
    "\\",
    "\\\\",
    "[x] *y",
    "*",
    "--- -- ,, `` '' ?` !` << >>",
    "\\end{document}",
    "\\verb|x|",
    "^^41 ^^M",
    "%",
    "}{",
    "$",
    "#1",
    "ﬁ Ħ ŉ é̂ Ā αβγ √2 ∞ → ✓",
    "\ufdd0\uffff\u00ad\u200b",
]

TYPST_LABELS = [
    '#read("/etc/passwd")',
    '#eval("1") #import "@preview/x:1.0.0"',
    "$x$ *b* _e_ @ref <lab> // c",
    "/* c */ \\",
    "\\u{41} \\\" ' `raw`",
    ")]}",
    "#l(0) ",
    'eq("a", $x$)',
]


def labelled(labels: list[str], vectors: Vectors = "rows") -> Calculation:
    """A softmax over words with these labels, with a title like one of them."""
    logits = [[(3 * i) % 7 - 2 for i in range(len(labels))], [1] * len(labels)]
    given = {"logits": logits, "labels": {"words": labels}, "title": labels[0]}
    return calculate(Variant("softmax", "", given).request())
