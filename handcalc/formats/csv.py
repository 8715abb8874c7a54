"""Long form, one value a line: step,row,column,value."""

from __future__ import annotations

import csv
import io

from handcalc.formats import Format
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import ASCII
from handcalc.formats.document.numbers import texts_of
from handcalc.formats.document.presentation import Presentation
from handcalc.text import inert_csv


def render(p: Presentation) -> str:
    """The printed values of all steps, with ASCII minus signs and -Infinity."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["step", "row", "column", "value"])
    for numbered in p.steps:
        result = numbered.step.result
        rows, columns = printed_labels(result.rows), printed_labels(result.columns)
        for row, texts in zip(rows, texts_of(result, p.digits, ASCII), strict=True):
            for column, text in zip(columns, texts, strict=True):
                value = "-Infinity" if text == "-inf" else text
                value = inert_csv(value) if result.holds_words else value
                writer.writerow([numbered.step.id, inert_csv(row), inert_csv(column), value])
    return lines.getvalue()


FORMAT = Format(suffix=".csv", render=render, data=True, prints=False)
