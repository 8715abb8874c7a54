"""`handcalc list`, which prints the topics in groups, one a line; the help lists the same groups."""

from __future__ import annotations

from handcalc import topics
from handcalc.cli.base_command import BaseCommand, build
from handcalc.cli.streams import show_words
from handcalc.record.topic import Group, Topic


def list_command() -> BaseCommand:
    """The command `list`."""

    def list_topics() -> None:
        """List the topics, a line each, in groups."""
        show_words(listing())

    return build(BaseCommand, list_topics, "list", "handcalc list")


def topic_groups() -> list[tuple[str, list[Topic]]]:
    """The topics of every group that has some, by the heading of the group."""
    members: dict[str, list[Topic]] = {group.value: [] for group in Group}
    for name in topics.names():
        topic = topics.find(name)
        members[topic.group.value].append(topic)
    return [(heading, group) for heading, group in members.items() if group]


def listing() -> str:
    """The topics in groups, one a line."""
    width = max(len(name) for name in topics.names())
    parts = []
    for heading, members in topic_groups():
        lines = [f"  {topic.name:<{width}}  {topic.summary}" for topic in members]
        parts.append("\n".join([heading, *lines]))
    return "\n\n".join(parts) + "\n"
