"""Law 3: calculations that others have published come out, in both orientations."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import handcalc.topics as topics
from handcalc.calculate import calculate
from handcalc.record.calculation import Calculation
from handcalc.record.orientation import in_columns
from tests.sample_files import UNPUBLISHED, all_samples
from tests.topics.published_examples import EXAMPLES, Example
from tests.variants import ORIENTATIONS, Vectors


def shown(example: Example, vectors: Vectors, **options: str) -> Calculation:
    """The example, with its own arguments, in rows or in columns."""
    calculation = calculate(example.request(**options))
    return in_columns(calculation) if vectors == "columns" else calculation


def wrong_steps(calculation: Calculation, expected: dict[str, Any]) -> list[str]:
    """The names whose values differ: a flat list is one row or column, a number or word one cell."""
    wrong = []
    for name, wanted in expected.items():
        leaf = calculation.results[name] if name in calculation.results else calculation[name].result
        assert leaf.values is not None
        values = leaf.values
        if np.ndim(wanted) < 2 and 1 in values.shape:
            values, wanted = values.ravel(), np.atleast_1d(wanted)
        if np.shape(wanted) != values.shape or not agree(values, np.array(wanted)):
            wrong.append(name)
    return wrong


def agree(values: Any, wanted: Any) -> bool:
    """Numbers to the ten digits that the files have; words as they are."""
    if wanted.dtype.kind in "US":
        return bool((values == wanted).all())
    return np.allclose(values.astype(float), wanted.astype(float), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_published_steps(example: Example, vectors: Vectors) -> None:
    """Every expected value, as the file is written and, transposed, the other way round."""
    expected = example.expected
    if vectors != example.vectors:
        expected = {k: np.transpose(v).tolist() if np.ndim(v) == 2 else v for k, v in expected.items()}
    assert [] == wrong_steps(shown(example, vectors), expected)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_published_conclusion(example: Example) -> None:
    """The words that the conclusion must have, in their order."""
    words = example.stated.get("conclusion", [])
    conclusion, at = calculate(example.request()).conclusion or "", 0
    for word in [words] if isinstance(words, str) else words:
        assert str(word) in conclusion[at:]
        at = conclusion.index(str(word), at) + len(str(word))


def spoiled(numbers: Any) -> Any:
    """Numbers off in the fifth digit; 0 becomes another, too, and −∞ a number."""
    finite = np.where(np.isinf(numbers), 0, numbers)
    return (finite + 1e-4 * (1 + abs(finite))).tolist()


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_the_comparison_bites(example: Example) -> None:
    """Guard: each expected value, off in the fifth digit, is found to be wrong."""
    vectors: Vectors = "columns" if example.vectors == "columns" else "rows"
    calculation = shown(example, vectors)
    for name, wanted in example.expected.items():
        numbers = np.array(wanted)
        words = numbers.dtype.kind in "US"
        off: Any = "another" if words else spoiled(numbers)
        assert [name] == wrong_steps(calculation, {name: off})


def test_every_topic_has_a_published_example() -> None:
    """What is taught has been worked out by somebody else, or its sample openly says that it has not."""
    published = {str(example.stated["topic"]) for example in EXAMPLES}
    unpublished = {sample.topic for sample in all_samples() if sample.states(UNPUBLISHED)}
    assert published | unpublished == set(topics.names())
    assert not published & unpublished, "published by now: the sample should no longer say otherwise"
    assert "mlp" in unpublished


def test_every_sort_of_input_and_expectation_is_there() -> None:
    """Words, a text, lists and numbers are given; numbers, words and conclusions are expected."""
    named = {example.stated["topic"]: example.stated for example in EXAMPLES}
    assert isinstance(named["vectordb"]["input"]["documents"], list)
    assert isinstance(named["tokenize"]["input"]["corpus"], dict)
    assert isinstance(named["moe"]["input"]["experts"][0], dict)
    assert isinstance(named["chinchilla"]["input"]["N"], int)
    assert "how" == named["sample"]["expect"]["p1.word"]
    assert ["how", "are", "you"] == named["sample"]["conclusion"]


def test_exact_shares_of_exercise_11() -> None:
    """The first column of A in fractions: 9/46, 27/46, 1/46, 9/46."""
    example = next(one for one in EXAMPLES if one.name == "attention-floor-half-base-3")
    shares = shown(example, "columns", rounding="exact")["A"].values[:, 0].tolist()
    assert [Fraction(9, 46), Fraction(27, 46), Fraction(1, 46), Fraction(9, 46)] == shares


def test_arguments_are_honoured() -> None:
    """Carried with one decimal, a share of 9/46 is the number 0.2 for every later step."""
    example = next(one for one in EXAMPLES if one.name == "attention-carry-one-decimal")
    carried = shown(example, "columns")
    assert ("carry", 1) == (carried.arithmetic.rounding, carried.arithmetic.digits)
    assert 0.2 == carried["A"].values[0, 0]
