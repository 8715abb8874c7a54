"""A small softmax with labels of its own, what its sheet asks for, and answer files to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handcalc import topics
from handcalc.calculate import calculate
from handcalc.exercises.marking.answer_files import read_answers
from handcalc.exercises.marking.blank_lookup import BlankLookup
from handcalc.exercises.marking.marks import Answers
from handcalc.exercises.sheets.blanks import Blanks, blanks_of
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation


def exercise(labels: list[str], **more: Any) -> Calculation:
    """A softmax over words with these labels."""
    logits = [[(3 * i) % 5 for i in range(len(labels))]]
    return calculate(
        from_python(topics.find("softmax"), {"logits": logits, "labels": {"words": labels}, **more})
    )


CATS = exercise(["the", "cat", "the"])


def asked(calculation: Calculation, vectors: str = "rows", blanks: Blanks | None = None) -> BlankLookup:
    """What a sheet with every step blank asks for."""
    return BlankLookup(calculation, blanks_of(calculation, 3) if blanks is None else blanks, vectors)


def read(folder: Path, text: str | bytes, suffix: str = ".csv", calculation: Calculation = CATS) -> Answers:
    """The answers of a file with this content."""
    path = folder / f"0001{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_answers(path, "0001", asked(calculation))
