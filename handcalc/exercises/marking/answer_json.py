"""Answers as JSON, which an HTML sheet saves."""

from __future__ import annotations

from collections.abc import Iterator

from handcalc.errors import InputError
from handcalc.exercises.marking.answer_csv import Line
from handcalc.exercises.sheets.class_files import ANSWER_COLUMNS
from handcalc.inputs.json_reader import read_json
from handcalc.inputs.nodes import MappingNode, Node, ScalarNode, SequenceNode
from handcalc.text import listed, quoted, visible

SCHEMA = "handcalc/answers"
FORMAT_VERSION = "1.0"


def json_lines(text: str, student: str | None) -> Iterator[Line]:
    """The answers of a document; unknown keys, which a later version may add, are ignored.

    Raises InputError, with its place: the text is not JSON, has another schema or an unknown version, or
    belongs to another student.
    """
    document = read_json(text)
    if not isinstance(document, MappingNode):
        raise InputError(f"a mapping with the schema {SCHEMA} is needed", document.place)
    schema = document.find("schema")
    if not isinstance(schema, ScalarNode) or schema.text != SCHEMA:
        place = schema.place if schema else document.place
        raise InputError(f"this file has no answers: its schema is not {SCHEMA}", place)
    _refuse_other_version(document)
    _refuse_other_student(document, student)
    cells = document.find("cells")
    if not isinstance(cells, SequenceNode):
        raise InputError("cells must be a list of answers", cells.place if cells else document.place)
    return map(_line, cells.items)


def _refuse_other_version(document: MappingNode) -> None:
    version = document.find("format_version")
    if version is None:
        return
    text, major = version.text if isinstance(version, ScalarNode) else "", FORMAT_VERSION.split(".")[0]
    if text.split(".")[0] != major:
        fact = f"format_version is {quoted(text)}; this handcalc reads version {major}.x"
        raise InputError(fact, version.place)


def _refuse_other_student(document: MappingNode, student: str | None) -> None:
    identifier = document.find("id")
    if not isinstance(identifier, ScalarNode):
        raise InputError("the answers have no id, so their student is unknown", document.place)
    # A page cannot hold every character of an id; it holds the id as it is displayed.
    if student is not None and identifier.text not in (student, visible(student)):
        fact = (
            f"these are the answers of {quoted(identifier.text)}, but the file is named for {quoted(student)}"
        )
        raise InputError(fact, identifier.place)


def _line(node: Node) -> Line:
    if not isinstance(node, MappingNode):
        raise InputError(f"an answer must be a mapping with {listed(ANSWER_COLUMNS)}", node.place)
    step, row, column, value = (_text(node, name) for name in ANSWER_COLUMNS)
    return step, row, column, value, node.place


def _text(node: MappingNode, name: str) -> str:
    field = node.find(name)
    if not isinstance(field, ScalarNode):
        raise InputError(f"an answer needs a text as its {name}", field.place if field else node.place)
    return "" if field.text == "null" and not field.quoted else field.text
