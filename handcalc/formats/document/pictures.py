"""What pictures beside the numbers show; none carries what the numbers do not."""

from __future__ import annotations

from typing import NamedTuple

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import texts_of
from handcalc.formats.document.presentation import Presentation
from handcalc.record.calculation import Step


def share(block: MatrixBlock, row: int, column: int) -> float | None:
    """How dark a cell of a heat map is, from 0 to 1; None where nothing is shaded."""
    if block.picture != "heat map" or block.matrix.values is None:
        return None
    return min(max(float(block.matrix.values[row, column]), 0.0), 1.0)


def bars(block: MatrixBlock) -> list[tuple[str, float]]:
    """The label and the length, from 0 to 1, of a bar for each row's first column."""
    assert block.matrix.values is not None
    values = [float(value) for value in block.matrix.values[:, 0]]
    most = max(*values, 1e-12)
    return [(label, max(value / most, 0.0)) for label, value in zip(block.grid.rows, values, strict=False)]


class Interval(NamedTuple):
    """A word and its part of the line from 0 to 1."""

    word: str
    left: float
    right: float


class UnitInterval(NamedTuple):
    """The line from 0 to 1 cut into the words' intervals, and where the draw falls."""

    intervals: list[Interval]
    draw: float


def unit_interval(step: Step) -> UnitInterval | None:
    """The line a word is drawn from; None where the largest was taken without a draw."""
    operands = [operand for operand in step.formula.leaves() if operand.values is not None]
    if len(operands) != 2 or operands[0].columns.size != 2:
        return None
    cut, draw = operands
    assert cut.values is not None
    assert draw.values is not None
    words = printed_labels(cut.rows)
    ends = [(float(left), float(right)) for left, right in cut.values.tolist()]
    found = [Interval(word, left, right) for word, (left, right) in zip(words, ends, strict=True)]
    return UnitInterval(found, float(draw.values.item()))


class Branch(NamedTuple):
    """A text that a search looked at: how many texts it goes on from, and whether it was kept."""

    text: str
    depth: int
    probability: str
    stays: bool


def tree(p: Presentation, step: Step, notation: Notation) -> list[Branch]:
    """Every text that was looked at, each below the one it goes on from.

    It is told once, with the last table of the search, and only where there are few enough to be drawn.
    """
    tables = [other for other in p.calculation.steps if other.picture == "tree"]
    if step.id != tables[-1].id:
        return []
    looked_at: dict[str, tuple[str, bool]] = {}
    for table in tables:
        labels = printed_labels(table.result.rows)
        texts = texts_of(table.result, p.digits, notation)
        kept = [bool(value) for value in table.values[:, -1]]
        looked_at |= {label: (row[1], mark) for label, row, mark in zip(labels, texts, kept, strict=True)}
    if len(looked_at) > LARGEST:
        return []
    return [
        Branch(text, len(_parents(text, looked_at)), *looked_at[text])
        for text in sorted(looked_at, key=lambda text: _place(text, list(looked_at)))
    ]


def _parents(text: str, texts: dict[str, tuple[str, bool]]) -> list[str]:
    return [other for other in texts if text.startswith(f"{other} ")]


def _place(text: str, texts: list[str]) -> list[int]:
    """A key that puts every text behind the one it goes on from."""
    return [place for place, other in enumerate(texts) if text == other or text.startswith(f"{other} ")]
