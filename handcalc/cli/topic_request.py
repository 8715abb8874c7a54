"""What the FILE of a topic's command asks for."""

from __future__ import annotations

from handcalc.inputs.request import Request
from handcalc.record.topic import Topic


def request_for(topic: Topic, path: str | None) -> Request:
    """What a topic's FILE asks for; without one, the drawn example.

    Raises InputError: the file is refused.
    """
    if path is None:
        return Request(topic)
    from handcalc.from_document import from_document
    from handcalc.inputs.document import load, shown_name

    return from_document(load(path), shown_name(path), topic.name)
