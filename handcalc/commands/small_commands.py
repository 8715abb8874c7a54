"""The commands around the topics: list, template, schema, completion, man."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from handcalc import topics
from handcalc.commands.house_command import HouseCommand, built
from handcalc.commands.streams import show, show_words
from handcalc.errors import UsageError
from handcalc.record.topic import Topic
from handcalc.wording import did_you_mean, listed, quoted

SCHEMAS = {"calculation": "handcalc.schema", "grades": "handcalc.reports.grades_schema"}


def list_command() -> HouseCommand:
    """The command `list`."""

    def list_topics() -> None:
        """List the topics, a line each, in groups."""
        from handcalc.commands.listing import listing

        show_words(listing())

    return built(list_topics, "list", "handcalc list")


def template_command() -> HouseCommand:
    """The command `template`."""

    def template(topic: Annotated[str, typer.Argument(metavar="TOPIC", show_default=False)]) -> None:
        """Print an input file to start from: YAML, every key and option explained, with small numbers."""
        from handcalc.template import template as written

        show(written(_topic(topic)), document=True)

    return built(template, "template", "handcalc template softmax > my.yaml", "handcalc softmax my.yaml")


def schema_command() -> HouseCommand:
    """The command `schema`."""

    def schema(
        what: Annotated[str, typer.Argument(metavar="[OF]", show_default=False)] = "calculation",
    ) -> None:
        """Print the JSON Schema that the output of --json keeps. OF is calculation (default) or grades."""
        import json

        if what not in SCHEMAS:
            near = did_you_mean(what, SCHEMAS) or _only(list(SCHEMAS))
            raise UsageError(f"there is no schema of {quoted(what)}{near}")
        text = json.dumps(import_module(SCHEMAS[what]).schema(), indent=2, ensure_ascii=False)
        show(f"{text}\n", document=True)

    return built(schema, "schema", "handcalc schema > calculation.schema.json", "handcalc schema grades")


def completion_command() -> HouseCommand:
    """The command `completion`."""

    def completion(shell: Annotated[str, typer.Argument(metavar="bash|zsh|fish")]) -> None:
        """Print a script that makes a shell complete topics, commands and options; no file is changed."""
        from handcalc.commands.completion import SHELLS, script

        if shell not in SHELLS:
            raise UsageError(
                f"there is no completion for {quoted(shell)}{did_you_mean(shell, SHELLS) or _only(SHELLS)}"
            )
        show(script(shell), document=True)

    return built(completion, "completion", 'eval "$(handcalc completion bash)"')


def man_command() -> HouseCommand:
    """The command `man`."""

    def man(
        name: Annotated[str | None, typer.Argument(metavar="TOPIC|COMMAND", show_default=False)] = None,
    ) -> None:
        """Print the manual page, in roff: of handcalc, or of one topic or command. No file is changed.

        `man handcalc` shows it from where man looks for pages, such as ~/.local/share/man/man1/handcalc.1.
        """
        from handcalc.commands.application import command_names
        from handcalc.commands.manual import page

        known = None if name is None else name.replace("_", "-")
        if known is not None and known not in command_names():
            near = did_you_mean(known, command_names()) or "; see handcalc --help"
            raise UsageError(f"there is no topic or command {quoted(name or '')}{near}")
        show(page(known), document=True)

    return built(man, "man", "handcalc man > handcalc.1", "handcalc man attention > handcalc-attention.1")


def _topic(name: str) -> Topic:
    try:
        return topics.find(name.replace("_", "-"))
    except KeyError:
        near = did_you_mean(name, topics.names()) or _only(topics.names())
        raise UsageError(f"there is no topic {quoted(name)}{near}") from None


def _only(words: list[str]) -> str:
    return f"; there are {listed(words)}"
