"""`handcalc compare`: two runs, the steps in which they differ, and by how much."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from handcalc import topics
from handcalc.compare import Comparison, compare
from handcalc.errors import InputError
from handcalc.inputs.from_python import from_python
from handcalc.record.options import Option
from handcalc.record.topic import Topic
from tests.run_command import Outcome, handcalc
from tests.sampling import daily_sample
from tests.variants import companions, own_tests, values_of


def numbers(values: Any) -> Any:
    """The values of a step in JSON as floats."""
    return np.array([[float(str(value).replace("Infinity", "inf")) for value in row] for row in values])


def recalculated(one: Outcome, other: Outcome) -> dict[str, Any]:
    """For each step the run that alone has it, or the largest difference; from two outputs."""
    steps, others = ({step["id"]: step for step in run.document["steps"]} for run in (one, other))
    expected: dict[str, Any] = {name: "first" for name in steps if name not in others}
    expected |= {name: "second" for name in others if name not in steps}
    for name in steps.keys() & others.keys():
        a, b = (numbers(run[name]["values"]) for run in (steps, others))
        with np.errstate(invalid="ignore"):
            expected[name] = np.where(a == b, 0, abs(a - b)).max() if a.shape == b.shape else math.inf
    return expected


# --- against two ordinary runs ------------------------------------------------------------------------------

RUNS: list[tuple[list[str], dict[str, str]]] = [
    (["attention"], {"base": "3"}),
    (["attention", "--seed", "7"], {"scale": "none", "stable": "true"}),
    (["attention", "--seed", "3", "--vectors", "columns"], {"causal": "true"}),
    (["attention", "--causal"], {"base": "2"}),
    (["layernorm", "--seed", "5"], {"variance": "n-1"}),
    (["layernorm", "--tokens", "3"], {"kind": "batch"}),
    (["layernorm"], {"rounding": "carry"}),
    (["softmax"], {"temperature": "1/2"}),
    (["moe", "--seed", "2"], {"gate": "topk-softmax", "top_k": "2"}),
    (["ffn"], {"activation": "silu", "residual": "true"}),
    (["mamba"], {"discretize": "euler"}),
    (["mlp"], {"activation": "gelu"}),
    (["params"], {"biases": "true"}),
]


def flags(changes: dict[str, str]) -> list[str]:
    """The changes as options of a topic's command."""
    named = ((f"--{name.replace('_', '-')}", value) for name, value in changes.items())
    return [word for name, value in named for word in ([name] if value == "true" else [name, value])]


@pytest.mark.parametrize(("words", "changes"), RUNS, ids=[f"{w[0]}-{'-'.join(c)}" for w, c in RUNS])
def test_differences_are_those_of_two_runs(words: list[str], changes: dict[str, str]) -> None:
    """`compare` agrees with two separate runs compared with numpy."""
    one = handcalc(*words, "--json")
    # What was drawn for the first is given to the second, as a file.
    other = handcalc(words[0], "-", *flags(changes), "--json", stdin=one.stdout)
    assert (0, 0) == (one.code, other.code), other.err
    wanted = recalculated(one, other)
    compared = handcalc("compare", *words, *(f"--with={k}={v}" for k, v in changes.items()), "--json")
    assert (1, "") == (compared.code, compared.err)
    steps = compared.document["steps"]
    assert {step["id"] for step in steps} == wanted.keys()
    for step in steps:
        if step["in"] != "both":
            assert wanted[step["id"]] == step["in"]
        else:
            largest = float(str(step["largest_difference"]).replace("Infinity", "inf"))
            np.testing.assert_allclose(largest, wanted[step["id"]], rtol=1e-6, atol=1e-9)
    apart = [s["id"] for s in steps if s["in"] != "both" or s["largest_difference"] not in (0, None)]
    first = next(name for name in apart if isinstance(wanted[name], str) or wanted[name] > 1e-9)
    assert first == compared.document["first_difference"]


def test_the_cell_is_where_the_difference_is() -> None:
    """Row and column name the cell; with --vectors columns only they are exchanged."""
    words = ("compare", "softmax", "--with", "base=3", "--seed", "4", "--json")
    rows, columns = (handcalc(*words, "--vectors", v).document["steps"] for v in ("rows", "columns"))
    run = handcalc("softmax", "--seed", "4", "--json")
    again = handcalc("softmax", "-", "--base", "3", "--json", stdin=run.stdout)
    one, other = (document["steps"][0] for document in (run.document, again.document))
    apart = abs(numbers(one["values"]) - numbers(other["values"]))
    row, column = np.unravel_index(apart.argmax(), apart.shape)
    labels = one["rows"]["labels"][row], one["columns"]["labels"][column]
    assert ("E", *labels) == (rows[0]["id"], rows[0]["row"], rows[0]["column"])
    assert [{**step, "row": step["column"], "column": step["row"]} for step in rows] == columns


# --- how the two belong together ----------------------------------------------------------------------------


def comparison(topic: str, given: dict[str, Any], changes: dict[str, Any]) -> Comparison:
    """A comparison through the library."""
    return compare(from_python(topics.find(topic), given), changes, "rows")


@pytest.mark.parametrize("topic", topics.names())
def test_both_runs_have_the_same_numbers(topic: str) -> None:
    """The second run has the inputs of the first; without changes there are no differences."""
    both = comparison(topic, {"seed": 6}, {})
    assert both.first_difference is None
    for one, other in zip(both.first.given, both.second.given, strict=True):
        assert str(one.exact) == str(other.exact)
        assert (one.value, len(one.items)) == (other.value, len(other.items))
    assert {"both"} == {step.present_in for step in both.differences}


def test_masked_cells() -> None:
    """−∞ in both runs is no difference; −∞ in one of them is an infinite difference."""
    given = {"seed": 1, "mask": [[1, 0, 1], [1, 1, 0], [0, 1, 1]], "tokens": 3}
    same = {one.id: one.largest for one in comparison("attention", given, {"base": 3}).differences}
    assert 0 == same["M"]
    assert 0 < same["E"] < math.inf
    more = {one.id: one for one in comparison("attention", given, {"causal": True}).differences}
    assert math.inf == more["M"].largest
    assert ("x1", "x3") == (more["M"].row, more["M"].column)
    document = handcalc("compare", "attention", "--causal", "--with", "base=2", "--json").document
    assert 0 == next(step["largest_difference"] for step in document["steps"] if step["id"] == "M")


def test_steps_in_only_one() -> None:
    """A step of only one run is named, in its place."""
    both = comparison("softmax", {"seed": 0, "temperature": 2}, {"temperature": 1, "stable": True})
    assert {("Z", "first"), ("N", "second")} == {(one.id, one.present_in) for one in both.differences[:2]}
    assert both.first_difference is both.differences[0]
    assert ["E", "D", "P"] == [one.id for one in both.differences[2:]]


def test_words_differ_or_not() -> None:
    """Steps of words are equal or different, without an amount."""
    given = {"corpus": {"low": 5, "lower": 2, "new": 6}, "text": "lower", "merges": 2}
    both = comparison("tokenize", given, {"merges": 3})
    differences = {one.id: one for one in both.differences}
    assert 0 == differences["merge1.pair"].largest
    assert "second" == differences["merge3.pair"].present_in
    assert math.inf == differences["vocabulary"].largest
    assert "merge3.pairs" == (both.first_difference and both.first_difference.id)


# --- every option of every topic ----------------------------------------------------------------------------

FREE: dict[str, list[Any]] = {"unknown": ["?"], "end_of_word": ["</w>"], "special": [("[PAD]",)]}
OPTIONS = [(name, option) for name in topics.names() for option in topics.find(name).options]


def tried(topic: Topic, option: Option) -> list[Comparison | InputError]:
    """Comparisons with each value of an option, until one is accepted."""
    outcomes: list[Comparison | InputError] = []
    values = [*values_of(option), *FREE.get(option.name, [])]
    own = companions(topic, option.name, values[0])
    starts: list[dict[str, Any]] = [{"seed": 0, **own}, {**own, option.name: values[0]}]
    if not option.axis:
        starts += own_tests(topic.name).VARIANTS.values()
    for value in reversed(values):
        for start in starts:
            given = {option.like: 4, **start} if option.like else start
            try:
                return [compare(from_python(topic, given), {option.name: value}, "rows")]
            except InputError as error:
                outcomes.append(error)
    return outcomes


@pytest.mark.parametrize(("name", "option"), daily_sample(OPTIONS, one_in=4))
def test_every_option_can_be_compared(name: str, option: str) -> None:
    """An option changes some step, or is refused since the matrices determine this size."""
    topic = topics.find(name)
    outcomes = tried(topic, topic.options[option])
    if isinstance(outcomes[-1], Comparison):
        assert outcomes[-1].differences
        return
    assert topic.options[option].axis or (name, option) in NEVER
    messages = " ".join(str(one) for one in outcomes)
    assert "is a size, and both runs have the same matrices" in messages or "columns" in messages


NEVER = {("attention", "kv_heads"), ("moe", "shared"), ("sample", "count")}
"""Options that the sizes of matrices depend on."""
