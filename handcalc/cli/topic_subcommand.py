"""Commands such as `sheet TOPIC`, whose options depend on the topic that their words name.

Such a command parses the shared options only, finds the topic, and lets the command of that topic parse all
words again.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Any

import typer

from handcalc import topics
from handcalc.cli.base_command import BaseCommand, build, completion_items
from handcalc.cli.parsed_options import STDOUT
from handcalc.cli.shared_options import shared_options
from handcalc.cli.topic_command import TopicCommand, topic_command
from handcalc.errors import HandcalcError, UsageError
from handcalc.record.options import OptionValue
from handcalc.text import did_you_mean, quoted

_ARGUMENTS = "handcalc.arguments"


class TopicSubcommand(BaseCommand):
    """A command for any topic. answer and extra: as for topic_command."""

    usage_words: tuple[str, ...] = ("TOPIC", "[FILE]")
    answer: Callable[..., None]
    extra: Sequence[Parameter]

    def topic_command(self, context: typer.Context) -> tuple[TopicCommand, list[str]]:
        """The command of the topic that the first word names, and all other words.

        Raises UsageError: no word names a topic.
        """
        word = next((word for word in context.args if not word.startswith("-")), None)
        if word is None:
            raise UsageError(f"{self.name} needs a TOPIC, such as handcalc {self.name} attention")
        name = word.replace("_", "-")
        if name not in topics.names():
            raise UsageError(f"there is no topic {quoted(word)}{did_you_mean(name, topics.names())}")
        arguments = arguments_of(context)
        arguments.remove(word)
        return topic_command(topics.find(name), answer=self.answer, extra=self.extra), arguments

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The context of this command; while a shell completes, that of the topic's command if possible."""
        context: Any = super().make_context(info_name, args, parent, **extra)
        if not context.resilient_parsing or STDOUT in context.args:
            return context
        try:
            command, words = self.topic_command(context)
        except HandcalcError:
            return context
        refused = {option.name for option in self.params if getattr(option, "hidden", False)}
        command.params = [option for option in command.params if option.name not in refused]
        return command.make_context(info_name, words, parent, **extra)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Complete topics where the usage has TOPIC, and options."""
        names = topics.names() if "TOPIC" in self.usage_words else ()
        return completion_items(names, ctx, incomplete) or super().shell_complete(ctx, incomplete)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the command's own and the shared options; unknown ones belong to the topic."""
        ctx.ignore_unknown_options = ctx.allow_extra_args = True
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """TOPIC and FILE, which are not arguments of Typer's here, then the options."""
        return [*self.usage_words, *super().collect_usage_pieces(ctx)]


def topic_subcommand(
    kind: type[TopicSubcommand],
    name: str,
    text: str,
    *examples: str,
    answer: Callable[..., None],
    extra: Sequence[Parameter] = (),
    defaults: Mapping[str, OptionValue] = MappingProxyType({}),
    refused: Container[str] = (),
) -> TopicSubcommand:
    """A command of this class. text: its help. defaults: of shared options, where it has others.

    refused: shared options without meaning here, which the help leaves out.
    """

    def call(context: typer.Context, **_: Any) -> None:
        inner_command, arguments = command.topic_command(context)
        with inner_command.make_context(name, arguments, parent=context.parent) as inner:
            inner_command.invoke(inner)

    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    shared = [option.parameter(option.name in refused) for option in shared_options(defaults)]
    call.__signature__ = Signature([context, *extra, *shared])  # type: ignore[attr-defined]
    call.__doc__ = text
    command = build(kind, call, name, *examples)
    command.answer, command.extra = answer, extra
    return command


def arguments_of(context: typer.Context) -> list[str]:
    """All words after the command."""
    return list(context.meta[_ARGUMENTS])
