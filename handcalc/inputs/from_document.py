"""From the tree of a file to a request: which key is what, and what it may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handcalc import topics
from handcalc.errors import InputError
from handcalc.inputs.axes import labelled_axes
from handcalc.inputs.calculation_document import flattened
from handcalc.inputs.numbers import Number, parse_number
from handcalc.inputs.options import SEED, offered, parse_option
from handcalc.inputs.request import Request, Rows, checked, checked_rows
from handcalc.inputs.tree import Mapping, Node, Scalar, Sequence
from handcalc.limits import TEXT_CHARACTERS
from handcalc.record.topic import Input, Option, Topic
from handcalc.wording import did_you_mean, listed, quoted

VECTORS = Option("how token vectors are written", name="vectors", words=("rows", "columns"))


def from_document(document: Mapping, file: str, wanted: str | None = None) -> Request:
    """The request that a file makes; `wanted` is the topic that the command names, if it does.

    Raises InputError, with file and place: a key, a value or the topic is not what it should be.
    """
    try:
        document = flattened(document)
        request = Request(_topic(document, wanted), file=file)
        readers = _readers(request)
        for key, value in document.entries:
            if key.text not in readers:
                near = did_you_mean(key.text, readers)
                raise InputError(f"{request.topic.name} has no key {quoted(key.text)}{near}", key.place)
            # An empty value has no place of its own; its key has.
            request.places[key.text] = value.place
            readers[key.text](value)
    except InputError as error:
        raise error.in_file(file) from None
    return request


def _topic(document: Mapping, wanted: str | None) -> Topic:
    stated = document.find("topic")
    if stated is None:
        if wanted is None:
            raise InputError(
                f"the file does not say which topic it is for: add a line such as topic: {topics.names()[0]}"
            )
        return topics.find(wanted)
    name = _word(stated, "topic")
    if wanted is not None and name != wanted:
        raise InputError(f"the file is for the topic {quoted(name)}, the command is {wanted}", stated.place)
    try:
        return topics.find(name)
    except KeyError:
        near = did_you_mean(name, topics.names()) or f"; the topics are {listed(topics.names())}"
        raise InputError(f"there is no topic {quoted(name)}{near}", stated.place) from None


def _readers(request: Request) -> dict[str, Callable[[Node], None]]:
    """What to do with the value of each key that a file for this topic may have."""

    def read_matrix(spec: Input) -> Callable[[Node], None]:
        return lambda node: request.matrices.update({spec.name: _matrix(spec, node)})

    def read_option(option: Option) -> Callable[[Node], None]:
        return lambda node: request.options.update({option.name: _option(option, node)})

    def set_seed(node: Node) -> None:
        request.seed = int(_option(SEED, node))

    def set_title(node: Node) -> None:
        request.title = _word(node, "title")

    def set_vectors(node: Node) -> None:
        request.vectors = str(_option(VECTORS, node))

    def set_labels(node: Node) -> None:
        request.labels = _labels(request, node)

    return {
        **{name: read_matrix(spec) for name, spec in request.topic.inputs.items()},
        **{name: read_option(option) for name, option in offered(request.topic).items()},
        "topic": lambda node: None,
        "title": set_title,
        "vectors": set_vectors,
        "labels": set_labels,
        "seed": set_seed,
    }


def _option(option: Option, node: Node) -> bool | int | str:
    try:
        text = _plain(node, option.name, quotes_allowed=not option.number)
        return parse_option(option, text)  # type: ignore[return-value]
    except InputError as error:
        raise error.at(node.place) from None


def _plain(node: Node, name: str, quotes_allowed: bool) -> str:
    if not isinstance(node, Scalar):
        raise InputError(f"{name} must be a single value, not a list or a mapping", node.place)
    if not node.text and not node.quoted:
        raise InputError(f"{name} is empty", node.place)
    if node.quoted and not quotes_allowed and _is_number(node.text):
        raise InputError(f"{name} is the text {quoted(node.text)}: remove the quotes", node.place)
    return node.text


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except InputError:
        return False
    return True


def _word(node: Node, name: str) -> str:
    if not isinstance(node, Scalar):
        raise InputError(f"{name} must be a text", node.place)
    if len(node.text) > TEXT_CHARACTERS:
        raise InputError(
            f"{name} has {len(node.text):,} characters; the limit is {TEXT_CHARACTERS}", node.place
        )
    return node.text


def _matrix(spec: Input, node: Node) -> Rows:
    what = "a matrix is needed, such as [[1, 0], [0, 1]]"
    if spec.kind == "vector":
        return [_row(spec, _sequence(node, spec.name, "a flat list of numbers is needed, such as [1, 2]"))]
    rows = []
    for number, row in enumerate(_sequence(node, spec.name, what).items, start=1):
        if isinstance(row, Scalar):
            one_row = " (for one row, write [[…]])" if number == 1 else ""
            raise InputError(
                f"{spec.name}, row {number} is not a list of numbers: {what}{one_row}", row.place
            )
        rows.append(_row(spec, _sequence(row, f"{spec.name}, row {number}", what), number))
    return _placed(lambda: checked_rows(spec.name, rows), node, rows)


def _placed(check: Callable[[], Rows], node: Node, rows: Rows) -> Rows:
    """Point a refusal at the first row that differs in length from the first."""
    try:
        return check()
    except InputError as error:
        assert isinstance(node, Sequence)
        odd = [item for item, row in zip(node.items, rows, strict=True) if len(row) != len(rows[0])]
        raise error.at((odd or [node])[0].place) from None


def _sequence(node: Node, name: str, what: str) -> Sequence:
    if isinstance(node, Sequence):
        return node
    if isinstance(node, Scalar) and not node.text and not node.quoted:
        raise InputError(f"{name} is empty: {what}", node.place)
    raise InputError(f"{name} is not a list: {what}", node.place)


def _row(spec: Input, row: Sequence, number: int | None = None) -> list[Number]:
    where = f"{spec.name}, row {number}" if number else spec.name
    return [
        _number(spec, item, f"{where}, {'column' if number else 'value'} {column}")
        for column, item in enumerate(row.items, start=1)
    ]


def _number(spec: Input, node: Node, where: str) -> Number:
    if not isinstance(node, Scalar):
        raise InputError(f"{where} is a list where a number belongs", node.place)
    if node.quoted:
        advice = "remove the quotes" if _is_number(node.text) else "a number is needed"
        raise InputError(f"{where} is the text {quoted(node.text)}: {advice}", node.place)
    try:
        return checked(spec, parse_number(node.text), where)
    except InputError as error:
        fact = error.fact if error.about else f"{where}: {error.fact}"
        raise InputError(fact, node.place) from None


def _labels(request: Request, node: Node) -> dict[str, tuple[str, ...]]:
    if not isinstance(node, Mapping):
        raise InputError("labels must be a mapping, such as tokens: [the, cat]", node.place)
    known = labelled_axes(request.topic)
    found = {}
    for key, value in node.entries:
        if key.text not in known:
            near = did_you_mean(key.text, known) or f"; it has {listed(known)}"
            raise InputError(f"{request.topic.name} has no axis {quoted(key.text)}{near}", key.place)
        request.places[f"labels.{key.text}"] = value.place
        found[key.text] = tuple(_texts(value, key.text))
    return found


def _texts(node: Node, name: str) -> Iterable[str]:
    if not isinstance(node, Sequence):
        raise InputError(f"labels of {name} must be a list of texts", node.place)
    for item in node.items:
        yield _word(item, f"a label of {name}")
