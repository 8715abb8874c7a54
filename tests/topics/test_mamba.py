"""Mamba: combinations for the laws, PyTorch, and what only the selective scan promises."""

from __future__ import annotations

import cProfile
import json
from typing import Any

import numpy as np
import pytest
import yaml

import handcalc
from handcalc.errors import CalculationError, InputError
from tests.paths import WORKED_EXAMPLES
from tests.topics.agreement import assert_as_reference
from tests.topics.reference.mamba import mamba as reference

GROWING = [[1, -1], [0, 2]]
STILL = [[0, -1], [-2, 0]]

VARIANTS: dict[str, dict[str, Any]] = {
    "euler, a step size a channel": {"discretize": "euler", "deltas": 2, "seed": 1},
    "two channels, one step size": {"seed": 2, "channels": 2},
    "one step size and its bias": {"b_delta": [-1], "seed": 3},
    "one step size, a bias a channel": {"b_delta": [1, -1], "seed": 4},
    "a bias and a step size a channel": {"deltas": 2, "b_delta": ["1/2", -1], "seed": 5},
    "a state to start from, passing by": {"h0": [[1, 0], [-1, 2]], "D_skip": [2, 0], "seed": 6},
    "as a matrix, with all": {
        "view": "matrix",
        "h0": [[1, 0], [-1, 2]],
        "D_skip": [1, "1/3"],
        "b_delta": [0, 1],
        "seed": 7,
    },
    "as a matrix, euler": {
        "view": "matrix",
        "discretize": "euler",
        "deltas": 3,
        "channels": 3,
        "d_state": 1,
        "seed": 8,
    },
    "states that grow": {"A": GROWING, "seed": 9, "view": "matrix"},
    "states that stay": {"A": STILL, "seed": 10},
    "all states stay": {"A": [[0, 0], [0, 0]], "seed": 11, "view": "matrix"},
    "one channel": {"channels": 1, "b_delta": [1], "seed": 12, "view": "matrix"},
    "one step": {"steps": 1, "seed": 13, "view": "matrix"},
    "in columns": {
        "X": [[1, 0, 2], [0, 1, -1]],
        "A": [[-1, 0]],
        "W_B": [[1, 1]],
        "W_C": [[1, -1]],
        "W_delta": [[1, 0]],
        "b_delta": [0, 1],
        "D_skip": [1, 1],
        "h0": [[1, 2]],
        "vectors": "columns",
        "labels": {"steps": ["the", "the", "cat"], "channels": ["noun", "verb"]},
    },
}
EXAMPLE = WORKED_EXAMPLES / "mamba-selective-scan.yaml"


def _inputs(seed: int, steps: int = 5, channels: int = 3, states: int = 2) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "X": random.normal(size=(steps, channels)),
        "A": -random.uniform(0.1, 2, size=(channels, states)),
        "W_B": random.normal(size=(channels, states)),
        "W_C": random.normal(size=(channels, states)),
        "W_delta": random.normal(size=(channels, channels)),
        "b_delta": random.normal(size=channels),
        "D_skip": random.normal(size=channels),
        "h0": random.normal(size=(channels, states)),
    }


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("choice", [{}, {"discretize": "euler"}, {"view": "matrix"}], ids=str)
def test_decimals_are_those_of_the_reference(seed: int, choice: dict[str, str]) -> None:
    """Every step is the paper's, whatever the numbers."""
    given = _inputs(seed)
    assert_as_reference(reference(**given, **choice), handcalc.mamba(**given, **choice))


@pytest.mark.parametrize("seed", range(30))
def test_drawn_exercises_are_those_of_the_reference(seed: int) -> None:
    """Every step of a random exercise is the paper's."""
    worked = handcalc.mamba(seed=seed)
    assert_as_reference(reference(**worked.given), worked)


@pytest.mark.parametrize(
    ("columns", "bias"), [(1, None), (1, 1), (1, 3), (3, None), (3, 3)], ids=lambda size: str(size)
)
def test_step_sizes_of_every_shape(columns: int, bias: int | None) -> None:
    """W_delta has one column or one a channel, b_delta one number a column or one a channel."""
    given = _inputs(7)
    given["W_delta"] = given["W_delta"][:, :columns]
    given["b_delta"] = None if bias is None else given["b_delta"][:bias]
    assert_as_reference(reference(**given), handcalc.mamba(**given))
    assert (5, columns) == handcalc.mamba(**given)["s"].values.shape


@pytest.mark.parametrize("seed", range(5))
def test_outputs_are_those_of_torch(seed: int) -> None:
    """Y is the scan of the published code, in torch, with its softplus, discretized by euler."""
    torch = pytest.importorskip("torch")
    given = _inputs(seed)
    t = {name: torch.tensor(values) for name, values in given.items()}
    delta = torch.nn.functional.softplus(t["X"] @ t["W_delta"] + t["b_delta"])
    kept = torch.exp(torch.einsum("ld,dn->ldn", delta, t["A"]))
    entered = torch.einsum("ld,ln,ld->ldn", delta, t["X"] @ t["W_B"], t["X"])
    h, outputs = t["h0"], []
    for step, read in enumerate(t["X"] @ t["W_C"]):
        h = kept[step] * h + entered[step]
        outputs.append(h @ read)
    expected = torch.stack(outputs) + t["X"] * t["D_skip"]
    actual = handcalc.mamba(**given, discretize="euler")
    np.testing.assert_allclose(actual["Y"].values, expected.numpy(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(actual["delta"].values, delta.numpy(), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("vectors", ["rows", "columns"])
def test_published_example(vectors: str) -> None:
    """The corrected workbook comes out to six decimals, in its own orientation and turned."""
    example = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    worked = json.loads(handcalc.mamba(**example["input"]).to("json", vectors=vectors))
    found = {step["id"]: np.array(step["values"]) for step in worked["steps"]}
    for name, expected in example["expect"].items():
        values = np.array(expected)
        turned = values.T if vectors == "rows" else values
        actual = found[name] if values.ndim == 2 else found[name].ravel()
        np.testing.assert_allclose(actual, turned, rtol=1e-6, atol=1e-9, err_msg=name)


def test_limit_where_a_state_stays() -> None:
    """At A = 0 zoh is Δ ⊙ B, which is where it goes for ever smaller A; the choice is written out."""
    given = _inputs(3) | {"A": np.zeros((3, 2))}
    euler = handcalc.mamba(**given, discretize="euler")
    zoh = handcalc.mamba(**given)
    near = handcalc.mamba(**given | {"A": np.full((3, 2), -1e-6)})
    np.testing.assert_array_equal(zoh["t2.Bbar"].values, euler["t2.Bbar"].values)
    np.testing.assert_allclose(near["t2.Bbar"].values, zoh["t2.Bbar"].values, rtol=1e-4)
    assert "A = 0: limit Δ" in zoh.to("markdown")
    assert "limit Δ" not in near.to("markdown")
    assert "÷" not in zoh["t2.Bbar"].cell(0, 0).text


@pytest.mark.parametrize("rounding", ["full", "carry"])
@pytest.mark.parametrize("seed", range(10))
def test_matrix_and_scan_agree(seed: int, rounding: str) -> None:
    """M takes nothing from later steps, and M x is the scan without D_skip and h0."""
    given = _inputs(seed)
    worked = handcalc.mamba(**given, view="matrix", rounding=rounding)
    assert all(worked.checks.values())
    assert 3 == len(worked.checks)
    M = worked["channel2.M"].values
    np.testing.assert_array_equal(np.tril(M), M)
    plain = handcalc.mamba(**given | {"h0": None, "D_skip": None})["Y"].values
    if rounding == "full":
        np.testing.assert_allclose(M @ given["X"][:, 1], plain[:, 1], rtol=1e-9, atol=1e-9)


def test_matrix_with_growing_states_agrees() -> None:
    """Large numbers are compared by their leading digits."""
    given = _inputs(1, steps=40) | {"A": np.full((3, 2), 0.5)}
    assert all(handcalc.mamba(**given, view="matrix").checks.values())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"W_delta": np.ones((3, 2))}, "W_delta gives 2 step sizes for 3 channels"),
        ({"b_delta": [1, 2]}, "b_delta has 2 values, but W_delta gives 3 step sizes"),
        ({"b_delta": [1]}, "b_delta has 1 value, but W_delta gives 3 step sizes"),
        ({"b_delta": [1, 2], "W_delta": np.ones((3, 1))}, "b_delta has 2 values"),
        ({"A": np.ones((2, 2))}, "A has 2 rows but X has 3 columns"),
        ({"W_B": np.ones((3, 1))}, "W_B has 1 column but A has 2 columns"),
        ({"D_skip": [1]}, "D_skip has 1 value"),
        ({"h0": np.ones((2, 3))}, "h0 has"),
        ({"discretize": "bilinear"}, "discretize must be"),
        ({"view": "attention"}, "view must be"),
        ({"X": np.ones((10_001, 3))}, "X has 10,001 rows; the limit is 10,000"),
        ({"X": np.ones((400, 3)), "view": "matrix"}, "400 × 400"),
    ],
)
def test_refusals_name_what_is_at_fault(given: dict[str, Any], words: str) -> None:
    """What does not fit is refused with the input or option."""
    with pytest.raises(InputError) as caught:
        handcalc.mamba(**_inputs(0) | given)
    assert words in str(caught.value)


def test_fractions_are_refused_with_the_step() -> None:
    """No step size is a fraction, and no other base would make it one."""
    with pytest.raises(CalculationError, match=r"^step delta is ln\(1 \+ e\^x\)"):
        handcalc.mamba(**{name: np.ones_like(value) for name, value in _inputs(0).items()}, rounding="exact")


def test_drawn_states_fade_differently() -> None:
    """A random channel has states of more than one speed, and no step size leaves the paper."""
    for seed in range(10):
        worked = handcalc.mamba(seed=seed)
        assert (worked.given["A"][:, 0] != worked.given["A"][:, 1]).all()
        assert ((worked["delta"].values > 0.1) & (worked["delta"].values < 2.2)).all()


def test_cost_grows_with_the_steps() -> None:
    """Ten times the steps take about ten times the function calls, from the input to the JSON text."""

    def calls(steps: int) -> int:
        given = _inputs(0, steps=steps, channels=4) | {"b_delta": None, "D_skip": None, "h0": None}
        with cProfile.Profile() as profile:
            handcalc.mamba(**given).to("json")
        return sum(entry.callcount for entry in profile.getstats())

    calls(5)
    assert calls(200) < 11 * calls(20)


def test_conclusion_tells_what_a_state_is_for() -> None:
    """The conclusion gives the size of the state and how the cost grows."""
    conclusion = handcalc.mamba(**_inputs(0)).conclusion
    assert conclusion is not None
    assert "6 state values (3 channels × 2)" in conclusion
    assert "grows linearly with the length, not quadratically" in conclusion
