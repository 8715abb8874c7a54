"""The topics in their groups, for `list` and for the help."""

from __future__ import annotations

from handcalc import topics
from handcalc.record.topic import Group, Topic


def grouped() -> list[tuple[str, list[Topic]]]:
    """Every group that has topics, by its heading, in the order of the groups."""
    found = [topics.find(name) for name in topics.names()]
    groups = [(group.value, [topic for topic in found if topic.group is group]) for group in Group]
    return [(heading, members) for heading, members in groups if members]


def listing() -> str:
    """The topics, a line each, in groups."""
    width = max(len(name) for name in topics.names())
    parts = []
    for heading, members in grouped():
        lines = [f"  {topic.name:<{width}}  {topic.summary}" for topic in members]
        parts.append("\n".join([heading, *lines]))
    return "\n\n".join(parts) + "\n"
