"""`handcalc compare TOPIC [FILE] --with base=3`, which calculates twice and reports what differs."""

from __future__ import annotations

from inspect import Parameter
from typing import Annotated

import typer

from handcalc.cli.output import calculate_with, render, write
from handcalc.cli.parsed_options import CliOptions, on_command_line
from handcalc.cli.topic_subcommand import TopicSubcommand, topic_subcommand
from handcalc.errors import InputError, UsageError
from handcalc.exit_codes import NO
from handcalc.formats.document.page_options import page_options
from handcalc.inputs.options import offered, parse_option
from handcalc.inputs.request import Request
from handcalc.record.options import OptionValue
from handcalc.record.topic import Topic
from handcalc.text import did_you_mean, listed, quoted

_WITH = Parameter(
    "changes",
    Parameter.KEYWORD_ONLY,
    default=[],
    annotation=Annotated[
        list[str],
        typer.Option("--with", metavar="OPTION=VALUE", help="what the second run changes; may be repeated"),
    ],
)


_HEEDED = ("fragment", "fonts", "color", "width")
_REFUSED = tuple(name for name in page_options() if name not in _HEEDED)


def compare_command() -> TopicSubcommand:
    """The command `compare`."""
    return topic_subcommand(
        TopicSubcommand,
        "compare",
        "Run a calculation twice, the second time with other options, and show the first step that differs "
        "and how far each later step moves. The topic's own options may be given too. Exits with 1 when "
        "the two differ.",
        "handcalc compare attention --with base=3",
        "handcalc compare attention --seed 7 --with scale=none --with stable=true",
        "handcalc compare layernorm --with variance=n-1 --json",
        answer=_answer,
        extra=[_WITH],
        refused=_REFUSED,
    )


def _change(topic: Topic, text: str) -> tuple[str, OptionValue]:
    name, equal, value = text.partition("=")
    name = name.strip().lstrip("-").replace("-", "_")
    options = {option: spec for option, spec in offered(topic).items() if option != "digits"}
    if name in options and not equal:
        raise UsageError(f"--with {quoted(text)}: to what? Write {name}=VALUE")
    if name not in options:
        near = did_you_mean(name, options) or f"; write OPTION=VALUE, OPTION one of {listed(options)}"
        raise UsageError(f"--with {quoted(text)}: {topic.name} has no option {quoted(name)}{near}")
    try:
        return name, parse_option(options[name], value.strip())
    except InputError as error:
        raise UsageError(f"--with: {on_command_line(error, ()).fact}") from None


def _answer(request: Request, cli_options: CliOptions, changes: list[str]) -> None:
    """Calculate with and without the changes, and write the comparison."""
    from handcalc.compare import as_calculation, compare
    from handcalc.comparison_json import comparison_text
    from handcalc.formats.document.header_line import option_text

    topic = request.topic
    if not changes:
        raise UsageError(f"compare needs --with and what to change; {topic.name} has {listed(topic.options)}")
    changed = dict(_change(topic, text) for text in changes)
    cli_options.refuse(_REFUSED, "is for a single calculation: compare shows every step")
    vectors = cli_options.vectors or request.vectors
    both = calculate_with(lambda whole: compare(whole, changed, vectors), request, cli_options)
    words = listed(f"{name} {option_text(value)}" for name, value in changed.items())
    if cli_options.format == "json":
        write(comparison_text(both, vectors), cli_options)
    else:
        write(render(as_calculation(both, words), vectors, cli_options), cli_options)
    if both.first_difference is not None:
        raise typer.Exit(NO)
