"""Any document that a signature allows is read as what it says, and a fault in it is found where it is."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handcalc import topics
from handcalc.errors import InputError
from handcalc.from_document import from_document
from handcalc.inputs.document import read_document
from handcalc.inputs.request import Request
from handcalc.limits import TEXT_CHARACTERS
from tests.inputs.document_writers import Page, as_json, as_yaml
from tests.inputs.generated_documents import Document, Path, Typed, expected, made

WRITERS = {"x.yaml": as_yaml, "x.json": as_json}
EXAMPLES = 10
RANDOM = st.integers(0, 10**9).map(Random)
DRESSES = ("", "\ufeff")
LINE_ENDS = ("\n", "\r\n", "\r")


def read(page: Page, document: Document, name: str) -> Request:
    """The request that a written document makes."""
    dress, end = page.random.choice(DRESSES), page.random.choice(LINE_ENDS)
    data = (dress + page.text.replace("\n", end)).encode()
    return from_document(read_document(data, name), name, document.topic.name)


def fields(request: Request) -> dict[str, Any]:
    """What a request holds, without places."""
    names = ("title", "vectors", "seed", "labels", "matrices", "words", "counts", "options")
    return {name: getattr(request, name) for name in names}


@pytest.mark.parametrize("topic", topics.names())
@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=EXAMPLES)
@given(random=RANDOM)
def test_a_document_is_read_as_what_it_says(topic: str, name: str, random: Random) -> None:
    """In every style of YAML and JSON: numbers exactly and as typed, words, lists, options, labels."""
    document = made(topics.find(topic), random)
    assert expected(document) == fields(read(WRITERS[name](document, random), document, name))


NO_NUMBERS = {
    "x.yaml": [
        *("1:30", "0x10", "1_000", ".nan", "-.inf", "true", "null", "~", "one", "1e400", "1/0", "2001-01-01"),
        *("٣", "1\u00a0000", "--1", "½", "3cm", '"1"', "'1'", '"x"', "1.2.3", "{a: 1}", "1e-400"),
        *("−1", "&a 1", "*a", "!!int 1", "! 1", "1" * 65, "1 2", "+", "."),
    ],
    "x.json": [
        *("true", "null", '"x"', '"1"', "NaN", "1e400", '{"a": 1}', "0x10", "1/2", "-", "Infinity"),
        *('"1/0"', "1_000", '"٣"', "1" * 65, '""', '"\\u0031"', "-Infinity", "1.2.3", "'1'", "nul"),
    ],
}


def number_paths(document: Document) -> list[Path]:
    """Where matrices, vectors and lists of them have their numbers."""
    found: list[Path] = []

    def walk(value: Any, path: Path) -> None:
        if isinstance(value, Typed) and len(path) > 1:
            found.append(path)
        elif isinstance(value, list | dict):
            for key, part in value.items() if isinstance(value, dict) else enumerate(value):
                walk(part, (*path, key))

    for name, value in document.entries:
        if name in document.topic.inputs:
            walk(value, (name,))
    return found


def with_value(document: Document, path: Path, value: Any) -> None:
    """Put another value in."""
    holder: Any = dict(document.entries)
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value


def refusal(page: Page, document: Document, name: str) -> InputError:
    """The refusal of a written document."""
    with pytest.raises(InputError) as caught:
        read(page, document, name)
    return caught.value


@pytest.mark.parametrize("topic", topics.names())
@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=EXAMPLES)
@given(random=RANDOM)
def test_what_is_no_number_is_found_where_it_is(topic: str, name: str, random: Random) -> None:
    """One number of a good document is spoiled: the refusal points at exactly this place."""
    document = made(topics.find(topic), random)
    paths = number_paths(document)
    if not paths:
        return
    path, wrong = random.choice(paths), random.choice(NO_NUMBERS[name])
    with_value(document, path, Typed(wrong, wrong=True))
    page = WRITERS[name](document, random)
    error = refusal(page, document, name)
    assert (page.places[path], name) == (error.place, error.file), f"{wrong}: {error}"


def an_unknown_key(document: Document, random: Random) -> Path:
    """A key that no topic has."""
    document.entries.insert(random.randrange(len(document.entries) + 1), ("zqj", Typed("1")))
    return ("zqj", "key")


def a_key_twice(document: Document, random: Random) -> Path:
    """The second of two like keys is at fault."""
    key, value = random.choice(document.entries)
    document.entries.append((key, value))
    return (key, "key")


def a_long_title(document: Document, random: Random) -> Path:
    """A title of one character too many."""
    document.entries[:] = [entry for entry in document.entries if entry[0] != "title"]
    document.entries.append(("title", "é" * (TEXT_CHARACTERS + 1)))
    return ("title",)


def digits_out_of_range(document: Document, random: Random) -> Path:
    """A shared option that is none."""
    document.entries[:] = [entry for entry in document.entries if entry[0] != "digits"]
    document.entries.insert(0, ("digits", Typed(random.choice(["11", "-1", "1.5", "1/3", "no"]))))
    return ("digits",)


def a_ragged_row(document: Document, random: Random) -> Path:
    """A row that is longer than the first; an unknown key where there are not two rows."""
    matrices = [
        name
        for name, value in document.entries
        if name in document.topic.inputs
        and document.topic.inputs[name].kind == "matrix"
        and len(value) > 1
        and document.topic.inputs[name].prepare is None
    ]
    if not matrices:
        return an_unknown_key(document, random)
    name = random.choice(matrices)
    rows = dict(document.entries)[name]
    row = random.randrange(1, len(rows))
    rows[row] = [*rows[row], rows[row][0]]
    return (name, row)


def another_topic(document: Document, random: Random) -> Path:
    """A topic that there is not."""
    document.entries[:] = [entry for entry in document.entries if entry[0] != "topic"]
    document.entries.append(("topic", "nothing"))
    return ("topic",)


FAULTS = [an_unknown_key, a_key_twice, a_long_title, digits_out_of_range, a_ragged_row, another_topic]


@pytest.mark.parametrize("topic", topics.names())
@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=EXAMPLES)
@given(random=RANDOM, fault=st.sampled_from(FAULTS))
def test_any_other_fault_is_found_where_it_is(topic: str, name: str, random: Random, fault: Any) -> None:
    """Keys, titles, options and rows that are not as they should be are pointed at, whatever is around."""
    document = made(topics.find(topic), random)
    path = fault(document, random)
    page = WRITERS[name](document, random)
    error = refusal(page, document, name)
    assert page.places[path] == error.place, str(error)


def test_a_wrong_place_would_be_noticed() -> None:
    """Guard: the writer's places differ from value to value, so that they cannot all be right by chance."""
    document = made(topics.find("attention"), Random(4))
    for write in WRITERS.values():
        page = write(document, Random(5))
        starts = [place for path, place in page.places.items() if path in number_paths(document)]
        assert len(set(starts)) == len(starts) > 3
