"""Long form, one value a line: step,row,column,value."""

from __future__ import annotations

import csv
import io
import re

from handcalc.formats import Format
from handcalc.record.matrix import Matrix
from handcalc.wording import is_decimal
from handcalc.writing.labels import printed_labels
from handcalc.writing.notation import ASCII
from handcalc.writing.numbers import texts_of
from handcalc.writing.presentation import Presentation

_FORMULA = re.compile(r"\s*[-=+@＝＋－＠]")
"""How a formula begins: some programs drop spaces before it, in some languages wide signs are signs."""


def render(p: Presentation) -> str:
    """The steps' values as shown, with - and -Infinity as data has them."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["step", "row", "column", "value"])
    for numbered in p.steps:
        result = numbered.step.result
        rows, columns = printed_labels(result.rows), printed_labels(result.columns)
        for row, texts in zip(rows, texts_of(result, p.digits, ASCII), strict=True):
            for column, text in zip(columns, texts, strict=True):
                value = "-Infinity" if text == "-inf" else text
                writer.writerow([numbered.step.id, inert(row), inert(column), _cell(result, value)])
    return lines.getvalue()


def _cell(result: Matrix, text: str) -> str:
    return inert(text) if result.holds_words else text


def inert(label: str) -> str:
    """A label that no spreadsheet takes for a formula: such a one gets an apostrophe in front."""
    if _FORMULA.match(label) and not is_decimal(label):
        return f"'{label}"
    return label


FORMAT = Format(suffix=".csv", render=render, data=True, prints=False)
