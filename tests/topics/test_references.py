"""The references agree with the published worked examples, in both orientations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.topics.published_examples import EXAMPLES, Example, number_or_word
from tests.topics.reference import reference_of
from tests.topics.reference.softmax import Steps

PLAIN = [example for example in EXAMPLES if "args" not in example.stated]


def test_every_example_but_the_carried_one_is_read() -> None:
    """The references calculate in full precision only, so the example with --rounding carry is left out."""
    assert {str(one) for one in EXAMPLES} - {str(one) for one in PLAIN} == {"attention-carry-one-decimal"}
    assert len(PLAIN) == 30


def _numbers(given: Any) -> Any:
    """What safe_load reads as text although it is a number, wherever it stands."""
    if isinstance(given, dict):
        return {key: _numbers(value) for key, value in given.items()}
    return [_numbers(item) for item in given] if isinstance(given, list) else number_or_word(given)


def _turned(given: Any) -> Any:
    """Matrices transposed, also those of a list or of its items; vectors and words as they are."""
    if isinstance(given, dict):
        return {key: _turned(value) for key, value in given.items()}
    if isinstance(given, list) and any(isinstance(item, dict) for item in given):
        return [_turned(item) for item in given]
    if np.ndim(given) == 3:
        return [np.transpose(matrix) for matrix in given]
    return np.transpose(given) if np.ndim(given) == 2 else given


def _in_rows(example: Example) -> Steps:
    """The steps of the reference, which knows rows only, for an example in either orientation."""
    about = ("vectors", "labels", "title")
    given = {key: _numbers(value) for key, value in example.stated["input"].items() if key not in about}
    if example.vectors == "columns":
        given = {key: _turned(value) for key, value in given.items()}
    steps: Steps = reference_of(example.stated["topic"])(**given)
    return steps


def _disagreements(expected: dict[str, Any], steps: Steps, columns: bool) -> list[str]:
    """The steps that differ: a flat list is one row or column, a nested one has to agree in shape."""
    wrong = []
    for name, wanted in expected.items():
        got = steps[name].T if columns else steps[name]
        if np.ndim(wanted) < 2 and 1 in got.shape:
            got, wanted = got.ravel(), np.ravel(wanted)
        if got.shape != np.shape(wanted) or not _agree(got, np.array(wanted)):
            wrong.append(name)
    return wrong


def _agree(got: Any, wanted: Any) -> bool:
    """Numbers to the ten digits that the files have; words as they are."""
    if wanted.dtype.kind == "U":
        return bool(got.tolist() == wanted.tolist())
    return np.allclose(got.astype(float), wanted.astype(float), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("example", PLAIN, ids=str)
def test_published_steps_come_out(example: Example) -> None:
    """Every expected step, as written and (the expectation turned) the other way round."""
    columns = example.vectors == "columns"
    turned = {k: np.transpose(v) if np.ndim(v) == 2 else v for k, v in example.expected.items()}
    assert _disagreements(example.expected, _in_rows(example), columns) == []
    assert _disagreements(turned, _in_rows(example), not columns) == []


@pytest.mark.parametrize("example", PLAIN, ids=str)
def test_the_comparison_bites(example: Example) -> None:
    """Every single step, changed in the sixth digit or to another word, is found to be wrong."""
    steps = _in_rows(example)
    for name, wanted in example.expected.items():
        numbers = np.array(wanted)
        words = numbers.dtype.kind == "U"
        off = np.full(numbers.shape, "another") if words else _off(numbers.astype(float))
        assert _disagreements({name: off}, steps, example.vectors == "columns") == [name]


def _off(numbers: Any) -> Any:
    finite = np.where(np.isinf(numbers), 0.0, numbers)
    return finite + 1e-5 * (1 + abs(finite))


@pytest.mark.parametrize("name", ["attention-exact", "attention-floor-half-base-3"])
def test_the_column_convention_worked_out_in_columns(name: str) -> None:
    """Q = W_Q X, S = Kᵀ Q, softmax down columns, O = V A: the same numbers without a transpose of ours."""
    example = next(one for one in EXAMPLES if one.name == name)
    given = example.stated["input"]
    X, W_Q, W_K, W_V = (np.array(given[key], dtype=float) for key in ("X", "W_Q", "W_K", "W_V"))
    S = (W_K @ X).T @ (W_Q @ X)
    E = np.exp(S / math.sqrt(3)) if name.endswith("exact") else 3.0 ** np.floor(S / 2)
    A = E / E.sum(axis=0)
    for step, wanted in (("S", S), ("A", A), ("O", W_V @ X @ A)):
        np.testing.assert_allclose(wanted, example.expected[step], rtol=1e-6, atol=1e-9)
