"""Law 5: a calculation read from its JSON prints identically in every format."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from itertools import zip_longest
from typing import Any

import jsonschema
import pytest

from handcalc.calculate import calculate
from handcalc.errors import InputError
from handcalc.from_document import from_document
from handcalc.inputs.document import read_document
from handcalc.record.calculation import Calculation
from handcalc.schema import schema
from handcalc.text import is_control
from tests.sampling import daily_sample
from tests.variants import (
    ORIENTATIONS,
    TEXT_FORMATS,
    Variant,
    Vectors,
    all_variants,
    record,
    rendered,
    roundings,
    text_of,
    variants,
)

KEYS = [
    "schema",
    "format_version",
    "handcalc",
    "topic",
    "title",
    "seed",
    "vectors",
    "options",
    "labels",
    "given",
    "steps",
    "checks",
    "results",
    "conclusion",
]
STEP_KEYS = [
    "id",
    "kind",
    "symbol",
    "latex",
    "rows",
    "columns",
    "shape",
    "values",
    "number",
    "section",
    "title",
    "formula",
    "operation",
    "operands",
    "note",
]


def read_back(text: str) -> tuple[Calculation, Vectors]:
    """The calculation of a JSON document, and the orientation that it is written in."""
    request = from_document(read_document(text.encode(), "calculation.json"), "calculation.json")
    return calculate(request), "columns" if request.vectors == "columns" else "rows"


def different_lines(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ; pytest would compare the whole texts for seconds."""
    pairs = zip_longest(before.split("\n"), after.split("\n"), fillvalue="")
    return [(a, b) for a, b in pairs if a != b]


def strict(text: str) -> Any:
    """A document read by a parser that knows neither NaN nor Infinity."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def invalid(document: Any) -> bool:
    """Whether the schema refuses a document."""
    return not validator().is_valid(document)


@cache
def validator() -> jsonschema.Draft202012Validator:
    """An independent reader of the schema."""
    jsonschema.Draft202012Validator.check_schema(schema())
    return jsonschema.Draft202012Validator(schema())


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=12))
def test_the_same_bytes_again(variant: Variant, vectors: Vectors) -> None:
    """Written, read and written again, the JSON is identical, with any number of decimals."""
    for rounding in roundings(variant):
        first = rendered(variant, "json", rounding, vectors)
        again, written = read_back(first)
        assert vectors == written
        assert [] == different_lines(first, text_of(again, "json", vectors=written)), rounding


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=12, start=1))
def test_prints_identically(variant: Variant) -> None:
    """A calculation read back is printed identically in each format, rounding and orientation."""
    place, ways = all_variants().index(variant), roundings(variant)
    rounding, vectors = ways[place // 12 % len(ways)], ORIENTATIONS[place // 4 % 2]
    again, _ = read_back(rendered(variant, "json", rounding, vectors))
    for format in TEXT_FORMATS:
        before = rendered(variant, format, rounding, vectors)
        assert [] == different_lines(before, text_of(again, format, vectors=vectors)), format


@pytest.mark.parametrize("variant", daily_sample(all_variants(), one_in=12, start=2))
def test_strict_json_in_the_contract_s_order(variant: Variant) -> None:
    """The JSON is one line without NaN, has its keys in order, and satisfies the schema."""
    for rounding in roundings(variant):
        text = text_of(record(variant, rounding), "json", cells="first")
        assert 1 == text.count("\n")
        document = strict(text)
        assert [*KEYS, *(["unrounded"] if rounding == "carry" else [])] == list(document)
        more = ["fractions"] if rounding == "exact" else []
        for step in document["steps"]:
            worked_out = ["cells"] if "cells" in step else []  # a copied or decided number has no arithmetic
            assert [*STEP_KEYS, *more, *worked_out] == list(step)
        validator().validate(document)


def _drop(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document.pop(key)


def _drop_from_step(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda document: document["steps"][0].pop(key)


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    **{f"without {key}": _drop(key) for key in KEYS},
    **{f"a step without {key}": _drop_from_step(key) for key in STEP_KEYS},
    "another schema": lambda d: d.update(schema="handcalc/sheet"),
    "another major version": lambda d: d.update(format_version="2.0"),
    "diagonal vectors": lambda d: d.update(vectors="diagonal"),
    "an unknown operation": lambda d: d["steps"][0].update(operation="magic"),
    "an id with a space": lambda d: d["steps"][0].update(id="head 1"),
    "values that are no matrix": lambda d: d["steps"][0].update(values=[1, 2]),
    "a null among the values": lambda d: d["steps"][0].update(values=[[None]]),
    "a truth value among the values": lambda d: d["steps"][0].update(values=[[True]]),
    "a shape of three": lambda d: d["steps"][0].update(shape=[1, 2, 3]),
    "an unknown kind": lambda d: d["given"][0].update(kind="tensor"),
    "a check that may hold": lambda d: d["checks"].append({"step": "A", "text": "x", "holds": "maybe"}),
    "a cell without its text": lambda d: d["steps"][0].update(cells=[{"row": 1, "column": 1}]),
    "a label that is a number": lambda d: d["steps"][0]["rows"].update(labels=[1]),
    "a seed in words": lambda d: d.update(seed="seven"),
}


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=list(BROKEN))
def test_the_schema_refuses_what_is_broken(spoil: Callable[[dict[str, Any]], object]) -> None:
    """Guard: each of these faults makes a valid document invalid."""
    document = strict(text_of(record(all_variants()[0]), "json"))
    assert not invalid(document)
    broken = copy.deepcopy(document)
    spoil(broken)
    assert invalid(broken)


def test_a_changed_input_changes_the_bytes() -> None:
    """Guard: with one input changed, the calculation read back is different."""
    document = strict(text_of(record(variants("attention")[0]), "json"))
    document["given"][0]["values"][0][0] += 1
    changed = json.dumps(document, ensure_ascii=False) + "\n"
    again, vectors = read_back(changed)
    assert changed != text_of(again, "json", vectors=vectors)


@pytest.mark.parametrize("version", ["2.0", "", "x", "10.1"])
def test_another_major_version_is_refused(version: str) -> None:
    """Unknown versions and schemas are refused."""
    document = strict(text_of(record(all_variants()[0]), "json"))
    with pytest.raises(InputError, match="format_version"):
        read_back(json.dumps({**document, "format_version": version}))


NUMBERS = [
    "1/3",
    "-22/7",
    "0.1234567890123456789",
    "123456789012345",
    "1e-5",
    "010",
    "5.",
    "1e300",
    "-0",
    "0.30",
]
NUMBERS += ["0.30", "12345678901234567890123", "-1.7976931348623157e308", "5e-324", "9" * 64]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_survive(number: str) -> None:
    """A number with more than 12 digits is also written as typed; its exact value is read back."""
    source = f"topic: attention\nA: [[0]]\nV: [[{number}, 1]]\n"
    first = calculate(from_document(read_document(source.encode(), "x.yaml"), "x.yaml"))
    again, _ = read_back(text_of(first, "json"))
    before, after = (one.given[1].exact for one in (first, again))
    assert before is not None
    assert after is not None
    assert before.tolist() == after.tolist()
    given = strict(text_of(first, "json"))["given"][1]
    assert ("/" in number) == isinstance(given["values"][0][0], str)
    assert ("written" in given) == (len(number.strip("-0.")) > 12 and "/" not in number)


OUTSIDE = "\x85\x9b\u202e\u2066\u2028\u200f\x7f\u061c"


def test_characters_that_act_are_escaped() -> None:
    """C0, C1, direction and separator characters of a label are escapes, and come back as they were."""
    label = f"cat{OUTSIDE}😀"
    calculation = calculate(Variant("softmax", "", {"logits": [[1, 2]], "title": label}).request())
    labelled = calculate(
        Variant("softmax", "", {"logits": [[1, 2]], "labels": {"words": [label, "b"]}}).request()
    )
    for one in (calculation, labelled):
        text = text_of(one, "json").rstrip("\n")
        assert not any(is_control(char) for char in text)
        assert r"\u202e" in text
        document = strict(text)
        assert label in (document["title"], *document["labels"].get("words", []))
        assert text_of(one, "json") == text_of(read_back(text)[0], "json")
