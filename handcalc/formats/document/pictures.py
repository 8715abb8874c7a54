"""Data of the pictures: heat maps, bars, unit intervals, search trees. None adds to the numbers."""

from __future__ import annotations

from typing import NamedTuple

from handcalc.formats.document.blocks import MatrixBlock
from handcalc.formats.document.grid import LARGEST
from handcalc.formats.document.labels import printed_labels
from handcalc.formats.document.notation import Notation
from handcalc.formats.document.numbers import texts_of
from handcalc.formats.document.presentation import Presentation
from handcalc.record.calculation import Step


def heat(block: MatrixBlock, row: int, column: int) -> float | None:
    """Darkness of a cell of a heat map, from 0 to 1; None if the matrix is not a heat map."""
    if block.picture != "heat map" or block.matrix.values is None:
        return None
    return min(max(float(block.matrix.values[row, column]), 0.0), 1.0)


def bars(block: MatrixBlock) -> list[tuple[str, float]]:
    """Label and length (from 0 to 1) of a bar for each row, from its first column."""
    assert block.matrix.values is not None
    values = [float(value) for value in block.matrix.values[:, 0]]
    most = max(*values, 1e-12)
    return [(label, max(value / most, 0.0)) for label, value in zip(block.grid.rows, values, strict=False)]


class Interval(NamedTuple):
    """A word and its part of the unit interval."""

    word: str
    left: float
    right: float


class UnitInterval(NamedTuple):
    """The intervals of all words, and the random number that selects one."""

    intervals: list[Interval]
    draw: float


def unit_interval(step: Step) -> UnitInterval | None:
    """The intervals of a sampling step; None for greedy decoding, which draws nothing."""
    operands = [operand for operand in step.formula.leaves() if operand.values is not None]
    if len(operands) != 2 or operands[0].columns.size != 2:
        return None
    ends, draw = (operand.values for operand in operands)
    assert ends is not None
    assert draw is not None
    words = printed_labels(operands[0].rows)
    intervals = [
        Interval(word, float(left), float(right))
        for word, (left, right) in zip(words, ends.tolist(), strict=True)
    ]
    return UnitInterval(intervals, float(draw.item()))


class Branch(NamedTuple):
    """A hypothesis of a beam search: depth in the tree, probability, and whether the beam retains it."""

    text: str
    depth: int
    probability: str
    in_beam: bool


def tree(p: Presentation, step: Step, notation: Notation) -> list[Branch]:
    """All hypotheses of a beam search, each behind its parent.

    Empty unless the step is the last table of the search, and if there are too many to draw.
    """
    tables = [other for other in p.calculation.steps if other.picture == "tree"]
    if step.id != tables[-1].id:
        return []
    hypotheses: dict[str, tuple[str, bool]] = {}
    for table in tables:
        labels = printed_labels(table.result.rows)
        for label, texts, values in zip(
            labels, texts_of(table.result, p.digits, notation), table.values, strict=True
        ):
            hypotheses[label] = texts[1], bool(values[-1])
    if len(hypotheses) > LARGEST:
        return []
    # Indices of a hypothesis and its prefixes, in order of appearance: the path from the root.
    paths = {
        text: [index for index, other in enumerate(hypotheses) if f"{text} ".startswith(f"{other} ")]
        for text in hypotheses
    }
    return [
        Branch(text, len(paths[text]) - 1, *hypotheses[text]) for text in sorted(paths, key=paths.__getitem__)
    ]
