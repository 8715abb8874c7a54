"""`handcalc run FILE`: the topic is named inside the file, the options are that topic's."""

from __future__ import annotations

import os
from inspect import Parameter, Signature
from typing import Any

import typer

from handcalc.commands.house_command import HouseCommand, build
from handcalc.commands.shared_options import shared_options
from handcalc.commands.topic_command import topic_command
from handcalc.errors import UsageError
from handcalc.inputs.document import STANDARD_INPUT, load, shown_name
from handcalc.inputs.from_document import from_document

_ARGUMENTS = "handcalc.arguments"
_FILE_IS_MISSING = "run needs a FILE, which names its topic; or write handcalc TOPIC"


class RunCommand(HouseCommand):
    """A command that keeps its words: what the topic makes of them is known when FILE is read."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the shared options only, to find FILE among the rest."""
        ctx.ignore_unknown_options = ctx.allow_extra_args = True
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """FILE is no argument of Typer's here."""
        return ["FILE", *super().collect_usage_pieces(ctx)]


def run_command() -> RunCommand:
    """The command `run`."""

    def run(context: typer.Context, **words: Any) -> None:
        del words  # read again by the topic's own command
        _run(context)

    shared = [option.parameter() for option in shared_options()]
    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    run.__signature__ = Signature([context, *shared])  # type: ignore[attr-defined]
    run.__doc__ = (
        "Calculate what a file asks for: it names its topic in a line such as `topic: attention`. The "
        "options of that topic may be given too; handcalc TOPIC --help lists them."
    )
    return build(
        RunCommand,
        run,
        "run",
        "handcalc template softmax > my.yaml",
        "handcalc run my.yaml",
        "handcalc run my.yaml --rounding carry --digits 2",
    )


def _run(context: typer.Context) -> None:
    arguments = context.meta[_ARGUMENTS]
    path = _file_among(context.args, arguments)
    request = from_document(load(path), shown_name(path))
    command = topic_command(request.topic, (path, request))
    with command.make_context("run", list(arguments), parent=context.parent) as inner:
        command.invoke(inner)


def _file_among(words: list[str], arguments: list[str]) -> str:
    """The word that is FILE, beside options of a topic that is not known yet, and their values."""
    literal = arguments[arguments.index("--") + 1 :] if "--" in arguments else []
    candidates = [
        (not _readable(word), before.startswith("-") and before != STANDARD_INPUT, position)
        for position, (before, word) in enumerate(zip(["", *words], words, strict=False))
        if word == STANDARD_INPUT or not word.startswith("-") or word in literal
    ]
    if not candidates:
        raise UsageError(_FILE_IS_MISSING)
    return words[min(candidates)[2]]


def _readable(word: str) -> bool:
    try:
        return word == STANDARD_INPUT or os.path.exists(word)
    except ValueError:
        return False
