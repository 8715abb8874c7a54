"""`handcalc template TOPIC`: an input file to start from."""

from __future__ import annotations

from typing import Annotated

import typer

from handcalc import topics
from handcalc.cli.base_command import BaseCommand, built
from handcalc.cli.streams import show
from handcalc.errors import UsageError
from handcalc.text import did_you_mean, listed, quoted


def template_command() -> BaseCommand:
    """The command `template`."""

    def template(
        topic: Annotated[
            str, typer.Argument(metavar="TOPIC", show_default=False, autocompletion=topics.names)
        ],
    ) -> None:
        """Print an input file to start from: YAML, every key and option explained, with small numbers."""
        from handcalc.template import template as written

        name = topic.replace("_", "-")
        if name not in topics.names():
            near = did_you_mean(topic, topics.names()) or f"; there are {listed(topics.names())}"
            raise UsageError(f"there is no topic {quoted(topic)}{near}")
        show(written(topics.find(name)), document=True)

    return built(template, "template", "handcalc template softmax > my.yaml", "handcalc softmax my.yaml")
