"""From the nodes of a file to a request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from handcalc import topics
from handcalc.errors import InputError
from handcalc.inputs.decode import plain, read_input, word
from handcalc.inputs.labels import labelled_axes
from handcalc.inputs.nodes import MappingNode, Node, ScalarNode, SequenceNode
from handcalc.inputs.options import SEED, VECTORS, offered, parse_option
from handcalc.inputs.request import Request
from handcalc.inputs.saved_calculation import flatten
from handcalc.record.options import Option
from handcalc.record.topic import Topic
from handcalc.text import did_you_mean, listed, quoted


def from_document(document: MappingNode, file: str, wanted: str | None = None) -> Request:
    """The request of a file; `wanted` is the topic in the command, if any.

    Raises InputError, with file and place: a key, a value or the topic is refused.
    """
    try:
        is_saved, document = document.find("schema") is not None, flatten(document)
        request = Request(_topic(document, wanted), file=file, is_saved=is_saved)
        for key, value in document.entries:
            # An empty value has no place of its own; its key has.
            request.places[key.text] = value.place
            _read(request, key, value)
    except InputError as error:
        raise error.in_file(file) from None
    return request


def _topic(document: MappingNode, wanted: str | None) -> Topic:
    stated = document.find("topic")
    if stated is None:
        if wanted is None:
            raise InputError(
                f"the file does not say which topic it is for: add a line such as topic: {topics.names()[0]}"
            )
        return topics.find(wanted)
    name = word(stated, "topic")
    if wanted is not None and name != wanted:
        raise InputError(f"the file is for the topic {quoted(name)}, the command is {wanted}", stated.place)
    try:
        return topic_named(name)
    except InputError as error:
        raise error.at(stated.place) from None


def topic_named(name: str) -> Topic:
    """The topic with this name.

    Raises InputError: there is none.
    """
    try:
        return topics.find(name)
    except KeyError:
        near = did_you_mean(name, topics.names()) or f"; the topics are {listed(topics.names())}"
        raise InputError(f"there is no topic {quoted(name)}{near}") from None


def _read(request: Request, key: ScalarNode, value: Node) -> None:
    """Read one key of a file into the request."""
    name, inputs, options = key.text, request.topic.inputs, offered(request.topic)
    if name in inputs:
        read_input(request, inputs[name], value)
    elif name in options:
        request.options[name] = _option(options[name], value)
    elif name == "title":
        request.title = word(value, "title")
    elif name == "vectors":
        request.vectors = str(_option(VECTORS, value))
    elif name == "labels":
        request.labels = _labels(request, value)
    elif name == "seed":
        request.seed = int(_option(SEED, value))
    elif name != "topic":
        near = did_you_mean(name, [*inputs, *options, "topic", "title", "vectors", "labels", "seed"])
        raise InputError(f"{request.topic.name} has no key {quoted(name)}{near}", key.place)


def _option(option: Option, node: Node) -> Any:
    if option.many and isinstance(node, SequenceNode):
        return tuple(word(item, f"a word of {option.name}") for item in node.items)
    try:
        text = plain(node, option.name, quotes_allowed=not option.number)
        return parse_option(option, text)
    except InputError as error:
        raise error.at(node.place) from None


def _labels(request: Request, node: Node) -> dict[str, tuple[str, ...]]:
    if not isinstance(node, MappingNode):
        raise InputError("labels must be a mapping, such as tokens: [the, cat]", node.place)
    known = labelled_axes(request.topic)
    labels = {}
    for key, value in node.entries:
        if key.text not in known:
            near = did_you_mean(key.text, known) or f"; it has {listed(known)}"
            raise InputError(f"{request.topic.name} has no axis {quoted(key.text)}{near}", key.place)
        request.places[f"labels.{key.text}"] = value.place
        labels[key.text] = tuple(_texts(value, key.text))
    return labels


def _texts(node: Node, name: str) -> Iterable[str]:
    if not isinstance(node, SequenceNode):
        raise InputError(f"labels of {name} must be a list of texts", node.place)
    for item in node.items:
        yield word(item, f"a label of {name}")
