"""Keys of a class as its sheets write them, read in the ordinary way, and all that they say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.formats.document.presentation import present
from handcalc.formats.json import render
from handcalc.from_document import from_document
from handcalc.inputs.document import load
from handcalc.inputs.from_python import from_python
from handcalc.record.calculation import Calculation
from tests.variants import Vectors


def key_file(folder: Path, name: str, topic: str, vectors: Vectors, **given: Any) -> Path:
    """A key as the sheets of a class write it."""
    calculation = calculate(from_python(topics.find(topic), {"rounding": "carry", "digits": 2, **given}))
    path = folder / name
    path.write_text(render(present(calculation, vectors=vectors, digits=2)), encoding="utf-8")
    return path


def ordinarily(path: Path, topic: str) -> Calculation:
    """The calculation of a file as every command reads it."""
    return calculate(from_document(load(str(path)), path.name, topic))


def told(calculation: Calculation) -> str:
    """All that a calculation says."""
    return render(present(calculation, digits=2, cells="all"))
