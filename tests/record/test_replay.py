"""Law 4: replay with nothing given equals the record; a slip carried on costs one step."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.errors import CalculationError, NotRational, PathChanged
from handcalc.exercises.drawing.provenance import nodes
from handcalc.record.arithmetic import Arithmetic, Carry, Exact
from handcalc.record.calculation import Calculation
from handcalc.record.matrix import Array
from handcalc.record.operation import OPERATIONS
from handcalc.record.replay import replay
from tests.record.cells import assert_cells
from tests.sampling import daily_sample
from tests.topics.reference.softmax import weights
from tests.variants import Variant, all_variants, is_rational, record, roundings, variants


def parts(calculation: Calculation) -> dict[str, Array]:
    """Every matrix of a record by name: inputs, steps, results."""
    inputs = [part for given in calculation.given for part in given.parts]
    found = {f"given {given.id}": given.matrix for given in inputs}
    found |= {step.id: step.result for step in calculation.steps}
    found |= {f"result {name}": leaf for name, leaf in calculation.results.items()}
    return {name: leaf.values for name, leaf in found.items() if leaf is not None and leaf.values is not None}


def changed(before: Calculation, after: Calculation) -> list[str]:
    """The steps and inputs of which some bit, or some fraction, differs."""
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    return [name for name in old if not identical(old[name], new[name])]


def identical(a: Array, b: Array) -> bool:
    """The same numbers of the same kind: bits for floats, fractions as they are."""
    same_kind = a.dtype == b.dtype and a.shape == b.shape
    return same_kind and (a.tolist() == b.tolist() if a.dtype == object else a.tobytes() == b.tobytes())


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=4))
def test_nothing_given_changes_nothing(variant: Variant) -> None:
    """Bit for bit, with each way to calculate; checks hold as before."""
    for rounding in roundings(variant):
        before = record(variant, rounding)
        after = replay(before)
        assert [] == changed(before, after), rounding
        assert [check.holds for check in before.checks] == [check.holds for check in after.checks]


def outcome(run: Callable[[], Calculation]) -> Calculation | str:
    """The record, or the words of the refusal: carried rounding can leave nothing to divide by."""
    try:
        return run()
    except PathChanged:
        return PATH_CHANGED
    except CalculationError as error:
        return error.fact


PATH_CHANGED = "the rounded values choose another way, which only a new run can take"


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=4, start=1))
@pytest.mark.parametrize("digits", [1, 3])
def test_a_full_record_replayed_with_carry_is_the_carried_run(variant: Variant, digits: int) -> None:
    """Rounding afterwards and rounding from the start are the same record."""
    direct = outcome(lambda: record(variant, "carry", digits))
    again = outcome(lambda: replay(record(variant), Carry(digits)))
    if again == PATH_CHANGED:
        assert record(variant).decisions
    elif isinstance(direct, str) or isinstance(again, str):
        # Both break down; where, depends on the way that the values chose.
        assert direct == again or (record(variant).decisions and type(direct) is type(again))
    else:
        assert [] == changed(direct, again)


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=4, start=2))
def test_a_full_record_replayed_in_fractions_is_the_exact_run(variant: Variant) -> None:
    """From the same numbers (exact rounding may draw others) there are two ways to either record."""
    if not is_rational(variant):
        with pytest.raises(NotRational):
            replay(record(variant), Exact(3))
        return
    exact = record(variant, "exact")
    full = replay(exact, Arithmetic(3))
    assert [] == changed(exact, replay(full, Exact(3)))
    if not variant.draws:
        assert [] == changed(record(variant), full)


def may_be_rational(variant: Variant) -> bool:
    """Whether a variant does without operations that hardly ever have a fraction as their result."""
    formulas = [node for step in record(variant) for node in nodes(step.formula)]
    return all(OPERATIONS[node.op_name].rational for node in formulas if node.op_name is not None)


@pytest.mark.parametrize("topic", topics.names())
def test_every_topic_can_be_exact(topic: str) -> None:
    """Guard: the laws about fractions are about several calculations of each topic."""
    rational = sum(is_rational(variant) for variant in variants(topic))
    assert any(map(may_be_rational, variants(topic))) == (rational >= 3)


def slipped(calculation: Calculation, step: str) -> tuple[Array, Calculation]:
    """One cell of a step is 1 too large, and everything after it follows."""
    values = calculation[step].values.copy()
    finite = [(int(i), int(j)) for i, j in np.argwhere(values != -math.inf)]
    values[finite[len(finite) // 2]] += 1
    return values, replay(calculation, answers={step: values})


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=8, start=3))
def test_an_answer_changes_only_what_comes_later(variant: Variant) -> None:
    """The slip stands in its step; what was before is untouched; what follows obeys the cell rules."""
    before = record(variant)
    for place, step in enumerate(before.steps):
        if step.values.dtype.kind != "f":
            continue  # words
        try:
            values, after = slipped(before, step.id)
        except CalculationError:
            continue  # the slip leaves a later step without a value, or on another way
        assert identical(values, after[step.id].values)
        earlier = {*before.ids[:place], *(name for name in parts(before) if name.startswith("given "))}
        assert not earlier & set(changed(before, after))
        assert_cells(replace(after, steps=after.steps[place + 1 :]))


def test_the_original_keeps_its_numbers() -> None:
    """A replay is a record of its own."""
    variant = variants("attention")[0]
    before = {name: values.copy() for name, values in parts(record(variant)).items()}
    slipped(record(variant), record(variant).ids[0])
    assert all(identical(values, parts(record(variant))[name]) for name, values in before.items())


def test_a_changed_bit_is_seen() -> None:
    """Guard: the comparison finds the last bit, another kind of number and another step."""
    before = record(all_variants()[0])
    for name in before.ids:
        values = before[name].values
        after = replay(before, answers={name: np.nextafter(values, np.inf)})
        assert changed(before, after)[0] == name
    assert changed(before, replay(before, Carry(1)))


# --- slips worked out by hand -------------------------------------------------------------------------------


def test_a_slip_in_the_scores_by_hand() -> None:
    """Attention goes on from the wrong S: softmax of S ÷ √4, times V."""
    before = record(next(one for one in all_variants() if str(one) == "attention: defaults"))
    S, after = slipped(before, "S")
    expected = weights(S / 2, base=math.e, stable=False, result="A")
    expected |= {"Z": S / 2, "O": expected["A"] @ before["V"].values}
    for name, values in expected.items():
        np.testing.assert_allclose(after[name].values, values, rtol=1e-12)
    assert {"S", *expected, "result O"} == set(changed(before, after))


def test_a_slip_in_the_powers_by_hand() -> None:
    """Softmax goes on from the wrong E: new sums, new shares."""
    before = record(next(one for one in all_variants() if str(one) == "softmax: defaults"))
    E, after = slipped(before, "E")
    D = E.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(after["D"].values, D, rtol=1e-12)
    np.testing.assert_allclose(after["P"].values, E / D, rtol=1e-12)


def test_a_slip_in_the_deviations_by_hand() -> None:
    """Layer norm goes on from the wrong C: its squares, their mean, C ÷ √(var + ε)."""
    before = record(next(one for one in all_variants() if str(one) == "layernorm: defaults"))
    C, after = slipped(before, "C")
    var = (C**2).mean(axis=1, keepdims=True)
    expected = {"Q": C**2, "var": var, "sd": np.sqrt(var + 1e-5), "N": C / np.sqrt(var + 1e-5)}
    for name, values in expected.items():
        np.testing.assert_allclose(after[name].values, values, rtol=1e-12)
    # The check that the deviations sum to 0 no longer holds, and says so.
    assert [False] == [check.holds for check in after.checks]
