"""Names and ids of students are text on sheets and keys, whatever is in them."""

from __future__ import annotations

import pytest

from handcalc import formats
from handcalc.calculate import calculate
from handcalc.exercises.sheets.roster import Student
from handcalc.exercises.sheets.sheet import SheetRecipe, on_paper, sheet
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from handcalc.text import visible
from handcalc.topics import find
from tests.formats.skeletons import READERS
from tests.readers import latex

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=e()>",
    '" autofocus onfocus="e()',
    "'; drop(); '",
    "*em* **b** `c` [l](u:x)",
    "| a | b |",
    "# head",
    "$x$ \\input{x} \\end{document}",
    "100% & #1_a^b~{}",
    '#read("x") @ref <l> // c',
    '"); panic("',
    '") + [*x*] + ("',
    "&amp; &lt;b&gt;",
    "\x1b[31m\u202e",
]
DOCUMENTS = [name for name in READERS if formats.find(name).prints]
EXERCISE = calculate(on_paper(from_python(find("softmax"), {})))
MAKING = SheetRecipe(2, None, "rows", ("softmax",))


def written(calculation: Calculation, format: str, text: str, answered: bool) -> str:
    """The sheet or key of a student of this name and id."""
    return formats.as_text(format, sheet(calculation, MAKING, Student(text, text), answered=answered))


@pytest.mark.parametrize("answered", [False, True], ids=["sheet", "key"])
@pytest.mark.parametrize("format", DOCUMENTS)
@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_ids_are_text(text: str, format: str, answered: bool) -> None:
    """They make nothing that a harmless name does not, and are there as they are."""
    page, harmless = (written(EXERCISE, format, one, answered) for one in (text, "x" * len(visible(text))))
    shown = "".join(visible(text).split())
    if format == "latex":  # there signs are spelled by commands, which its own reader knows
        assert [] == latex.unbalanced(latex.body(page))
        assert latex.plain(harmless).count("\\") == latex.plain(page).replace(text, "").count("\\")
        assert shown in "".join(latex.plain(page).split())
    else:
        skeleton, words = READERS[format](page)
        assert READERS[format](harmless)[0] == skeleton
        assert shown in "".join(words.split())


@pytest.mark.parametrize("format", DOCUMENTS)
def test_a_name_that_acts_would_be_seen(format: str) -> None:
    """Guard: put into the page as it is, one of them changes what takes effect."""
    read = READERS[format]
    page = written(EXERCISE, format, "Ada", False)
    assert any(read(page)[0] != read(page.replace("Ada", text, 1))[0] for text in HOSTILE)
