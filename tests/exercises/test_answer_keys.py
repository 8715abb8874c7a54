"""Keys of a class are read by their numbers; what differs in anything else is read in the ordinary way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import handcalc.topics as topics
from handcalc.errors import InputError
from handcalc.exercises.marking.answer_keys import AnswerKeys
from handcalc.from_document import from_document
from handcalc.inputs.nodes import MappingNode
from handcalc.inputs.request import Request
from tests.exercises.answer_key_files import key_file, ordinarily, told
from tests.variants import ORIENTATIONS, Vectors


@pytest.mark.parametrize("vectors", ORIENTATIONS)
@pytest.mark.parametrize("topic", topics.names())
def test_a_key_is_what_the_ordinary_way_reads(
    topic: str, vectors: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For every topic: the second key of a class is not read as a document, and says the same."""
    files = [key_file(tmp_path, f"{seed}.json", topic, vectors, seed=seed) for seed in (1, 2, 3)]
    wanted = [told(ordinarily(path, topic)) for path in files]
    reader = AnswerKeys(topic)
    assert wanted[0] == told(reader.read(files[0]))
    slow: list[str] = []

    def noted(document: MappingNode, file: str, topic: str) -> Request:
        slow.append(file)
        return from_document(document, file, topic)

    monkeypatch.setattr("handcalc.exercises.marking.answer_keys.from_document", noted)
    assert wanted[1:] == [told(reader.read(path)) for path in files[1:]]
    assert [] == slow


Change = Callable[[dict[str, Any]], object]

ACCEPTED: dict[str, Change] = {
    "an input twice": lambda d: d["given"].append(d["given"][0]),
    "a missing input": lambda d: d["given"].pop(),
    "another option": lambda d: d["options"].update(scale="none"),
    "another title": lambda d: d.update(title="Other"),
    "labels": lambda d: d["labels"].update(tokens=["a", "b", "c"][: len(d["given"][0]["values"])]),
    "another shape": lambda d: d["given"][0]["values"].append(d["given"][0]["values"][0]),
    "fractions": lambda d: d["given"][0]["values"][0].__setitem__(0, "1/3"),
}
REFUSED: dict[str, Change] = {
    "in columns": lambda d: d.update(vectors="columns"),
    "a text for a number": lambda d: d["given"][0]["values"][0].__setitem__(0, "x"),
    "a ragged row": lambda d: d["given"][0]["values"][0].pop(),
    "true for a number": lambda d: d["given"][0]["values"][0].__setitem__(0, True),
    "a row that is none": lambda d: d["given"][0]["values"].__setitem__(0, 1),
    "no values": lambda d: d["given"][0].update(values=None),
    "another topic": lambda d: d.update(topic="softmax"),
    "an unknown version": lambda d: d.update(format_version="2.0"),
    "a seed that is no whole number": lambda d: d.update(seed=1.5),
}


@pytest.mark.parametrize("name", [*ACCEPTED, *REFUSED])
def test_a_key_that_differs_is_read_as_any_file(name: str, tmp_path: Path) -> None:
    """The answer is that of the ordinary way, whether it is a calculation or a refusal with its place."""
    first = key_file(tmp_path, "1.json", "attention", "rows", seed=1, tokens=3)
    path = key_file(tmp_path, "2.json", "attention", "rows", seed=2, tokens=3)
    document = json.loads(path.read_text(encoding="utf-8"))
    {**ACCEPTED, **REFUSED}[name](document)
    path.write_text(json.dumps(document) + "\n", encoding="utf-8")
    reader = AnswerKeys("attention")
    reader.read(first)
    if name in ACCEPTED:
        assert told(ordinarily(path, "attention")) == told(reader.read(path))
        return
    with pytest.raises(InputError) as wanted:
        ordinarily(path, "attention")
    with pytest.raises(InputError) as refused:
        reader.read(path)
    assert str(wanted.value) == str(refused.value).replace(f"{tmp_path}/", "")


@pytest.mark.parametrize("cut", [0, 1, 100, 2000, -2])
def test_a_key_that_is_cut_off_is_refused(cut: int, tmp_path: Path) -> None:
    """Also where all that was given is still there."""
    paths = [key_file(tmp_path, f"{seed}.json", "attention", "rows", seed=seed) for seed in (1, 2)]
    reader = AnswerKeys("attention")
    reader.read(paths[0])
    data = paths[1].read_bytes()
    paths[1].write_bytes(data[:cut])
    with pytest.raises(InputError, match=r"2\.json"):
        reader.read(paths[1])


def test_the_first_key_may_be_the_broken_one(tmp_path: Path) -> None:
    """The next is then the first."""
    broken, fine = tmp_path / "1.json", key_file(tmp_path, "2.json", "attention", "rows", seed=2)
    broken.write_text("{}")
    reader = AnswerKeys("attention")
    for path in (broken, tmp_path / "missing.json"):
        with pytest.raises(InputError, match=path.name):
            reader.read(path)
    assert told(ordinarily(fine, "attention")) == told(reader.read(fine))
