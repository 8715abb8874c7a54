"""Law 1: the textbook rule of every cell gives the number that numpy gave for the whole matrix."""

from __future__ import annotations

import numpy as np
import pytest

from handcalc.errors import NotRational
from handcalc.record.arithmetic import Arithmetic, Exact
from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Matrix
from handcalc.record.replay import replay
from tests.record.cells import assert_cells, cells_of
from tests.sampling import daily_sample
from tests.variants import ORIENTATIONS, Variant, Vectors, all_variants, is_rational, record, written


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=3))
def test_every_cell_of_every_step(variant: Variant, vectors: Vectors) -> None:
    """In rows and in columns, the rule of each cell, evaluated, gives the recorded number."""
    assert_cells(written(variant, vectors))


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=4, start=1))
def test_every_cell_in_fractions(variant: Variant, vectors: Vectors) -> None:
    """With exact rounding the rule gives the very same fraction; or there is none."""
    if not is_rational(variant):
        with pytest.raises(NotRational):
            replay(record(variant), Exact(3))
        return
    calculation = written(variant, vectors, "exact")
    for step in calculation.steps:
        assert step.values.tolist() == cells_of(step.formula, calculation.arithmetic), step.id


@pytest.mark.parametrize("variant", all_variants()[::7], ids=str)
def test_one_wrong_digit_is_seen(variant: Variant) -> None:
    """Guard: a value off by a millionth, or another word, breaks the law, whichever step it is."""
    for step in written(variant, "rows").steps:
        spoiled = Matrix(step.result.rows, step.result.columns, name=step.result.name)
        if step.result.holds_words:
            spoiled.values = np.full(step.values.shape, "another", dtype=object)
        else:
            spoiled.values = np.where(step.values == 0, 1e-6, step.values * (1 + 1e-6))
        copied = Calculation(variant.topic, Arithmetic(3))
        copied.steps.append(type(step)(spoiled, step.formula, step.title))
        with pytest.raises(AssertionError):
            assert_cells(copied)
