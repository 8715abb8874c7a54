"""handcalc as a library, as the README promises it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import handcalc
import handcalc.topics as topics
from tests.variants import TEXT_FORMATS, Variant, all_variants, record

LOGITS = [[1, 0, 2], [0, 0, 0]]


def worked(**more: Any) -> Any:
    """A small softmax."""
    return handcalc.softmax(logits=LOGITS, base=3, **more)


def test_a_cell_is_worked_out() -> None:
    """Text, operands and value of one cell, row and column from 0."""
    cell = worked()["P"].cell(0, 1)
    assert "P[p1, w2] = 1 ÷ 13 ≈ 0.077" == cell.text
    assert ("E[p1, w2]", "D[p1]") == cell.operands
    assert 1 / 13 == cell.value


@pytest.mark.parametrize(("row", "column"), [(2, 0), (0, 3), (-1, 0), (0, -1)])
def test_there_is_no_such_cell(row: int, column: int) -> None:
    """Beyond the matrix, and from its end, is an IndexError that says how large it is."""
    with pytest.raises(IndexError, match=f"P is 2 × 3: it has no cell {row}, {column}"):
        worked()["P"].cell(row, column)


def test_values_are_copies() -> None:
    """What a caller does to values, inputs or results changes no calculation."""
    calculation = worked()
    for values in (calculation["P"].values, calculation.given["logits"], calculation.results["P"]):
        before = values.copy()
        values[:] = 7
        assert before.dtype == np.float64
        assert not (before == 7).any()
    np.testing.assert_array_equal(calculation["P"].values.sum(axis=1).round(12), [1, 1])
    np.testing.assert_array_equal(calculation.given["logits"], LOGITS)


def test_print_gives_plain_text() -> None:
    """Print shows the plain format; a notebook the HTML of it, without a page around."""
    calculation = worked()
    assert calculation.to("plain") == str(calculation)
    page = calculation._repr_html_()
    assert page.startswith('<div class="handcalc">')
    assert "E[p1,w1]" in re.sub("<[^>]*>", "", page)
    assert not re.search(r"<(html|head|body|script)\b| data-how=", page)
    assert repr(calculation) == "<handcalc softmax: E, D, P>"


@pytest.mark.parametrize("format", TEXT_FORMATS)
def test_every_format_by_name(format: str) -> None:
    """to(name) is the format's text; its choices are those of the command line."""
    calculation = worked()
    text = calculation.to(format)
    assert text.endswith("\n")
    assert text == calculation.to(format)
    assert len(calculation.to(format, only=["P"])) < len(text)


def test_an_unknown_format_is_refused() -> None:
    """A ValueError that says which there are."""
    with pytest.raises(ValueError, match=r"no format 'docx'.*json.*table"):
        worked().to("docx")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"logit": LOGITS}, "did you mean logits"),
        ({"logits": LOGITS, "temprature": 2}, "did you mean temperature"),
        ({"logits": LOGITS, "base": 1}, "base must be e or a number above 1"),
        ({"logits": [[True, 1]]}, "row 1, column 1 is True: write 1 or 0"),
        ({"logits": [[1, 2], [3]]}, "row 2: 1 value where row 1 has 2"),
        ({"logits": [1, 2]}, "row 1 is not a list"),
        ({"logits": 3}, "must be a list of rows"),
        ({"logits": []}, "has no rows"),
        ({"logits": [["x"]]}, "'x' is not a number"),
        ({"logits": [[float("nan")]]}, "finite"),
        ({"logits": [[None]]}, "not a number"),
        ({"logits": LOGITS, "stable": 1}, "stable must be true or false"),
        ({"logits": LOGITS, "labels": {"word": ["a", "b", "c"]}}, "did you mean words"),
        ({"logits": LOGITS, "labels": {"words": ["a"]}}, "1 label for words, but there are 3"),
        ({"logits": LOGITS, "vectors": "diagonal"}, "vectors must be rows or columns"),
        ({"logits": LOGITS, "seed": "seven"}, "seed"),
    ],
)
def test_refusals_are_value_errors(given: dict[str, Any], words: str) -> None:
    """Each says what is wrong, and the near miss."""
    with pytest.raises(handcalc.InputError) as caught:
        handcalc.softmax(**given)
    assert isinstance(caught.value, ValueError)
    assert words in str(caught.value)


@pytest.mark.parametrize("third", [Fraction(1, 3), "1/3"])
def test_fractions_stay_fractions(third: Any) -> None:
    """As Python's fractions or as text, with exact rounding nothing is lost."""
    exact = handcalc.attention(A=[[third, third], [0, 1]], V=[[1], [2]], rounding="exact")
    assert [[Fraction(1)], [Fraction(2)]] == exact["O"].fractions
    assert worked()["P"].fractions is None


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.int8, int, float])
def test_arrays_are_taken(kind: Any) -> None:
    """Numpy arrays of any number kind, lists and tuples give the same calculation."""
    expected = worked()["P"].values
    array = np.array(LOGITS, dtype=kind)
    for given in (array, array.tolist(), tuple(tuple(row) for row in array.tolist())):
        actual = handcalc.softmax(logits=given, base=3)["P"].values
        np.testing.assert_array_equal(actual, expected)


def test_lists_of_arrays_and_of_their_numbers_are_taken() -> None:
    """What list(array) and [[x for x in row] …] give is as good as the array."""
    array = np.array(LOGITS, dtype=np.float64)
    for given in (list(array), [list(row) for row in array]):
        np.testing.assert_array_equal(
            handcalc.softmax(logits=given, base=3)["P"].values, worked()["P"].values
        )


def test_truth_values_are_no_numbers() -> None:
    """In arrays neither: a mask is written with 0 and 1."""
    with pytest.raises(ValueError, match="write 1 or 0"):
        handcalc.softmax(logits=np.array([[True, False]]))


def test_columns() -> None:
    """vectors="columns" says how the inputs are written, and shows the result so."""
    rows, columns = worked(), handcalc.softmax(logits=np.transpose(LOGITS), base=3, vectors="columns")
    assert rows.ids == columns.ids
    for name in rows.ids:
        np.testing.assert_array_equal(columns[name].values, rows[name].values.T)
    assert rows.to("json", vectors="columns") == columns.to("json")
    assert "P[w2, p1] = 1 ÷ 13 ≈ 0.077" == columns["P"].cell(1, 0).text


def test_an_unknown_step_is_a_key_error() -> None:
    """The message lists the steps; iteration and length go over them."""
    calculation = worked()
    with pytest.raises(KeyError, match="the steps are E, D, P"):
        calculation["Q"]
    assert ["E", "D", "P"] == [step.id for step in calculation] == calculation.ids
    assert 3 == len(calculation)


@pytest.mark.parametrize("topic", topics.names())
def test_every_topic_is_a_function(topic: str) -> None:
    """With the topic's documentation; called with nothing, what is drawn comes from seed 0, as it says."""
    function = getattr(handcalc, topic.replace("-", "_"))
    calculation = function()
    drawn = any(part.is_random for given in record(Variant(topic, "", {})).given for part in given.parts)
    assert (0 if drawn else None) == calculation.seed
    assert topics.find(topic).doc == function.__doc__
    assert json.loads(calculation.to("json"))["topic"] == topic == calculation.topic
    assert all(calculation.checks.values())


def test_options_are_told_with_their_defaults() -> None:
    """Every option of the topic, given or not."""
    for variant in all_variants()[::10]:
        calculation = getattr(handcalc, variant.topic)(**variant.given)
        assert set(topics.find(variant.topic).options) <= set(calculation.options)
