"""`handcalc list`: the topics, a line each, in groups."""

from __future__ import annotations

from handcalc.cli.base_command import BaseCommand, built
from handcalc.cli.listing import listing
from handcalc.cli.streams import show_words


def list_command() -> BaseCommand:
    """The command `list`."""

    def list_topics() -> None:
        """List the topics, a line each, in groups."""
        show_words(listing())

    return built(list_topics, "list", "handcalc list")
