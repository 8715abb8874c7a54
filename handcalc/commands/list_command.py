"""`handcalc list`: the topics, a line each, in groups."""

from __future__ import annotations

from handcalc.commands.house_command import HouseCommand, built
from handcalc.commands.listing import listing
from handcalc.commands.streams import show_words


def list_command() -> HouseCommand:
    """The command `list`."""

    def list_topics() -> None:
        """List the topics, a line each, in groups."""
        show_words(listing())

    return built(list_topics, "list", "handcalc list")
