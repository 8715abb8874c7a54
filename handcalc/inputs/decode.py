"""Decode the nodes of a file into the values of inputs: matrices, words, lists; errors have a place."""

from __future__ import annotations

from collections.abc import Callable

from handcalc.errors import InputError
from handcalc.inputs.matrix_checks import check_number, check_rows
from handcalc.inputs.nodes import MappingNode, Node, ScalarNode, SequenceNode
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.request import CellPlaces, Request
from handcalc.limits import STEPS_OR_VOCABULARY, TEXT_CHARACTERS
from handcalc.record.numbers import Number, Rows
from handcalc.record.parameters import Input
from handcalc.text import counted, did_you_mean, listed, quoted


def read_input(request: Request, spec: Input, node: Node) -> None:
    """Decode the value of an input and store it in the request.

    Raises InputError, with a place: the input does not accept this value.
    """
    request.places[spec.name] = node.place
    if spec.kind == "list":
        _read_list(request, spec, node)
    elif spec.wordy:
        request.words[spec.name] = _WORDY[spec.kind](spec, node)
    else:
        try:
            request.matrices[spec.name] = _ROWS[spec.kind](spec, node)
        except InputError as error:
            raise error.at(node.place) from None
        if spec.kind == "vector" and _is_nested(node):
            request.cell_places[spec.name] = _cell_places(node)


def _read_list(request: Request, spec: Input, node: Node) -> None:
    items = _sequence(node, spec.name, "a list is needed, one item a line").items
    if not items:
        raise InputError(f"{spec.name} has no items", node.place)
    request.counts[spec.name] = len(items)
    for number, item in enumerate(items, start=1):
        fields = dict(zip((field.name for field in spec.fields), spec.item(number, {}), strict=True))
        if "" in fields:
            read_input(request, fields[""], item)
        else:
            _read_item(request, fields, item, f"{spec.name}, item {number}")


def _read_item(request: Request, fields: dict[str, Input], item: Node, where: str) -> None:
    if not isinstance(item, MappingNode):
        raise InputError(f"{where} must be a mapping with {listed(list(fields))}", item.place)
    for key, value in item.entries:
        if key.text not in fields:
            near = did_you_mean(key.text, fields)
            raise InputError(f"{where} has no key {quoted(key.text)}{near}", key.place)
        read_input(request, fields[key.text], value)


def _words(spec: Input, node: Node) -> tuple[str, ...]:
    what = "a list of words is needed, such as [the, cat]"
    return tuple(word(item, f"a word of {spec.name}") for item in _sequence(node, spec.name, what).items)


def _text(spec: Input, node: Node) -> str | tuple[str, ...]:
    """A text, which the topic splits into words, or a list of words."""
    if isinstance(node, SequenceNode):
        return _words(spec, node)
    return long_text(node, spec.name)


def _texts(spec: Input, node: Node) -> tuple[str, ...]:
    what = "a list of texts is needed, a line each"
    return tuple(long_text(item, f"a text of {spec.name}") for item in _sequence(node, spec.name, what).items)


def _mapping(spec: Input, node: Node) -> dict[str, int] | str:
    if isinstance(node, ScalarNode):
        return long_text(node, spec.name)
    if not isinstance(node, MappingNode):
        raise InputError(f"{spec.name} must be a text, or a mapping of words to counts", node.place)
    counts = {}
    for key, value in node.entries:
        count = _number(spec, value, f"{spec.name}, {quoted(key.text)}").value
        if count.denominator != 1 or count < 1:
            raise InputError(f"{spec.name}, {quoted(key.text)}: a whole count from 1 is needed", value.place)
        counts[word(key, spec.name)] = int(count)
    return counts


_WORDY: dict[str, Callable[[Input, Node], object]] = {
    "words": _words,
    "text": _text,
    "texts": _texts,
    "mapping": _mapping,
}


def long_text(node: Node, name: str) -> str:
    """A text of one word or more.

    Raises InputError: it is not a text, is empty, or exceeds the limits of words and characters a word.
    """
    text = _text_of(node, name)
    words = text.split()
    if not words:
        raise InputError(f"{name} is empty: a text is needed", node.place)
    longest = max(map(len, words))
    if len(words) > STEPS_OR_VOCABULARY or longest > TEXT_CHARACTERS:
        limits = f"{STEPS_OR_VOCABULARY:,} words and {TEXT_CHARACTERS} characters a word"
        has = f"{counted(len(words), 'word')}, one of {counted(longest, 'character')}"
        raise InputError(f"{name} has {has}; the limits are {limits}", node.place)
    return text


def plain(node: Node, name: str, quotes_allowed: bool) -> str:
    """The text of a single value.

    Raises InputError: it is a list, empty, or, unless quotes_allowed, a number in quotes.
    """
    if not isinstance(node, ScalarNode):
        raise InputError(f"{name} must be a single value, not a list or a mapping", node.place)
    if not node.text and not node.quoted:
        raise InputError(f"{name} is empty", node.place)
    if node.quoted and not quotes_allowed and is_number(node.text):
        raise InputError(f"{name} is the text {quoted(node.text)}: remove the quotes", node.place)
    return node.text


def is_number(text: str) -> bool:
    """Whether a text is a number."""
    try:
        parse_number(text)
    except InputError:
        return False
    return True


def word(node: Node, name: str) -> str:
    """A word or a label.

    Raises InputError: it is not a text, or longer than the limit.
    """
    text = _text_of(node, name)
    if len(text) > TEXT_CHARACTERS:
        raise InputError(f"{name} has {len(text):,} characters; the limit is {TEXT_CHARACTERS}", node.place)
    return text


def _text_of(node: Node, name: str) -> str:
    if not isinstance(node, ScalarNode):
        raise InputError(f"{name} must be a text", node.place)
    return node.text


def _number_rows(spec: Input, node: Node) -> Rows:
    """A number, possibly in brackets, as one row."""
    while isinstance(node, SequenceNode) and len(node.items) == 1:
        node = node.items[0]
    return [[_number(spec, node, spec.name)]]


def _vector_rows(spec: Input, node: Node) -> Rows:
    """A flat list as one row, or the rows of a matrix if the input accepts one."""
    if spec.prepare is not None and _is_nested(node):
        return _matrix_rows(spec, node)
    return [_row(spec, _sequence(node, spec.name, "a flat list of numbers is needed, such as [1, 2]"))]


def _is_nested(node: Node) -> bool:
    return isinstance(node, SequenceNode) and any(isinstance(row, SequenceNode) for row in node.items)


def _matrix_rows(spec: Input, node: Node) -> Rows:
    what = "a matrix is needed, such as [[1, 0], [0, 1]]"
    items = _sequence(node, spec.name, what).items
    rows = []
    for number, row in enumerate(items, start=1):
        if isinstance(row, ScalarNode):
            one_row = " (for one row, write [[…]])" if number == 1 else ""
            raise InputError(
                f"{spec.name}, row {number} is not a list of numbers: {what}{one_row}", row.place
            )
        rows.append(_row(spec, _sequence(row, f"{spec.name}, row {number}", what), number))
    try:
        return check_rows(spec.name, rows)
    except InputError as error:
        odd = [item for item, row in zip(items, rows, strict=True) if not row or len(row) != len(rows[0])]
        raise error.at((odd or [node])[0].place) from None


_ROWS: dict[str, Callable[[Input, Node], Rows]] = {
    "matrix": _matrix_rows,
    "vector": _vector_rows,
    "number": _number_rows,
}


def _cell_places(node: Node) -> CellPlaces:
    """The places of the numbers of a matrix."""
    return lambda row, column: node.items[row].items[column].place  # type: ignore[union-attr]


def _sequence(node: Node, name: str, what: str) -> SequenceNode:
    if isinstance(node, SequenceNode):
        return node
    if isinstance(node, ScalarNode) and not node.text and not node.quoted:
        raise InputError(f"{name} is empty: {what}", node.place)
    raise InputError(f"{name} is not a list: {what}", node.place)


def _row(spec: Input, row: SequenceNode, number: int | None = None) -> list[Number]:
    where = f"{spec.name}, row {number}" if number else spec.name
    return [
        _number(spec, item, f"{where}, {'column' if number else 'value'} {column}")
        for column, item in enumerate(row.items, start=1)
    ]


def _number(spec: Input, node: Node, where: str) -> Number:
    if not isinstance(node, ScalarNode):
        raise InputError(f"{where} is a list where a number belongs", node.place)
    if node.quoted:
        advice = "remove the quotes" if is_number(node.text) else "a number is needed"
        raise InputError(f"{where} is the text {quoted(node.text)}: {advice}", node.place)
    try:
        return check_number(spec, parse_number(node.text), where)
    except InputError as error:
        fact = error.fact if error.about else f"{where}: {error.fact}"
        raise InputError(fact, node.place) from None
