"""What each reader promises for any bytes whatsoever, as functions that raise where it is broken.

A target reads, or is refused with an InputError that can be shown; every other exception passes through.
What is read is compared with what an independent reader makes of it, and written and read again.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import yaml

from handcalc import topics
from handcalc.calculate import calculate, located
from handcalc.errors import InputError
from handcalc.exercises.marking.answer_csv import csv_lines
from handcalc.exercises.marking.answer_files import answers_to, lines_in
from handcalc.exercises.marking.answer_json import json_lines
from handcalc.exercises.marking.blank_lookup import BlankLookup
from handcalc.exercises.marking.grading import GradedSheet
from handcalc.exercises.marking.marking import mark
from handcalc.exercises.marking.parse_answer import number_of
from handcalc.exercises.reports.grades import grade_of
from handcalc.exercises.reports.grades_json import sheet_text
from handcalc.exercises.sheets.blanks import Blanks, blanks_of
from handcalc.exercises.sheets.manifest import Entry, manifest_in
from handcalc.exercises.sheets.roster import students_in
from handcalc.from_document import from_document
from handcalc.inputs.binding import bind
from handcalc.inputs.document import decoded, read_document
from handcalc.inputs.from_python import from_python
from handcalc.inputs.json_reader import read_json
from handcalc.inputs.nodes import Node, ScalarNode, SequenceNode
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.request import Request
from handcalc.inputs.yaml_reader import read_yaml
from handcalc.record.calculation import Calculation
from handcalc.text import is_control
from tests.campaigns.fuzzing.independent import exact_value, must_be_read, standard_json, strict_json

Read = TypeVar("Read")
LONGEST_REFUSAL = 2000
STUDENT = "0001"


def read_or_refused(read: Callable[[], Read], data: bytes) -> Read | None:
    """What is read; None if it is refused, with a message that can be shown and a place in the file."""
    try:
        return read()
    except InputError as error:
        message = str(error)
        assert message.strip(), "an empty refusal"
        assert len(message) < LONGEST_REFUSAL, f"a refusal of {len(message)} characters"
        assert not any(map(is_control, message)), f"a control character in {message!r}"
        if error.place is not None and (text := utf8(data)) is not None:
            lines = re.split("\r\n|\r|\n", text)
            line, column = error.place
            assert 1 <= line <= len(lines), f"no line {line}: {message}"
            assert 1 <= column <= len(lines[line - 1]) + 1, f"no column {column}: {message}"
        return None


def utf8(data: bytes) -> str | None:
    """The text of the bytes, if they are one."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def numbers(data: bytes) -> None:
    """A text of the number pattern has its exact value, and nothing else is a number."""
    text = data.decode("utf-8", "surrogateescape")
    wanted, found = exact_value(text), read_or_refused(lambda: parse_number(text), b"")
    assert (None if wanted is None else (wanted, text)) == found
    answer = number_of(text, exact=True)
    assert wanted is None or wanted == answer
    double = number_of(text, exact=False)
    assert (answer is None) == (double is None)
    assert answer is None or float(answer) == double


def yaml_documents(data: bytes) -> None:
    """Accepted YAML holds what PyYAML's own loader of texts finds, every value at its place."""
    found = read_or_refused(lambda: read_document(data, "x.yaml"), data)
    if found is None or b'"schema"' in data:  # a document of ours is read as JSON
        return
    text = decoded(data)
    texts = texts_of(found)
    assert texts == yaml.load(text, Loader=yaml.CBaseLoader)
    check_places(found, re.split("\r\n|\r|\n", text))
    again = yaml.dump(texts, Dumper=yaml.CSafeDumper, default_style='"', sort_keys=False)
    assert texts == texts_of(read_yaml(again))


def json_documents(data: bytes) -> None:
    """JSON is accepted exactly if Python's reader accepts it, limits and numbers of our rule aside."""
    found = read_or_refused(lambda: read_document(data, "x.json"), data)
    theirs = standard_json(data)
    if found is None:
        assert theirs is None or not must_be_read(theirs, data), "refused"
    elif theirs is not None:
        assert theirs.typed == typed_of(found)
    if found is not None:
        again = read_json(json.dumps(texts_of(found)))
        assert texts_of(found) == texts_of(again)


def requests(data: bytes) -> None:
    """A file is a request that fits its topic, or refused."""

    def read() -> Request:
        request = from_document(read_document(data, "x.yaml"), "x.yaml")
        with located(request):
            bind(request)
        return request

    read_or_refused(read, data)


def csv_answers(data: bytes) -> None:
    """Answers as CSV: read, marked and reported, or refused."""
    check_answers(data, ".csv")


def json_answers(data: bytes) -> None:
    """Answers as JSON, as a filled-in page saves them."""
    check_answers(data, ".json")


def rosters(data: bytes) -> None:
    """Students of a roster can be told apart, and are the same when they are written and read again."""
    students = read_or_refused(lambda: students_in(data), data)
    if students is None:
        return
    names = [student.file_name.casefold() for student in students]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[A-Za-z0-9_-]+", student.file_name) for student in students)
    assert students == students_in(as_csv(("id", "name"), [(one.id, one.name or "") for one in students]))


def manifests(data: bytes) -> None:
    """A manifest that is read is written and read again as the same; its files stay in its folder."""
    manifest = read_or_refused(lambda: manifest_in(decoded(data)), data)
    if manifest is not None:
        assert manifest == manifest_in(manifest.text())
        strict_json(manifest.text())
        for entry in manifest.sheets:
            assert not re.search(r"^/|\.\.|\\", " ".join((entry.sheet, entry.key, entry.answers)))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "numbers": numbers,
    "yaml": yaml_documents,
    "json": json_documents,
    "requests": requests,
    "answers-csv": csv_answers,
    "answers-json": json_answers,
    "rosters": rosters,
    "manifests": manifests,
}


# --- trees --------------------------------------------------------------------------------------------------


def texts_of(node: Node) -> Any:
    """The texts of a tree, as lists and dictionaries."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, SequenceNode):
        return [texts_of(item) for item in node.items]
    return {key.text: texts_of(value) for key, value in node.entries}


def typed_of(node: Node) -> Any:
    """The same, texts in quotes told from other values."""
    if isinstance(node, ScalarNode):
        return (node.text, node.quoted)
    if isinstance(node, SequenceNode):
        return [typed_of(item) for item in node.items]
    return {key.text: typed_of(value) for key, value in node.entries}


def check_places(node: Node, lines: list[str]) -> None:
    """Every value begins where its place says."""
    line, column = node.place
    rest = lines[line - 1][column - 1 :] if line <= len(lines) else ""
    if isinstance(node, ScalarNode):
        assert not node.text or rest.startswith(tuple("'\"|>") if node.quoted else node.text[:1])
    elif isinstance(node, SequenceNode):
        assert rest.startswith(("[", "-"))
        for item in node.items:
            check_places(item, lines)
    else:
        for key, value in node.entries:
            check_places(key, lines)
            check_places(value, lines)


# --- answers ------------------------------------------------------------------------------------------------


@cache
def sheet() -> tuple[Calculation, Blanks, BlankLookup]:
    """A small sheet with two labels alike and, in its vocabulary, words to choose."""
    given = {"P": [["1/2", "1/4", "1/4"]], "vocabulary": ["the", "cat", "the"], "draws": [0.3]}
    request = from_python(topics.find("sample"), {**given, "rounding": "carry", "digits": 2})
    calculation = calculate(request)
    blanks = blanks_of(calculation, 3)
    return calculation, blanks, BlankLookup(calculation, blanks, "rows")


def check_answers(data: bytes, suffix: str) -> None:
    """Read, written and read again in both forms; marked, and the grades are JSON."""
    calculation, blanks, asked = sheet()
    lines = read_or_refused(lambda: list(lines_in(data, suffix, STUDENT)), data)
    if lines is None:
        return
    cells = [line[:4] for line in lines]
    head = ("step", "row", "column", "value")
    rewritten = [csv_lines(as_csv(head, cells, delimiter).decode()) for delimiter in ",;"]
    page = {
        "schema": "handcalc/answers",
        "id": STUDENT,
        "cells": [dict(zip(head, one, strict=True)) for one in cells],
    }
    filled = [one for one in cells if any(map(str.strip, one))]
    assert all(filled == _cells(again) for again in rewritten)
    assert cells == _cells(json_lines(json.dumps(page), STUDENT))
    answers = read_or_refused(lambda: answers_to(asked, iter(lines)), data)
    if answers is not None:
        marked = mark(calculation, blanks, answers, 2)
        entry = Entry(STUDENT, "Ada", "", "", "", "", "", 0)
        graded = GradedSheet(entry, calculation, marked)
        strict_json(sheet_text(graded, grade_of(graded, 1.0), "rows"))


def _cells(lines: Any) -> list[tuple[str, ...]]:
    return [line[:4] for line in lines]


def as_csv(head: tuple[str, ...], rows: Any, delimiter: str = ",") -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([head, *rows])
    return text.getvalue().encode()
