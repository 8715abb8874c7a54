"""Whether a calculation is what a reference says: its steps, their order, shapes, numbers and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from handcalc.library import Worked
from handcalc.record.calculation import Calculation


def assert_as_reference(expected: Mapping[str, Any], worked: Worked) -> None:
    """Every step, its order, its shape and its numbers, are those of the reference."""
    assert [] == differences(worked, expected)


def differences(calculation: Calculation | Worked, expected: Mapping[str, Any]) -> list[str]:
    """The steps that differ, or that only one of the two has, in their order."""
    if list(expected) != calculation.ids:
        return [f"{list(expected)} are not {calculation.ids}"]
    return [
        step.id
        for step in calculation
        if expected[step.id].shape != step.values.shape or not agree(step.values, expected[step.id])
    ]


def agree(values: Any, expected: Any) -> bool:
    """Numbers to nine digits, words as they are."""
    if holds_words(expected):
        return bool(values.tolist() == expected.tolist())
    return np.allclose(values.astype(float), expected.astype(float), rtol=1e-9, atol=1e-9)


def holds_words(values: Any) -> bool:
    """Whether a step of the reference is words."""
    return any(isinstance(value, str) for value in values.ravel().tolist())
