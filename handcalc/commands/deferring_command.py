"""A command whose words are read again by the command of a topic, once that topic is known."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

import typer

from handcalc.commands.house_command import HouseCommand, build
from handcalc.commands.shared_options import shared_options

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
    own: Parameter | None = None,
) -> DeferringCommand:
    """The command that calls run with its context and, where it has an option of its own, with that."""

    def call(context: typer.Context, **words: Any) -> None:
        run(context, *([] if own is None else [words[own.name]]))

    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    shared = [option.parameter() for option in shared_options()]
    call.__signature__ = Signature([context, *([] if own is None else [own]), *shared])  # type: ignore[attr-defined]
    call.__doc__ = text
    command = build(DeferringCommand, call, name, *examples)
    command.usage_words = usage
    return command


def arguments_of(context: typer.Context) -> list[str]:
    """Every word behind the command."""
    return list(context.meta[_ARGUMENTS])


def defer(context: typer.Context, command: HouseCommand, name: str, arguments: list[str]) -> None:
    """Let the command of the topic answer."""
    with command.make_context(name, arguments, parent=context.parent) as inner:
        command.invoke(inner)
