"""Shown digits are exact, and the same on every processor; tests/campaigns/digits.py has the long run."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from handcalc.record.axes import Axis
from handcalc.record.evaluation import evaluate_matrix
from handcalc.record.matrix import Array, Matrix
from handcalc.record.operations import matmul
from tests.campaigns.digits import Compared, by_a_plain_loop, faults_of, lines_under, settings, shown_cells

EVERYDAY, SLOW = 2_000, 4_000


def test_shown_cells_are_rounded_half_up() -> None:
    """In runs of all topics: as whole numbers alone round them, and no zero has a sign."""
    assert [] == [cell for cell in islice(shown_cells(EVERYDAY), EVERYDAY) if cell.faults]


@pytest.mark.slow
def test_every_processor_shows_the_same() -> None:
    """Processors and a plain loop calculate the same doubles; an older C library shows the same digits."""
    first, *others = settings()
    lines = lines_under(first, SLOW)
    assert len(lines) >= SLOW
    assert (0, 0, 0) == Compared.of(lines, lines)[1:]
    for setting in others:
        found = Compared.of(lines, lines_under(setting, SLOW))
        assert (setting.name, len(lines), 0, 0) == (setting.name, *found[:3])
        assert not (setting.exact and found.doubles), setting.name


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (0.125, ("0.12", "0.12")),
        (-0.125, ("-0.13", "-0.13")),
        (-0.001, ("-0.00", "−0.00")),
        (-0.0, ("0.00", "0.00")),
        (1234567.655, ("1234567.65", "1234567.65")),
    ],
)
def test_a_wrong_digit_is_seen(value: float, texts: tuple[str, str]) -> None:
    """Guard: a half rounded down, the other minus, a zero with a sign are faults."""
    assert faults_of(value, 2, texts)


def test_a_difference_is_seen() -> None:
    """Guard: another digit, another double, a fault and a missing line are counted."""
    lines = [f"softmax 0 P {place} 3\t0.5\t0.5\t0x1.0p-1" for place in range(4)]
    other = [lines[0], lines[1].replace("0.5", "0.6"), lines[2].replace("0x1.0", "0x1.1") + "\tnegative zero"]
    assert Compared(4, 0, 0, 0) == Compared.of(lines, lines)
    assert Compared(3, 1, 2, 1) == Compared.of(lines, other)


def test_a_product_is_a_plain_loop() -> None:
    """To the last bit; in another order the terms would add up to other numbers."""
    rows, inner = Axis.numbered("token", 3), Axis.numbered("d_model", 50)
    numbers = np.random.default_rng(1).normal(size=(3, 50))
    formula = matmul(Matrix(rows, inner, values=numbers), Matrix(inner, rows, values=numbers.T))
    found = evaluate_matrix(formula, values_of)
    assert by_a_plain_loop(formula, values_of).tolist() == found.tolist()
    other = matmul(Matrix(rows, inner, values=numbers[:, ::-1]), Matrix(inner, rows, values=numbers.T[::-1]))
    assert evaluate_matrix(other, values_of).tolist() != found.tolist()


def values_of(leaf: Matrix) -> Array:
    """The numbers of a leaf."""
    assert leaf.values is not None
    return leaf.values
