"""Law 6: columns are the transpose of rows, for every step of every topic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.formats.document.expression_writer import formula
from handcalc.formats.document.notation import UNICODE
from handcalc.record.arithmetic import floats
from handcalc.record.calculation import Calculation, Given
from handcalc.record.matrix import Matrix
from handcalc.record.orientation import in_columns
from tests.sampling import daily_sample
from tests.variants import Variant, all_variants, record, roundings, variants


def not_transposed(rows: Calculation, columns: Calculation) -> list[str]:
    """The inputs, steps and results that are not the transpose (or, where they do not turn, the same)."""
    given = zip(inputs(rows), inputs(columns), strict=True)
    pairs = [(a.id, a.matrix, b.matrix) for a, b in given]
    pairs += [(a.id, a.result, b.result) for a, b in zip(rows.steps, columns.steps, strict=True)]
    pairs += [(name, leaf, columns.results[name]) for name, leaf in rows.results.items()]
    return [name for name, a, b in pairs if a is not None and b is not None and not turned(a, b)]


def inputs(calculation: Calculation) -> list[Given]:
    """The inputs, lists taken apart."""
    return [part for given in calculation.given for part in given.parts]


def turned(a: Matrix, b: Matrix) -> bool:
    """Whether b is what the column convention makes of a."""
    assert a.values is not None
    assert b.values is not None
    if not a.transposes:
        return a is b
    same_axes = (a.rows, a.columns) == (b.columns, b.rows)
    return same_axes and a.values.T.tolist() == b.values.tolist() and a.name == b.name


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=4))
def test_every_matrix_is_the_transpose(variant: Variant) -> None:
    """Numbers, axes and labels; ids, titles, notes and checks stay."""
    for rounding in roundings(variant):
        assert_transposed(record(variant, rounding))


def assert_transposed(rows: Calculation) -> None:
    """The column view of a record is its transpose."""
    columns = in_columns(rows)
    assert [] == not_transposed(rows, columns)
    assert rows.ids == columns.ids
    for a, b in zip(rows.steps, columns.steps, strict=True):
        assert (a.title, a.note, a.section) == (b.title, b.note, b.section)
    assert [(c.step, c.text, c.holds) for c in rows.checks] == [
        (c.step, c.text, c.holds) for c in columns.checks
    ]
    assert ("rows", "columns") == (rows.vectors, columns.vectors)


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=4, start=2))
def test_every_formula_is_true_in_columns(variant: Variant) -> None:
    """The rewritten formulas and checks, calculated from the turned matrices, give the turned values."""
    for rounding in roundings(variant):
        assert_true_in_columns(in_columns(record(variant, rounding)))


def assert_true_in_columns(columns: Calculation) -> None:
    """Every formula of the view gives the view's values."""
    for step in columns.steps:
        assert step.formula.shape == step.result.shape
        actual = columns.step_values(step.id, step.formula)
        if step.result.holds_words:
            assert step.values.tolist() == actual.tolist()
        else:
            np.testing.assert_allclose(floats(actual), floats(step.values), rtol=1e-12, atol=1e-13)
    assert all(columns.holds(c.left, c.right, c.terms) == c.holds for c in columns.checks)


def unlike(rows: Calculation, columns: Calculation) -> list[str]:
    """The decisions and blocks of a column view that are not those of the record, by what they look at."""
    wrong = []
    for a, b in zip(rows.decisions, columns.decisions, strict=True):
        transposed = columns.value(b.matrix).T if a.matrix.transposes else columns.value(b.matrix)
        same = rows.value(a.matrix).tolist() == transposed.tolist() and a.rule == b.rule
        if not same or not a.chosen == b.chosen == b.choose(columns.value(b.matrix)):
            wrong.append(a.rule.kind)
    for one, other in zip(rows.blocks, columns.blocks, strict=True):
        leaves = [(a, b) for a, b in zip(one.steps, other.steps, strict=True) if not turned(a, b)]
        source = columns.value(other.source)
        source = source.T if one.result.transposes else source
        if leaves or rows.value(one.source).tolist() != source.tolist():
            wrong.append(one.kind)
    return wrong


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=12))
def test_decisions_and_blocks_are_kept(variant: Variant) -> None:
    """In columns a decision looks at the transpose and chooses the same; a block names the turned steps."""
    for rounding in roundings(variant):
        rows = record(variant, rounding)
        assert [] == unlike(rows, in_columns(rows))


def test_a_wrong_decision_or_block_is_seen() -> None:
    """Guard: a decision that looks at the matrix as it was, or chose otherwise, and a block of old steps."""
    rows = next(one for one in map(record, variants("moe")) if one.decisions and one.blocks)
    columns = in_columns(rows)
    first = columns.decisions[0]
    for wrong in (first._replace(column_form=False), first._replace(chosen=())):
        decisions = [wrong, *columns.decisions[1:]]
        assert ["pattern of zeros"] == unlike(rows, replace(columns, decisions=decisions))
    assert ["softmax"] == unlike(rows, replace(columns, blocks=rows.blocks))


@pytest.mark.parametrize("topic", topics.names())
def test_turning_nothing_is_seen(topic: str) -> None:
    """Guard: a view that leaves one matrix as it was is found out."""
    rows = record(variants(topic)[0])
    columns = in_columns(rows)
    for place, step in enumerate(rows.steps):
        if step.result.rows == step.result.columns or not step.result.transposes:
            continue
        steps = [*columns.steps[:place], step, *columns.steps[place + 1 :]]
        assert [step.id] == not_transposed(rows, replace(columns, steps=steps))


def test_formulas_of_attention() -> None:
    """Rows as in the paper, columns as in the other half of the field."""
    rows = record(variants("attention")[0])
    columns = in_columns(rows)
    names = ("Q", "K", "V", "S", "O")
    assert ["X W_Q", "X W_K", "X W_V", "Q Kᵀ", "A V"] == [formula(rows[n].formula, UNICODE) for n in names]
    expected = ["W_Q X", "W_K X", "W_V X", "Kᵀ Q", "V A"]
    assert expected == [formula(columns[n].formula, UNICODE) for n in names]
