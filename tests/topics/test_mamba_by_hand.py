"""Mamba by hand: combinations for the laws, the published sheet, and what only this scan promises."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import yaml

import handcalc
from handcalc.errors import InputError
from tests.paths import WORKED_EXAMPLES
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.mamba_by_hand import mamba_by_hand as reference

_S = [
    [[1, 0, 0, 1], [0, -1, 1, 0], [-1, 0, 2, 0]],
    [[0, 1, 1, 0], [-1, 1, -1, 1], [1, 0, 0, 0]],
    [[0, 0, -1, 0], [0, -1, 0, -1], [1, -1, 0, 0]],
]
_A = [[1, -1], [2, 1], [-1, 0]]
VARIANTS: dict[str, dict[str, Any]] = {
    "a state to start from": {"x": [2, 1, 3], "S": _S, "A": _A, "h0": [1, -2]},
    "diagonal matrices": {"x": [2, 1, 3], "S": _S, "A": [np.diag(a).tolist() for a in _A]},
    "fractions": {"x": ["1/2", 1, "1/3"], "S": _S, "A": [["1/3", 0]] * 3, "h0": [0, "1/7"]},
    "one number of state": {"d_state": 1, "seed": 1},
    "one step": {"steps": 1, "seed": 2},
    "nothing stays": {"x": [1, 1, 1], "S": _S, "A": [[0, 0]] * 3},
    "selections drawn": {"x": [1, 2, 1, 3], "seed": 3},
    "diagonals drawn": {"S": _S, "seed": 4},
    "in columns": {
        "x": [2, 1, 3],
        "S": [np.transpose(s).tolist() for s in _S],
        "A": _A,
        "vectors": "columns",
        "labels": {"steps": ["the", "the", "cat"], "states": ["slow", "fast"]},
    },
}
EXAMPLE = WORKED_EXAMPLES / "mamba-by-hand.yaml"


@pytest.mark.parametrize("seed", range(30))
def test_decimals_are_those_of_the_reference(seed: int) -> None:
    """Every step is as the specification words it, whatever the numbers and sizes."""
    random = np.random.default_rng(seed)
    T, N = random.integers(1, 6), random.integers(1, 4)
    given: dict[str, Any] = {
        "x": random.normal(size=T),
        "S": list(random.normal(size=(T, T, 2 * N))),
        "A": list(random.normal(size=(T, N))),
        "h0": random.normal(size=N) if seed % 2 else None,
    }
    assert_as_reference(reference(**given), handcalc.mamba_by_hand(**given))


@pytest.mark.parametrize("seed", range(30))
def test_drawn_exercises_are_those_of_the_reference(seed: int) -> None:
    """A random exercise is as the specification words it, with states a person can carry."""
    worked = handcalc.mamba_by_hand(seed=seed)
    given = worked.given
    S, A = ([given[f"{name}{t}"] for t in (1, 2, 3)] for name in "SA")
    assert_as_reference(reference(given["x"], S, [a[0] for a in A]), worked)
    assert all(abs(worked[f"t{t}.h"].values).max() <= 20 for t in (1, 2, 3))


@pytest.mark.parametrize("vectors", ["rows", "columns"])
def test_published_sheet(vectors: str) -> None:
    """The sheet ends in −12, −3, 24, 1, in its own orientation and turned."""
    example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    worked = json.loads(handcalc.mamba_by_hand(**example["input"]).to("json", vectors=vectors))
    found = {step["id"]: np.ravel(step["values"]) for step in worked["steps"]}
    for name, expected in example["expect"].items():
        np.testing.assert_array_equal(np.ravel(expected), found[name], err_msg=name)
    np.testing.assert_array_equal([-12, -3, 24, 1], np.ravel(worked["results"]["y"]))


def test_diagonal_matrices_are_their_diagonals() -> None:
    """A written as matrices is the same calculation, byte for byte."""
    lists = handcalc.mamba_by_hand(**VARIANTS["diagonal matrices"] | {"A": _A})
    matrices = handcalc.mamba_by_hand(**VARIANTS["diagonal matrices"])
    assert lists.to("json") == matrices.to("json")


def test_vectors_are_flat_and_only_selections_turn() -> None:
    """In columns S is transposed; x, A and h0 are written the same."""
    rows = handcalc.mamba_by_hand(x=[2, 1, 3], S=_S, A=_A, h0=[1, 2])
    turned = [np.transpose(s).tolist() for s in _S]
    columns = handcalc.mamba_by_hand(x=[2, 1, 3], S=turned, A=_A, h0=[1, 2], vectors="columns")
    for name in rows.ids:
        np.testing.assert_array_equal(rows[name].values, columns[name].values.T, err_msg=name)
    given = {one["id"]: one for one in json.loads(columns.to("json"))["given"]}
    assert [2, 1, 3] == given["x"]["values"]
    assert [1, 2] == given["h0"]["values"]
    assert _A == [item["values"] for item in given["A"]["items"]]
    assert turned == [item["values"] for item in given["S"]["items"]]


def test_fractions_stay_fractions() -> None:
    """With rounding exact a third of 1 is 1/3."""
    worked = handcalc.mamba_by_hand(**VARIANTS["fractions"], rounding="exact")
    assert worked["t1.w"].fractions is not None
    expected = [Fraction(1, 6), Fraction(-1), Fraction(5, 3), Fraction(1, 2)]
    assert expected == worked["t1.w"].fractions[0]


def test_selection_sees_what_comes_later() -> None:
    """The last number of x changes the weights of the first step; and it is said."""
    one = handcalc.mamba_by_hand(x=[2, 1, 3], S=_S, A=_A)
    other = handcalc.mamba_by_hand(x=[2, 1, 4], S=_S, A=_A)
    assert (one["t1.w"].values != other["t1.w"].values).any()
    assert "in Mamba it uses x_t only" in str(one)


def test_conclusion_says_who_plays_which_role() -> None:
    """The conclusion names the roles of A, B and C, and the sheets that swap A and B."""
    conclusion = handcalc.mamba_by_hand(**VARIANTS["a state to start from"]).conclusion
    for words in (
        "B writes the input x",
        "A decays the state",
        "C reads the output",
        "swap the names A and B",
    ):
        assert words in (conclusion or "")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"A": _A[:2]}, "A has 2"),
        ({"S": _S[:2]}, "S has 2"),
        ({"S": [_S[0], _S[1], _S[2][:2]]}, "S3 has 2 rows"),
        (
            {"S": [[row[:3] for row in s] for s in _S]},
            "S1 has 3 columns, which cannot be split into 2 halves",
        ),
        ({"A": [[1, 2, 3]] * 3}, "A1 has 3 values but S1 has 4 columns"),
        ({"A": [_A[0], [[1, 2], [0, 1]], _A[2]]}, "A2, row 1, column 2 is 2: only the diagonal may differ"),
        ({"A": [[[1, 0]]] * 3}, "A1 is 1 × 2: a list of numbers or a diagonal matrix"),
        ({"h0": [1]}, "h0 has 1 value"),
        ({"x": [1, 2]}, "2"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What does not fit is refused with the input, numbered as in the calculation."""
    with pytest.raises(InputError) as caught:
        handcalc.mamba_by_hand(**{"x": [2, 1, 3], "S": _S, "A": _A} | given)
    assert words in str(caught.value)
