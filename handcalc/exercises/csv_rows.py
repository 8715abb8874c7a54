"""Rows of CSV files as spreadsheets save them, each with its first line number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from handcalc.errors import InputError, Place

CsvRow = tuple[list[str], Place]


def csv_rows(text: str) -> Iterator[CsvRow]:
    """The rows of a file separated by commas or semicolons, without empty rows.

    Raises InputError, with the line: it is not CSV.
    """
    first = text.lstrip("\r\n").replace("\r", "\n").partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 0
    try:
        for fields in reader:
            place, start = Place(start + 1, 1), reader.line_num
            if any(map(str.strip, fields)):
                yield fields, place
    except csv.Error as error:
        raise InputError(f"this is not CSV: {error}", Place(reader.line_num, 1)) from None
