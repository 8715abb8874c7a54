"""The command of a topic: options, help and completion of step ids from the signature of its function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from handcalc.cli.base_command import BaseCommand, any_of, build, cli_option
from handcalc.cli.output import calculate_and_write
from handcalc.cli.parsed_options import STDOUT, CliOptions, topic_options
from handcalc.cli.shared_options import option_help, shared_options, spelling
from handcalc.errors import HandcalcError, UsageError
from handcalc.inputs.request import Request
from handcalc.record.options import Option
from handcalc.record.topic import Topic

WHAT_FILE_IS = "YAML or JSON, - is standard input"
_PREFIX = "own_"
"""Begins the parameters of a topic's options, whose names may be those of shared options."""


class TopicCommand(BaseCommand):
    """The command of one topic."""

    topic: Topic

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words; while a shell completes the value of an option, leave that option out."""
        if ctx.resilient_parsing and any(args[-1:] == [name] for name in self._names_with_values()):
            args = args[:-1]
        return super().parse_args(ctx, args)

    def _names_with_values(self) -> list[str]:
        return [name for one in self.params if not getattr(one, "is_flag", True) for name in one.opts]

    def step_ids(self, words: Mapping[str, Any]) -> list[str]:
        """The ids for this FILE and these options, or those of the random example if these are refused."""
        from handcalc.calculate import calculate

        path = None if words.get("file") == STDOUT else words.get("file")
        try:
            request = request_for(self.topic, path).overridden(topic_options(self.topic, words), None)
            calculation = calculate(request)
        except HandcalcError:
            calculation = calculate(Request(self.topic))
        return [step.id for step in calculation]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """List the keys of FILE, then the topic's options, then the shared ones."""
        inputs = [
            (spec.name, f"{spec.title} ({spec.shape}){'' if spec.required else ', optional'}")
            for spec in self.topic.inputs.values()
        ]
        with formatter.section("FILE"):
            formatter.write_text(f"{WHAT_FILE_IS}; it holds{'' if inputs else ' options'}")
            if inputs:
                formatter.write_dl(inputs, col_max=12)
        options = [one for one in self.get_params(ctx) if one.param_type_name == "option"]
        for heading, of_topic in ((f"Options of {self.topic.name}, also in FILE", True), ("Options", False)):
            group = [one for one in options if (one.name or "").startswith(_PREFIX) is of_topic]
            with formatter.section(heading):
                formatter.write_dl([one.get_help_record(ctx) for one in group], col_max=24)


def topic_command(
    topic: Topic,
    file: tuple[str, Request] | None = None,
    answer: Callable[..., None] = calculate_and_write,
    extra: Sequence[Parameter] = (),
) -> TopicCommand:
    """The command of this topic.

    file: the path of FILE and its request, if it was read already. answer: called with the request and the
    CliOptions; compare, sheet and quiz have their own. extra: further options, which answer gets by name.
    """

    def run(**words: Any) -> None:
        cli_options = CliOptions.read(words, topic_options(topic, words))
        if file and file[0] != words["file"]:
            raise UsageError("it is not clear which word is FILE: write it right after run")
        request = file[1] if file else request_for(topic, words["file"])
        answer(request, cli_options, **{option.name: words[option.name] for option in extra})

    run.__signature__ = Signature(_parameters(topic, extra))  # type: ignore[attr-defined]
    run.__doc__ = topic.doc.replace("\n\nSymbols:\n", "\n\n\b\nSymbols:\n")  # Click keeps the lines after \b
    command = build(
        TopicCommand,
        run,
        topic.name,
        f"handcalc {topic.name} --seed 7",
        f"handcalc template {topic.name} > my.yaml",
        f"handcalc {topic.name} my.yaml --json",
    )
    command.topic = topic
    return command


def request_for(topic: Topic, path: str | None) -> Request:
    """The request in a file of this topic; without a path, for the random example.

    Raises InputError: the file is refused.
    """
    if path is None:
        return Request(topic)
    from handcalc.from_document import from_document
    from handcalc.inputs.document import load, shown_name

    return from_document(load(path), shown_name(path), topic.name)


def _parameters(topic: Topic, extra: Sequence[Parameter]) -> list[Parameter]:
    file = typer.Argument(metavar="FILE", show_default=False)
    return [
        Parameter("file", Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[str | None, file]),
        *extra,
        *(_parameter(option) for option in topic.options.values()),
        *(shared.parameter() for shared in shared_options()),
    ]


def _parameter(option: Option) -> Parameter:
    """A topic's option as a parameter; its value stays text, because numbers follow handcalc's own rule."""
    name = spelling(option.name)
    return cli_option(
        f"{_PREFIX}{option.name}",
        f"{name}/--no-{name[2:]}" if option.flag else name,
        metavar=None if option.flag else "N" if option.number and not option.words else "VALUE",
        help=option_help(option),
        completer=any_of(option.words) if option.words else None,
    )
