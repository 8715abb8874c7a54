"""Read JSON as a tree with places; the results of a saved calculation are skipped, which is faster."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # in the library, not in its stubs

from handcalc.errors import InputError
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
from handcalc.inputs.numbers import is_fraction, parse_number
from handcalc.inputs.saved_calculation import INPUT_KEYS
from handcalc.limits import OWN_DOCUMENT_VALUES, VALUES
from handcalc.text import is_decimal, quoted

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"""[^\s,:\[\]{}"']+""")
_LITERALS = ("true", "false", "null")
_STRING_FAULTS = (
    ("Unterminated", "this quote is not closed"),
    ("control character", "a text in quotes goes over the end of a line; write \\n, or close the quote"),
    ("escape", "an unknown escape; write \\\\ for a backslash"),
)


def read_json(text: str, is_saved: bool = False) -> Node:
    """The tree of a JSON document; numbers follow handcalc's rule, so that +1 and .5 are accepted.

    is_saved: whether handcalc wrote it, so that its results are skipped.
    Raises InputError, with a place: it is not JSON.
    """
    reader = _Reader(text, Guard(OWN_DOCUMENT_VALUES if is_saved else VALUES), is_saved)
    start = reader.skip_space(0)
    if start == len(text):
        raise InputError(EMPTY)
    node, end = reader.value(start)
    end = reader.skip_space(end)
    if end < len(text):
        raise reader.fault("more text follows after the end of the data", end)
    return node


class _Reader:
    """Methods take the position where a value begins, and return the value and the position after it."""

    def __init__(self, text: str, guard: Guard, is_saved: bool) -> None:
        self._text = text
        self._guard = guard
        self._is_saved = is_saved
        self._place = Places(text).at

    def fault(self, fact: str, index: int) -> InputError:
        return InputError(fact, self._place(index))

    def skip_space(self, index: int) -> int:
        match = _SPACE.match(self._text, index)
        return match.end() if match else index

    def value(self, index: int) -> tuple[Node, int]:
        first = self._text[index : index + 1]
        if first == "[":
            return self._sequence(index)
        if first == "{":
            return self._mapping(index)
        scalar, end = self._string(index) if first == '"' else self._word(index)
        if scalar.quoted and is_fraction(scalar.text):  # JSON can hold a fraction only as a text
            scalar.quoted = False
        self._guard.count(scalar.place)
        return scalar, end

    def _sequence(self, start: int) -> tuple[SequenceNode, int]:
        place = self._place(start)
        self._guard.enter(place)
        items: list[Node] = []
        index, more = self._opened(start, "]")
        while more:
            item, index = self.value(index)
            items.append(item)
            index, more = self._after_item(index, "]", start)
        self._guard.leave(len(items), place)
        return SequenceNode(place, items), index

    def _mapping(self, start: int) -> tuple[MappingNode, int]:
        place = self._place(start)
        self._guard.enter(place)
        entries: list[tuple[ScalarNode, Node]] = []
        lines: dict[str, int] = {}
        index, more = self._opened(start, "}")
        while more:
            key, index = self._key(index)
            end = self._end_of_result(key, index)
            if end is None:
                refuse_doubled(key, lines)
                value, end = self.value(index)
                entries.append((key, value))
            index, more = self._after_item(end, "}", start)
        self._guard.leave(len(entries), place)
        return MappingNode(place, entries), index

    def _end_of_result(self, key: ScalarNode, index: int) -> int | None:
        """The position after a result, which is skipped; None for other values and broken ones."""
        if not self._is_saved or self._guard.depth > 1 or key.text in INPUT_KEYS:
            return None
        try:
            return JSONDecoder().raw_decode(self._text, index)[1]
        except (ValueError, RecursionError):  # the normal reading reports the error
            return None

    def _opened(self, start: int, close: str) -> tuple[int, bool]:
        """Skip an opening bracket: the position after it, and whether anything is inside."""
        index = self.skip_space(start + 1)
        if self._text[index : index + 1] == close:
            return index + 1, False
        if index == len(self._text):
            raise self._unclosed(start)
        return index, True

    def _after_item(self, index: int, close: str, start: int) -> tuple[int, bool]:
        """Skip what follows an item: the position after it, and whether another item follows."""
        index = self.skip_space(index)
        char = self._text[index : index + 1]
        if char == close:
            return index + 1, False
        if not char:
            raise self._unclosed(start)
        if char != ",":
            raise self.fault(f"',' or '{close}' is expected here, not {quoted(char)}", index)
        following = self.skip_space(index + 1)
        if self._text[following : following + 1] in ("]", "}"):
            raise self.fault("JSON allows no comma before a closing bracket; remove it", index)
        if following == len(self._text):
            raise self._unclosed(start)
        return following, True

    def _unclosed(self, start: int) -> InputError:
        place = self._place(start)
        where = f"the bracket of line {place.line}, column {place.column}"
        return self.fault(f"the file ends too early: {where} is not closed", len(self._text.rstrip()))

    def _key(self, index: int) -> tuple[ScalarNode, int]:
        if self._text[index] != '"':
            raise self.fault("a name in double quotes is expected here", index)
        key, index = self._string(index)
        index = self.skip_space(index)
        if self._text[index : index + 1] != ":":
            raise self.fault(f"':' is expected after the name {quoted(key.text)}", index)
        return key, self.skip_space(index + 1)

    def _string(self, index: int) -> tuple[ScalarNode, int]:
        place = self._place(index)
        try:
            text, end = scanstring(self._text, index + 1, True)
        except JSONDecodeError as error:
            fact = next((words for part, words in _STRING_FAULTS if part in error.msg), "this is not JSON")
            raise self.fault(fact, index if "Unterminated" in error.msg else error.pos) from None
        return ScalarNode(place, whole_text(text, place), quoted=True), end

    def _word(self, index: int) -> tuple[ScalarNode, int]:
        match = _WORD.match(self._text, index)
        if match is None:
            raise self.fault(self._unexpected(index), index)
        word = match[0]
        if word not in _LITERALS and not is_decimal(word):
            raise self.fault(_not_a_word(word), index)
        return ScalarNode(self._place(index), word, quoted=False), match.end()

    def _unexpected(self, index: int) -> str:
        char = self._text[index : index + 1]
        if not char:
            return "the file ends too early: a value is missing"
        if char == "'":
            return "JSON wants double quotes, not single ones"
        return f"a value is expected here, not {quoted(char)}"


def _not_a_word(word: str) -> str:
    if word.lower().lstrip("+-") in ("nan", "infinity", "inf"):
        return f"{quoted(word)} is not JSON, and a value must be finite"
    if word.startswith(("//", "/*", "#")):
        return "JSON has no comments; YAML has"
    if word[0].isdecimal() or word[0] in "+-.":
        try:
            parse_number(word)
        except InputError as error:
            return error.fact
        return f'write a fraction as text in JSON: "{word}"'
    return f"{quoted(word)} is not JSON; write a text in double quotes"
