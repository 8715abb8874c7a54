"""Turn a calculation saved as JSON into the input file that gives the same calculation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handcalc.errors import InputError
from handcalc.inputs.nodes import MappingNode, Node, ScalarNode, SequenceNode
from handcalc.text import quoted

SCHEMA = "handcalc/calculation"
_MAJOR = "1"
_INPUTS_AS_THEY_ARE = ("topic", "title", "seed", "vectors", "labels")
INPUT_KEYS = frozenset((*_INPUTS_AS_THEY_ARE, "schema", "format_version", "handcalc", "options", "given"))
"""The keys that describe inputs; all other keys hold results."""

_START = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"schema"\s*:\s*"handcalc/calculation"')


def is_saved_calculation(data: bytes) -> bool:
    """Whether these bytes begin a saved calculation."""
    return _START.match(data) is not None


def flatten(document: MappingNode) -> MappingNode:
    """The inputs of a saved calculation, with a key for each matrix and option; other documents unchanged.

    Raises InputError: its schema or the major number of its version is unknown.
    """
    schema = document.find("schema")
    if schema is None:
        return document
    if not isinstance(schema, ScalarNode) or schema.text != SCHEMA:
        raise InputError(f"this is no calculation: its schema is not {SCHEMA}", schema.place)
    version = document.find("format_version")
    text = version.text if isinstance(version, ScalarNode) else ""
    if text.split(".")[0] != _MAJOR:
        place = version.place if version else document.place
        raise InputError(f"format_version is {quoted(text)}; this handcalc reads version {_MAJOR}.x", place)
    return MappingNode(document.place, list(_entries(document)))


def _entries(document: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
    for key, value in document.entries:
        if key.text == "options" and isinstance(value, MappingNode):
            yield from value.entries
        elif key.text == "given" and isinstance(value, SequenceNode):
            yield from (_given(item) for item in value.items)
        elif key.text in _INPUTS_AS_THEY_ARE and not _is_null(value):
            yield key, value


def _is_null(value: Node) -> bool:
    return isinstance(value, ScalarNode) and not value.quoted and value.text == "null"


def _given(item: Node) -> tuple[ScalarNode, Node]:
    if isinstance(item, MappingNode):
        name, value = item.find("id"), item.find("value")
        items = item.find("items")
        if isinstance(name, ScalarNode) and isinstance(items, SequenceNode):
            return name, SequenceNode(items.place, [_item(one) for one in items.items])
        values = _numbers(item)
        if isinstance(name, ScalarNode) and (values or value):
            return name, values or value  # type: ignore[return-value]
    raise InputError("an item of given needs an id, and values, a value or items", item.place)


def _item(item: Node) -> Node:
    """An item of a list: a matrix, or a mapping of names to matrices."""
    if not isinstance(item, MappingNode):
        return item
    if item.find("id") or _numbers(item):
        return _value(item)
    return MappingNode(item.place, [(key, _value(value)) for key, value in item.entries])


def _value(item: Node) -> Node:
    """The numbers of a matrix, or the value of an input of words."""
    value = item.find("value") if isinstance(item, MappingNode) else None
    return _numbers(item) or value or item


def _numbers(matrix: Node) -> Node | None:
    """The numbers of a matrix; `written` has them as typed if 12 digits are too few."""
    if not isinstance(matrix, MappingNode):
        return None
    values = matrix.find("written") or matrix.find("values")
    return _unquoted(values) if values is not None else None


def _unquoted(node: Node) -> Node:
    """Turn numbers that had to be written as texts into numbers."""
    if isinstance(node, SequenceNode):
        return SequenceNode(node.place, [_unquoted(item) for item in node.items])
    return ScalarNode(node.place, node.text, quoted=False) if isinstance(node, ScalarNode) else node
