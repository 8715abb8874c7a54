"""Likely mistakes: each is named from numbers that plain numpy calculated with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from handcalc.exercises.misconceptions import MISCONCEPTIONS
from handcalc.exercises.misconceptions.applied import apply_misconceptions
from handcalc.record.calculation import Calculation
from tests.exercises.marking_sheets import calculated, marked

Array = NDArray[Any]
Key = Mapping[str, Array]
Wrong = Callable[[Key], Array]

ATTENTION: dict[str, Any] = {
    "X": [[1, 0, 2], [0, 1, 1], [1, 1, 0]],
    "W_Q": [[1, 0, 0, 1], [0, 1, -1, 0], [0, 0, 1, 1]],
    "W_K": [[0, 1, 0, 0], [1, 0, 0, -1], [0, 0, 1, 0]],
    "W_V": [[1, 2], [0, -3], [2, 0]],
}
EXPERTS: dict[str, Any] = {
    "X": [[1, 0], [0, 1]],
    "W_g": [[2, 1, -1], [0, 1, 2]],
    "experts": [{"W": [[1, 0], [0, 1]]}, {"W": [[2, 0], [1, 1]]}, {"W": [[0, 1], [1, 0]]}],
    "top_k": 2,
}
LORA: dict[str, Any] = {"W": [[1, 2], [0, 1]], "A": [[1, 2], [-1, 1]], "B": [[2, 1], [1, 1]], "alpha": 6}
MAMBA: dict[str, Any] = {
    "X": [[1, 2], [2, 1]],
    "A": [[-1, -2], [-2, -1]],
    "W_B": [[1, 0], [1, 1]],
    "W_C": [[1, 1], [0, 1]],
    "W_delta": [[0], [1]],
}
NORM: dict[str, Any] = {"X": [[1, 2, 3, 6], [0, 4, 8, 0]], "eps": Fraction(1, 2)}


def _softmax_columns(key: Key) -> Array:
    return np.asarray(key["E"] / key["E"].sum(axis=0))


def _swapped(matrix: Array) -> Array:
    found = matrix.copy()
    found[1] = matrix[1][::-1]
    return found


def _signless(matrix: Array) -> Array:
    """The first number that is not 0 with the other sign."""
    found = matrix.copy()
    row, column = np.argwhere(matrix)[0]
    found[row, column] *= -1
    return found


CASES: list[tuple[str, str, dict[str, Any], str, Wrong]] = [
    ("no-scaling", "attention", ATTENTION, "Z", lambda key: key["S"]),
    ("no-scaling", "attention", {**ATTENTION, "scale": "floor-half"}, "Z", lambda key: key["S"]),
    ("scaled-by-d", "attention", ATTENTION, "Z", lambda key: key["S"] / 4),
    ("softmax-wrong-axis", "attention", ATTENTION, "D", lambda key: key["E"].sum(axis=0)[:, None]),
    ("softmax-wrong-axis", "attention", ATTENTION, "A", _softmax_columns),
    ("k-q-swapped", "attention", ATTENTION, "S", lambda key: key["K"] @ key["Q"].T),
    ("a-transposed", "attention", ATTENTION, "O", lambda key: key["A"].T @ key["V"]),
    ("mask-forgotten", "attention", {**ATTENTION, "causal": True}, "E", lambda key: np.exp(key["Z"])),
    ("n-minus-1", "layernorm", NORM, "var", lambda key: key["Q"].sum(axis=1, keepdims=True) / 3),
    ("eps-forgotten", "layernorm", NORM, "sd", lambda key: np.sqrt(key["var"])),
    ("softmax-before-topk", "moe", {**EXPERTS, "gate": "topk-softmax"}, "E", lambda key: np.exp(key["G"])),
    ("not-renormalized", "moe", {**EXPERTS, "renormalize": True}, "w", lambda key: key["P"] * key["keep"]),
    ("alpha-r-forgotten", "lora", LORA, "delta", lambda key: np.array([[4.0, 3], [-1, 0]])),
    ("a-for-abar", "mamba", MAMBA, "t1.Abar", lambda key: np.array(MAMBA["A"], dtype=float)),
    (
        "a-for-abar",
        "mamba",
        MAMBA,
        "t2.h",
        lambda key: np.array(MAMBA["A"]) * key["t1.h"] + key["t2.Bbar"] * np.array([[2], [1]]),
    ),
    ("transposed", "attention", ATTENTION, "Z", lambda key: key["Z"].T),
    ("swapped-cells", "attention", ATTENTION, "O", lambda key: _swapped(key["O"])),
    ("lost-sign", "attention", ATTENTION, "Z", lambda key: _signless(key["Z"])),
]


def values_of(calculation: Calculation) -> dict[str, Array]:
    """The key, as plain arrays."""
    return {step.id: np.array(step.values) for step in calculation.steps}


@pytest.mark.parametrize(("name", "topic", "given", "step", "wrong"), CASES)
def test_a_mistake_is_named(name: str, topic: str, given: dict[str, Any], step: str, wrong: Wrong) -> None:
    """Who makes it in one step, from the numbers printed, is told its name."""
    calculation = calculated(topic, **given)
    answers = np.round(wrong(values_of(calculation)), 2)
    assert not np.array_equal(answers, calculation[step].values)
    assert ((step, name),) == marked(calculation, {step: answers.tolist()}).misconceptions


def test_every_name_of_the_catalogue_is_tried_here() -> None:
    """No mistake is listed that nobody has made in a test."""
    finished = {"transposed", "swapped-cells", "lost-sign"}
    assert {misconception.name for misconception in MISCONCEPTIONS} | finished == {name for name, *_ in CASES}


def test_a_mistake_is_named_from_own_numbers() -> None:
    """The scores are wrong in one cell; what was made of them without scaling has its name all the same."""
    calculation = calculated("attention", **ATTENTION)
    scores = np.array(calculation["S"].values)
    scores[0, 0] += 3
    sheet = marked(calculation, {"S": scores.tolist(), "Z": scores.tolist()})
    assert (("Z", "no-scaling"),) == sheet.misconceptions
    assert ("S", 0, 0) in sheet.first_errors


def test_a_slip_has_no_name() -> None:
    """Of a number that is only wrong nothing is said."""
    calculation = calculated("attention", **ATTENTION)
    scaled = np.array(calculation["Z"].values)
    scaled[0, 0] += 0.7
    assert () == marked(calculation, {"Z": scaled.tolist()}).misconceptions


def test_what_has_two_explanations_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where two mistakes give the same numbers, nobody knows which was made."""
    calculation = calculated("attention", **ATTENTION)
    scores = calculation["S"].values.tolist()
    assert (("Z", "no-scaling"),) == marked(calculation, {"Z": scores}).misconceptions
    other = next(one for one in MISCONCEPTIONS if one.name == "no-scaling")._replace(name="another")
    monkeypatch.setattr("handcalc.exercises.misconceptions.applied.MISCONCEPTIONS", (*MISCONCEPTIONS, other))
    assert () == marked(calculation, {"Z": scores}).misconceptions


def test_a_matrix_that_is_not_square_is_not_transposed() -> None:
    """Where the turned matrix has no room, nobody wrote it."""
    calculation = calculated("attention", **ATTENTION)
    turned = np.array(calculation["O"].values).T.reshape(3, 2)
    assert "transposed" not in dict(marked(calculation, {"O": turned.tolist()}).misconceptions).values()


def test_mistaken_steps_are_those_of_plain_numpy() -> None:
    """What a step comes to with a mistake, everything before it right, for whoever chooses the numbers."""
    calculation = calculated("attention", **ATTENTION)
    key, found = values_of(calculation), list(apply_misconceptions(calculation))
    assert ["S", "Z", "Z", "D", "A", "A", "O"] == [one.step for one in found]
    for name, _, given, step, wrong in CASES:
        values = [one.values for one in found if (one.step, one.name) == (step, name)]
        if given is ATTENTION and values:
            assert any(np.allclose(wrong(key), one, atol=0.0051) for one in values), name


def test_mistakes_need_what_they_exchange() -> None:
    """A product of a matrix with itself has no swap, a scan from nothing no power, one row no other axis."""
    own = calculated("softmax", logits=[[1, 2]])
    assert [] == list(apply_misconceptions(own))
    mamba = calculated("mamba", **MAMBA)
    assert "t1.h" not in {one.step for one in apply_misconceptions(mamba)}
    assert "t2.h" in {one.step for one in apply_misconceptions(mamba)}
