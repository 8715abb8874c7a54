"""Groups of parameters: declared once, flattened into every signature that holds them."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import pytest

import handcalc.topics as topics
from handcalc.record.dimensions import Dimension, count_of
from handcalc.record.matrix import Matrix
from handcalc.record.options import option
from handcalc.record.parameter_groups import parameter_group
from handcalc.record.parameters import matrix, vector
from handcalc.record.recorder import Recorder
from handcalc.record.topic import Group, topic

token, wide, narrow = Dimension("token"), Dimension("wide"), Dimension("narrow")
heads = count_of("heads")


class Weights(NamedTuple):
    """Weights with a bias."""

    W: Annotated[Matrix, matrix(token, wide.times(heads).role("key"), "weights")]
    b: Annotated[Matrix | None, vector(wide, "bias")] = None


class Rules(NamedTuple):
    """Two options."""

    heads: Annotated[int, option("heads", least=1)] = 1
    causal: Annotated[bool, option("looks back only")] = False


@topic(Group.TRANSFORMER)
def grouped(
    c: Recorder,
    X: Annotated[Matrix, matrix(token, wide, "vectors")],
    first: Annotated[Weights, parameter_group(prefix="first_", of="the first")],
    Y: Annotated[Matrix | None, matrix(token, narrow, "memory")] = None,
    second: Annotated[Weights | None, parameter_group(suffix="_2", requires="Y", axes={wide: narrow})] = None,
    *,
    base: Annotated[int, option("base", least=2)] = 2,
    rules: Annotated[Rules, parameter_group()],
    digits: Annotated[int, option("digits", least=0)] = 3,
) -> Any:
    """Show what the function gets."""
    return X, first, Y, second, base, rules, digits


def test_a_group_is_flattened_into_inputs_and_options() -> None:
    """What has to be stated comes first, what a group alone can do without last; options keep their order."""
    assert ["X", "first_W", "Y", "W_2", "b_2", "first_b"] == list(grouped.inputs)
    assert ["base", "heads", "causal", "digits"] == list(grouped.options)
    assert (1, False) == (grouped.options["heads"].default, grouped.options["causal"].default)


def test_its_parameters_are_called_as_the_signature_says() -> None:
    """Names, titles, axes with their multiples and roles, and the input that they belong to."""
    first, second = grouped.inputs["first_W"], grouped.inputs["W_2"]
    assert ("weights of the first", "weights") == (first.title, second.title)
    assert (wide.times(heads).role("key"), narrow.times(heads).role("key")) == (first.columns, second.columns)
    assert ("", "Y") == (first.requires, second.requires)
    assert [True, False, True] == [grouped.inputs[name].required for name in ("first_W", "first_b", "W_2")]


def test_the_function_gets_its_groups() -> None:
    """As named tuples; one that it can do without is None where nothing is given."""
    values = {name: name for name in [*grouped.inputs, *grouped.options]}
    found = grouped.record(None, values)  # type: ignore[arg-type]
    assert ("X", Weights("first_W", "first_b"), "Y", Weights("W_2", "b_2")) == found[:4]  # type: ignore[arg-type]
    assert ("base", Rules("heads", "causal"), "digits") == found[4:]  # type: ignore[arg-type]
    without = {name: None for name in ("Y", "W_2", "b_2", "first_b")}
    found = grouped.record(None, {**values, **without})  # type: ignore[arg-type]
    assert (Weights("first_W"), None, None) == found[1:4]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", topics.names())
def test_signatures_refer_to_what_there_is(name: str) -> None:
    """Every option that a dimension counts by, and every input that another one depends on, is declared."""
    found = topics.find(name)
    assert unknown(found) == set()


def unknown(found: Any) -> set[str]:
    """The names that a signature refers to and does not declare."""
    named = set()
    for spec in found.inputs.values():
        parts = [spec, *spec.fields]
        named |= {option for part in parts for side in part.dimensions for option in side.option_names}
        named |= {*spec.required_unless, *([spec.requires] if spec.requires else [])}
        named |= set(spec.stand_in.unless) if spec.stand_in else set()
        named |= set(spec.items.count_option.options) if spec.items else set()
    return named - {*found.inputs, *found.options}


def test_an_unknown_name_is_noticed() -> None:
    """The twin: a count of an option that is not there."""
    assert unknown(grouped) == set()

    @topic(Group.TRANSFORMER)
    def wrong(c: Recorder, X: Annotated[Matrix, matrix(token, wide.times(heads), "vectors")]) -> Matrix:
        return X

    assert {"heads"} == unknown(wrong)
