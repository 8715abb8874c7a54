"""YAML as a tree with places, from PyYAML's events: nothing is resolved, constructed or expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from handcalc.errors import InputError, Place
from handcalc.inputs.nodes import (
    EMPTY,
    Guard,
    MappingNode,
    Node,
    Places,
    ScalarNode,
    SequenceNode,
    refuse_doubled,
    whole_text,
)
from handcalc.inputs.yaml_errors import syntax_error

# Twenty times faster than the pure loader, which is the way out where PyYAML was built without it. What
# crashes on deep nesting is its composing of nodes; its events are safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What YAML forbids, and the line ends that only YAML 1.1 knows: it would fold them into a space.
# The forbidden, not the complement of the allowed: that pattern takes 3 ms to compile.
_UNREADABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"

# PyYAML compares every declared tag with every other: 65,000 of them take five seconds.
_TAG_DIRECTIVE = "(?m)^%TAG"
_ALIAS = (
    "anchors and aliases are refused: write the matrix out, and put a text that starts with & or * in quotes"
)
_TAG = "tags are refused: write the value itself, and put a text that starts with ! in quotes"


def read_yaml(text: str) -> Node:
    """The tree of a YAML document; InputError with a place for what is not YAML, or more than plain data."""
    unreadable = None if text.isascii() else re.search(_UNREADABLE, text)
    if unreadable:
        fact = f"the character <U+{ord(unreadable[0]):04X}> is not allowed in YAML"
        raise InputError(fact, Places(text).at(unreadable.start()))
    directive = re.search(_TAG_DIRECTIVE, text) if "%TAG" in text else None
    if directive:
        raise InputError(_TAG, Places(text).at(directive.start()))
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER), Places(text).at(len(text))).document()
    except yaml.MarkedYAMLError as error:
        raise syntax_error(error, text) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("this is not YAML") from None  # the pure loader on \UFFFFFFFF and the like


class _Reader:
    def __init__(self, events: Iterator[yaml.Event], end: Place) -> None:
        self._events = events
        self._end = end
        self._guard = Guard()

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            raise InputError(EMPTY)
        node = self._node(next(self._events))
        next(self._events)  # the end of the document
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise InputError("a second document starts here; keep one in a file", _place(after))
        return node

    def _node(self, event: yaml.Event) -> Node:
        _refuse_extras(event)
        if isinstance(event, yaml.ScalarEvent):
            scalar = _scalar(event)
            if not scalar.text:  # what is missing at the very end has its mark in a line that there is not
                scalar.place = min(scalar.place, self._end)
            self._guard.count(scalar.place)
            return scalar
        place = _place(event)
        self._guard.enter(place)
        node = self._sequence(place) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(place)
        self._guard.leave(len(node.items if isinstance(node, SequenceNode) else node.entries), place)
        return node

    def _sequence(self, place: Place) -> SequenceNode:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event))
        return SequenceNode(place, items)

    def _mapping(self, place: Place) -> MappingNode:
        entries: list[tuple[ScalarNode, Node]] = []
        lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = _key(event)
            refuse_doubled(key, lines)
            entries.append((key, self._node(next(self._events))))
        return MappingNode(place, entries)


def _place(event: yaml.Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)


def _scalar(event: yaml.ScalarEvent) -> ScalarNode:
    place = _place(event)
    # The C loader says '' for a plain scalar, the pure one None or ''.
    return ScalarNode(place, whole_text(event.value, place), bool(event.style))


def _key(event: yaml.Event) -> ScalarNode:
    _refuse_extras(event)
    if not isinstance(event, yaml.ScalarEvent) or event.style in ("|", ">"):
        raise InputError("a name is needed before ':', not a list or a longer text", _place(event))
    key = _scalar(event)
    if not key.quoted and key.text == "<<":
        raise InputError("merge keys (<<) are refused: write the values out", key.place)
    if not key.quoted and not key.text:
        raise InputError("a name is missing before ':'", key.place)
    return key


def _refuse_extras(event: yaml.Event) -> None:
    if getattr(event, "anchor", None) is not None:
        raise InputError(_ALIAS, _place(event))
    if getattr(event, "tag", None) is not None:
        raise InputError(_TAG, _place(event))
