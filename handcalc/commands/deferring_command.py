"""A command whose words are read again by the command of a topic, once that topic is known."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from inspect import Parameter, Signature
from types import MappingProxyType
from typing import Any

import typer

from handcalc import topics
from handcalc.commands.house_command import HouseCommand, build
from handcalc.commands.shared_options import shared_options
from handcalc.errors import UsageError
from handcalc.record.options import OptionValue
from handcalc.record.topic import Topic
from handcalc.wording import did_you_mean, quoted

_ARGUMENTS = "handcalc.arguments"


class DeferringCommand(HouseCommand):
    """A command that keeps its words. Of itself it reads the shared options, to tell the others from them."""

    usage_words: tuple[str, ...] = ()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command's own and the shared options; the rest is the topic's."""
        ctx.ignore_unknown_options = ctx.allow_extra_args = True
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What stands before the options is no argument of Typer's here."""
        return [*self.usage_words, *super().collect_usage_pieces(ctx)]


def deferring(
    run: Callable[..., None],
    name: str,
    usage: tuple[str, ...],
    text: str,
    *examples: str,
    own: Sequence[Parameter] = (),
    defaults: Mapping[str, OptionValue] = MappingProxyType({}),
    refused: Container[str] = (),
) -> DeferringCommand:
    """The command that calls run with its context; own are its own options, which the topic's gets too.

    defaults: of shared options, where it has others. refused: shared options that have no meaning here, so
    that the help leaves them out.
    """

    def call(context: typer.Context, **_: Any) -> None:
        run(context)

    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    shared = [option.parameter(option.name in refused) for option in shared_options(defaults)]
    call.__signature__ = Signature([context, *own, *shared])  # type: ignore[attr-defined]
    call.__doc__ = text
    command = build(DeferringCommand, call, name, *examples)
    command.usage_words = usage
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


def defer(context: typer.Context, command: HouseCommand, name: str, arguments: list[str]) -> None:
    """Let the command of the topic answer."""
    with command.make_context(name, arguments, parent=context.parent) as inner:
        command.invoke(inner)
