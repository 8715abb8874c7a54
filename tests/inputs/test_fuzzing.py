"""What fuzzing found is replayed: every reader keeps its promises for every input of its corpus."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handcalc.errors import InputError, Place
from handcalc.inputs.nodes import ScalarNode
from handcalc.record.numbers import Number
from tests.campaigns.fuzzing import targets
from tests.campaigns.fuzzing.independent import exact_value, standard_json
from tests.campaigns.fuzzing.smallest import fewest, reached

CORPUS = Path(targets.__file__).parent / "corpus"


def corpus(name: str) -> list[bytes]:
    """The inputs of a target."""
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


@pytest.mark.parametrize("name", targets.TARGETS)
def test_the_corpus_is_replayed(name: str) -> None:
    """Each of them is read or refused, and what is read is what an independent reader finds."""
    inputs = corpus(name)
    assert len(inputs) > 10
    for data in [b"", *inputs]:
        targets.TARGETS[name](data)


def test_every_corpus_is_small_and_has_a_target() -> None:
    """Less than 200 KB in all."""
    files = [path for path in CORPUS.rglob("*") if path.is_file() and path.name != ".gitattributes"]
    assert set(targets.TARGETS) == {path.parent.name for path in files}
    assert sum(path.stat().st_size for path in files) < 200_000


def altered(function: Callable[..., Any], alter: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function, with another result."""
    return lambda *given, **named: alter(function(*given, **named))


def _refuse(fact: str) -> Callable[[Any], Any]:
    def refuse(found: Any) -> Any:
        raise InputError(fact)

    return refuse


def _fail(found: Any) -> Any:
    raise KeyError(found)


BREAKS: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("numbers", "parse_number", lambda number: Number(number.value + 1, number.text)),
    ("numbers", "parse_number", _refuse("no")),
    ("numbers", "number_of", lambda found: found and found + 1),
    ("yaml", "texts_of", lambda found: "x" if found == "cat" else {}),
    ("yaml", "read_document", lambda found: _moved(found)),
    ("yaml", "read_document", _refuse("\x1b")),
    ("yaml", "read_yaml", lambda found: ScalarNode(Place(1, 1), "x", False)),
    ("json", "read_document", _refuse("refused")),
    ("json", "read_document", _refuse("long" * 1000)),
    ("json", "typed_of", lambda found: []),
    ("json", "read_json", lambda found: ScalarNode(Place(1, 1), "x", False)),
    ("requests", "bind", _fail),
    ("answers-csv", "csv_lines", lambda lines: []),
    ("answers-csv", "sheet_text", lambda text: text.replace("0", "NaN")),
    ("answers-json", "json_lines", lambda lines: []),
    ("answers-json", "answers_to", _fail),
    ("rosters", "students_in", lambda students: [*students, students[0]]),
    ("manifests", "strict_json", _fail),
]


def _moved(found: Any) -> Any:
    found.place = Place(1, 1)
    for key, _ in found.entries:
        key.place = Place(key.place.line, key.place.column + 1)
    return found


@pytest.mark.parametrize(("name", "part", "alter"), BREAKS, ids=[f"{one[0]} {one[1]}" for one in BREAKS])
def test_a_reader_that_breaks_its_promise_is_noticed(
    name: str, part: str, alter: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the replay: some input of the corpus shows it."""
    monkeypatch.setattr(targets, part, altered(getattr(targets, part), alter))
    with pytest.raises((AssertionError, KeyError, ValueError, AttributeError)):  # noqa: PT012
        for data in corpus(name):
            targets.TARGETS[name](data)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("1e308", 10**308), ("1e309", None), ("0e999999999999999999999", 0), ("1e-999999999999999999999", None)],
)
def test_the_independent_reader_of_numbers_knows_the_range(text: str, wanted: int | None) -> None:
    """It shares no code with ours, and calculates nothing gigantic."""
    assert wanted == exact_value(text)


def test_the_independent_reader_of_json_is_strict() -> None:
    """No name twice, no NaN, a mapping."""
    assert [None] * 4 == [standard_json(data) for data in (b'{"a":1,"a":1}', b'{"a":NaN}', b"[1]", b"\xff")]
    read = standard_json(b'{"a": [1.50, "1/2", "x", true]}')
    assert read is not None
    assert {"a": [("1.50", False), ("1/2", False), ("x", True), ("true", False)]} == read.typed


def test_only_what_reaches_something_new_is_kept() -> None:
    """Of two inputs that take the same way, one; of what the first ones reach already, none."""
    target = targets.TARGETS["numbers"]
    assert reached(target, b"12") == reached(target, b"13")
    assert reached(target, b"12") != reached(target, b"x")
    assert 1 == len(fewest(target, [b"x"], [b"12", b"13", b"x"]))
    assert [] == fewest(target, [b"12"], [b"13"])
