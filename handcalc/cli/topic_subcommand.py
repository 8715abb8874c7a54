"""A command whose words are read again by the command of a topic, once that topic is known."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Any

import typer

from handcalc import topics
from handcalc.cli.base_command import BaseCommand, build
from handcalc.cli.completers import items
from handcalc.cli.parsed_options import STDOUT
from handcalc.cli.shared_options import shared_options
from handcalc.errors import HandcalcError, UsageError
from handcalc.record.options import OptionValue
from handcalc.record.topic import Topic
from handcalc.text import did_you_mean, quoted

_ARGUMENTS = "handcalc.arguments"

TopicsCommand = Callable[[typer.Context], tuple[BaseCommand, list[str]]]
"""From the context of the command that defers: the command of the topic on the line, and its words."""


class TopicSubcommand(BaseCommand):
    """A command that keeps its words. Of itself it reads the shared options, to tell the others from them."""

    usage_words: tuple[str, ...] = ()
    topics_command: TopicsCommand

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of this command; while a shell completes, that of the topic's, once a word names it."""
        context: Any = super().make_context(info_name, args, parent, **extra)
        if not context.resilient_parsing or STDOUT in context.args:
            return context
        try:
            command, words = self.topics_command(context)
        except HandcalcError:
            return context
        refused = {option.name for option in self.params if getattr(option, "hidden", False)}
        command.params = [option for option in command.params if option.name not in refused]
        return command.make_context(info_name, words, parent, **extra)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The topics, where one is wanted; the options."""
        wanted = topics.names() if "TOPIC" in self.usage_words else ()
        return items(wanted, ctx, incomplete) or super().shell_complete(ctx, incomplete)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command's own and the shared options; the rest is the topic's."""
        ctx.ignore_unknown_options = ctx.allow_extra_args = True
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What stands before the options is no argument of Typer's here."""
        return [*self.usage_words, *super().collect_usage_pieces(ctx)]


def deferring(
    topics_command: TopicsCommand,
    name: str,
    usage: tuple[str, ...],
    text: str,
    *examples: str,
    own: Sequence[Parameter] = (),
    defaults: Mapping[str, OptionValue] = MappingProxyType({}),
    refused: Container[str] = (),
) -> TopicSubcommand:
    """The command that lets a topic's command answer; own are its own options, which the topic's gets too.

    defaults: of shared options, where it has others. refused: shared options that have no meaning here, so
    that the help leaves them out.
    """

    def call(context: typer.Context, **_: Any) -> None:
        command, arguments = topics_command(context)
        with command.make_context(name, arguments, parent=context.parent) as inner:
            command.invoke(inner)

    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    shared = [option.parameter(option.name in refused) for option in shared_options(defaults)]
    call.__signature__ = Signature([context, *own, *shared])  # type: ignore[attr-defined]
    call.__doc__ = text
    command = build(TopicSubcommand, call, name, *examples)
    command.usage_words = usage
    command.topics_command = topics_command
    return command


def arguments_of(context: typer.Context) -> list[str]:
    """Every word behind the command."""
    return list(context.meta[_ARGUMENTS])


def topic_among(context: typer.Context, command: str) -> tuple[Topic, list[str]]:
    """The topic that the first word names, and all other words.

    Raises UsageError: no word does.
    """
    word = next((word for word in context.args if not word.startswith("-")), None)
    if word is None:
        raise UsageError(f"{command} needs a TOPIC, such as handcalc {command} attention")
    name = word.replace("_", "-")
    if name not in topics.names():
        raise UsageError(f"there is no topic {quoted(word)}{did_you_mean(name, topics.names())}")
    arguments = arguments_of(context)
    arguments.remove(word)
    return topics.find(name), arguments
