"""From the nodes of a file to the values of inputs: matrices, words, lists, each fault with its place."""

from __future__ import annotations

from collections.abc import Callable

from handcalc.errors import InputError
from handcalc.inputs.matrix_checks import checked, checked_rows
from handcalc.inputs.nodes import MappingNode, Node, ScalarNode, SequenceNode
from handcalc.inputs.numbers import parse_number
from handcalc.inputs.request import CellPlaces, Request
from handcalc.limits import STEPS_OR_VOCABULARY, TEXT_CHARACTERS
from handcalc.record.numbers import Number, Rows
from handcalc.record.parameters import Input
from handcalc.text import counted, did_you_mean, listed, quoted


def read_input(request: Request, spec: Input, node: Node) -> None:
    """Put the value of an input into a request.

    Raises InputError with a place: the value is not what this input may hold.
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
    """A text, or a list of its words; the words are told apart by the topic."""
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
    found = {}
    for key, value in node.entries:
        count = _number(spec, value, f"{spec.name}, {quoted(key.text)}").value
        if count.denominator != 1 or count < 1:
            raise InputError(f"{spec.name}, {quoted(key.text)}: a whole count from 1 is needed", value.place)
        found[word(key, spec.name)] = int(count)
    return found


_WORDY: dict[str, Callable[[Input, Node], object]] = {
    "words": _words,
    "text": _text,
    "texts": _texts,
    "mapping": _mapping,
}


def long_text(node: Node, name: str) -> str:
    """A text of words, each within the limit for a word.

    Raises InputError: it is no text, is empty, or has too long a word or too many.
    """
    if not isinstance(node, ScalarNode):
        raise InputError(f"{name} must be a text", node.place)
    found = node.text.split()
    if not found:
        raise InputError(f"{name} is empty: a text is needed", node.place)
    if len(found) > STEPS_OR_VOCABULARY or max(map(len, found)) > TEXT_CHARACTERS:
        limits = f"{STEPS_OR_VOCABULARY:,} words and {TEXT_CHARACTERS} characters a word"
        has = f"{counted(len(found), 'word')}, one of {counted(max(map(len, found)), 'character')}"
        raise InputError(f"{name} has {has}; the limits are {limits}", node.place)
    return node.text


def plain(node: Node, name: str, quotes_allowed: bool) -> str:
    """The text of a single value; a number in quotes only where any text may stand.

    Raises InputError: it is a list, empty, or a number in quotes.
    """
    if not isinstance(node, ScalarNode):
        raise InputError(f"{name} must be a single value, not a list or a mapping", node.place)
    if not node.text and not node.quoted:
        raise InputError(f"{name} is empty", node.place)
    if node.quoted and not quotes_allowed and is_number(node.text):
        raise InputError(f"{name} is the text {quoted(node.text)}: remove the quotes", node.place)
    return node.text


def is_number(text: str) -> bool:
    """Whether a text states a number."""
    try:
        parse_number(text)
    except InputError:
        return False
    return True


def word(node: Node, name: str) -> str:
    """A word or a label.

    Raises InputError: it is no text, or longer than the limit.
    """
    if not isinstance(node, ScalarNode):
        raise InputError(f"{name} must be a text", node.place)
    if len(node.text) > TEXT_CHARACTERS:
        raise InputError(
            f"{name} has {len(node.text):,} characters; the limit is {TEXT_CHARACTERS}", node.place
        )
    return node.text


def _number_rows(spec: Input, node: Node) -> Rows:
    """A number, which may stand in brackets."""
    while isinstance(node, SequenceNode) and len(node.items) == 1:
        node = node.items[0]
    return [[_number(spec, node, spec.name)]]


def _vector_rows(spec: Input, node: Node) -> Rows:
    """A flat list as one row, or the rows of a matrix where it may be written as one."""
    if spec.prepare is not None and _is_nested(node):
        return _matrix_rows(spec, node)
    return [_row(spec, _sequence(node, spec.name, "a flat list of numbers is needed, such as [1, 2]"))]


def _is_nested(node: Node) -> bool:
    return isinstance(node, SequenceNode) and any(isinstance(row, SequenceNode) for row in node.items)


def _matrix_rows(spec: Input, node: Node) -> Rows:
    what = "a matrix is needed, such as [[1, 0], [0, 1]]"
    rows = []
    for number, row in enumerate(_sequence(node, spec.name, what).items, start=1):
        if isinstance(row, ScalarNode):
            one_row = " (for one row, write [[…]])" if number == 1 else ""
            raise InputError(
                f"{spec.name}, row {number} is not a list of numbers: {what}{one_row}", row.place
            )
        rows.append(_row(spec, _sequence(row, f"{spec.name}, row {number}", what), number))
    return _placed(lambda: checked_rows(spec.name, rows), node, rows)


_ROWS: dict[str, Callable[[Input, Node], Rows]] = {
    "matrix": _matrix_rows,
    "vector": _vector_rows,
    "number": _number_rows,
}


def _cell_places(node: Node) -> CellPlaces:
    """Where the numbers of a matrix stand."""
    return lambda row, column: node.items[row].items[column].place  # type: ignore[union-attr]


def _placed(check: Callable[[], Rows], node: Node, rows: Rows) -> Rows:
    """Point a refusal at the first row that is empty or differs in length from the first."""
    try:
        return check()
    except InputError as error:
        assert isinstance(node, SequenceNode)
        odd = [
            item for item, row in zip(node.items, rows, strict=True) if not row or len(row) != len(rows[0])
        ]
        raise error.at((odd or [node])[0].place) from None


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
        return checked(spec, parse_number(node.text), where)
    except InputError as error:
        fact = error.fact if error.about else f"{where}: {error.fact}"
        raise InputError(fact, node.place) from None
