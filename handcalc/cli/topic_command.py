"""The command of a topic, composed from the signature of its function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from handcalc.cli.base_command import build
from handcalc.cli.completers import any_of
from handcalc.cli.output import produce
from handcalc.cli.parsed_options import CliOptions, own_options
from handcalc.cli.shared_options import described, shared_options, spelling
from handcalc.cli.topic_help import TopicCommand
from handcalc.cli.topic_request import request_for
from handcalc.errors import UsageError
from handcalc.inputs.request import Request
from handcalc.record.options import Option
from handcalc.record.topic import Topic


def topic_command(
    topic: Topic,
    read: tuple[str, Request] | None = None,
    answer: Callable[..., None] = produce,
    own: Sequence[Parameter] = (),
) -> TopicCommand:
    """The command of this topic; `read` is its FILE and what it holds, if it was read already.

    answer: what is done with request and choices; compare does something else than to show the calculation.
    own: further options for it, which it gets by name.
    """

    def run(**words: Any) -> None:
        choices = CliOptions.read(words, own_options(topic, words))
        if read and read[0] != words["file"]:
            raise UsageError("it is not clear which word is FILE: write it right after run")
        request = read[1] if read else request_for(topic, words["file"])
        answer(request, choices, **{option.name: words[option.name] for option in own})

    run.__signature__ = Signature(_parameters(topic, own))  # type: ignore[attr-defined]
    run.__doc__ = topic.doc.replace("\n\nSymbols:\n", "\n\n\b\nSymbols:\n")  # Click keeps the lines after \b
    command = build(TopicCommand, run, topic.name, *_examples(topic))
    command.topic = topic
    return command


def _parameters(topic: Topic, own: Sequence[Parameter]) -> list[Parameter]:
    file = typer.Argument(metavar="FILE", show_default=False)
    return [
        Parameter("file", Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, file]),
        *own,
        *(_own(option) for option in topic.options.values()),
        *(shared.parameter() for shared in shared_options()),
    ]


def _own(option: Option) -> Parameter:
    """A topic's option as a parameter; its value stays text, for our own rule of numbers."""
    name = spelling(option.name)
    names = f"{name}/--no-{name[2:]}" if option.flag else name
    metavar = None if option.flag else "N" if option.number and not option.words else "VALUE"
    completer = any_of(option.words) if option.words else None
    declared = typer.Option(
        names, metavar=metavar, help=described(option), show_default=False, autocompletion=completer
    )
    kind: Any = (bool | None) if option.flag else (str | None)
    return Parameter(
        f"own_{option.name}", Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, declared]
    )


def _examples(topic: Topic) -> tuple[str, ...]:
    return (
        f"handcalc {topic.name} --seed 7",
        f"handcalc template {topic.name} > my.yaml",
        f"handcalc {topic.name} my.yaml --json",
    )
