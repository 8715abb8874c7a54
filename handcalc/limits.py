"""The limits on input; the table in the README is generated from LIMITS."""

from __future__ import annotations

from typing import NamedTuple

FILE_BYTES = 1024 * 1024
OWN_DOCUMENT_BYTES = 16 * 1024 * 1024
MANIFEST_BYTES = 64 * 1024 * 1024
DEPTH = 16
VALUES = 100_000
TEXT_CHARACTERS = 200
NUMBER_CHARACTERS = 64
ROWS_OR_COLUMNS = 512
STEPS_OR_VOCABULARY = 10_000
CELLS = 100_000

# Our own documents repeat labels with every matrix; a calculation within the limits must stay readable.
OWN_DOCUMENT_VALUES = 4 * VALUES


class Limit(NamedTuple):
    """One row of the table: the name, the largest allowed value, and the value in words."""

    name: str
    value: int
    words: str


LIMITS = (
    Limit("input file", FILE_BYTES, f"{FILE_BYTES // 1024**2} MiB"),
    Limit("document that handcalc wrote", OWN_DOCUMENT_BYTES, f"{OWN_DOCUMENT_BYTES // 1024**2} MiB"),
    Limit("manifest of a class", MANIFEST_BYTES, f"{MANIFEST_BYTES // 1024**2} MiB"),
    Limit("depth of nesting", DEPTH, f"{DEPTH} levels"),
    Limit("values in a file", VALUES, f"{VALUES:,} values"),
    Limit("label or word", TEXT_CHARACTERS, f"{TEXT_CHARACTERS} characters"),
    Limit("number as written", NUMBER_CHARACTERS, f"{NUMBER_CHARACTERS} characters"),
    Limit("rows or columns of a matrix", ROWS_OR_COLUMNS, f"{ROWS_OR_COLUMNS}"),
    Limit("time steps, words of a vocabulary", STEPS_OR_VOCABULARY, f"{STEPS_OR_VOCABULARY:,}"),
    Limit("any matrix, intermediate ones too", CELLS, f"{CELLS:,} cells"),
)
