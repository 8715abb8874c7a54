"""Read YAML as a tree with places, from PyYAML's events; nothing is resolved, constructed or expanded."""

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
from handcalc.text import quoted, visible

# Twenty times faster than the pure loader, which is used if PyYAML was built without it. Its composer
# crashes on deep nesting; its events do not.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Characters that YAML forbids, and line ends of YAML 1.1, which it would fold into a space. The complement
# of the allowed characters would take 3 ms to compile.
_UNREADABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]"

# PyYAML compares all declared tags with each other: 65,000 tags take five seconds.
_TAG_DIRECTIVE = "(?m)^%TAG"
_ALIAS = (
    "anchors and aliases are refused: write the matrix out, and put a text that starts with & or * in quotes"
)
_TAG = "tags are refused: write the value itself, and put a text that starts with ! in quotes"

_INDENTATION = "the indentation does not fit the lines above"
# Part of PyYAML's message, from either of its two scanners, and handcalc's message.
_MESSAGES = (
    ("mapping values are not allowed", "a ':' is not expected here; put a text with a colon in quotes"),
    ("could not find expected ':'", "a ':' is missing after this name"),
    ("unknown escape", "an unknown escape in double quotes; use single quotes, or \\\\ for a backslash"),
    ("document start>", "more text follows after the end of the data"),
    ("node content", "a value is missing here"),
    ("expected key", _INDENTATION),
    ("block end>", _INDENTATION),
    ("expected '-'", _INDENTATION),
    ("block sequence entries are not allowed", _INDENTATION),
    ("tag", "tags are refused"),
    ("incompatible", "only YAML 1 is read"),
)


def read_yaml(text: str) -> Node:
    """The tree of a YAML document.

    Raises InputError, with a place: it is not YAML, or more than plain data.
    """
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
        raise _syntax_error(error, text) from None
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
            if not scalar.text:  # PyYAML places an empty value at the end of the file in the next line
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


def _syntax_error(error: yaml.MarkedYAMLError, text: str) -> InputError:
    """The message for a syntax error that PyYAML reports, with its place."""
    places = Places(text)
    index = min(error.problem_mark.index, len(text)) if error.problem_mark else 0
    place = places.at(index)
    opened = places.at(error.context_mark.index) if error.context_mark else place
    problem, context = str(error.problem), str(error.context)
    if "quoted scalar" in context and "end of stream" in problem:
        return InputError("this quote is not closed", opened)
    if _tab_before(text, index):
        return InputError("a tab stands where YAML allows only spaces; indent with spaces", place)
    if "parsing a flow" in context and "node" not in context:
        return InputError(_unclosed(context, opened, index, text), places.at(min(index, len(text.rstrip()))))
    if "cannot start any token" in problem:
        return InputError(f"no value starts with {quoted(text[index])}; put a text in quotes", place)
    return InputError(_message(problem), place)


def _unclosed(context: str, opened: Place, index: int, text: str) -> str:
    close = "]" if "sequence" in context else "}"
    bracket = f"the bracket of line {opened.line}, column {opened.column}"
    if index >= len(text.rstrip()):
        return f"the file ends, but {bracket} is not closed; '{close}' is missing"
    return f"',' or '{close}' is expected here; is {bracket} closed?"


def _tab_before(text: str, index: int) -> bool:
    start = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    line = text[start : index + 1]
    return "\t" in line and (line[-1] == "\t" or not line[:-1].strip())


def _message(problem: str) -> str:
    for part, message in _MESSAGES:
        if part in problem:
            return message
    return f"this is not YAML: {visible(problem)}"
