"""`handcalc template TOPIC`, which prints an input file to start from."""

from __future__ import annotations

from typing import Annotated

import typer

from handcalc import topics
from handcalc.cli.base_command import BaseCommand, build, refuse_unknown
from handcalc.cli.streams import show


def template_command() -> BaseCommand:
    """The command `template`."""

    def template(
        topic: Annotated[
            str, typer.Argument(metavar="TOPIC", show_default=False, autocompletion=topics.names)
        ],
    ) -> None:
        """Print an input file to start from: YAML, every key and option explained, with small numbers."""
        from handcalc.template import template as template_text

        name = topic.replace("_", "-")
        if name not in topics.names():
            refuse_unknown("topic", topic, topics.names())
        show(template_text(topics.find(name)), document=True)

    examples = "handcalc template softmax > my.yaml", "handcalc softmax my.yaml"
    return build(BaseCommand, template, "template", *examples)
